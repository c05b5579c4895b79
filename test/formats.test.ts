import type { RunResult } from '@assay/contract';
import { checkstyle, github, gitlab, junit, markdown, rdjson, sonar, type ReadLine } from '@assay/report';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { finding, place, result, ruleOf } from './hand-made.js';
import { large, LARGE_VIOLATIONS, ODD_LINE, ODD_PATH, odd } from './support/large-report.js';
import { elementsNamed, parseXml } from './support/xml.js';

const RULES = [ruleOf([])];
const readLine: ReadLine = (path, line) => (path === ODD_PATH && line === 5 ? ODD_LINE : undefined);

/** The documented fields and values of a format, nothing else allowed. */
function expectFields(schema: object, text: string): void {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
}

const string = { type: 'string', minLength: 1 };
const line = { type: 'integer', minimum: 1 };
const object = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []) => ({
  type: 'object', additionalProperties: false, properties, required: Object.keys(properties).filter(key => !optional.includes(key)),
});

describe('every format', () => {
  const all: Readonly<Record<string, (run: RunResult) => string>> = {
    github, gitlab, rdjson, junit, checkstyle, markdown, sonar: run => sonar(run, { rules: RULES }),
  };

  it.each(Object.entries(all))('%s gives the same bytes twice, no byte order mark and no review', (_, format) => {
    expect(format(large)).toBe(format(large));
    expect(format(large)).not.toContain('\ufeff');
    expect(format(large)).not.toContain('not for machines');
  });

  it.each(Object.entries(all))('%s is well formed without findings', (name, format) => {
    const text = format(result());
    if (['gitlab', 'rdjson', 'sonar'].includes(name)) expect(() => JSON.parse(text) as unknown).not.toThrow();
    else if (['junit', 'checkstyle'].includes(name)) expect(() => parseXml(text)).not.toThrow();
    else expect(text).not.toContain('undefined');
  });
});

describe('gitlab', () => {
  it('has the documented fields, 1-based lines and a fingerprint of its own for each issue', () => {
    const text = gitlab(large);
    expectFields({
      type: 'array', minItems: LARGE_VIOLATIONS, maxItems: LARGE_VIOLATIONS,
      items: object({
        description: string, check_name: string, fingerprint: string, severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: object({ path: string, lines: object({ begin: line, end: line }) }),
      }),
    }, text);
    const twice = JSON.parse(gitlab(result({ findings: [finding(), finding()] }))) as { fingerprint: string }[];
    expect(twice.map(issue => issue.fingerprint)).toEqual(['0123456789abcdef0123', '0123456789abcdef0123-2']);
  });
});

describe('rdjson', () => {
  const position = object({ line, column: line }, ['column']);
  const location = object({ path: string, range: object({ start: position, end: position }) });

  it('has the fields of the protocol', () => {
    expectFields(object({
      source: object({ name: string }), severity: { enum: ['ERROR'] },
      diagnostics: {
        type: 'array', minItems: LARGE_VIOLATIONS, maxItems: LARGE_VIOLATIONS,
        items: object({
          message: string, location, severity: { enum: ['ERROR', 'WARNING', 'INFO'] }, code: object({ value: string }),
          relatedLocations: { type: 'array', items: object({ message: string, location }) },
        }, ['relatedLocations']),
      },
    }), rdjson(large, { readLine }));
  });

  it('counts columns in bytes of UTF-8, and leaves them out when the line cannot be read', () => {
    const at = finding({ where: { ...place(ODD_PATH, 5), columns: { first: ODD_LINE.indexOf('app') + 1, last: ODD_LINE.length + 1 } } });
    const range = (text: string) => (JSON.parse(text) as { diagnostics: { location: { range: unknown } }[] }).diagnostics[0]?.location.range;
    const bytes = (text: string) => Buffer.byteLength(text);
    expect(range(rdjson(result({ findings: [at] }), { readLine }))).toEqual({
      start: { line: 5, column: bytes(ODD_LINE.slice(0, ODD_LINE.indexOf('app'))) + 1 }, end: { line: 5, column: bytes(ODD_LINE) + 1 },
    });
    expect(range(rdjson(result({ findings: [at] })))).toEqual({ start: { line: 5 }, end: { line: 5 } });
  });
});

describe('sonar', () => {
  const column = { type: 'integer', minimum: 0 };
  const location = object({ message: string, filePath: string, textRange: object({ startLine: line, endLine: line, startColumn: column, endColumn: column }, ['startColumn', 'endColumn']) });

  it('has the documented fields of 10.3, and every issue has its rule', () => {
    const text = sonar(large, { rules: RULES });
    expectFields(object({
      rules: {
        type: 'array', minItems: 1,
        items: object({
          id: string, name: string, description: string, engineId: { const: 'assay' }, cleanCodeAttribute: { enum: ['TRUSTWORTHY', 'COMPLETE', 'LOGICAL', 'EFFICIENT', 'TESTED', 'FOCUSED', 'CLEAR'] },
          impacts: { type: 'array', minItems: 1, items: object({ softwareQuality: { enum: ['SECURITY', 'RELIABILITY', 'MAINTAINABILITY'] }, severity: { enum: ['HIGH', 'MEDIUM', 'LOW'] } }) },
        }),
      },
      issues: { type: 'array', minItems: LARGE_VIOLATIONS, maxItems: LARGE_VIOLATIONS, items: object({ ruleId: { const: 'unguarded-mutation' }, primaryLocation: location, secondaryLocations: { type: 'array', items: location } }, ['secondaryLocations']) },
    }), text);
  });

  it('has 0-based columns, and none for an empty range', () => {
    const empty = finding({ where: { ...place('a.ts', 2), columns: { first: 4, last: 4 } } });
    const { issues } = JSON.parse(sonar(result({ findings: [finding({ where: place('a.ts', 1) }), empty] }), { rules: RULES })) as { issues: { primaryLocation: { textRange: unknown } }[] };
    expect(issues.map(issue => issue.primaryLocation.textRange)).toEqual([{ startLine: 1, endLine: 1, startColumn: 2, endColumn: 8 }, { startLine: 2, endLine: 2 }]);
  });
});

