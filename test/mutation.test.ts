import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REPOSITORY } from './support/repository.js';

interface Edit { readonly start: number; readonly end: number; readonly text: string }
interface Span { readonly start: number; readonly end: number }
type Mutate = (path: string, text: string, at: Span, query?: Span) => readonly Edit[] | undefined;
interface Entry { readonly at: Span & { readonly path: string }; readonly chain: readonly { readonly at: Span & { readonly path: string }; readonly label: string }[] }

const script = (name: string) => import(join(REPOSITORY, 'scripts/mutate', name)) as Promise<unknown>;
const { edited, undoing } = (await script('syntax.mjs')) as { edited(text: string, edits: readonly Edit[]): string; undoing(text: string, edits: readonly Edit[]): readonly Edit[] };
const { emptiedDown, brokenDown } = (await script('migrations.mjs')) as Record<'emptiedDown' | 'brokenDown', Mutate>;
const { unwrapped, onOuterClient } = (await script('transactions.mjs')) as Record<'unwrapped' | 'onOuterClient', Mutate>;
const { enveloped, strippedEnvelope } = (await script('answers.mjs')) as { enveloped(path: string, text: string, at: Span): Edit | undefined; strippedEnvelope(text: string, at: Span, turn: number): readonly Edit[] | undefined };
const { withoutCondition, withoutRefusal } = (await script('repetition.mjs')) as Record<'withoutCondition' | 'withoutRefusal', Mutate>;
const { queryInLoop } = (await script('loops.mjs')) as { queryInLoop: Mutate };
const { withoutGuards } = (await script('guards.mjs')) as { withoutGuards(entry: Entry, textOf: (path: string) => string): ReadonlyMap<string, readonly Edit[]> | undefined };
const { unscoped, withoutRole } = (await script('scoping.mjs')) as Record<'unscoped' | 'withoutRole', Mutate>;
const { mutationPage, readEquivalents } = (await script('page.mjs')) as { mutationPage(results: unknown, equivalents?: unknown): string; readEquivalents(): readonly { repo: string; kind: string; place: string; why: string }[] };
const read = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');

const PATH = 'src/loom.ts';
/** The span of `part` in `text`. */
function spanOf(text: string, part: string): Span {
  const start = text.indexOf(part);
  if (start < 0) throw new Error(`no ${part}`);
  return { start, end: start + part.length };
}

/** The text after a mutation; undoing it must bring the text back. */
function changed(text: string, edits: readonly Edit[] | undefined): string | undefined {
  if (!edits) return undefined;
  const result = edited(text, edits);
  expect(edited(result, undoing(text, edits))).toBe(text);
  return result;
}

const mutated = (mutate: Mutate, text: string, part: string, query?: string) => changed(text, mutate(PATH, text, spanOf(text, part), query === undefined ? undefined : spanOf(text, query)));

test('docs/mutation.md is made from the stored results', () => {
  expect(mutationPage(JSON.parse(read('fixtures/corpus/mutation.json')))).toBe(read('docs/mutation.md'));
});

test('mutants are made of repositories that are pinned, and every report was gone when its mutation was undone', () => {
  const results = JSON.parse(read('fixtures/corpus/mutation.json')) as Record<string, { mutants: { undone: boolean }[] }>;
  const pinned = ['fixtures/corpus.json', 'fixtures/corpus/mutation-pins.json'].flatMap((path) => JSON.parse(read(path)) as { name: string }[]).map((pin) => pin.name);
  expect(Object.keys(results).filter((name) => !pinned.includes(name))).toEqual([]);
  expect(Object.values(results).flatMap(({ mutants }) => mutants.filter(({ undone }) => !undone))).toEqual([]);
});

test('every equivalent is a mutant that was made, and was not reported as a violation', () => {
  const results = JSON.parse(read('fixtures/corpus/mutation.json')) as Record<string, { mutants: { kind: string; path: string; line: number; reported: string }[] }>;
  const unreported = Object.entries(results).flatMap(([repo, { mutants }]) => mutants.filter(({ reported }) => reported !== 'violation').map(({ kind, path, line }) => `${repo} ${kind} ${path}:${line}`));
  expect(readEquivalents().map(({ repo, kind, place }) => `${repo} ${kind} ${place}`).filter((equivalent) => !unreported.includes(equivalent) && !(equivalent.endsWith(' *') && unreported.some((one) => one.startsWith(equivalent.slice(0, -1)))))).toEqual([]);
});

