import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defineAdapter, defineRule } from '@assay/contract';
import type { Rule } from '@assay/contract';
import { openSessions } from '@assay/engine';
import type { JudgedBy, RuleFindings } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { inFolderAsync } from './support/fixture.js';

const MANIFEST = { path: 'package.json', text: '{ "dependencies": { "express": "^5.0.0", "knex": "^3.0.0" } }' };
const OPEN = "import express from 'express';\nimport { erase } from './store.js';\nexport const shop = express();\nshop.delete('/carts/:id', erase);\n";
const GUARDED = OPEN.replace("shop.delete('/carts/:id', ", "shop.delete('/carts/:id', (req, res, next) => (req.headers.authorization === process.env.KEY ? next() : res.status(401).end()), ");
const STORE = "import Knex from 'knex';\nconst db = Knex({});\nexport async function erase(req, res) {\n  await db('carts').where({ id: req.params.id }).del();\n  res.status(204).end();\n}\n";
const SHOP = [MANIFEST, { path: 'src/shop.ts', text: OPEN }, { path: 'src/store.ts', text: STORE }];
const RULE = 'unguarded-mutation';

/** A project on the disk, the sessions over it, and a clock that tests move. */
interface Bench {
  readonly root: string;
  /** The lines of a rule's findings that know what the store does. */
  lines(path: string, text: string, rule?: string): number[];
  ask(path: string, text: string, rule?: string): RuleFindings;
  write(path: string, text: string): void;
  pass(milliseconds: number): void;
  /** Judges by something else from now on, as a changed configuration would have it. */
  judgeBy(more: Partial<JudgedBy>): void;
  /** The configuration cannot be used from now on. */
  refuse(error: Error): void;
  /** How often the rules ran. */
  runs(): number;
}

function bench(root: string, using: readonly Rule[] = rules): Bench {
  let time = 0;
  let runs = 0;
  const counter = defineRule({ ...rules[0]!, id: 'counter', check: () => { runs += 1; return []; } });
  const byDefault: JudgedBy = { rules: [...using, counter], adapters };
  let judgedBy: JudgedBy | Error = byDefault;
  const judgedByNow = (): JudgedBy => {
    if (judgedBy instanceof Error) throw judgedBy;
    return judgedBy;
  };
  const sessions = openSessions({ judgedBy: () => judgedByNow, now: () => time });
  const ask: Bench['ask'] = (path, text, rule = RULE) => sessions.check({ filename: join(root, path), text, rule });
  return {
    root, ask,
    lines: (path, text, rule) => ask(path, text, rule).findings.filter((finding) => finding.evidence.includes('delete of carts')).map((finding) => finding.where.lines.first),
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    pass: (milliseconds) => { time += milliseconds; },
    judgeBy: (more) => { judgedBy = { ...byDefault, ...more }; },
    refuse: (error) => { judgedBy = error; },
    runs: () => runs,
  };
}

const withShop = (use: (shop: Bench) => void) => inFolderAsync(SHOP, async (root) => use(bench(root)));

describe('a text is judged once', () => {
  test('files as on the disk share one judgement, however many rules ask', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    expect(shop.lines('src/store.ts', STORE)).toEqual([]);
    expect(shop.lines('src/shop.ts', OPEN, 'n-plus-one-query')).toEqual([]);
    expect(shop.runs()).toBe(1);
  }));

  test('an edited text is judged in place of the file, and the disk comes back unjudged', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    const longer = `\nconst more = 1;\n${OPEN}`;
    expect(shop.lines('src/shop.ts', longer)).toEqual([6]);
    expect(shop.lines('src/shop.ts', longer)).toEqual([6]);
    expect(shop.runs()).toBe(2);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    expect(shop.runs()).toBe(2);
  }));

  test('an edit takes a finding of the same file away', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', GUARDED)).toEqual([]);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
  }));
});

