import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ConfigError, configJsonSchema, readSettings, settingsOf, watchSettings, type AssayConfig } from '@assay/config';
import { analyze, directiveRules } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALL_RULES } from './support/fixture.js';
import { REPOSITORY } from './support/repository.js';

let root = '';
beforeEach(() => { root = realpathSync(mkdtempSync(join(tmpdir(), 'assay-config-'))); });
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const read = (more: { safe?: boolean; file?: string } = {}) => readSettings({ root, rules, always: directiveRules, ...more });

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

/** Rules whose findings are not yet shown to be right are in `strict` alone. */
const settled = rules.filter(rule => rule.meta.lifecycle !== 'experimental');

describe('the file', () => {
  it.each<[string, string]>([
    ['assay.config.json', '{ "failOn": "critical" }'],
    ['assay.config.mjs', 'export default { failOn: "critical" };'],
    ['assay.config.cjs', 'module.exports = { failOn: "critical" };'],
    ['assay.config.js', 'module.exports = { failOn: "critical" };'],
    ['assay.config.ts', 'import { defineConfig, type AssayConfig } from "assay";\nconst config: AssayConfig = { failOn: "critical" };\nexport default defineConfig(config) satisfies AssayConfig;'],
  ])('%s is read', (name, text) => {
    put(name, text);
    expect(read().failOn).toBe('critical');
    expect(read().file).toBe(join(root, name));
  });

  it('is not needed', () => {
    expect(read()).toMatchObject({ failOn: 'major', rules: settled });
  });

  it.each<[string, Readonly<Record<string, string>>, { safe?: boolean; file?: string }, string]>([
    ['two of them', { 'assay.config.json': '{}', 'assay.config.mjs': '' }, {}, 'There are two configuration files, assay.config.mjs and assay.config.json. Keep one of them.'],
    ['JSON that ends too early', { 'assay.config.json': '{ "rules": ' }, {}, 'assay.config.json cannot be used, because it is no JSON: '],
    ['JSON with a comment', { 'assay.config.json': '{\n  "failOn": "major",\n  // later: "critical"\n}' }, {}, '(line 3'],
    ['code that fails', { 'assay.config.mjs': 'throw new Error("no database");' }, {}, 'assay.config.mjs fails when it is loaded: no database'],
    ['TypeScript that does not parse', { 'assay.config.ts': 'export default {' }, {}, 'assay.config.ts fails when it is loaded: '],
    ['code that waits', { 'assay.config.mjs': 'await 1; export default {};' }, {}, 'assay.config.mjs uses await at its top'],
    ['code, and --safe', { 'assay.config.mjs': 'export default {};' }, { safe: true }, 'assay.config.mjs is code, and --safe runs none of the analysed repository. Write it as assay.config.json'],
    ['a file that is not there', {}, { file: '/no/such/assay.config.json' }, 'There is no configuration file /no/such/assay.config.json.'],
    ['a folder', { 'conf/a.json': '{}' }, { file: 'conf' }, 'conf is a folder. Give the path of a configuration file, or leave --config out.'],
    ['nothing in it', { 'assay.config.json': 'null' }, {}, 'the whole file: '],
  ])('%s', (_, files, options, message) => {
    for (const [path, text] of Object.entries(files)) put(path, text);
    const file = options.file === undefined ? {} : { file: resolve(root, options.file) };
    expect(messageOf(() => read({ ...options, ...file }))).toContain(message);
  });

  it('--safe runs no code', () => {
    put('assay.config.mjs', 'globalThis.assayWasRun = true; export default {};');
    messageOf(() => read({ safe: true }));
    expect('assayWasRun' in globalThis).toBe(false);
  });
});

