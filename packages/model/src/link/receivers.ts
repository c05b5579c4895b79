import { walk, walkExpr, weakMemo, type ClassValue, type Env, type Expr, type FileFacts, type FunctionFact, type PathValue, type Value } from '@assay/contract';
import type { Linker } from './linker.js';
import { classOf, instanceOf, optionsOf, rootPath, stepOf } from './values.js';

export interface Holder { readonly expr: Expr; readonly fn: number; /** It is a member of an object that the call is given: `Model.extend({ close() {} })`. */ readonly inObject?: true }

const holdersOf = weakMemo(holdersIn);

/** `this` of a function of which no caller is known. */
export function receiverOf(file: FileFacts, fn: number, outer: Env, linker: Linker): Value | undefined {
  return ownReceiver(file, fn, outer, linker) ?? prototypeReceiver(file, fn, linker) ?? adoptedReceiver(file, fn, linker) ?? libraryReceiver(file, fn, linker);
}

/** In a method: any object of its class. */
function ownReceiver(file: FileFacts, fn: number, outer: Env, linker: Linker): Value | undefined {
  const fact = file.functions[fn];
  const id = fact?.kind === 'arrow' || fact?.kind === 'function' ? fieldHolder(file, fn) : fact?.cls;
  if (id === undefined) return undefined;
  const cls = linker.evaluate({ kind: 'class', cls: id, at: file.classes[id]?.at ?? [0, 0] }, outer);
  if (cls.kind !== 'class') return undefined;
  const member = cls.cls.members.find((candidate) => candidate.fn === fn || (candidate.init?.kind === 'function' && candidate.init.fn === fn));
  return member?.static ? cls : instanceOf(cls, 'type');
}

/** The class of which a function is a field: `save = async () => this.store.save()`. */
function fieldHolder(file: FileFacts, fn: number): number | undefined {
  const id = file.classes.findIndex((cls) => cls.members.some((member) => member.init?.kind === 'function' && member.init.fn === fn));
  return id < 0 ? undefined : id;
}

/** In a function that is assigned to a prototype of a library's class, `Invoice.prototype.pay = function () {}`: an object of that class. */
function prototypeReceiver(file: FileFacts, fn: number, linker: Linker): Value | undefined {
  const holder = file.functions[fn]?.kind === 'arrow' ? undefined : holdersOf(file).get(fn);
  if (holder?.expr.kind !== 'member' || holder.expr.name !== 'prototype') return undefined;
  const made = optionsOf(linker.evaluate(holder.expr.object, linker.envOf(file, holder.fn))).find((value) => value.kind === 'path');
  return made && stepOf(made, 'new()');
}

/** In a function of one file that a class of another takes as its method, `Orders.prototype.close = close`: an object of that class. */
function adoptedReceiver(file: FileFacts, fn: number, linker: Linker): Value | undefined {
  const fact = file.functions[fn];
  if (fact?.kind !== 'function') return undefined;
  const cls = adoptionsOf(linker).get(fact);
  return cls && instanceOf(cls, 'type');
}

const adopted = new WeakMap<Linker, ReadonlyMap<FunctionFact, ClassValue>>();
const NONE: ReadonlyMap<FunctionFact, ClassValue> = new Map();

/** The class that takes a function as its method, when only one does. */
function adoptionsOf(linker: Linker): ReadonlyMap<FunctionFact, ClassValue> {
  const known = adopted.get(linker);
  if (known) return known;
  // What is read on the way asks for receivers itself: until all are found, there are none.
  adopted.set(linker, NONE);
  const found = new Map<FunctionFact, ClassValue>();
  const shared = new Set<FunctionFact>();
  for (const file of linker.files) {
    for (const [id, fact] of file.classes.entries()) {
      for (const { init, static: isStatic } of fact.members) {
        if (isStatic || (init?.kind !== 'name' && init?.kind !== 'member')) continue;
        const value = linker.evaluate(init, linker.envOf(file, fact.fn));
        if (value.kind !== 'function' || value.fn.kind !== 'function' || value.fn.cls !== undefined) continue;
        if (found.has(value.fn)) shared.add(value.fn);
        found.set(value.fn, classOf(file, id, linker.envOf(file, fact.fn)));
      }
    }
  }
  for (const fn of shared) found.delete(fn);
  adopted.set(linker, found);
  return found;
}

