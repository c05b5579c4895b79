import { weakMemo, type Env, type FileFacts, type TypeExpr, type TypeFact, type Value } from '@assay/contract';
import type { Link } from './link.js';
import { instanceOf, listOf, optionsOf, rolePath, rootPath, stepOf, typedOf, unionOf, unknownOf } from './values.js';

/** Utility types that stand for their first argument. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'Promise', 'Awaited', 'Partial', 'Required', 'Readonly', 'Pick', 'Omit', 'NonNullable', 'DeepPartial', 'PromiseLike', 'Observable', 'Loaded', 'Ref', 'Relation', 'Writable',
]);
const COLLECTIONS: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray', 'Set', 'Iterable', 'AsyncIterable', 'IterableIterator']);
/** Types of the runtime: their methods access no data. */
const BUILTINS: ReadonlySet<string> = new Set([
  'Map', 'WeakMap', 'WeakSet', 'ReadonlyMap', 'ReadonlySet', 'Headers', 'URLSearchParams', 'FormData', 'URL', 'Date', 'RegExp', 'Error', 'Buffer', 'Uint8Array', 'AbortSignal',
]);
const MAX_IMPLEMENTERS = 4;
const UNKNOWN: TypeExpr = { kind: 'opaque' };

/** The value of a declared type: an object of that class, a library object, or one known by its shape. */
export function typeValue(type: TypeExpr, file: FileFacts, env: Env | undefined, link: Link): Value {
  switch (type.kind) {
    case 'ref': return reference(type, file, env, link);
    case 'union': {
      const named = type.types.filter((option) => option.kind !== 'keyword' && option.kind !== 'literal');
      return named.length === 0 ? unknownOf('any-typed-receiver') : unionOf(named.map((option) => link.typeValue(option, file, env)));
    }
    case 'intersection': return intersection(type.types.map((option) => link.typeValue(option, file, env)));
    case 'array': return listOf(link.typeValue(type.of, file, env));
    case 'object': return typedOf(file, type);
    case 'function': return typedOf(file, type);
    case 'typeof': return link.evaluate(type.value, env ?? link.envOf(file, 0));
    case 'index': return indexed(type, file, env, link);
    case 'literal': case 'keyword': case 'opaque': return unknownOf('any-typed-receiver');
  }
}

function intersection(values: readonly Value[]): Value {
  const solid = values.filter((value) => value.kind !== 'unknown');
  return solid.find((value) => value.kind === 'path' || value.kind === 'instance') ?? solid[0] ?? unknownOf('any-typed-receiver');
}

function indexed(type: Extract<TypeExpr, { kind: 'index' }>, file: FileFacts, env: Env | undefined, link: Link): Value {
  const key = type.key;
  const handle = key.kind === 'literal' ? handleOf(type.object, Number(key.value), file, env, link) : undefined;
  if (handle) return handle;
  if (key.kind !== 'literal') return unknownOf('any-typed-receiver');
  const value = link.member(link.typeValue(type.object, file, env), String(key.value));
  return value;
}

/** `Parameters<Parameters<typeof db.transaction>[0]>[0]`: what a transaction gives its callback. */
function handleOf(type: TypeExpr, index: number, file: FileFacts, env: Env | undefined, link: Link): Value | undefined {
  const callback = parametersOf(type);
  const opener = callback?.kind === 'index' && callback.key.kind === 'literal' ? parametersOf(callback.object) : undefined;
  if (callback?.kind !== 'index' || callback.key.kind !== 'literal' || !opener) return undefined;
  for (const method of optionsOf(link.typeValue(opener, file, env))) {
    const call = method.kind === 'path' ? stepOf(method, '()') : undefined;
    const concept = call && link.concept(call);
    if (call && concept?.kind === 'transaction' && concept.callback === Number(callback.key.value) && concept.handle === index) return stepOf(call, 'tx');
  }
  return undefined;
}

function parametersOf(type: TypeExpr): TypeExpr | undefined {
  return type.kind === 'ref' && type.binding === undefined && type.name === 'Parameters' ? type.args[0] : undefined;
}

function reference(type: Extract<TypeExpr, { kind: 'ref' }>, file: FileFacts, env: Env | undefined, link: Link): Value {
  const [first] = type.args;
  if (type.binding === undefined) {
    if (TRANSPARENT.has(type.name) && first) return link.typeValue(first, file, env);
    if (COLLECTIONS.has(type.name) && first) return listOf(link.typeValue(first, file, env));
    const made = stepOf(stepOf(rootPath('#global'), type.name), 'new()');
    if (BUILTINS.has(type.name)) return made;
    const role = link.roleOf(made);
    if (role !== undefined) return rolePath(role);
    if (type.name === 'ReturnType' && first) return returnType(first, file, env, link);
    if (type.name === 'InstanceType' && first) return instanceType(link.typeValue(first, file, env));
    return unknownOf('any-typed-receiver');
  }
  const [root, ...rest] = type.name.split('.');
  const binding = file.bindings[type.binding];
  if (!binding || root === undefined) return unknownOf('any-typed-receiver');
  const applied = first && appliedAlias(type, file, link);
  if (applied) return link.typeValue(applied, file, env);
  if (binding.kind === 'type' && binding.type !== undefined) return declaredType(file, binding.type, link);
  const named = binding.imported
    ? importedType(file, binding.imported.specifier, binding.imported.name, rest, link)
    : link.evaluate({ kind: 'name', binding: type.binding, at: binding.at }, env ?? link.envOf(file, binding.fn));
  return instantiated(named, type, file, link);
}

