import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, findCycle, packageOf, parseCode, readPackages } from './support/code.js';
import type { CodeFile, Import, Package } from './support/code.js';
import { REPOSITORY } from './support/repository.js';

interface Direction { readonly may: readonly string[]; readonly because: string }

/** Which packages of this repository a package may import. The list is the picture in docs/architecture.md. */
const DIRECTIONS: Readonly<Record<string, Direction>> = {
  contract: { may: [], because: 'it is what the stages hand to each other; if it needed one of them, they would all need it' },
  config: { may: ['contract'], because: 'both hosts read one configuration, ESLint without waiting and without the analyzer; declarations become an adapter like any other' },
  sources: { may: ['contract'], because: 'reading a repository must not depend on what is looked for in it' },
  facts: { may: ['contract'], because: 'facts are cached by content; knowledge of a library or a rule would make the cache stale' },
  frameworks: { may: ['contract'], because: 'an adapter is knowledge of one library and works on what the contract offers, so that it can be written alone' },
  model: { may: ['contract'], because: 'it receives facts and adapters as arguments and knows no library' },
  report: { may: ['contract'], because: 'a report is a pure function of a run result' },
  rules: { may: ['contract'], because: 'a rule asks the model and nothing else, so every framework gets it' },
  engine: { may: ['contract', 'sources', 'facts', 'model'], because: 'it wires the stages; rules and adapters come from the host, so a host can choose them' },
  cli: { may: ['contract', 'config', 'engine', 'report', 'frameworks', 'rules'], because: 'a host talks to the engine, not to the stages behind it' },
  'eslint-plugin': { may: ['contract', 'config', 'engine', 'frameworks', 'rules'], because: 'a host talks to the engine, not to the stages behind it' },
};

interface Restriction { readonly what: RegExp; readonly packages: readonly string[]; readonly files: Readonly<Record<string, string>>; readonly because: string }

/** Who may import what from outside. `files` are single exceptions, each with its reason. */
const RESTRICTIONS: readonly Restriction[] = [
  {
    what: /^node:(?:fs|fs\/promises|child_process)$/,
    packages: ['sources'],
    files: {
      'packages/cli/src/disk.ts': 'writes reports and files of Assay\'s own, and looks whether given paths exist; it reads no source',
      'packages/engine/src/cache/cache-folder.ts': 'reads and writes the cache, which is no source',
      'packages/engine/src/cache/code-id.ts': 'hashes the code of Assay\'s own packages',
      'packages/engine/src/whole.ts': 'looks how old the code of Assay\'s own packages is',
      'packages/config/src/file.ts': 'reads the configuration file, which is no source',
    },
    because: 'only sources reads the analysed repository: everything else must work on unsaved editor text and in memory',
  },
  {
    what: /^(?:typescript|ts-morph|@ts-morph\/.*|@typescript-eslint\/.*|libpg-query|pgsql-.*|node-sql-parser|sqlite3-parser)$/,
    packages: ['facts'],
    files: { 'packages/eslint-plugin/src/view.ts': 'takes RuleCreator from the root of @typescript-eslint/utils, which loads no TypeScript' },
    because: 'syntax trees differ between parser versions; what leaves facts is plain JSON',
  },
  {
    what: /^node:(?:net|http|https|http2|tls|dgram|dns|dns\/promises)$/,
    packages: [],
    files: {},
    because: 'Assay works without a network',
  },
];

/** Files over the limit that may stay so, with the reason. */
const LONG_FILES: Readonly<Record<string, string>> = {};
const LONGEST_FILE = 400;

/** Words of frameworks and libraries: rules may not know them. */
const LIBRARY_WORDS = new Set([
  'express', 'fastify', 'nest', 'nestjs', 'koa', 'hono', 'hapi', 'sails', 'restify', 'trpc', 'apollo', 'convex', 'nextjs',
  'prisma', 'typeorm', 'knex', 'sequelize', 'mongoose', 'drizzle', 'kysely', 'mikro', 'mikroorm', 'objection', 'bookshelf', 'waterline', 'umzug', 'slonik',
  'mongodb', 'pg', 'mysql2', 'postgrator', 'bullmq', 'axios', 'passport', 'jsonwebtoken', 'jose', 'clerk', 'stripe', 'sentry', 'zod', 'joi',
]);

