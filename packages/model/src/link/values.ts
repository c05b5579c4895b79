import { weakMemo, type Arg, type ArrayValue, type ClassFact, type ClassValue, type Concept, type ConstValue, type Env, type ExprOf, type FileFacts, type FunctionFact, type FunctionValue, type InstanceValue, type ListValue, type ModuleValue, type ObjectValue, type PathValue, type TypeExpr, type TypedValue, type UnionValue, type UnknownReason, type UnknownValue, type Value } from '@assay/contract';

const MAX_OPTIONS = 12;

let known = 0;

/** A number that stands for a fact in keys, given at the first question. */
export const idOf = weakMemo((_fact: object) => (known += 1));

const textOfType = weakMemo((type: TypeExpr) => JSON.stringify(type));

function keysOf(args: readonly Arg[]): string {
  return args.map((arg) => arg.value.key).join(',');
}

/** Every value made since the last model was begun, by what it is made of: equal parts give the same object, so identity is equality. */
const table = new Map<string, Value>();
const constants = new Map<ConstValue['value'], ConstValue>();
/** Those that are asked for most, by what they hang on: so no text is made of their parts. */
const functions = new Map<Env, Map<FunctionFact, FunctionValue>>();
const classes = new Map<Env, Map<ClassFact, ClassValue>>();
const instances = new Map<ClassValue, Map<string, InstanceValue>>();
const objects = new Map<Env, Map<number, ObjectValue>>();
const roots = new Map<string, PathValue>();
const children = new Map<string, Map<string, PathValue>>();
/** The texts of paths, by the text before a step and the step: paths that are written alike share one, however many calls they belong to. */
const texts = new Map<string, Map<string, string>>();
let made = 0;

/** Begins a new model: the values of the last one are let go. Keys are never given twice, so what still holds an old value stays right. */
export function forgetValues(): void {
  for (const values of [table, constants, functions, classes, instances, objects, roots, children, texts]) values.clear();
}

/** The value that is kept under a key, made at the first question. */
function kept<K, T extends Value>(known: Map<K, T>, of: K, prefix: string, make: (key: string) => T): T {
  let value = known.get(of);
  if (value) return value;
  made += 1;
  value = make(`${prefix}${made}`);
  known.set(of, value);
  return value;
}

/** The value of a part of something, made at the first question. */
function partOf<P, K, T extends Value>(known: Map<P, Map<K, T>>, whole: P, part: K, prefix: string, make: (key: string) => T): T {
  let parts = known.get(whole);
  if (!parts) known.set(whole, (parts = new Map<K, T>()));
  return kept(parts, part, prefix, make);
}

function shared<T extends Value>(prefix: string, parts: string, make: (key: string) => T): T {
  return kept(table as Map<string, T>, prefix + parts, prefix, make);
}

/** Elements of a list that are told apart: one that is added to itself would double with each round in which it is looked at. */
const MAX_ITEMS = 2000;

/** A literal. Values with one key are one object: they may be compared by identity. */
export function constOf(value: ConstValue['value']): ConstValue {
  if (value === undefined) return UNDEFINED;
  let constant = constants.get(value);
  if (!constant) constants.set(value, (constant = { kind: 'const', key: `c:${typeof value}:${String(value)}`, value }));
  return constant;
}

export const UNDEFINED: ConstValue = { kind: 'const', key: 'c:undefined:undefined', value: undefined };

/** What is not known, with the reason that a review gives. */
export function unknownOf(reason: UnknownReason): UnknownValue {
  return { kind: 'unknown', key: '?', reason };
}

/** A function of a file in the activation that made it; `bound` are the arguments that it was given ahead. */
export function functionOf(file: FileFacts, id: number, env: Env, self?: Value, bound?: readonly Arg[]): FunctionValue {
  const fn = file.functions[id];
  if (!fn) throw new RangeError(`${file.path} has no function ${id}`);
  if (!self && !bound) return partOf(functions, env, fn, 'f', (key) => ({ kind: 'function', key, file, fn, id, env, self, bound }));
  const parts = `${idOf(fn)}@${env.id}/${self?.key ?? ''}/${bound ? keysOf(bound) : ''}`;
  return shared('f', parts, (key) => ({ kind: 'function', key, file, fn, id, env, self, bound }));
}

/** The function behind a library that keeps its answers. */
export function memoOf(fn: FunctionValue): FunctionValue {
  return shared('f', `${fn.key}/memo`, (key) => ({ ...fn, key, memo: true }));
}

