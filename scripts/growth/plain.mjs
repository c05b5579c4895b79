/** A file of helpers without a library, as every module has some: loops, conditions, texts and dates. */
export function helpers({ name, fields, steps }, random) {
  return steps.map((step, index) => `
/** ${step} of ${name}: what the reports of the module show. */
export function ${step}${name}(rows: readonly Record<string, unknown>[], limit = ${random.between(5, 80)}): string[] {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const key = String(row['${fields[index % fields.length]}'] ?? '').toLowerCase().replaceAll(/\\s+/g, '-');
    if (key === '' || key.length > ${random.between(20, 60)}) continue;
    seen.set(key, (seen.get(key) ?? 0) + ${random.between(1, 4)});
  }
  const ranked = [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const shown = ranked.slice(0, limit).map(([key, count]) => (count > ${random.between(1, 9)} ? \`\${key} (\${count})\` : key));
  return shown.length === 0 ? ['none'] : shown;
}
`).join('');
}

/** The types that a module hands around. */
export function types({ name, fields }) {
  return `export interface ${name} {
  id: string;
  ownerId: string;
${fields.map((field) => `  ${field}: string;`).join('\n')}
  createdAt: Date;
}

export type New${name} = Omit<${name}, 'id' | 'createdAt'>;

export const ${name.toUpperCase()}_FIELDS = [${fields.map((field) => `'${field}'`).join(', ')}] as const;

export function is${name}Field(text: string): text is (typeof ${name.toUpperCase()}_FIELDS)[number] {
  return (${name.toUpperCase()}_FIELDS as readonly string[]).includes(text);
}
`;
}

/** A test of a module's helpers. */
export function test({ name, word, steps }) {
  return `import { describe, expect, it } from 'vitest';
import { ${steps.map((step) => step + name).join(', ')} } from '../src/${word}/${word}.helpers';

describe('${name}', () => {
${steps.map((step) => `  it('${step}', () => {
    expect(${step}${name}([])).toEqual(['none']);
  });`).join('\n')}
});
`;
}
