import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import js from '@eslint/js';
import { ESLint, type Linter, type Rule } from 'eslint';
import assay from 'eslint-plugin-assay';
import { describe, expect, test, vi } from 'vitest';
import { rules } from '@assay/rules';
import { ALL_RULES, inFolderAsync } from './support/fixture.js';
import { runHere } from './support/cli.js';
import { eslintIn, shownOf } from './support/eslint.js';
import { OXLINT_STARTS, eslintProcess, linkModules, nodeProcess, oxlintProcess } from './support/eslint-process.js';

const CONFIG = `import assay from 'eslint-plugin-assay';
import tseslint from 'typescript-eslint';
export default [
  { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
  ...assay.configs.strict,
];
`;
const SHOP = `import express from 'express';
import Knex from 'knex';
const db = Knex({});
const shop: express.Express = express();
shop.delete('/carts/:id', async (req, res) => {
  await db('carts').where({ id: req.params.id }).del();
  res.status(204).end();
});
`;
const DROP = 'ALTER TABLE "carts" DROP COLUMN "note";\n';
const SQL = 'prisma/migrations/20250101000000_drop/migration.sql';
const PROJECT = [
  { path: 'package.json', text: '{ "type": "module", "dependencies": { "express": "^5.0.0", "knex": "^3.0.0", "prisma": "^6.0.0" } }' },
  { path: 'eslint.config.js', text: CONFIG },
  { path: 'src/shop.ts', text: SHOP },
  { path: SQL, text: DROP },
];

const recommended = assay.configs?.['recommended'] as readonly Linter.Config[];
/** The rules of SQL are experimental. */
const strict = assay.configs?.['strict'] as readonly Linter.Config[];

function inProject(use: (root: string) => Promise<void>, files = PROJECT): Promise<void> {
  return inFolderAsync(files, async (root) => {
    linkModules(root);
    await use(root);
  });
}

const TOLD = 'Assay could not judge this project fully: ';

/** What is shown of a project, without its path: which file comes first, ESLint decides, which reads them side by side. */
function withoutPath(shown: string | undefined): string | undefined {
  return shown?.slice(shown.indexOf(':'));
}

/** What ESLint says of a `.sql` file in the project, `rule line: message`. */
async function lintSql(root: string, text: string, config: readonly Linter.Config[] = strict): Promise<string[]> {
  writeFileSync(join(root, SQL), text);
  const [result] = await eslintIn(root, config).lintFiles([SQL]);
  return result?.messages.map(({ ruleId, line, message }) => `${ruleId ?? 'none'} ${line}: ${message.replace(/:.*/s, '')}`) ?? [];
}