const packages = readPackages();
const WORKSPACE = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { readonly devDependencies: Record<string, string> };
const place = (file: CodeFile, item: { readonly line: number }, what: string) => `${file.path}:${item.line} ${what}`;

function importsWhere(pack: Package, keep: (name: string, file: CodeFile, found: Import) => boolean): string[] {
  return pack.files.flatMap((file) => file.imports.flatMap((found) => {
    const name = packageOf(found.specifier);
    return name !== undefined && keep(name, file, found) ? [place(file, found, found.specifier)] : [];
  }));
}

test('every package has its place in the picture', () => {
  expect(packages.map((pack) => pack.name).sort()).toEqual(Object.keys(DIRECTIONS).sort());
});

describe.each(packages.map((pack) => [pack.name, pack] as const))('%s', (name, pack) => {
  const direction = DIRECTIONS[name] ?? { may: [], because: 'it has no place in the picture' };

  test(`imports ${direction.may.join(', ') || 'no package of ours'}: ${direction.because}`, () => {
    const allowed = new Set(packages.filter((other) => direction.may.includes(other.name)).map((other) => other.manifest.name));
    const ours = new Set(packages.map((other) => other.manifest.name));
    const isOurs = (imported: string) => ours.has(imported) || imported.startsWith('@assay/');
    expect(importsWhere(pack, (imported) => isOurs(imported) && !allowed.has(imported))).toEqual([]);
  });

  test.each(RESTRICTIONS.filter((rule) => !rule.packages.includes(name)).map((rule) => [rule.because, rule] as const))('%s', (_because, rule) => {
    expect(importsWhere(pack, (imported, file) => rule.what.test(imported) && !(file.path in rule.files))).toEqual([]);
  });

  test('imports packages by their name and its own files by a relative path: a deep import would tie it to another package\'s layout', () => {
    const root = name === 'rules' ? 'rules/' : `${pack.folder}/src/`;
    const deep = importsWhere(pack, (imported, _file, found) => imported.startsWith('@assay/') && found.specifier !== imported);
    const outside = pack.files.flatMap((file) => file.imports
      .filter((found) => found.specifier.startsWith('../') && !join(file.path, '..', found.specifier).split('\\').join('/').startsWith(root))
      .map((found) => place(file, found, found.specifier)));
    expect([...deep, ...outside]).toEqual([]);
  });

  test('depends in package.json on what it imports, no more and no less', () => {
    const used = new Set(pack.files.flatMap((file) => file.imports.filter((found) => !isTypings(found)).flatMap(({ specifier }) => packageOf(specifier) ?? [])).filter((one) => !one.startsWith('node:')));
    const { dependencies, peerDependencies, optionalDependencies } = pack.manifest;
    const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }));
    expect({
      undeclared: [...used].filter((one) => !declared.has(one)).sort(),
      unused: [...declared].filter((one) => !used.has(one)).sort(),
    }).toEqual({ undeclared: [], unused: [] });
  });

  test('has no cycle of files: each can be read after the ones it imports', () => {
    expect(findCycle(pack.files)).toBeUndefined();
  });

  test(`has no file over ${LONGEST_FILE} lines`, () => {
    const lengths = pack.files.map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }));
    expect(lengths.filter(({ path, lines }) => lines > LONGEST_FILE && !(path in LONG_FILES)).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });
});

/** A type taken from `@types/<name>`: erased, and a development dependency of the workspace. */
function isTypings(found: Import): boolean {
  return found.typeOnly && `@types/${packageOf(found.specifier) ?? ''}` in WORKSPACE.devDependencies;
}

test('every exception still stands for something', () => {
  const files = new Map(packages.flatMap((pack) => pack.files.map((file) => [file.path, file] as const)));
  const stale = RESTRICTIONS.flatMap((rule) => Object.keys(rule.files).filter((path) => {
    const imports = files.get(path)?.imports ?? [];
    return !imports.some((found) => rule.what.test(packageOf(found.specifier) ?? ''));
  }));
  const short = Object.keys(LONG_FILES).filter((path) => (files.get(path)?.text.split('\n').length ?? 0) - 1 <= LONGEST_FILE);
  expect([...stale, ...short]).toEqual([]);
});