describe('the page counts', () => {
  const mutant = (line: number, reported: string) => ({ kind: 'empty-down', path: 'm/1.ts', line, subjects: 4, reported, undone: true });
  const results = { mill: { mutants: [mutant(1, 'violation'), mutant(2, 'review'), mutant(3, 'no'), mutant(4, 'no')] } };
  const page = mutationPage(results, [{ repo: 'mill', kind: 'empty-down', place: 'm/1.ts:4', why: 'nothing was there' }]);
  test('violations in the mutants that are not equivalent', () => expect(page).toContain('| migration-without-rollback | 4 | 1 | 1 | 1 | 1 | 1 | 33 % | 4 of 4 |'));
  test('kinds with too few mutants', () => expect(page).toContain('- empty-down: 4 mutants, of 4 places in these repositories that can be broken so; 40 mutants are wanted.'));
  test('what was not reported, and what could not be', () => expect(page).toContain('- empty-down, mill: m/1.ts:2 (review)\n- empty-down, mill: m/1.ts:3\n\n## Equivalent mutants\n\n- empty-down, mill: m/1.ts:4: nothing was there'));
});

describe('a down', () => {
  const text = "exports.up = (k) => k.schema.createTable('yarn');\nexports.down = async (k) => {\n  await k.schema.dropTable('weft');\n  await k.schema.dropTable('yarn');\n};\n";
  const down = "async (k) => {\n  await k.schema.dropTable('weft');\n  await k.schema.dropTable('yarn');\n}";
  test('is emptied', () => expect(mutated(emptiedDown, text, down)).toBe("exports.up = (k) => k.schema.createTable('yarn');\nexports.down = async (k) => {};\n"));
  test('makes one change fewer', () => expect(mutated(brokenDown, text, down)).toBe(text.replace("await k.schema.dropTable('yarn');\n}", ';\n}')));
  test('drops another name where it makes one change only', () => {
    const single = "exports.down = (k) => k.schema.dropTable('yarn');";
    expect(mutated(brokenDown, single, "(k) => k.schema.dropTable('yarn')")).toBe("exports.down = (k) => k.schema.dropTable('yarn_gone');");
  });
  test('drops another name in SQL', () => {
    const sql = 'DROP TABLE IF EXISTS "yarn" CASCADE;';
    expect(changed(sql, brokenDown('down.sql', sql, { start: 0, end: sql.length }))).toBe('DROP TABLE IF EXISTS "yarn_gone" CASCADE;');
    expect(changed(sql, emptiedDown('down.sql', sql, { start: 0, end: sql.length }))).toBe('');
  });
});

describe('a transaction', () => {
  const call = 'db.transaction(async (tx) => { await tx.insert(yarn); await tx.insert(weft); })';
  const text = `async function weave(db) { await ${call}; }`;
  test('is unwrapped', () => expect(mutated(unwrapped, text, call)).toBe('async function weave(db) { await (async () => { await db.insert(yarn); await db.insert(weft); })(); }'));
  test('loses a query to the outer client', () => expect(mutated(onOuterClient, text, call, 'tx.insert(weft)')).toBe(text.replace('tx.insert(weft)', 'db.insert(weft)')));
  const option = 'db.transaction(async (transaction) => { await Yarn.create({ a: 1 }, { transaction }); })';
  test('is an option that is not given', () => {
    expect(mutated(unwrapped, option, option)).toBe('(async () => { await Yarn.create({ a: 1 }, {  }); })()');
    expect(mutated(onOuterClient, option, option, 'Yarn.create({ a: 1 }, { transaction })')).toBe('db.transaction(async (transaction) => { await Yarn.create({ a: 1 }, {  }); })');
  });
  const chained = 'db.transaction().execute(async (trx) => { await trx.insertInto("yarn").execute(); })';
  test('is opened by a builder', () => expect(mutated(unwrapped, chained, chained)).toBe('(async () => { await db.insertInto("yarn").execute(); })()'));
  test('that a helper of the project opens is left alone', () => expect(mutated(onOuterClient, 'this.write(async (sql) => { await sql`x`; })', 'this.write(async (sql) => { await sql`x`; })', 'sql`x`')).toBeUndefined());
  test('without a callback is left alone', () => expect(mutated(unwrapped, 'db.transaction([a, b])', 'db.transaction([a, b])')).toBeUndefined());
});