describe('the plugin', () => {
  test('says who it is', () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../packages/eslint-plugin/package.json'), 'utf8')) as { version: string };
    expect(assay.meta).toEqual({ name: 'eslint-plugin-assay', version, namespace: 'assay' });
  });

  const OF_FILES = ALL_RULES.filter(({ meta }) => meta.judges !== 'change');

  test('has every rule, each with a page, a message and no options', () => {
    expect(Object.keys(assay.rules ?? {}).sort()).toEqual(OF_FILES.map((rule) => rule.id).sort());
    for (const [id, rule] of Object.entries(assay.rules ?? {})) {
      expect((rule as { meta?: unknown }).meta, id).toMatchObject({ schema: [], docs: { url: expect.stringMatching(new RegExp(`/docs/rules/${id}\\.md$`)), description: expect.stringMatching(/\S/) } });
    }
  });

  test.each(['recommended', 'strict'])('the config %s has a named block for each language, and every rule of its own but those that ESLint has itself', (name) => {
    const blocks = assay.configs?.[name] as Linter.Config[];
    expect(blocks.map((block) => block.name)).toEqual([`assay/${name}/code`, `assay/${name}/sql`]);
    const listed = new Set(blocks.flatMap((block) => Object.keys(block.rules ?? {})));
    const offered = OF_FILES.filter((rule) => name === 'strict' || rule.meta.lifecycle !== 'experimental');
    expect([...listed].sort()).toEqual(offered.map((rule) => `assay/${rule.id}`).filter((id) => id !== 'assay/unused-directive').sort());
    expect(blocks.every((block) => block.plugins?.['assay'] === assay)).toBe(true);
  });

  test('recommended: an error is what may be critical or major', () => {
    const levels = Object.assign({}, ...recommended.map((block) => block.rules)) as Record<string, string>;
    for (const rule of ALL_RULES) {
      const grave = Object.values(rule.meta.variants).some(({ severity }) => severity === 'critical' || severity === 'major');
      const level = rule.meta.lifecycle === 'experimental' ? undefined : grave ? 'error' : 'warn';
      if (rule.id !== 'unused-directive') expect(levels[`assay/${rule.id}`], rule.id).toBe(level);
    }
  });

  test('loads by require as well, without a TypeScript of the project', () => inProject(async (root) => {
    const script = join(root, 'load.cjs');
    writeFileSync(script, `
      const assay = require('eslint-plugin-assay');
      const loaded = Object.keys(require.cache).filter((file) => /node_modules[\\\\/](typescript|@typescript-eslint[\\\\/](typescript-estree|parser)|ts-api-utils)[\\\\/]/.test(file));
      console.log(JSON.stringify({ configs: Object.keys(assay.configs), loaded, utils: Object.keys(require.cache).some((file) => file.includes('utils')) }));
    `);
    const { stdout, stderr } = nodeProcess(script, root);
    expect(stderr.replace(/^\(node.*\n|^\(Use.*\n/gm, '')).toBe('');
    expect(JSON.parse(stdout)).toEqual({ configs: ['recommended', 'strict'], loaded: [], utils: true });
  }));
});

describe('ESLint as users start it', () => {
  test('five lines of configuration show a finding in a .ts and in a .sql file', () => inProject(async (root) => {
    const { code, stdout } = eslintProcess(['.', '--format', 'json'], root);
    const results = JSON.parse(stdout) as ESLint.LintResult[];
    const shown = results.flatMap((result) => shownOf(result, root)).map(({ path, line, rule }) => `${path}:${line} ${rule}`);
    expect(shown.sort()).toEqual([`${SQL}:1 migration-without-rollback`, 'src/shop.ts:5 unguarded-mutation']);
    expect(code).toBe(1);
  }));

  test('the block that assay init prints is a whole configuration', () => inProject(async (root) => {
    const { stdout } = await runHere(['init'], root);
    const [, block = ''] = /eslint\.config\.mjs \(npm install .*\):\n((?: {4}.*\n|\n)+)/.exec(stdout) ?? [];
    writeFileSync(join(root, 'eslint.config.mjs'), block.replace(/^ {4}/gm, ''));
    const results = await new ESLint({ cwd: root, overrideConfigFile: 'eslint.config.mjs' }).lintFiles(['.']);
    expect(results.flatMap((result) => shownOf(result, root)).map(({ path, line, rule }) => `${path}:${line} ${rule}`).sort()).toEqual([`${SQL}:1 migration-without-rollback`, 'src/shop.ts:5 unguarded-mutation']);
  }));

  test('--stdin --stdin-filename takes the text in place of the file, also of one that does not exist', () => inProject(async (root) => {
    const guarded = SHOP.replace("shop.delete(", "shop.use((req, res, next) => (req.headers.authorization === process.env.KEY ? next() : res.status(401).end()));\nshop.delete(");
    const lines = (name: string, text: string) => {
      const { stdout } = eslintProcess(['--stdin', '--stdin-filename', name, '--format', 'json'], root, text);
      return (JSON.parse(stdout) as ESLint.LintResult[]).flatMap(({ messages }) => messages.map(({ ruleId, line }) => `${ruleId ?? ''} ${line}`));
    };
    expect(lines('src/shop.ts', `\n${SHOP}`)).toEqual(['assay/unguarded-mutation 6']);
    expect(lines('src/shop.ts', guarded)).not.toContainEqual(expect.stringContaining('unguarded-mutation'));
    expect(lines('src/more/shop.ts', SHOP)).toEqual(['assay/unguarded-mutation 5']);
  }));

  test('assay.config is obeyed; what cannot be used of it is said once, on line 1 of the file that comes first, and ESLint goes on', () => inProject(async (root) => {
    const shown = (text: string) => {
      writeFileSync(join(root, 'assay.config.json'), text);
      const { stdout, stderr } = eslintProcess(['.', '--format', 'json'], root);
      expect(stderr).toBe('');
      return (JSON.parse(stdout) as ESLint.LintResult[]).flatMap((result) => shownOf(result, root)).map(({ path, line, message }) => `${path}:${line} ${message.replace(/(?<=Destructive|Missing).*/s, '')}`).sort();
    };
    expect(shown('{ "overrides": [{ "files": ["src"], "rules": { "unguarded-mutation": "off" } }], "rules": { "migration-without-rollback": "info" } }')).toEqual([`${SQL}:1 Destructive`]);
    const told = shown('{ "rulez": {} }');
    expect(told).toHaveLength(1);
    expect(withoutPath(told[0])).toBe(`:1 ${TOLD}assay.config.json cannot be used: rulez: there is no such key. Did you mean rules? The keys are listed in docs/config.md; assay print-config shows what is in force.`);
  }));

  test('--concurrency gives the same', () => inProject(async (root) => {
    const alone = eslintProcess(['.', '--format', 'json'], root);
    const together = eslintProcess(['.', '--format', 'json', '--concurrency', '2'], root);
    expect(together.stdout).toBe(alone.stdout);
    expect(together.code).toBe(1);
  }));

  test('bulk suppressions hold what there was and show what comes', () => inProject(async (root) => {
    eslintProcess(['.', '--suppress-all'], root);
    expect(eslintProcess(['.'], root).code).toBe(0);
    writeFileSync(join(root, 'src/shop.ts'), SHOP.replace('res.status(204)', "await db('notes').where({ cart: req.params.id }).del();\n  res.status(204)"));
    expect(eslintProcess(['.'], root).stdout).toMatch(/assay\/writes-without-transaction/);
  }));

  test.runIf(OXLINT_STARTS)('oxlint runs the same plugin', () => inProject(async (root) => {
    writeFileSync(join(root, '.oxlintrc.json'), JSON.stringify({ categories: { correctness: 'off' }, jsPlugins: ['eslint-plugin-assay'], rules: { 'assay/unguarded-mutation': 'error' } }));
    const { code, stdout } = oxlintProcess(['--format', 'unix', 'src'], root);
    expect(stdout).toMatch(/src\/shop\.ts:5:1: Missing authentication on DELETE \/carts\/\{id\}: /);
    expect(code).toBe(1);
  }));
});

test('a project that cannot be judged fully says so once, on line 1 of the first file; what can be judged is shown', () => inFolderAsync(PROJECT, async (root) => {
  const broken = rules.find(({ id }) => id === 'n-plus-one-query')!;
  const check = vi.spyOn(broken, 'check').mockImplementation(() => { throw new Error(`no such row in ${root}`); });
  try {
    const shown = (await eslintIn(root).lintFiles(['.'])).flatMap((result) => shownOf(result, root)).map(({ path, line, message }) => `${path}:${line} ${message.replace(/(?<=Destructive|Missing).*/s, '')}`);
    const [told, ...rest] = shown.toSorted((a, b) => Number(b.includes(TOLD)) - Number(a.includes(TOLD)));
    expect(withoutPath(told)).toBe(`:1 ${TOLD}The rule n-plus-one-query failed (no such row in .). Its findings are incomplete; the other rules ran. Please report it.`);
    expect(rest).toEqual([`${SQL}:1 Destructive`, 'src/shop.ts:5 Missing']);
  } finally {
    check.mockRestore();
  }
}));

test('a project whose manifest, tsconfig and sources are broken is judged as far as it can be read, without a word about the rest', () => inFolderAsync([
  ...PROJECT,
  { path: 'tsconfig.json', text: '{ "extends": "./nowhere.json", "compilerOptions": { "paths": 3 ' },
  { path: 'pnpm-workspace.yaml', text: 'packages: {' },
  { path: 'packages/a/package.json', text: '[1, 2' },
  { path: 'src/half.ts', text: 'export function (' },
], async (root) => {
  const results = await eslintIn(root).lintFiles(['src/shop.ts', SQL]);
  expect(results.flatMap((result) => shownOf(result, root)).map(({ path, line, rule }) => `${path}:${line} ${rule}`).sort()).toEqual([`${SQL}:1 migration-without-rollback`, 'src/shop.ts:5 unguarded-mutation']);
}));

test('files that are deleted, renamed and new between two runs of one ESLint', () => inFolderAsync(PROJECT, async (root) => {
  const eslint = eslintIn(root);
  // A whole number: two seconds later is then two seconds, and not a rounding less.
  const start = Math.ceil(performance.now());
  const clock = vi.spyOn(performance, 'now');
  const lines = async (seconds: number) => {
    clock.mockReturnValue(start + 1000 * seconds);
    return (await eslint.lintFiles(['src'])).flatMap((result) => shownOf(result, root)).map(({ path, line }) => `${path}:${line}`);
  };
  expect(await lines(0)).toEqual(['src/shop.ts:5']);
  renameSync(join(root, 'src/shop.ts'), join(root, 'src/market.ts'));
  writeFileSync(join(root, 'src/stall.ts'), SHOP);
  expect(await lines(2)).toEqual(['src/market.ts:5', 'src/stall.ts:5']);
  rmSync(join(root, 'src/market.ts'));
  expect(await lines(4)).toEqual(['src/stall.ts:5']);
  clock.mockRestore();
}));

test('a monorepo gives the same at its root and at a package', () => inFolderAsync([
  { path: 'package.json', text: '{ "workspaces": ["packages/*"] }' },
  { path: 'packages/api/package.json', text: '{ "name": "api", "dependencies": { "express": "^5.0.0", "store": "*" } }' },
  { path: 'packages/api/src/shop.ts', text: "import express from 'express';\nimport { erase } from 'store';\nexport const shop = express();\nshop.delete('/carts/:id', (req, res) => erase(req.params.id).then(() => res.status(204).end()));\n" },
  { path: 'packages/store/package.json', text: '{ "name": "store", "main": "dist/store.js", "dependencies": { "knex": "^3.0.0" } }' },
  { path: 'packages/store/src/store.ts', text: "import Knex from 'knex';\nconst db = Knex({});\nexport const erase = (id) => db('carts').where({ id }).del();\n" },
], async (root) => {
  const lint = async (cwd: string) => (await eslintIn(cwd).lintFiles(['**/*.ts'])).flatMap((result) => shownOf(result, root));
  const atRoot = await lint(root);
  expect(atRoot.map(({ path, line, rule }) => `${path}:${line} ${rule}`)).toEqual(['packages/api/src/shop.ts:4 unguarded-mutation']);
  expect(atRoot[0]?.message).toContain('delete of carts');
  expect(await lint(join(root, 'packages/api'))).toEqual(atRoot);
}));

describe('.sql files', () => {
  const FOUND = (line: number) => [`assay/migration-without-rollback ${line}: Destructive change without rollback in migration 20250101000000_drop`];

  test('a directive with a reason silences, in either kind of comment', () => inProject(async (root) => {
    expect(await lintSql(root, DROP)).toEqual(FOUND(1));
    expect(await lintSql(root, `-- eslint-disable-next-line assay/migration-without-rollback -- copied to notes\n${DROP}`)).toEqual([]);
    expect(await lintSql(root, `/* eslint-disable assay/migration-without-rollback -- copied to notes */\n${DROP}`)).toEqual([]);
    expect(await lintSql(root, `${DROP.trim()} -- eslint-disable-line assay/migration-without-rollback -- copied\n`)).toEqual([]);
    expect(await lintSql(root, `/* eslint assay/migration-without-rollback: off */\n${DROP}`)).toEqual([]);
  }));

  test('a directive without a reason is reported, and so is one that silences nothing', () => inProject(async (root) => {
    expect(await lintSql(root, `-- eslint-disable-next-line assay/migration-without-rollback\n${DROP}`)).toEqual([
      'assay/directive-without-reason 1: No reason given in eslint-disable-next-line assay/migration-without-rollback',
    ]);
    expect(await lintSql(root, `${DROP}\n-- eslint-disable-next-line assay/migration-without-rollback -- once was\nSELECT 1;\n`)).toEqual([
      ...FOUND(1), "none 3: Unused eslint-disable directive (no problems were reported from 'assay/migration-without-rollback').",
    ]);
  }));

  test('the text of strings and bodies is no comment; MySQL and psql files are read as well', () => inProject(async (root) => {
    expect(await lintSql(root, `INSERT INTO t VALUES ('-- eslint-disable assay/migration-without-rollback -- no');\n${DROP}`)).toEqual(FOUND(2));
    expect(await lintSql(root, "SELECT 'it\\'s'; # it's\n")).toEqual([]);
    expect(await lintSql(root, `DELIMITER $$\nCREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 'x'; END$$\nDELIMITER ;\n${DROP}`)).toEqual(FOUND(4));
  }));

  test('only what never ends is a parse error, where it begins', () => inProject(async (root) => {
    expect(await lintSql(root, `${DROP}SELECT 'abc;\n`)).toEqual(['none 2: Parsing error']);
    expect(await lintSql(root, 'THIS IS NO SQL (;\n')).toEqual([]);
    expect(await lintSql(root, '')).toEqual([]);
  }));

  test('rules for JavaScript that are on everywhere do no harm', () => inProject(async (root) => {
    expect(await lintSql(root, DROP, [js.configs.recommended, ...strict])).toEqual(FOUND(1));
  }));

  test('another prefix for the plugin works', () => inProject(async (root) => {
    const config = [{ files: ['**/*.sql'], plugins: { backend: assay }, language: 'backend/sql', rules: { 'backend/migration-without-rollback': 'error' } }] as Linter.Config[];
    expect(await lintSql(root, DROP, config)).toEqual([FOUND(1)[0]?.replace('assay/', 'backend/')]);
  }));

  test('a rule about code is refused, as ESLint does', () => inProject(async (root) => {
    const config = [...strict, { files: ['**/*.sql'], rules: { 'assay/unguarded-mutation': 'error' } }] as Linter.Config[];
    await expect(lintSql(root, DROP, config)).rejects.toThrow(/unguarded-mutation/);
  }));

  test('a rule can suggest an edit at a statement', () => inProject(async (root) => {
    const rule: Rule.RuleModule = {
      meta: { hasSuggestions: true },
      create: (context) => ({
        SqlStatement: (node: Rule.Node) => context.report({ node, message: 'a statement', suggest: [{ desc: 'comment it', fix: (fixer) => fixer.insertTextBefore(node, '-- so\n') }] }),
      }),
    };
    writeFileSync(join(root, SQL), `-- first\n${DROP}`);
    const [result] = await eslintIn(root, [...strict, { files: ['**/*.sql'], plugins: { own: { rules: { comment: rule } } }, rules: { 'own/comment': 'error' } }]).lintFiles([SQL]);
    const [message] = result?.messages.filter(({ ruleId }) => ruleId === 'own/comment') ?? [];
    expect(message).toMatchObject({ line: 2, column: 1, endLine: 2, endColumn: DROP.length, suggestions: [{ fix: { range: [9, 9], text: '-- so\n' } }] });
  }));
});