/** A class of a file in the activation that declared it. */
export function classOf(file: FileFacts, id: number, env: Env): ClassValue {
  const cls = file.classes[id];
  if (!cls) throw new RangeError(`${file.path} has no class ${id}`);
  return partOf(classes, env, cls, 'k', (key) => ({ kind: 'class', key, file, cls, id, env }));
}

/** `site` tells two objects of a class apart; injected and declared ones share the empty site. */
export function instanceOf(of: ClassValue, site: string, args?: readonly Arg[]): InstanceValue {
  if (!args) return partOf(instances, of, site, 'i', (key) => ({ kind: 'instance', key, of }));
  return shared('i', `${of.key}/${site}/${keysOf(args)}`, (key) => ({ kind: 'instance', key, of, args }));
}

/** An object literal, whose members are read when they are asked for. */
export function objectOf(file: FileFacts, node: ExprOf<'object'>, env: Env): ObjectValue {
  const make = (key: string): ObjectValue => ({ kind: 'object', key, file, node, env });
  return file === env.file ? partOf(objects, env, node.at[0], 'o', make) : shared('o', `${idOf(file)}:${node.at[0]}@${env.id}`, make);
}

/** A list of known values; `isOpen`: there may be more. */
export function arrayOf(all: readonly Value[], isOpen = false): ArrayValue {
  const items = all.length > MAX_ITEMS ? all.slice(0, MAX_ITEMS) : all;
  const open = isOpen || items !== all;
  return shared('a', `${items.map((item) => item.key).join(',')}${open ? '…' : ''}`, (key) => ({ kind: 'array', key, items, open }));
}

/** A collection of which only the element is known. */
export function listOf(of: Value): ListValue {
  return shared('l', of.key, (key) => ({ kind: 'list', key, of }));
}

/** A whole module: `import * as x`, `require(..)`. */
export function moduleOf(file: FileFacts): ModuleValue {
  return shared('m', String(idOf(file)), (key) => ({ kind: 'module', key, file }));
}

/** Something of which only the declared type is known. */
export function typedOf(file: FileFacts, type: TypeExpr): TypedValue {
  return shared('t', `${idOf(file)}:${textOfType(type)}`, (key) => ({ kind: 'typed', key, file, type }));
}

/** One of several values, flattened, without duplicates; `null` and `undefined` give way to anything else. */
export function unionOf(values: readonly Value[]): Value {
  const [first] = values;
  if (first && values.every((value) => value === first)) return first;
  const options = new Map<string, Value>();
  for (const value of values) {
    for (const option of value.kind === 'union' ? value.options : [value]) options.set(option.key, option);
  }
  const solid = [...options.values()].filter((option) => option.kind !== 'const' || (option.value !== undefined && option.value !== null));
  const kept = solid.length > 0 ? solid : [...options.values()];
  if (kept.length === 0) return UNDEFINED;
  if (kept.length === 1 && kept[0]) return kept[0];
  const bounded = kept.length > MAX_OPTIONS ? [...kept.slice(0, MAX_OPTIONS), unknownOf('budget')] : kept;
  return shared<UnionValue>('u', bounded.map((option) => option.key).join('|'), (key) => ({ kind: 'union', key, options: bounded }));
}

/** The options of a value: itself when it is no union. */
export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'union' ? value.options : [value];
}

/** The path without a step: a library, a role or the runtime. */
export function rootPath(root: string): PathValue {
  return kept(roots, root, 'p', (key) => ({ kind: 'path', key, root, parent: undefined, step: undefined, path: '', call: undefined, via: undefined, as: undefined, typeArgs: undefined }));
}

/** A role by its name; `#request.body` is the member `body` of `#request`. */
export function rolePath(role: string): PathValue {
  const [root = role, ...steps] = role.split('.');
  return steps.reduce((path, step) => stepOf(path, step), rootPath(root));
}

type Call = NonNullable<PathValue['call']>;
type Extra = Pick<PathValue, 'via' | 'as' | 'typeArgs'>;
const PLAIN: Extra = {};

/** Goes one step on. `default` before a name is dropped and a module that is called is its default, so that every import style gives one path. */
export function stepOf(from: PathValue, step: string, call?: Call, extra: Extra = PLAIN): PathValue {
  const isCall = step === '()';
  const isMade = step === 'new()';
  const base = !isCall && !isMade && from.path === 'default' && from.parent ? from.parent : from;
  const isWhole = base.path === '' && ((isCall && !base.root.startsWith('#')) || isMade);
  return isWhole ? stepOf(stepOf(base, 'default'), step, call, extra) : child(base, step, call, extra);
}

