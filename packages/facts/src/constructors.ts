import type { ClassMember, Expr, FunctionFact, WriteFact } from '@assay/contract';
import type { Context } from './context.js';

/** By convention only functions to be called with `new` begin with a capital letter (ESLint's `new-cap`), or with what marks them as private before it. */
const CAPITAL = /^[_$]*\p{Lu}/u;

/** How a function expression, and a function that is exported by default, are called without a name. */
const UNNAMED: ReadonlySet<string> = new Set(['', 'default']);

/**
 * Adds a class for every constructor function of a file that was read: `function Store(db) { this.save = .. }`, `Store.prototype.find = function () {}`.
 * Its constructor is the function itself; what the function puts on `this` are fields as in any constructor.
 */
export function readConstructorFunctions(context: Context): void {
  for (const [fn, fact] of [...context.functions.entries()]) {
    if (fact.kind !== 'function' || fact.cls !== undefined || !(CAPITAL.test(fact.name) || (UNNAMED.has(fact.name) && isWholeExport(fn, context)))) continue;
    const binding = context.bindings.findIndex(({ init }) => init?.kind === 'function' && init.fn === fn);
    const own = context.writes.filter((write) => write.object.kind === 'this' && holderOf(write.fn, context.functions) === fn);
    const methods = binding < 0 ? [] : context.writes.flatMap((write) => prototypeMethods(write, binding));
    if (own.length === 0 && methods.length === 0) continue;
    const cls = context.classes.push({
      name: fact.name, at: fact.at, nameAt: fact.nameAt, fn: fact.parent ?? 0, abstract: false, typeParams: fact.typeParams, extendsArgs: [], implements: [], decorators: [],
      members: [{ name: 'constructor', kind: 'constructor', fn, static: false, abstract: false, decorators: [], at: fact.at }, ...methods],
    }) - 1;
    const fields = own.flatMap(({ value }) => (value.kind === 'function' ? [value.fn] : []));
    for (const member of [fn, ...methods.flatMap((method) => method.fn ?? []), ...fields]) markMember(member, cls, context);
  }
}

/** `module.exports = function () {}`, `export default function () {}`: whoever imports it says how it is called. */
function isWholeExport(fn: number, { exports, bindings }: Context): boolean {
  return exports.some(({ name, value }) => {
    const exported = value?.kind === 'name' ? bindings[value.binding]?.init : value;
    return (name === '=' || name === 'default') && exported?.kind === 'function' && exported.fn === fn;
  });
}

/** The function whose `this` the code in `fn` sees: arrows have none of their own. */
function holderOf(fn: number, functions: readonly FunctionFact[]): number {
  const fact = functions[fn];
  return fact?.kind === 'arrow' && fact.parent !== undefined ? holderOf(fact.parent, functions) : fn;
}

/** `F.prototype.name = function () {}`, `F.prototype.name = imported` and `F.prototype = { name() {}, imported }`. */
function prototypeMethods({ object, name, value, at }: WriteFact, binding: number): ClassMember[] {
  const member = (key: string, made: Expr): ClassMember[] => {
    const common = { name: key, static: false, abstract: false, decorators: [], at };
    if (made.kind === 'function') return [{ ...common, kind: 'method', fn: made.fn }];
    return made.kind === 'name' || made.kind === 'member' ? [{ ...common, kind: 'property', init: made }] : [];
  };
  if (object.kind === 'member' && object.name === 'prototype' && object.object.kind === 'name' && object.object.binding === binding) return member(name, value);
  if (object.kind !== 'name' || object.binding !== binding || name !== 'prototype' || value.kind !== 'object') return [];
  return value.members.flatMap((entry) => (entry.kind === 'property' ? member(entry.key, entry.value) : []));
}

/** An arrow keeps the `this` around it. */
function markMember(fn: number, cls: number, context: Context): void {
  const fact = context.functions[fn];
  if (fact && fact.kind !== 'arrow') context.functions[fn] = { ...fact, cls };
}