/** `Getter<typeof User>` with `type Getter<T> = () => T`: the alias with its arguments put in, when it says nothing but its parameters. */
function appliedAlias(type: Extract<TypeExpr, { kind: 'ref' }>, file: FileFacts, link: Link): TypeExpr | undefined {
  const fact = aliasOf(type, file, link);
  if (!fact || fact.typeParams.length === 0) return undefined;
  const given = new Map(fact.typeParams.flatMap((param, index) => (type.args[index] ? [[param, type.args[index]] as const] : [])));
  return putIn(fact.body, given);
}

/** The alias that a type names, wherever it is declared. */
function aliasOf(type: Extract<TypeExpr, { kind: 'ref' }>, file: FileFacts, link: Link): TypeFact | undefined {
  const [path, name] = interfaceHome(type, file, link)?.split('#') ?? [];
  return path === undefined ? undefined : link.index.file(path)?.types.find((candidate) => candidate.name === name && candidate.kind === 'alias');
}

/** The type with its parameters replaced; undefined when it names anything of its own file. */
function putIn(type: TypeExpr, given: ReadonlyMap<string, TypeExpr>): TypeExpr | undefined {
  switch (type.kind) {
    case 'ref': {
      const argument = type.binding === undefined || type.args.length === 0 ? given.get(type.name) : undefined;
      if (argument) return argument;
      const args = type.args.map((one) => putIn(one, given));
      return type.binding === undefined && args.every((one) => one !== undefined) ? { ...type, args } : undefined;
    }
    case 'function': {
      const returns = putIn(type.returns, given);
      return returns && { ...type, params: type.params.map((param) => putIn(param, given) ?? UNKNOWN), returns };
    }
    case 'array': {
      const of = putIn(type.of, given);
      return of && { ...type, of };
    }
    case 'union': case 'intersection': {
      const types = type.types.map((one) => putIn(one, given));
      return types.every((one) => one !== undefined) ? { ...type, types } : undefined;
    }
    case 'literal': case 'keyword': return type;
    default: return undefined;
  }
}

/** The type's target as a value: a class becomes an object of it, a library class an object of the library. */
function instantiated(named: Value, type: Extract<TypeExpr, { kind: 'ref' }>, file: FileFacts, link: Link): Value {
  const [first] = type.args;
  if (named.kind === 'class') {
    if (named.cls.abstract) return link.containers.value(named, file) ?? alternatives(named, link);
    return instanceOf(named, 'type');
  }
  if (named.kind === 'path') {
    // An alias of `typeof db`: what a call made is an object already.
    const leaf = type.name.split('.').at(-1) ?? '';
    // In JSDoc a model that a call made names its documents or rows: `@param {Invoice} invoice` with `const Invoice = store.define(..)`.
    if (named.step === '()' && /^[A-Z]/.test(leaf) && /\.[cm]?jsx?$/.test(file.path)) return stepOf(named, 'new()');
    if (named.path.includes('()') || named.path === '') return named;
    if (TRANSPARENT.has(leaf) && first) return link.typeValue(first, file);
    const typeArgs = type.args.length === 0 ? {} : { typeArgs: type.args.map((argument) => ({ type: argument, file })) };
    const path = stepOf(named, 'new()', undefined, typeArgs);
    const role = link.roleOf(path);
    return role === undefined ? path : rolePath(role);
  }
  return (named.kind === 'function' || named.kind === 'object') && !aliasOf(type, file, link) ? unknownOf('any-typed-receiver') : named;
}

function alternatives(named: Extract<Value, { kind: 'class' }>, link: Link): Value {
  const concrete = link.subclasses.of(named).filter((cls) => !cls.cls.abstract);
  if (concrete.length === 0 || concrete.length > MAX_IMPLEMENTERS) return instanceOf(named, 'type');
  return unionOf(concrete.map((cls) => instanceOf(cls, 'type')));
}

function instanceType(value: Value): Value {
  return value.kind === 'class' ? instanceOf(value, 'type') : value.kind === 'path' ? stepOf(value, 'new()') : unknownOf('any-typed-receiver');
}

function returnType(of: TypeExpr, file: FileFacts, env: Env | undefined, link: Link): Value {
  const value = link.typeValue(of, file, env);
  if (value.kind === 'function') return link.returns(value, link.activate(value, undefined));
  if (value.kind === 'path') return stepOf(value, '()');
  return value.kind === 'typed' && value.type.kind === 'function' ? link.typeValue(value.type.returns, value.file) : unknownOf('any-typed-receiver');
}