describe('a configuration that is watched', () => {
  const texts: readonly [string, (level: string) => string][] = [
    ['assay.config.json', level => JSON.stringify({ failOn: level })],
    ['assay.config.mjs', level => `export default { failOn: '${level}' };`],
    ['assay.config.cjs', level => `module.exports = { failOn: '${level}' };`],
    ['assay.config.js', level => `module.exports = { failOn: '${level}' };`],
    ['assay.config.ts', level => `import { level } from './level.js';\nexport default { failOn: '${level}' as typeof level };`],
  ];

  it.each(texts)('%s is the same until it changes, and then what it says now', (name, text) => {
    put('level.js', 'export const level = "info";');
    const now = watchSettings({ root, rules });
    const none = now();
    expect(none.failOn).toBe('major');
    expect(now()).toBe(none);
    put(name, text('critical'));
    const first = now();
    expect(first.failOn).toBe('critical');
    expect(now()).toBe(first);
    put(name, text('minor'));
    expect(now().failOn).toBe('minor');
    rmSync(join(root, name));
    expect(now().failOn).toBe('major');
  });

  it('is refused for as long as it cannot be used', () => {
    put('assay.config.json', '{ "failOn": "majr" }');
    const now = watchSettings({ root, rules });
    expect(messageOf(now)).toContain('Did you mean major?');
    expect(messageOf(now)).toContain('Did you mean major?');
    put('assay.config.ts', 'export default {};');
    expect(messageOf(now)).toContain('There are two configuration files');
    rmSync(join(root, 'assay.config.json'));
    expect(now().failOn).toBe('major');
  });
});

describe('errors name the key and the nearest one', () => {
  it.each<[string, unknown, string]>([
    ['a key', { rulez: {} }, 'rulez: there is no such key. Did you mean rules?'],
    ['a rule', { rules: { 'unguarded-mutatoin': 'off' } }, 'rules.unguarded-mutatoin: there is no such rule. Did you mean unguarded-mutation?'],
    ['a level', { rules: { 'n-plus-one-query': 'majr' } }, 'rules.n-plus-one-query: "majr" is none of off, on, critical, major, minor, info. Did you mean major?'],
    ['a preset', { preset: 'recomended' }, 'preset: "recomended" is none of recommended, strict, security, data. Did you mean recommended?'],
    ['an option', { rules: { 'n-plus-one-query': { options: { most: 1 } } } }, 'rules.n-plus-one-query.options.most: there is no such key.'],
    ['a key of a rule', { rules: { 'n-plus-one-query': { levle: 'off' } } }, 'rules.n-plus-one-query.levle: there is no such key. Did you mean level?'],
    ['a rule of an override', { overrides: [{ files: ['a/**'], rules: { 'n-plus-one': 'off' } }] }, 'overrides[0].rules.n-plus-one: there is no such rule. Did you mean n-plus-one-'],
    ['a declaration', { declare: { guard: [] } }, 'declare.guard: there is no such key. Did you mean guards?'],
    ['a key of a declaration', { declare: { guards: [{ name: 'x', ensure: 'role' }] } }, 'declare.guards[0].ensure: there is no such key. Did you mean ensures?'],
    ['a missing reason', { declare: { publicEndpoints: [{ endpoint: '/health' }] } }, 'declare.publicEndpoints[0].reason: '],
  ])('%s', (_, config, message) => {
    put('assay.config.json', JSON.stringify(config));
    const text = messageOf(() => read());
    expect(text).toContain(message);
    expect(text.startsWith('assay.config.json cannot be used:\n')).toBe(true);
  });
});