describe('junit', () => {
  it('has a failed case for each finding and a passed one for each rule without', () => {
    const root = parseXml(junit(large));
    expect(root.name).toBe('testsuites');
    expect(root.attributes).toMatchObject({ tests: String(LARGE_VIOLATIONS + 1), failures: String(LARGE_VIOLATIONS), errors: '0' });
    expect(elementsNamed(root, 'testcase')).toHaveLength(LARGE_VIOLATIONS + 1);
    expect(elementsNamed(root, 'failure')).toHaveLength(LARGE_VIOLATIONS);
    for (const suite of elementsNamed(root, 'testsuite')) {
      expect(elementsNamed(suite, 'testcase')).toHaveLength(Number(suite.attributes['tests']));
      expect(elementsNamed(suite, 'failure')).toHaveLength(Number(suite.attributes['failures']));
    }
    const [first] = elementsNamed(root, 'testcase');
    expect(first?.attributes).toMatchObject({ classname: ODD_PATH, line: '5' });
    expect(elementsNamed(root, 'failure')[0]?.attributes['message']).toBe(odd.title);
  });

  it('makes a failed rule an error', () => {
    const root = parseXml(junit(result({ problems: [{ path: '', code: 'internal', message: 'The rule x failed', level: 'problem' }] })));
    expect(elementsNamed(root, 'error').map(error => error.attributes['message'])).toEqual(['The rule x failed']);
  });
});

describe('checkstyle', () => {
  it('has one file element a file, and 1-based places', () => {
    const root = parseXml(checkstyle(large));
    const files = elementsNamed(root, 'file').map(file => file.attributes['name']);
    expect(new Set(files).size).toBe(files.length);
    expect(elementsNamed(root, 'error')).toHaveLength(LARGE_VIOLATIONS);
    expect(elementsNamed(root, 'error')[0]?.attributes).toMatchObject({ line: '5', column: '3', severity: 'error', source: 'assay.unguarded-mutation' });
    for (const error of elementsNamed(root, 'error')) expect(Number(error.attributes['line'])).toBeGreaterThan(0);
  });

  it('holds no character that XML forbids', () => {
    const root = parseXml(checkstyle(result({ findings: [finding({ title: 'x\u0000\u001b\ud800 ]]> y', where: place('\udc00.ts') })] })));
    expect(elementsNamed(root, 'error')[0]?.attributes['message']).toContain('x\ufffd\ufffd\ufffd ]]> y');
  });
});

describe('github', () => {
  const COMMAND = /^::(error|warning|notice) file=([^,]*),line=(\d+),endLine=(\d+)(?:,col=(\d+),endColumn=(\d+))?,title=([^,:]*)::(.*)$/;
  const lines = github(large).trimEnd().split('\n');

  it('escapes what separates properties, and shows as many as GitHub does, the gravest first', () => {
    const commands = lines.slice(0, -1).map(text => COMMAND.exec(text));
    expect(commands).not.toContain(null);
    expect(commands.map(match => match?.[1])).toEqual([...Array<string>(10).fill('error'), ...Array<string>(10).fill('warning'), ...Array<string>(10).fill('notice')]);
    expect(commands[0]?.[2]).toBe('src/übung/ファイル%2C 100%25%3A [id].ts');
    expect(commands[0]?.[7]).toContain('PATCH /users/{id}');
    expect(lines.at(-1)).toBe('1201 findings in all: 30 are annotated, 1171 more are in the report.');
  });

  it('gives columns on one line only, and paths from the checkout', () => {
    expect(github(result({ findings: [finding({ where: place('a.ts', 1, 2) })] }), { folder: 'apps/api' })).toMatch(/^::error file=apps\/api\/a\.ts,line=1,endLine=2,title=/);
  });
});

describe('markdown', () => {
  it('shows text as it is: no markup, no mention, whole code spans', () => {
    const text = markdown(result({ findings: [{ ...odd, where: place('a`b|c.ts', 5) }] }));
    expect(text).toContain('**Missing \\<b\\>authN\\</b\\> & more on PATCH /users/\\{id\\}**');
    expect(text).toContain('`` a`b\\|c.ts:5 ``');
    expect(text).not.toContain('@team');
    expect(text).toContain('**1 finding: 1 critical.** Status: ready.');
  });

  it('keeps to a size, the gravest first, and counts what is left out', () => {
    const text = markdown(large, { mostBytes: 20_000 });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(20_000);
    expect(text).toContain('## Critical');
    expect(text).toMatch(/\d+ more findings do not fit here/);
    expect(text).toContain('| `n-plus-one-query` | loops | 7 | 0 | 0 |');
  });
});