describe('the project changes on the disk', () => {
  test('a change is seen two seconds later, not before', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    shop.write('src/store.ts', STORE.replace("await db('carts').where({ id: req.params.id }).del();", ''));
    shop.pass(1999);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    shop.pass(1);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([]);
    expect(shop.runs()).toBe(2);
  }));

  test('a text that was judged in the editor is not judged again when it is saved', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    expect(shop.lines('src/shop.ts', `const more = 1;\n${OPEN}`)).toEqual([5]);
    shop.write('src/shop.ts', `const more = 1;\n${OPEN}`);
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', `const more = 1;\n${OPEN}`)).toEqual([5]);
    expect(shop.lines('src/store.ts', STORE)).toEqual([]);
    expect(shop.runs()).toBe(2);
    shop.write('src/store.ts', STORE.replace("await db('carts').where({ id: req.params.id }).del();", ''));
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', `\n${OPEN}`), 'another file changed with it').toEqual([]);
    expect(shop.runs()).toBe(3);
  }));

  test('nothing runs again while nothing changes', () => withShop((shop) => {
    shop.lines('src/shop.ts', OPEN);
    shop.pass(10_000);
    shop.lines('src/shop.ts', OPEN);
    expect(shop.runs()).toBe(1);
  }));

  test('a deleted, a renamed and a new file', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    rmSync(join(shop.root, 'src/store.ts'));
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([]);
    shop.write('src/store.ts', STORE);
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    renameSync(join(shop.root, 'src/shop.ts'), join(shop.root, 'src/market.ts'));
    shop.pass(2000);
    expect(shop.lines('src/market.ts', OPEN)).toEqual([4]);
  }));

  test('a file that is not written yet belongs to the project already', () => withShop((shop) => {
    expect(shop.lines('src/carts/more.ts', OPEN.replace('./store.js', '../store.js'))).toEqual([4]);
    expect(shop.lines('src/carts/other.ts', OPEN)).toEqual([]);
  }));

  test('a file in a folder that Assay does not read, behind a symbolic link or inside another file has no findings, as on the command line', () => withShop((shop) => {
    symlinkSync(join(shop.root, 'src'), join(shop.root, 'linked'));
    shop.write('README.md', '# Shop');
    expect(shop.lines('node_modules/x/shop.ts', OPEN)).toEqual([]);
    expect(shop.lines('linked/shop.ts', OPEN)).toEqual([]);
    expect(shop.lines('README.md/0.ts', OPEN.replace('./store.js', '../src/store.js'))).toEqual([]);
    expect(shop.lines('src/shop.vue', OPEN)).toEqual([]);
    shop.write('dist/shop.js', OPEN);
    shop.write('src/shop.gen.ts', `// @generated\n${OPEN}`);
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    const runs = shop.runs();
    expect(shop.lines('dist/shop.js', OPEN)).toEqual([]);
    expect(shop.lines('src/shop.gen.ts', `// @generated\n${OPEN}`)).toEqual([]);
    expect(shop.lines('src/types.d.ts', OPEN)).toEqual([]);
    expect(shop.runs(), 'the project is not judged again for them').toBe(runs);
    expect(shop.lines('src/shop.gen.ts', OPEN), 'no longer generated').toEqual([4]);
  }));

  test('a changed tsconfig and a changed package.json', () => withShop((shop) => {
    const aliased = OPEN.replace('./store.js', 'shelf/store');
    shop.write('src/shop.ts', aliased);
    expect(shop.lines('src/shop.ts', aliased)).toEqual([]);
    shop.write('tsconfig.json', '{ "compilerOptions": { "baseUrl": ".", "paths": { "shelf/*": ["src/*"] } } }');
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', aliased)).toEqual([4]);
    const named = OPEN.replace('./store.js', '#shelf');
    expect(shop.lines('src/shop.ts', named)).toEqual([]);
    shop.write('package.json', MANIFEST.text.replace('{', '{ "imports": { "#shelf": "./src/store.ts" },'));
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', named)).toEqual([4]);
  }));

  test('a generated header takes the file out, in the editor as on the disk', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', `// Code generated by a tool. DO NOT EDIT.\n${OPEN}`)).toEqual([]);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
  }));
});

describe('the configuration changes', () => {
  test('levels, ignored files, options and adapters count, two seconds later', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    shop.judgeBy({ level: (rule, path) => (rule === RULE && path === 'src/shop.ts' ? 'off' : 'on') });
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([]);
    expect(shop.lines('src/more.ts', OPEN)).toEqual([4]);
    shop.judgeBy({ reports: (path) => path !== 'src/more.ts' });
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    expect(shop.lines('src/more.ts', OPEN)).toEqual([]);
    shop.judgeBy({ adapters: [] });
    shop.pass(2000);
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([]);
    const shown = defineRule({ ...rules[0]!, id: RULE, check: ({ options }) => [{ outcome: 'violation', variant: Object.keys(rules[0]!.meta.variants)[0]!, at: { path: 'src/shop.ts', start: 0, end: 1 }, subject: 'it', evidence: `${String(options['most'])} of delete of carts` }] });
    shop.judgeBy({ rules: [shown], ruleOptions: new Map([[RULE, { most: 3 }]]) });
    shop.pass(2000);
    expect(shop.ask('src/shop.ts', OPEN).findings.map(({ evidence }) => evidence)).toEqual(['3 of delete of carts']);
  }));

  test('one that cannot be used is said once, and nothing is found until it can', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    shop.refuse(new Error('assay.config.json cannot be used:\n  rulez: there is no such key.'));
    shop.pass(2000);
    expect(shop.ask('src/shop.ts', OPEN)).toEqual({ findings: [], failure: 'assay.config.json cannot be used: rulez: there is no such key.' });
    expect(shop.ask('src/shop.ts', OPEN, 'n-plus-one-query')).toEqual({ findings: [] });
    expect(shop.ask('src/store.ts', STORE)).toEqual({ findings: [] });
    shop.judgeBy({});
    shop.pass(2000);
    expect(shop.ask('src/store.ts', STORE).failure).toBeUndefined();
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
  }));
});