function child(parent: PathValue, step: string, call: Call | undefined, extra: Extra): PathValue {
  let steps = children.get(parent.key);
  if (!steps) children.set(parent.key, (steps = new Map<string, PathValue>()));
  const own = stepKey(parent, step, call, extra);
  const known = steps.get(own);
  if (known) return known;
  made += 1;
  const { via = parent.via, as, typeArgs } = extra;
  const path: PathValue = { kind: 'path', key: `p${made}`, root: parent.root, parent, step, path: textOfPath(parent.path, step), call, via, as, typeArgs };
  steps.set(own, path);
  return path;
}

/** What tells a step from others that go on from the same path. */
function stepKey(parent: PathValue, step: string, call: Call | undefined, { via, as, typeArgs }: Extra): string {
  let key = step;
  if (typeArgs) key += `<${typeArgs.map((arg) => `${idOf(arg.file)}:${textOfType(arg.type)}`).join(',')}>`;
  if (call) key += `@${call.node.at[0]}-${call.node.at[1]}#${call.env.id}${call.file === call.env.file ? '' : `:${idOf(call.file)}`}`;
  if (via && via !== parent.via) key += `^${via.key}`;
  return as === undefined ? key : `${key}~${as}`;
}

function textOfPath(before: string, step: string): string {
  let steps = texts.get(before);
  if (!steps) texts.set(before, (steps = new Map<string, string>()));
  let text = steps.get(step);
  if (text === undefined) steps.set(step, (text = step === '()' ? `${before}()` : before === '' ? step : `${before}.${step}`));
  return text;
}

/** What a call gives to its callback: the parameter's place and value. `tx` is a transaction's handle, `lent` any other. */
export function handleOf(call: PathValue, concept: Concept | undefined): { readonly callback: number; readonly index: number; readonly value: PathValue } | undefined {
  if (concept?.kind === 'invoke' && concept.handle !== undefined) return { callback: concept.callback, index: concept.handle, value: stepOf(call, 'lent') };
  if (concept?.kind !== 'transaction' || concept.form !== 'callback' || concept.of === 'maker') return undefined;
  return { callback: concept.callback ?? 0, index: concept.handle ?? 0, value: stepOf(call, 'tx') };
}

/** The text of a constant, when it is one. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'const' && (typeof value.value === 'string' || typeof value.value === 'number') ? String(value.value) : undefined;
}

/** Is the value certainly truthy or falsy? */
export function truthiness(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'const': return Boolean(value.value);
    case 'function': case 'class': case 'instance': case 'object': case 'array': case 'module': case 'enum': return true;
    case 'path': return isGivenTransaction(value) || (IS_TRANSACTION.has(value.step ?? '') && value.parent !== undefined && isGivenTransaction(value.parent)) ? true : undefined;
    default: return undefined;
  }
}

/** What an open transaction has, and a client lacks: https://knexjs.org/guide/transactions.html, https://kysely-org.github.io/kysely-apidoc/classes/Kysely.html#istransaction */
const IS_TRANSACTION: ReadonlySet<string> = new Set(['executionPromise', 'isTransaction']);

/** The handle that a transaction gives its callback. */
function isGivenTransaction(value: PathValue): boolean {
  return value.step === 'tx' && value.parent?.call !== undefined;
}

/** An element of a collection. */
export function elementOf(value: Value, index?: number): Value {
  switch (value.kind) {
    case 'array': {
      if (index !== undefined && value.items[index]) return value.items[index];
      if (index !== undefined && !value.open) return UNDEFINED;
      return value.items.length === 0 ? unknownOf('expression') : unionOf(value.items);
    }
    case 'list': return value.of;
    case 'path': return stepOf(value, '[]');
    case 'union': return unionOf(value.options.filter((option) => option.kind !== 'const').map((option) => elementOf(option, index)));
    default: return unknownOf(value.kind === 'unknown' ? value.reason : 'expression');
  }
}

/** As the operator compares constants: `== null` and `!= null` do not tell null from undefined. */
export function isEqual(op: string, left: ConstValue, right: ConstValue): boolean {
  const isNothing = ({ value }: ConstValue): boolean => value === undefined || value === null;
  return left.value === right.value || (op.length === 2 && isNothing(left) && isNothing(right));
}