describe('what is in force', () => {
  const of = (config: AssayConfig) => settingsOf(config, rules, directiveRules);
  const ids = (config: AssayConfig) => of(config).rules.map(rule => rule.id);

  it('presets choose rules, and can be joined', () => {
    expect(ids({})).toEqual(settled.map(rule => rule.id));
    expect(ids({ preset: 'strict' })).toEqual(rules.map(rule => rule.id));
    expect(ids({ preset: 'security' })).toEqual(settled.filter(rule => rule.meta.category === 'security').map(rule => rule.id));
    expect(ids({ preset: 'data' })).toContain('n-plus-one-query');
    expect(ids({ preset: 'data' })).not.toContain('unguarded-mutation');
    expect(ids({ preset: ['security', 'data'] })).toEqual(expect.arrayContaining(['unguarded-mutation', 'n-plus-one-query']));
    expect(of({ preset: 'strict' }).failOn).toBe('minor');
  });

  it('rules stand over presets, the last matching override over both', () => {
    const settings = of({
      preset: 'security', rules: { 'n-plus-one-query': { level: 'minor' }, 'unguarded-mutation': 'off' },
      overrides: [{ files: ['apps/{api,web}/**'], rules: { 'unguarded-mutation': 'on' } }, { files: ['apps/api/old'], rules: { 'unguarded-mutation': 'info' } }],
    });
    expect(settings.rules.map(rule => rule.id)).toEqual(expect.arrayContaining(['n-plus-one-query', 'unguarded-mutation']));
    expect(['src/a.ts', 'apps/web/a.ts', 'apps/api/old/b/c.ts'].map(path => settings.level('unguarded-mutation', path))).toEqual(['off', 'on', 'info']);
    expect(settings.level('n-plus-one-write', 'src/a.ts')).toBe('off');
    expect(settings.level('unused-directive', 'src/a.ts')).toBe('on');
  });

  it('ignored files are matched from the root', () => {
    const settings = of({ ignore: ['legacy', '**/*.gen.ts', 'a?.ts'] });
    expect(['legacy/x/y.ts', 'src/b.gen.ts', 'ab.ts', 'src/legacy/x.ts', 'abc.ts'].map(path => settings.ignored(path))).toEqual([true, true, true, false, false]);
  });
});

describe('the JSON Schema', () => {
  const schema = JSON.parse(readFileSync(join(REPOSITORY, 'packages/cli/schemas/config.schema.json'), 'utf8')) as object;

  it('is the one that the code makes (npm run generate)', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(configJsonSchema(ALL_RULES))));
  });

  it('takes what is right and refuses what is not', () => {
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate({ $schema: 'x', preset: 'strict', rules: { 'unguarded-mutation': { level: 'minor', options: {} } }, declare: { guards: [{ name: 'a' }] } })).toBe(true);
    expect([validate({ rulez: {} }), validate({ rules: { nothing: 'off' } })]).toEqual([false, false]);
  });
});