describe('what cannot be judged', () => {
  const broken: Rule = { ...rules[0]!, id: 'broken', check: () => { throw new Error('boom'); } };

  test('is said once for each project, by the first who asks, and again when that one asks again', () => inFolderAsync(SHOP, async (root) => {
    const shop = bench(root, [...rules, broken]);
    expect(shop.ask('src/store.ts', STORE).failure).toMatch(/The rule broken failed \(boom\)/);
    expect(shop.ask('src/store.ts', STORE, 'n-plus-one-query').failure).toBeUndefined();
    expect(shop.ask('src/shop.ts', OPEN).failure).toBeUndefined();
    expect(shop.lines('src/shop.ts', OPEN), 'the other rules are judged').toEqual([4]);
    expect(shop.ask('src/store.ts', `${STORE}\n`).failure).toMatch(/boom/);
  }));

  test('a file that does not parse keeps the others judged', () => withShop((shop) => {
    expect(shop.lines('src/store.ts', `${STORE}\nfunction (`)).toEqual([]);
    expect(shop.ask('src/store.ts', `${STORE}\nfunction (`).failure).toBeUndefined();
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
  }));

  test('a project that disappears has no findings any more', () => withShop((shop) => {
    expect(shop.lines('src/shop.ts', OPEN)).toEqual([4]);
    rmSync(shop.root, { recursive: true });
    shop.pass(2000);
    expect(shop.ask('src/shop.ts', OPEN)).toEqual({ findings: [] });
  }));

  test('a text without a place has no findings', () => {
    const sessions = openSessions({ judgedBy: () => () => ({ rules, adapters }) });
    expect(sessions.check({ filename: '<input>', text: OPEN, rule: RULE })).toEqual({ findings: [] });
  });
});

test('each project has a session of its own, and a package belongs to its workspace', () => inFolderAsync([
  { path: 'package.json', text: '{ "workspaces": ["packages/*"] }' },
  { path: 'packages/api/package.json', text: '{ "name": "api", "dependencies": { "express": "^5.0.0", "store": "*" } }' },
  { path: 'packages/api/src/shop.ts', text: OPEN.replace('./store.js', 'store') },
  { path: 'packages/store/package.json', text: '{ "name": "store", "main": "src/store.ts", "dependencies": { "knex": "^3.0.0" } }' },
  { path: 'packages/store/src/store.ts', text: STORE },
], async (root) => {
  const shop = bench(root);
  expect(shop.lines('packages/api/src/shop.ts', OPEN.replace('./store.js', 'store'))).toEqual([4]);
  expect(shop.lines('packages/store/src/store.ts', STORE)).toEqual([]);
  expect(shop.runs()).toBe(1);
}));

describe('what earlier runs found', () => {
  const keyed = (use: (root: string) => void) => inFolderAsync([...SHOP, { path: 'node_modules/express/package.json', text: '{}' }], async (root) => use(root));
  const opened = (root: string, key: string): Bench => {
    const shop = bench(root);
    shop.judgeBy({ key });
    return shop;
  };

  test('holds while nothing has changed and the key is the same, also for what is edited then', () => keyed((root) => {
    const first = opened(root, 'one');
    expect(first.lines('src/shop.ts', OPEN)).toEqual([4]);
    expect(first.runs()).toBe(1);
    const second = opened(root, 'one');
    expect(second.ask('src/shop.ts', OPEN)).toEqual(first.ask('src/shop.ts', OPEN));
    expect(second.runs()).toBe(0);
    expect(second.lines('src/shop.ts', GUARDED)).toEqual([]);
    expect(second.runs()).toBe(1);
    const other = opened(root, 'two');
    expect(other.lines('src/shop.ts', OPEN)).toEqual([4]);
    expect(other.runs()).toBe(1);
  }));

  test('is not believed when a file has changed since', () => keyed((root) => {
    expect(opened(root, 'one').lines('src/shop.ts', OPEN)).toEqual([4]);
    const later = opened(root, 'one');
    later.write('src/store.ts', STORE.replace("await db('carts').where({ id: req.params.id }).del();", ''));
    expect(later.lines('src/shop.ts', OPEN)).toEqual([]);
    expect(later.runs()).toBe(1);
  }));
});

