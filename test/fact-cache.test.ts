import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze, defaultCachePath } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { jsonFull } from '@assay/report';
import { rules } from '@assay/rules';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REPOSITORY } from './support/repository.js';

const APP = join(REPOSITORY, 'fixtures', 'apps', 'express-knex-shop');

let root: string;
let cache: string;

beforeEach(() => {
  root = join(realpathSync(mkdtempSync(join(tmpdir(), 'assay-cache-'))), 'shop');
  cache = join(root, '..', 'cache');
  cpSync(APP, root, { recursive: true, filter: source => !source.includes('.assay-cache') });
});

afterEach(() => rmSync(join(root, '..'), { recursive: true, force: true }));

const run = (at = root, folder: string | undefined = cache) => analyze({ root: at, adapters, rules, ...(folder === undefined ? {} : { cache: folder }) });
const report = (at?: string, folder?: string) => jsonFull(run(at, folder).result);
const pack = () => join(cache, 'facts.pack');
/** A pack is replaced as a whole, so one that was not written is the same file. */
const written = () => statSync(pack()).ino;

test('the same bytes cold, warm and without a cache; a warm run writes nothing', () => {
  const cold = report();
  const before = written();
  expect(report()).toBe(cold);
  expect(written()).toBe(before);
  expect(jsonFull(analyze({ root, adapters, rules }).result)).toBe(cold);
});

test('a changed file is read anew, and what it says now counts', () => {
  run();
  const file = join(root, 'src', 'app.ts');
  const known = run().result.findings.length;
  const before = written();
  writeFileSync(file, `// changed\n${readFileSync(file, 'utf8')}`);
  const { result } = run();
  expect(result.findings).toHaveLength(known);
  expect(written()).not.toBe(before);
  expect(jsonFull(result)).toBe(jsonFull(analyze({ root, adapters, rules }).result));
});

test('what facts name at two places is one thing when they were kept as well', () => {
  const manifest = join(root, 'package.json');
  const { dependencies, ...rest } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies: Record<string, string> };
  writeFileSync(manifest, JSON.stringify({ ...rest, dependencies: { ...dependencies, '@graphql-tools/schema': '^10.0.0', 'apollo-server': '^3.0.0' } }));
  const schema = join(root, 'src', 'schema.js');
  const text = [
    "const { makeExecutableSchema } = require('@graphql-tools/schema');",
    "const { gql } = require('apollo-server');",
    'const typeDefs = gql`type Query { one: String } type Mutation { two: String }`;',
    "const resolvers = { Query: { one: () => 'one' }, Mutation: { two: () => 'two' } };",
    'exports.schema = makeExecutableSchema({ typeDefs: [typeDefs], resolvers });',
  ].join('\n');
  writeFileSync(schema, text);
  writeFileSync(join(root, 'src', 'server.js'), "const { ApolloServer } = require('apollo-server');\nconst { schema } = require('./schema');\nnew ApolloServer({ schema }).listen();\n");
  const routes = (folder?: string) => analyze({ root, adapters, rules, ...(folder === undefined ? {} : { cache: folder }) }).endpoints.length;
  const cold = routes();
  expect(cold).toBe(routes(cache));
  writeFileSync(join(root, 'src', 'other.js'), 'module.exports = 1;\n');
  expect(routes(cache)).toBe(cold);
});

test('a project and its cache may move', () => {
  const there = report();
  const moved = join(root, '..', 'moved');
  cpSync(root, moved, { recursive: true });
  const before = written();
  expect(report(moved)).toBe(there);
  expect(written()).toBe(before);
});

test.each([
  ['cut off', () => truncateSync(pack(), Math.floor(statSync(pack()).size / 2))],
  ['empty', () => writeFileSync(pack(), '')],
  ['of something else', () => writeFileSync(pack(), '{"assay":"facts","entries":7}\nxx')],
  ['damaged inside', () => {
    const bytes = readFileSync(pack());
    for (let at = bytes.indexOf('\n') + 1; at < bytes.length; at += 50) bytes[at] = 0x20;
    writeFileSync(pack(), bytes);
  }],
  ['of another extractor', () => writeFileSync(pack(), readFileSync(pack(), 'utf8').replace(/"extractor":"\w+"/, '"extractor":"0000000000000000"'))],
])('a pack that is %s is not used, and mended', (_what, spoil) => {
  const good = report();
  spoil();
  const before = written();
  expect(report()).toBe(good);
  expect(written()).not.toBe(before);
  const mended = written();
  expect(report()).toBe(good);
  expect(written()).toBe(mended);
});

test('a cache that cannot be written is a warning, and the result is whole', () => {
  writeFileSync(cache, 'a file where the folder would be');
  const { result, warnings } = run();
  expect(warnings).toEqual([expect.stringMatching(/^The cache could not be written \(.*--cache-location.*--no-cache/s)]);
  expect(jsonFull(result)).toBe(jsonFull(analyze({ root, adapters, rules }).result));
});

test('facts of files that are gone stay while there is room, for other branches', () => {
  run();
  const before = written();
  const file = join(root, 'src', 'app.ts');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `${text}\n`);
  run();
  const between = written();
  expect(between).not.toBe(before);
  writeFileSync(file, text);
  run();
  expect(written()).toBe(between);
});

test('the default folder is that of the project\'s other tools', () => {
  expect(defaultCachePath(root)).toBe(join(root, '.assay-cache'));
  mkdirSync(join(root, 'node_modules'));
  expect(defaultCachePath(root)).toBe(join(root, 'node_modules', '.cache', 'assay'));
});