describe('declarations reach the model', () => {
  const APP = {
    'package.json': '{ "dependencies": { "express": "^5.0.0", "pg": "^8.0.0", "@acme/auth": "^1.0.0", "@acme/rows": "^1.0.0" } }',
    'src/vault.ts': [
      "import { ask, around } from './generated/nothing-here.js';",
      'export const tenantOnly = (req, res, next) => ask(req, next);',
      'export function sealed(options) { return (handler) => around(options, handler); }',
      'export class Desk { async admit(req) { return ask(req); } }',
      'export const mayEdit = (req) => ask(req);',
      'export const once = (req, res, next) => ask(req, next);',
      'export const fail = (res, status) => around(res, status);',
    ].join('\n'),
    'src/app.ts': [
      "import express from 'express';", "import { Pool } from 'pg';", "import { gate } from '@acme/auth';", "import { Ledger } from '@acme/rows';",
      "import { tenantOnly, sealed, Desk, mayEdit, once, fail } from './vault.js';",
      'const db = new Pool(); const ledger = new Ledger(); const desk = new Desk(); const app = express();',
      "const drop = async (req, res) => { await db.query('DELETE FROM crates WHERE id = $1', [req.params.id]); res.end(); };",
      "app.delete('/middleware/:id', tenantOnly, drop);",
      "app.delete('/wrapper/:id', sealed({ role: 'x' })(drop));",
      "app.delete('/call/:id', async (req, res) => { await desk.admit(req); await db.query('DELETE FROM crates WHERE id = $1', [req.params.id]); res.end(); });",
      "app.delete('/predicate/:id', async (req, res) => { if (!mayEdit(req)) return fail(res, 401); await db.query('DELETE FROM crates WHERE id = $1', [req.params.id]); res.end(); });",
      "app.delete('/package/:id', gate, drop);",
      "app.delete('/kiosk/:id', drop);",
      "app.delete('/admin/crates/:id', drop);",
      "app.post('/entries', once, async (req, res) => { await ledger.append(req.body); res.end(); });",
      "if (process.env.OPEN === 'yes') app.delete('/nobody/:id', drop); else app.delete('/nobody/:id', tenantOnly, drop);",
      "app.delete('/bare/:id', drop);",
    ].join('\n'),
  };
  const DECLARE: NonNullable<AssayConfig['declare']> = {
    guards: [
      { name: 'src/vault.ts#tenantOnly' }, { name: 'sealed', form: 'wrapper', ensures: 'role' }, { name: 'src/vault.ts#Desk.admit', form: 'call' }, { name: 'mayEdit', form: 'predicate' }, { name: '@acme/auth#gate' },
    ],
    publicEndpoints: [{ endpoint: 'DELETE /kiosk/{any}', reason: 'a kiosk without accounts' }],
    gateways: [{ by: 'the edge', endpoints: ['/admin/**'], ensures: 'role' }],
    idempotency: [{ name: 'once' }],
    envelopes: [{ name: 'fail', status: 1 }],
    dataClients: [{ name: '@acme/rows#Ledger', create: ['append'] }],
  };
  const judge = (declare: AssayConfig['declare']) => {
    for (const [path, text] of Object.entries(APP)) put(path, text);
    const settings = settingsOf({ ...(declare ? { declare } : {}) }, rules);
    return analyze({ root, rules, adapters: [...settings.adapters, ...adapters], rollup: false });
  };
  const levels = ({ model }: ReturnType<typeof judge>): Record<string, string> => Object.fromEntries(model.endpoints.map(entry => [entry.path.split('/')[1] ?? '', model.guarded(entry).level] as const));

  it('guards of every form, packages and gateways count', () => {
    expect(levels(judge(undefined))).toMatchObject({ middleware: 'none', wrapper: 'opaque', call: 'none', package: 'opaque', admin: 'none', bare: 'none' });
    expect(levels(judge(DECLARE))).toMatchObject({ middleware: 'principal', wrapper: 'role', call: 'principal', predicate: 'principal', package: 'principal', kiosk: 'none', admin: 'role', bare: 'none' });
  });

  it('a declared wrapper keeps its handler: what it writes is still known', () => {
    const { model } = judge(DECLARE);
    const entry = model.endpoints.find(({ path }) => path.startsWith('/wrapper'))!;
    expect(model.effects(entry).flatMap(effect => effect.access?.table ?? [])).toEqual(['crates']);
  });

  it('a public endpoint passes with the reason, the others still fail', () => {
    const { passes, result } = judge(DECLARE);
    const pass = passes.find(({ rule, subject }) => rule === 'unguarded-mutation' && subject === 'DELETE /kiosk/{id}');
    expect(pass?.trace.map(step => step.message)).toEqual(['declared public: a kiosk without accounts']);
    expect(result.findings.filter(({ rule }) => rule === 'unguarded-mutation').map(({ subject }) => subject)).toContain('DELETE /bare/{id}');
  });

  it('a declared data client writes, and a declared step makes it idempotent', () => {
    const creates = (declare: AssayConfig['declare']) => {
      const { model } = judge(declare);
      const entry = model.endpoints.find(({ path }) => path === '/entries')!;
      return { writes: model.reach(entry).writes.map(effect => effect.access?.op), repeated: model.idempotency(entry).known };
    };
    expect(creates({ dataClients: DECLARE.dataClients })).toEqual({ writes: ['create'], repeated: 'no' });
    expect(creates(DECLARE)).toEqual({ writes: ['create'], repeated: 'yes' });
  });

  it('a declared envelope helper answers in the standard shape', () => {
    const shapes = judge(DECLARE).model.errorProducers.filter(({ status }) => status === 401).map(({ shape }) => shape);
    expect(shapes).toEqual([{ kind: 'object', keys: ['error'], error: ['code', 'message', 'correlation_id', 'details'], codeKnown: false }]);
  });

  it('the production value of a variable rules the other alternative out', () => {
    const open = (declare: AssayConfig['declare']) => {
      const { model } = judge(declare);
      return model.endpoints.filter(({ path }) => path.startsWith('/nobody')).map(entry => model.guarded(entry).level).sort();
    };
    expect(open(DECLARE)).toEqual(['none', 'opaque']);
    expect(open({ ...DECLARE, environment: { OPEN: 'no' } })).toEqual(['principal']);
  });
});
