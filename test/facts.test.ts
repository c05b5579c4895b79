import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFacts } from '@assay/facts';
import type { FileFacts, SourceFile } from '@assay/contract';
import { describe, expect, test } from 'vitest';
import { filesBelow } from './support/code.js';
import { readFixtures } from './support/fixture.js';
import { REPOSITORY } from './support/repository.js';
import { showExpr, showStatements, showType } from './support/show-facts.js';

const source = (text: string, path = 'a.ts'): SourceFile => ({ path, text, kind: 'code', role: 'product' });
const read = (text: string, path?: string): FileFacts => extractFacts(source(text, path));

describe('on any text', () => {
  const CODE = /\.[cm]?[jt]sx?$/;
  /** Real code: this repository's own, its demo backend's and the cases of its fixtures. */
  const corpus: readonly SourceFile[] = [
    ...filesBelow('').filter((path) => CODE.test(path)).map((path) => source(readFileSync(join(REPOSITORY, path), 'utf8'), path)),
    ...['rules', 'frameworks'].flatMap(readFixtures).flatMap(({ cases }) => cases.flatMap(({ files }) => files)).filter(({ path }) => CODE.test(path)).map(({ path, text }) => source(text, path)),
  ];
  /** The same on every machine; SEED tries others. */
  const settings = { seed: Number(process.env['SEED'] ?? 20_260), numRuns: Number(process.env['RUNS'] ?? 150) };

  test('the corpus is there', () => expect(corpus.length).toBeGreaterThan(300));

  test('real files have sound facts and no internal problem', () => {
    const unsound = corpus.flatMap((file) => {
      const facts = extractFacts(file);
      return [...faultsOf(facts, file.text), ...facts.problems.filter(({ code }) => code === 'internal').map(({ message }) => message)].slice(0, 3).map((fault) => `${file.path}: ${fault}`);
    });
    expect(unsound).toEqual([]);
  });

  const file = fc.constantFrom(...corpus);
  const position = fc.double({ min: 0, max: 1, noNaN: true });
  const scraps = fc.constantFrom('(', ')', '{', '}', '[', ']', '`', '${', '"', "'", '/*', '//', '=>', '...', '?.', '@', '#', 'class ', 'enum ', 'export ', 'import ', 'await ', 'yield ', 'new ', 'return ', 'case ', 'default',
    '<', '>', '=', ',', ';', ':', '\0', '\uFEFF', '\r', '\u2028', '\uD800', '1e999', '0n', '/(/', 'constructor', '__proto__', 'super(', 'satisfies X', 'using x = ');

  const sound = (one: SourceFile): void => {
    expect(faultsOf(extractFacts(one), one.text)).toEqual([]);
  };
  const cut = (one: SourceFile, at: number): number => Math.floor(at * one.text.length);

  test('truncated', () => {
    fc.assert(fc.property(file, position, (one, at) => sound({ ...one, text: one.text.slice(0, cut(one, at)) })), settings);
  });

  test('with its beginning missing', () => {
    fc.assert(fc.property(file, position, (one, at) => sound({ ...one, text: one.text.slice(cut(one, at)) })), settings);
  });

  test('mutated: pieces taken out, doubled, put in', () => {
    const change = fc.tuple(position, fc.integer({ min: 0, max: 60 }), fc.oneof(scraps, fc.constant('')), fc.boolean());
    fc.assert(fc.property(file, fc.array(change, { minLength: 1, maxLength: 6 }), (one, changes) => {
      const text = changes.reduce((before, [at, length, scrap, doubled]) => {
        const start = Math.floor(at * before.length);
        const piece = before.slice(start, start + length);
        return before.slice(0, start) + scrap + (doubled ? piece + piece : '') + before.slice(start + length);
      }, one.text);
      sound({ ...one, text });
    }), settings);
  });

  test('one file under the extension of another', () => {
    fc.assert(fc.property(file, fc.constantFrom('ts', 'js', 'tsx', 'jsx', 'mts', 'cjs', 'd.ts'), (one, ext) => sound({ ...one, path: `x.${ext}` })), settings);
  });

  test('no code at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => sound(source(text))), settings);
    fc.assert(fc.property(fc.array(scraps, { maxLength: 60 }), (parts) => sound(source(parts.join(' ')))), settings);
  });

  test('the same text gives the same facts, whatever was read before', () => {
    fc.assert(fc.property(file, file, (one, other) => {
      const first = extractFacts(one);
      extractFacts(other);
      return isDeepStrictEqual(extractFacts(one), first);
    }), settings);
  });

  test.each([
    ['parentheses', `const x = ${'('.repeat(5_000)}1${')'.repeat(5_000)};`],
    ['concatenation', `const x = ${Array.from({ length: 3_000 }, () => "'a'").join(' + ')};`],
    ['arrays', `const x = ${'['.repeat(5_000)}${']'.repeat(5_000)};`],
    ['blocks', '{'.repeat(5_000) + '}'.repeat(5_000)],
    ['a chain of calls', `a${'.b()'.repeat(5_000)}`],
    ['else if', `${'if (a) {} else '.repeat(3_000)} {}`],
    ['functions', `const x = ${'() => '.repeat(3_000)} 1;`],
    ['templates', `const x = ${'`${'.repeat(1_500)}1${'}`'.repeat(1_500)};`],
    ['types', `let x: ${'('.repeat(5_000)}A${')'.repeat(5_000)};`],
  ])('nested %s are a problem line, no crash', (_name, text) => {
    const facts = read(text);
    expect(faultsOf(facts, text)).toEqual([]);
    expect(facts.problems.map(({ code, level }) => `${code} ${level}`)).toEqual(['budget problem']);
  });

  test('what stands around deep nesting is read', () => {
    const facts = read(`export const before = 1;\nconst x = ${Array.from({ length: 3_000 }, () => "'a'").join(' + ')};\nexport function after() {}\n`);
    expect(facts.exports.map(({ name }) => name)).toEqual(['before', 'after']);
    expect(facts.problems[0]?.line).toBe(2);
  });
});