/** A type imported from elsewhere: the project's own declaration, or a library's name. */
function importedType(file: FileFacts, specifier: string, name: string, rest: readonly string[], link: Link): Value {
  const value = link.imported(file, specifier, name);
  return rest.reduce((at, step) => link.member(at, step), rest.length === 0 ? withoutTokens(value) : value);
}

/** `export const Store = Symbol('Store')` beside `export interface Store`: as a type the interface is meant. */
function withoutTokens(value: Value): Value {
  const types = optionsOf(value).filter((option) => option.kind !== 'const' && !(option.kind === 'path' && option.root === '#global' && option.path === 'Symbol()'));
  return value.kind === 'union' && types.length > 0 && types.length < value.options.length ? unionOf(types) : value;
}

/** What an interface or alias of this project stands for. */
export function declaredType(file: FileFacts, id: number, link: Link): Value {
  const fact = file.types[id];
  if (!fact) return unknownOf('any-typed-receiver');
  const implementers = implementersOf(file, fact, link);
  if (implementers.length > 0 && implementers.length <= MAX_IMPLEMENTERS) return unionOf(implementers);
  if (fact.kind === 'alias') return link.typeValue(fact.body, file);
  const inherited = fact.extends.map((type) => link.typeValue(type, file)).find((value) => value.kind === 'path' || value.kind === 'instance');
  if (inherited) return known(inherited, `${file.path}#${fact.name}`);
  return typedOf(file, merged(fact, file, link));
}

/** An object of a library's type keeps the interface by which it is known: its members may be the project's own. */
function known(inherited: Value, as: string): Value {
  if (inherited.kind !== 'path' || inherited.step !== 'new()' || !inherited.parent) return inherited;
  const { call, via, typeArgs } = inherited;
  return stepOf(inherited.parent, 'new()', call, { ...(via ? { via } : {}), ...(typeArgs ? { typeArgs } : {}), as });
}

/** The members of an interface with those of the project interfaces it extends. */
function merged(fact: TypeFact, file: FileFacts, link: Link): TypeExpr {
  const base = fact.extends.flatMap((type) => optionsOf(link.typeValue(type, file)).flatMap((value) => (value.kind === 'typed' && value.type.kind === 'object' && value.file === file ? [...value.type.members] : [])));
  const own = fact.body.kind === 'object' ? fact.body.members : [];
  return { kind: 'object', members: [...own, ...base] };
}

/** Objects of the classes that implement an interface, by the interface's place. */
function implementersOf(file: FileFacts, fact: TypeFact, link: Link): readonly Value[] {
  return implementersIn(link).get(`${file.path}#${fact.name}`) ?? [];
}

const implementersIn = weakMemo(collectImplementers);

function collectImplementers(link: Link): Map<string, Value[]> {
  const map = new Map<string, Value[]>();
  for (const file of link.index.files) {
    file.classes.forEach((cls, id) => {
      for (const type of cls.implements) {
        const home = type.kind === 'ref' ? interfaceHome(type, file, link) : undefined;
        if (!home) continue;
        const value = link.evaluate({ kind: 'class', cls: id, at: cls.at }, link.envOf(file, cls.fn));
        if (value.kind !== 'class' || cls.abstract) continue;
        const list = map.get(home) ?? [];
        map.set(home, [...list, instanceOf(value, 'type')]);
      }
    });
  }
  return map;
}

/** Where the interface that a name refers to is declared: `path#Name`. */
function interfaceHome(type: Extract<TypeExpr, { kind: 'ref' }>, file: FileFacts, link: Link): string | undefined {
  const binding = type.binding === undefined ? undefined : file.bindings[type.binding];
  if (!binding) return undefined;
  if (binding.type !== undefined) return `${file.path}#${binding.name}`;
  if (!binding.imported) return undefined;
  const { specifier, name } = binding.imported;
  const [, ...members] = type.name.split('.');
  return exportedInterface(file, specifier, name === '*' ? members : [name, ...members], link, 0);
}

/** `names` lead there: `['Ports', 'Ledger']` through `export * as Ports from './ports'`. */
function exportedInterface(from: FileFacts, specifier: string, names: readonly string[], link: Link, depth: number): string | undefined {
  const [name, ...members] = names;
  const resolved = link.index.resolve(from.path, specifier);
  const target = resolved.kind === 'file' ? link.index.file(resolved.path) : undefined;
  if (!target || name === undefined || depth > 8) return undefined;
  for (const entry of target.exports) {
    if (entry.name === name && entry.value?.kind === 'name') {
      const binding = target.bindings[entry.value.binding];
      if (binding?.type !== undefined && members.length === 0) return `${target.path}#${binding.name}`;
      if (binding?.imported) return exportedInterface(target, binding.imported.specifier, binding.imported.name === '*' ? members : [binding.imported.name, ...members], link, depth + 1);
    }
    if (entry.from && (entry.name === name || entry.name === '*')) {
      const sought = entry.name === '*' ? names : entry.from.name === '*' ? members : [entry.from.name, ...members];
      const found = exportedInterface(target, entry.from.specifier, sought, link, depth + 1);
      if (found) return found;
    }
  }
  return undefined;
}