test('rules name no framework and no library: adapters know libraries, rules know standards', () => {
  const rules = packages.find((pack) => pack.name === 'rules');
  expect(rules?.files.flatMap(libraryWords)).toEqual([]);
});

/** Comments do not count; a name counts by its parts, so `prismaClient` is `prisma` and `client`. */
function libraryWords(file: CodeFile): string[] {
  return file.words.flatMap((word) => {
    const parts = word.text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z0-9]+/);
    return parts.filter((part) => LIBRARY_WORDS.has(part)).map((part) => place(file, word, part));
  });
}

const MACHINE = [
  { name: 'a path of one machine', pattern: /(?:^|[\s"'`(=:,])(?:\/(?:home|Users|root|work|mnt|private\/tmp)\/[\w.-]+|[A-Z]:\\\\?Users\\)/ },
  { name: 'a registry host', pattern: /https?:\/\/[\w.-]*(?:registry|artifactory|nexus|verdaccio)[\w.-]*/i },
];

/** Places that must name one, with the reason. */
const MACHINE_EXCEPTIONS: Readonly<Record<string, string>> = {
  'test/architecture.test.ts': 'tests the patterns themselves',
};

function machineTraces(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => MACHINE.filter(({ pattern }) => pattern.test(line)).map(({ name }) => `${path}:${index + 1} ${name}`));
}

test('no file holds a path of one machine or a registry host: the repository must build anywhere', () => {
  const traces = filesBelow('').filter((path) => !(path in MACHINE_EXCEPTIONS)).flatMap((path) => machineTraces(path, readFileSync(join(REPOSITORY, path), 'utf8')));
  expect(traces).toEqual([]);
});

describe('these tests can fail', () => {
  const file = (path: string, text: string) => parseCode(path, text);

  test('every form of import is seen, and its kind', () => {
    const code = file('a.ts', [
      "import a from 'a';", "import type { b } from 'b';", "export * from './c.js';", "export type { d } from './d.js';", "const e = await import('e/sub');",
      "const f = require('f');", "type G = import('@g/g/deep').G;", "import h = require('h');", "import './i.js';", "// import z from 'z';", "const s = `import y from 'y'`;",
    ].join('\n'));
    expect(code.imports.map(({ specifier, typeOnly }) => `${typeOnly ? 'type ' : ''}${specifier}`)).toEqual([
      'a', 'type b', './c.js', 'type ./d.js', 'e/sub', 'f', 'type @g/g/deep', 'h', './i.js',
    ]);
    expect(code.imports.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('packages of specifiers', () => {
    expect(['fs', 'node:fs/promises', '@g/g/deep', 'e/sub', './x.js', '..'].map(packageOf)).toEqual(['node:fs', 'node:fs/promises', '@g/g', 'e', undefined, undefined]);
  });

  test('a cycle is found; a type may point back', () => {
    const files = [file('p/a.ts', "import { b } from './b.js';"), file('p/b.ts', "import './d/c.js';"), file('p/d/c.ts', "export { a } from '../a.js';")];
    expect(findCycle(files)).toEqual(['p/a.ts', 'p/b.ts', 'p/d/c.ts', 'p/a.ts']);
    expect(findCycle([...files.slice(0, 2), file('p/d/c.ts', "import type { a } from '../a.js';")])).toBeUndefined();
  });

  test('library words are found in names, strings, templates and patterns, not in comments or longer words', () => {
    const code = file('r.ts', "// prisma\nconst prismaClient = 'a';\nconst b = `use ${x} knex`;\nconst c = 'nested expression';\nif (/@nestjs/.test(d)) e('Express 5');");
    expect(libraryWords(code)).toEqual(['r.ts:2 prisma', 'r.ts:3 knex', 'r.ts:5 nestjs', 'r.ts:5 express']);
  });

  test('machine paths and registry hosts are found', () => {
    const bad = ['see /home/ann/x', '"/Users/ann"', 'C:\\Users\\ann', 'https://registry.npmjs.org/a', 'http://npm-registry.internal/x'];
    expect(bad.flatMap((text) => machineTraces('a', text))).toHaveLength(bad.length);
    expect(['GET /users/{id}', "app.get('/home', h)", 'https://github.com/a/b', 'src/home/x.ts'].flatMap((text) => machineTraces('a', text))).toEqual([]);
  });
});