/** What is wrong with facts: ids and places out of range, or more than JSON can hold. */
function faultsOf(facts: FileFacts, text: string): string[] {
  const faults: string[] = [];
  const sizes: Readonly<Record<string, number>> = { binding: facts.bindings.length, param: facts.bindings.length, fn: facts.functions.length, parent: facts.functions.length, cls: facts.classes.length, type: facts.types.length };
  const visit = (value: unknown, at: string): void => {
    if (Array.isArray(value)) return value.forEach((item, index) => visit(item, `${at}[${index}]`));
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const here = `${at}.${key}`;
      const size = sizes[key];
      if (typeof inner === 'number' && size !== undefined && !(Number.isInteger(inner) && inner >= 0 && inner < size)) faults.push(`${here}: ${inner} of ${size}`);
      if ((key === 'at' || key === 'nameAt') && !isRange(inner, text.length)) faults.push(`${here}: ${JSON.stringify(inner)} of ${text.length}`);
      // An enum's own names and values.
      if (key !== 'members' || Array.isArray(inner)) visit(inner, here);
    }
  };
  visit({ ...facts, lineStarts: [] }, 'facts');
  if (facts.functions[0]?.kind !== 'module') faults.push('no module body');
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(facts)), facts)) faults.push('JSON does not hold it');
  return faults;
}

function isRange(value: unknown, length: number): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [start, end] = value as unknown[];
  return Number.isInteger(start) && Number.isInteger(end) && Number(start) >= 0 && Number(start) <= Number(end) && Number(end) <= length;
}