describe('an envelope', () => {
  const plain = "res.status(404).json({ message: 'no yarn' });";
  const put = changed(plain, [enveloped(PATH, plain, spanOf(plain, plain.slice(0, -1)))].flatMap((edit) => edit ?? [])) ?? '';
  test('is put in the stead of a body that is made there', () => expect(put).toBe("res.status(404).json({ error: { code: 'SOMETHING_FAILED', message: 'Something failed', correlation_id: 'c', details: {} } });"));
  test('is none where the body is made elsewhere', () => expect(enveloped(PATH, 'res.status(404).json(body);', spanOf('res.status(404).json(body);', 'res.status(404).json(body)'))).toBeUndefined());
  test('is taken away again, in one way after the other', () => {
    const strip = (turn: number) => changed(put, strippedEnvelope(put, spanOf(put, put), turn));
    expect(strip(0)).toBe("res.status(404).json({ code: 'SOMETHING_FAILED', message: 'Something failed' });");
    expect(strip(1)).toBe("res.status(404).json({ error: 'Something failed' });");
    expect(strip(6)).toBe(strip(0));
    expect(strippedEnvelope(plain, spanOf(plain, plain), 0)).toBeUndefined();
  });
});

test('the condition that nothing was found is removed', () => {
  const text = 'async function keep(name) { const found = await find(name); if (!found) { await store.create(name); } else { await store.touch(name); } }';
  expect(mutated(withoutCondition, text, 'store.create(name)')).toBe('async function keep(name) { const found = await find(name); { await store.create(name); } }');
  expect(mutated(withoutCondition, text.replace('!found', 'found'), 'store.create(name)')).toBeUndefined();
});

test('the name of the handle hides that of the client: no query can use the client there', () => {
  const text = 'await store.$transaction(async (store) => { await store.row.create({}); });';
  const call = text.slice(6, -1);
  expect(unwrapped('m.ts', text, { start: 6, end: 6 + call.length })).toBeUndefined();
});

test('the refusal before a creation is removed, and no other condition', () => {
  const text = "async function add(name) { if (!name) throw new Error('name'); const found = await find(name); if (found) { throw new Error('already there'); } await store.create(name); }";
  expect(mutated(withoutRefusal, text, 'store.create(name)')).toBe(text.replace("if (found) { throw new Error('already there'); }", ';'));
  expect(mutated(withoutRefusal, text.replace('already there', 'too many'), 'store.create(name)')).toBeUndefined();
});

describe('a query runs in a loop', () => {
  test('over what was a parameter', () => {
    const text = 'async function show(id: string) { const row = await yarn.findOne(id); return row; }';
    expect(mutated(queryInLoop, text, 'yarn.findOne(id)')).toBe('async function show(idList: (string)[]) { let row; for (const id of idList) { row = await yarn.findOne(id); } return row; }');
  });
  test('whose results are returned', () => {
    const text = 'async function show(id) { return await yarn.findOne(id); }';
    expect(mutated(queryInLoop, text, 'yarn.findOne(id)')).toBe('async function show(idList) { const found = []; for (const id of idList) { found.push(await yarn.findOne(id)); } return found; }');
  });
  test('not over the client', () => expect(mutated(queryInLoop, 'async function show(store) { const all = await store.find(); return all; }', 'store.find()')).toBeUndefined());
  test('not where it depends on no parameter', () => expect(mutated(queryInLoop, 'async function show(id) { const all = await yarn.find(); return all[id]; }', 'yarn.find()')).toBeUndefined());
});