/** In a function that a library calls on an object of its own: assigned to `schema.statics`, handed to `schema.pre(..)`. */
function libraryReceiver(file: FileFacts, fn: number, linker: Linker): Value | undefined {
  if (file.functions[fn]?.kind === 'arrow' || !file.imports.some((one) => linker.rows.hasReceivers(one.specifier)) && !linker.rows.hands) return undefined;
  return handedBy(file, fn, linker, (path) => linker.rows.receiver(path, linker));
}

/** A parameter of a function that is handed to a library's call. */
export function handedParameter(file: FileFacts, fn: number, index: number, linker: Linker): Value | undefined {
  return linker.rows.hands && !holderOf(file, fn)?.inObject ? handedBy(file, fn, linker, (path) => linker.rows.handed(path, index, linker)) : undefined;
}

/** The first parameter of a function that a library's tool loads by file: `module.exports = (sequelize, DataTypes) => ..`. */
export function loadedParameter(file: FileFacts, fn: number, index: number, linker: Linker): Value | undefined {
  if (index !== 0 || linker.rows.loads.length === 0) return undefined;
  const [first, second] = (file.functions[fn]?.params ?? []).map((param) => file.bindings[param.binding]?.name);
  const row = linker.rows.loads.find(({ beside }) => (beside instanceof RegExp ? second !== undefined && beside.test(second) : beside.first === first && beside.file.test(file.path)));
  return row && pathOf(row.package, row.is);
}

function handedBy(file: FileFacts, fn: number, linker: Linker, meaning: (path: PathValue) => string | undefined): Value | undefined {
  const holder = holderOf(file, fn);
  if (!holder) return undefined;
  const env: Env = linker.envOf(file, holder.fn);
  for (const value of optionsOf(linker.evaluate(holder.expr, env))) {
    const path = value.kind === 'path' ? meaning(value) : undefined;
    if (path !== undefined && value.kind === 'path') return pathOf(value.root, path);
  }
  return undefined;
}

/** What a function is assigned to or handed to. */
export function holderOf(file: FileFacts, fn: number): Holder | undefined {
  return holdersOf(file).get(fn);
}

/** What each function of the file is assigned to or handed to. */
function holdersIn(file: FileFacts): ReadonlyMap<number, Holder> {
  const found = new Map<number, Holder>();
  const hold = (value: Expr, expr: Expr, fn: number): void => {
    if (value.kind === 'function') found.set(value.fn, { expr, fn });
    else if (value.kind === 'object') for (const member of value.members) if (member.kind === 'property') hold(member.value, expr, fn);
  };
  for (const write of file.writes) hold(write.value, write.value.kind === 'object' ? { kind: 'member', object: write.object, name: write.name, optional: false, at: write.object.at } : write.object, write.fn);
  const holdArguments = (expr: Expr, fn: number): void => {
    if (expr.kind !== 'call') return;
    for (const arg of expr.args) {
      if (arg.kind === 'function') hold(arg, expr, fn);
      else if (arg.kind === 'object') for (const { value } of arg.members) if (value.kind === 'function' && !found.has(value.fn)) found.set(value.fn, { expr, fn, inObject: true });
    }
  };
  for (const [fn, fact] of file.functions.entries()) for (const expr of walk(fact)) holdArguments(expr, fn);
  for (const cls of file.classes) for (const { init } of cls.members) if (init) for (const expr of walkExpr(init)) holdArguments(expr, cls.fn);
  return found;
}

/** `HydratedDocument.new()` as a value of the package. */
function pathOf(root: string, path: string): PathValue {
  let value = rootPath(root);
  for (const step of path.split('.')) {
    if (step === 'new()' || !step.endsWith('()')) value = stepOf(value, step);
    else value = stepOf(stepOf(value, step.slice(0, -2)), '()');
  }
  return value;
}