describe('facts', () => {
  const bindings = (facts: FileFacts): Record<string, string> => Object.fromEntries(facts.bindings.filter(({ name }) => name !== '').map((binding) => [
    binding.name, [binding.init, ...(binding.assigned ?? [])].flatMap((expr) => (expr ? [showExpr(expr, facts)] : [])).join(' := '),
  ]));
  const bindingsOf = (text: string, path?: string) => bindings(read(text, path));
  const bodyOf = (text: string, path?: string) => {
    const facts = read(text, path);
    return showStatements(facts.functions[0]?.body ?? [], facts);
  };
  const exportsOf = (text: string, path?: string) => {
    const facts = read(text, path);
    return facts.exports.map(({ name, value, from }) => `${name} = ${from ? `${from.name} of ${from.specifier}` : value ? showExpr(value, facts) : ''}`);
  };
  const declaredOf = (text: string, path?: string) => Object.fromEntries(read(text, path).bindings.flatMap(({ name, declared }) => (declared ? [[name, showType(declared)]] : [])));

  test('destructuring holds its source once, and keeps defaults and rests', () => {
    expect(bindingsOf('const { a: { b = 1 } = {}, c: renamed, ...rest } = make();')).toEqual({ b: '(#4.b ?? 1)', renamed: '#3.c', rest: 'rest of #3 without a+c' });
    expect(bindingsOf('const [x, , y = 2, ...others] = list;')).toEqual({ x: '#3[0]', y: '(#3[2] ?? 2)', others: 'rest of #3 from 3' });
  });

  test('destructured parameters are members of the parameter', () => {
    expect(bindingsOf('function f({ id, opts: { deep } = {} }, [first] = [], ...more) {}')).toEqual({ f: 'function f', id: '#1.id', deep: '#4.deep', first: '#5[0]', more: '' });
    expect(read('function f(a, b = 1, { c } = {}, ...d) {}').functions[1]?.params.map(({ rest, optional }) => `${rest ? 'rest' : ''}${optional ? 'optional' : ''}`)).toEqual(['', 'optional', 'optional', 'rest']);
  });

  test('assignments to names and patterns are kept beside the initializer', () => {
    expect(bindingsOf('let a, b; ({ a, b: b = 3 } = q); [a, b] = [b, a]; a = 1;')).toEqual({ a: 'global q.a := [b, a][0] := 1', b: '(global q.b ?? 3) := [b, a][1]' });
    expect(bindingsOf('let a = 0; ({ a = 5 } = q);')).toEqual({ a: '0 := (global q.a ?? 5)' });
  });

  test('assignments to members are writes, in patterns too', () => {
    const facts = read("class A { m() { this.x = 1; } } a.b = c; a['d'] = e; [p.q, { r: s.t }] = u;");
    expect(facts.writes.map(({ object, name, value, fn }) => `${fn}: ${showExpr(object, facts)}.${name} = ${showExpr(value, facts)}`)).toEqual([
      '1: this.x = 1', '0: global a.b = global c', '0: global a.d = global e', '0: global p.q = global u[0]', '0: global s.t = global u[1].r',
    ]);
  });

  test('names are hoisted: functions and vars to their function, let and const to their block', () => {
    const facts = read('use(); function use() { return later; } const later = 1; if (x) { var inner = 2; } log(inner);');
    expect(showStatements(facts.functions[0]?.body ?? [], facts)).toBe('use(); later = 1; if (global x) {inner = 2} else {}; global log(inner)');
    const shadowed = read('const n = 1; { const n = 2; show(n); } show(n);');
    const shown = shadowed.functions[0]?.body.flatMap((statement) => (statement.kind === 'expr' && statement.value.kind === 'call' ? statement.value.args : []));
    expect(shown?.map((arg) => (arg.kind === 'name' ? shadowed.bindings[arg.binding]?.init : undefined)).map((init) => (init?.kind === 'literal' ? init.value : undefined))).toEqual([2, 1]);
  });

  test('CommonJS exports in every form', () => {
    expect(exportsOf('module.exports = function handler() {}; module.exports.extra = 1; exports.one = () => 1;', 'a.js')).toEqual(['= = function handler', 'extra = 1', 'one = function one']);
    expect(exportsOf('exports.two = exports.three = two; function two() {}', 'a.js').sort()).toEqual(['three = two', 'two = global exports.three = two']);
    expect(exportsOf('exports = module.exports = create; function create() {}', 'a.js')).toContain('= = create');
    expect(exportsOf("module.exports = { a, b() {}, c: () => 1, ['d']: 2, ...rest };", 'a.js')).toEqual(['= = {a: global a, b: function b, c: function c, d: 2, ...global rest}']);
  });

  test('require, wherever it stands', () => {
    expect(bindingsOf("const { Router } = require('express'); const r = require('express').Router(); const { a: { b } } = require('./c');", 'a.js')).toEqual({
      Router: '#3.Router', r: 'require(express).Router()', b: expect.stringMatching(/^#\d+\.b$/) as string,
    });
    expect(read("const x = require('y'); import('z'); require(dynamic);", 'a.js').imports.map(({ kind, specifier }) => `${kind} ${specifier}`)).toEqual(['require y', 'dynamic z']);
    expect(bindingsOf('function f(require) { const x = require("y"); }', 'a.js')['x']).toBe('require("y")');
  });

  test('ESM imports, exports and re-exports', () => {
    const facts = read("import d, { a as b, type T } from 'm'; import * as ns from 'n'; import type { U } from 'o'; import eq = require('p'); export = d;");
    expect(facts.bindings.map(({ name, imported }) => `${name}: ${imported?.name} of ${imported?.specifier}${imported?.typeOnly ? ' (type)' : ''}`)).toEqual([
      'd: default of m', 'b: a of m', 'T: T of m (type)', 'ns: * of n', 'U: U of o (type)', 'eq: * of p',
    ]);
    expect(exportsOf("export * from './a'; export * as ns from './b'; export { x as y, default } from './c';")).toEqual(['* = * of ./a', 'ns = * of ./b', 'y = x of ./c', 'default = default of ./c']);
    expect(exportsOf('export const a = 1, { b, c: [d] } = x; export let e; export function f() {} export class G {} export enum H {} export interface I {} export type J = 1; export default f; export { f as k };')
      .map((line) => line.split(' ')[0])).toEqual(['a', 'b', 'd', 'e', 'f', 'G', 'H', 'I', 'J', 'default', 'k']);
    expect(exportsOf('export default class {} ')).toEqual(['default = class default']);
    expect(exportsOf('export default async () => 1;')).toEqual(['default = function ']);
  });

  test('JSDoc types of JavaScript, not of TypeScript', () => {
    const text = `
/**
 * @param {Repo} repo of things
 * @param {{ a: string }} options
 * @returns {Promise<User>}
 */
function g(repo, options) {}
/** @type {import('express').RequestHandler} */
const guard = (req, res, next) => next();
const c = /** @type {Foo} */ (bar);
/** @param {Svc} s */
exports.h = function (s) {};
`;
    expect(declaredOf(text, 'a.js')).toEqual({ guard: 'RequestHandler', repo: 'Repo', options: '{a: string}', s: 'Svc' });
    expect(bindingsOf(text, 'a.js')['c']).toBe('<Foo>global bar');
    const returns = read(text, 'a.js').functions[1]?.returns;
    expect(returns && showType(returns)).toBe('Promise<User>');
    expect(declaredOf(text, 'a.ts')).toEqual({});
  });

  test('declared types', () => {
    expect(declaredOf("let v: readonly A[] | Promise<B>, x: A['a'], y: import('./z').Q<A>, fn: (a: A) => B, o: { a: string; b?(x: number): B }, n: E.F<G>;")).toEqual({
      v: 'A[] | Promise<B>', x: 'A["a"]', y: 'Q<A>', fn: '(A) => B', o: '{a: string, b?: (number) => B}', n: 'E.F<G>',
    });
    const [alias, face] = read('type A = { a: B } & C; interface B extends C<D>, E.F { g: A[]; }').types;
    expect([alias && showType(alias.body), face && showType(face.body), face?.extends.map(showType).join()]).toEqual(['{a: B} & C', '{g: A[]}', 'C<D>,E.F']);
  });

  test('positions count UTF-16 units of the text: CRLF, astral characters, no byte order mark', () => {
    const text = "const a = '😀';\r\nconst b = 'ü';\r\n";
    const facts = read(text);
    expect(facts.lineStarts).toEqual([0, text.indexOf('const b'), text.length]);
    expect(facts.bindings.map(({ at }) => text.slice(...at))).toEqual(['a', 'b']);
    expect(read('\uFEFFconst a = 1;').bindings.map(({ at }) => '\uFEFFconst a = 1;'.slice(...at))).toEqual(['a']);
  });

  test('decorators of classes, members and parameters', () => {
    const facts = read("@Controller('x') class A { @Get(':id') @Use(a, b) find(@Param('id') id: string) {} @Column() name: string; constructor(@Inject(T) private t: T) {} }");
    const [cls] = facts.classes;
    const show = (list: readonly { readonly value: Parameters<typeof showExpr>[0] }[] | undefined) => list?.map(({ value }) => showExpr(value, facts).replaceAll('global ', ''));
    expect(show(cls?.decorators)).toEqual(['Controller("x")']);
    expect(cls?.members.map(({ name, decorators }) => [name, ...(show(decorators) ?? [])])).toEqual([['find', 'Get(":id")', 'Use(a, b)'], ['name', 'Column()'], ['constructor']]);
    expect(facts.functions.flatMap(({ params }) => params.flatMap(({ decorators }) => show(decorators) ?? []))).toEqual(['Param("id")', 'Inject(T)']);
  });

  test('classes: fields, parameter properties, accessors, private and computed names', () => {
    const facts = read('class A extends B<C> implements D { static s = 1; #p = 2; m = async () => this.#p; constructor(private readonly repo: Repo, public x?: Y, plain = 1) { super(); } get g() { return 1; } async *gen() {} declare z: Z; abstract q(): void; ["c"]() {} [d]() {} }');
    const [cls] = facts.classes;
    expect(cls?.members.map(({ kind, name, static: isStatic, abstract }) => `${isStatic ? 'static ' : ''}${abstract ? 'abstract ' : ''}${kind} ${name}`)).toEqual([
      'static property s', 'property #p', 'property m', 'constructor constructor', 'getter g', 'method gen', 'property z', 'abstract method q', 'method c',
    ]);
    const constructor = facts.functions.find(({ kind }) => kind === 'constructor');
    expect(constructor?.params.map(({ property, declared }) => `${property ? 'property ' : ''}${declared ? showType(declared) : ''}`)).toEqual(['property Repo', 'property Y', '']);
    expect([cls?.extends && showExpr(cls.extends, facts), cls?.extendsArgs.map(showType).join(), cls?.implements.map(showType).join()]).toEqual(['global B', 'C', 'D']);
  });

  test('functions are called what they are assigned to', () => {
    const named = (text: string) => read(text, 'a.js').functions.slice(1).map(({ name }) => name);
    expect(named('const a = () => 1; let b = function () {}; exports.c = async () => 1; d.e = function own() {}; module.exports = () => 1; x = () => 1;')).toEqual(['a', 'b', 'c', 'own', '', 'x']);
    expect(named('const o = { a: () => 1, b() {}, "c-d": function () {}, [e]: () => 1 }; class F { g = () => 1; static h = function () {}; } use(() => 1);')).toEqual(['a', 'b', 'c-d', '', 'g', 'h', '']);
  });

  test('templates with and without a tag', () => {
    expect(bodyOf('sql`select ${id} from ${sql.raw(t)}`; String.raw`x`; `a${b}c`; `plain`;')).toBe(
      'global sql`select ${} from ${}`(global id, global sql.raw(global t)); global String.raw`x`(); `a${}c`(global b); "plain"',
    );
  });

  test('optional chains, casts and type arguments', () => {
    expect(bodyOf("a?.b?.(c)?.[d]; a!.b; (a as B).c(); <D>e; a?.['k']; f<G>(h); i satisfies J; (k as const).l; new M<N>(o);")).toBe(
      'global a?.b?.(global c)[global d]; global a.b; <B>global a.c(); <D>global e; global a?.k; global f<G>(global h); global i; global k.l; new global M<N>(global o)',
    );
  });

  test('control flow: labels, loops, try, switch', () => {
    expect(bodyOf('outer: for (const a of as) { for (let i = 0; i < 3; i++) { if (i) continue outer; break; } } do { x(); } while (y); for await (const z of w) {} for (const k in o) {}')).toBe(
      'outer: {for-of (global as) {for ((i < 3)) {if (i) {continue outer} else {}; break}}}; do (global y) {global x()}; for-await (global w) {}; for-in (global o) {}',
    );
    expect(bodyOf('try { a(); } catch { b(); } finally { c(); } try { d(); } catch ({ message }) { e(message); }')).toBe(
      'try {global a()} catch {global b()} finally {global c()}; try {global d()} catch {global e(message)} finally ',
    );
    expect(bodyOf("switch (x) { case 1: case 'b': a(); break; default: { b(); } }")).toBe('switch (global x) 1: {} "b": {global a(); break} default: {global b()}');
  });

  test('enums: counted, named, computed', () => {
    expect(read("enum E { A, B = 5, C, D = 'd', F = 1 << 2, G, H = -1, I }").bindings[0]?.members).toEqual({ A: 0, B: 5, C: 6, D: 'd', H: -1, I: 0 });
  });

  test('literals', () => {
    expect(bodyOf('1_000; 0x10; 10n; /r/g; null; undefined; -1; 1e999; import.meta.url; new.target;')).toBe('1000; 16; "10n"; /r/g; null; undefined; -1; opaque number; global import.meta.url; global new.target');
  });

  test('overloads and ambient declarations have no body of their own', () => {
    expect(read('function over(a: string): void; function over(a: any) { return a; } declare function gone(): void; declare const x: X;').functions.slice(1).map(({ name, body }) => `${name} ${body.length}`)).toEqual(['over 1']);
  });

  test('directive prologues', () => {
    expect(read('"use strict"; "use server"; f(); function s() { "use cache"; "and"; return "no"; }').functions.map(({ directives }) => directives)).toEqual([['use strict', 'use server'], ['use cache', 'and']]);
  });

  test('comments with directives, none in strings, templates and patterns', () => {
    const text = "// assay-x\nconst a = '// assay-no'; const b = `/* assay-no ${1} */`; const c = /\\/\\/ assay-no/; /* eslint-disable-next-line assay/y -- z */\n// plain\n";
    expect(read(text).comments.map(({ text: comment }) => comment)).toEqual(['assay-x', 'eslint-disable-next-line assay/y -- z']);
  });

  test('syntax errors are one problem with the first one\'s line, and the rest is read', () => {
    const facts = read('export const a = 1;\nconst = ;\nexport const b = 2;\n');
    expect(facts.problems.map(({ code, line, level }) => ({ code, line, level }))).toEqual([{ code: 'syntax', line: 2, level: 'problem' }]);
    expect(facts.exports.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