describe('a text that the model is not made of', () => {
  const PAGE = "import { useState } from 'react';\nimport { label } from './label.js';\nexport const Page = () => label(useState(0));\n";
  const LABEL = 'export const label = (text: string) => text;\n';
  const files = [
    ...SHOP, { path: 'src/page.tsx', text: PAGE }, { path: 'src/label.ts', text: LABEL },
    { path: 'src/shop.test.ts', text: "import { test } from 'node:test';\ntest('it', () => {});\n" }, { path: 'docs.md', text: '# Shop\n' },
  ];

  /** How often a model was made by the sessions and judged; what they find is what new ones find. */
  const counted = (use: (ask: (path: string, text: string) => readonly [models: number, judged: number]) => void) => inFolderAsync(files, async (root) => {
    let models = 0;
    let judged = 0;
    const counter = defineAdapter({ name: 'counter', kind: 'runtime', packages: [], docs: '', recognize: () => { models += 1; return []; } });
    const counting = defineRule({ ...rules[0]!, id: 'counting', check: () => { judged += 1; return []; } });
    const judgedBy: JudgedBy = { rules: [...rules, counting], adapters: [...adapters, counter] };
    const sessions = openSessions({ judgedBy: () => () => judgedBy });
    use((path, text) => {
      const found = rules.map(({ id }) => sessions.check({ filename: join(root, path), text, rule: id }));
      const before = [models, judged] as const;
      const fresh = openSessions({ judgedBy: () => () => judgedBy });
      expect(found).toEqual(rules.map(({ id }) => fresh.check({ filename: join(root, path), text, rule: id })));
      [models, judged] = before;
      return before;
    });
  });

  test('a test, or the user interface, may change and the model stays', () => counted((ask) => {
    expect(ask('src/shop.ts', OPEN)).toEqual([1, 1]);
    expect(ask('src/shop.test.ts', "import { test } from 'node:test';\ntest('it does', () => {});\n")).toEqual([1, 1]);
    expect(ask('src/shop.test.ts', "import { test } from 'node:test'; // eslint-disable-line\n")).toEqual([1, 2]);
    expect(ask('src/page.tsx', PAGE.replace('useState(0)', 'String(useState(1))'))).toEqual([1, 3]);
    expect(ask('src/label.ts', LABEL.replace('=> text', '=> text.trim()'))).toEqual([1, 3]);
    expect(ask('src/shop.ts', GUARDED)).toEqual([2, 4]);
  }));

  test('blank lines, comments and blanks in the backend move what is found and leave the model as it is; another layout does not', () => counted((ask) => {
    expect(ask('src/shop.ts', OPEN)).toEqual([1, 1]);
    expect(ask('src/shop.ts', `// the shop\n\n${OPEN}`)).toEqual([1, 1]);
    expect(ask('src/shop.ts', OPEN.replace('shop.delete(', '\n\nshop  .delete( '))).toEqual([1, 1]);
    expect(ask('src/store.ts', STORE.replace('  await', '  // they are gone then\n  await'))).toEqual([1, 1]);
    expect(ask('src/shop.ts', OPEN.replace("'/carts/:id', ", "'/carts/:id',\n  "))).toEqual([2, 2]);
    expect(ask('src/shop.ts', OPEN.replace("'/carts/:id'", "'/carts/:cart'"))).toEqual([3, 3]);
  }));

  test('what makes a file part of the backend counts, and what its imports make of others', () => counted((ask) => {
    expect(ask('src/shop.ts', OPEN)).toEqual([1, 1]);
    expect(ask('src/page.tsx', PAGE.replace("'react'", "'express'"))).toEqual([2, 2]);
    expect(ask('src/page.tsx', PAGE.replace("import { label } from './label.js';\n", '').replace('label(', '('))).toEqual([3, 3]);
    expect(ask('src/page.tsx', `'use server';\n${PAGE}`)).toEqual([4, 4]);
  }));
});