describe('a where loses the caller', () => {
  test('in an object', () => expect(mutated(unscoped, 'yarn.update({ where: { id, ownerId: user.id }, data })', 'yarn.update({ where: { id, ownerId: user.id }, data })')).toBe('yarn.update({ where: { id }, data })'));
  test('in a conjunction', () => expect(mutated(unscoped, 'db.delete(yarn).where(and(eq(yarn.id, id), eq(yarn.userId, me)))', 'db.delete(yarn).where(and(eq(yarn.id, id), eq(yarn.userId, me)))')).toBe('db.delete(yarn).where(and(eq(yarn.id, id)))'));
  test('in a chain', () => expect(mutated(unscoped, "db.deleteFrom('yarn').where('id', '=', id).where('owner_id', '=', me).execute()", "db.deleteFrom('yarn').where('id', '=', id).where('owner_id', '=', me).execute()")).toBe("db.deleteFrom('yarn').where('id', '=', id).execute()"));
  test('not where nothing else is left, nor in what is written', () => {
    expect(mutated(unscoped, 'yarn.update({ where: { userId: user.id }, data: { id, ownerId: user.id } })', 'yarn.update({ where: { userId: user.id }, data: { id, ownerId: user.id } })')).toBeUndefined();
  });
});

describe('a role is dropped', () => {
  const told = "loom.post('/yarn', auth('manage'), validate(shape), weave)";
  test('that a guard is told', () => expect(mutated(withoutRole, told, told)).toBe("loom.post('/yarn', auth(), validate(shape), weave)"));
  const beside = "loom.post('/yarn', requireLogin, requireAdmin, weave)";
  test('that a second guard asks for', () => expect(mutated(withoutRole, beside, beside)).toBe("loom.post('/yarn', requireLogin, weave)"));
  test('not where it is the only guard', () => expect(mutated(withoutRole, "loom.post('/yarn', requireAdmin, weave)", "loom.post('/yarn', requireAdmin, weave)")).toBeUndefined());
  const decorated = "class Loom { @Post('yarn') @Roles('weaver') @UseGuards(JwtGuard) weave() {} }";
  test('from decorators', () => expect(mutated(withoutRole, decorated, "@Post('yarn')")).toBe("class Loom { @Post('yarn')  @UseGuards(JwtGuard) weave() {} }"));
});

describe('guards are removed', () => {
  const removed = (text: string, route: string, ...steps: readonly (readonly [part: string, label: string])[]) => {
    const entry = { at: { path: PATH, ...spanOf(text, route) }, chain: steps.map(([part, label]) => ({ at: { path: PATH, ...spanOf(text, part) }, label })) };
    return changed(text, withoutGuards(entry, () => text)?.get(PATH));
  };
  const route = "loom.post('/yarn', requireUser, validate(shape), hasRole('weaver'), weave)";
  test('from the arguments of a route', () => expect(removed(`${route};`, route)).toBe("loom.post('/yarn', validate(shape), weave);"));
  const used = `loom.use(cors()); loom.use(authenticate); ${"loom.post('/yarn', weave)"};`;
  test('from the router', () => expect(removed(used, "loom.post('/yarn', weave)", ['loom.use(cors())', 'cors'], ['loom.use(authenticate)', 'authenticate'])).toBe("loom.use(cors()); undefined; loom.post('/yarn', weave);"));
  const decorated = "class Loom { @Post('yarn') @UseGuards(JwtGuard) weave() {} }";
  test('from decorators', () => expect(removed(decorated, "@Post('yarn')", ['JwtGuard', 'JwtGuard'])).toBe("class Loom { @Post('yarn')  weave() {} }"));
  const several = "class Loom { @Post('yarn') @UseGuards(Throttle, JwtGuard) weave() {} }";
  test('from decorators that hold more', () => expect(removed(several, "@Post('yarn')", ['JwtGuard', 'JwtGuard'])).toBe("class Loom { @Post('yarn') @UseGuards(Throttle) weave() {} }"));
  const listed = "loom.route({ url: '/yarn', preHandler: [count, verifyUser], handler: weave })";
  test('from lists', () => expect(removed(listed, listed, ['verifyUser', 'verifyUser'])).toBe("loom.route({ url: '/yarn', preHandler: [count], handler: weave })"));
  test('not where none is', () => expect(removed("loom.post('/yarn', weave);", "loom.post('/yarn', weave)")).toBeUndefined());
});
