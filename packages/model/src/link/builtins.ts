import type { Arg, Expr, ObjectValue, Value } from '@assay/contract';
import type { Site } from './calls.js';
import { filledMembers } from './filled.js';
import { elementOf, truthiness } from './values.js';
import type { Link } from './link.js';
import { exportedNames } from './exports.js';
import { entriesOf, folderOf, specifierOf } from './places.js';
import { fromMap } from './put-in.js';
import { isStatement, statementOf } from './statements.js';
import { arrayOf, constOf, functionOf, listOf, optionsOf, textOf, UNDEFINED, unionOf, unknownOf } from './values.js';

/** Calls of the language's own functions, where their value is decided by their arguments. */
export function builtinCall(callee: Value, args: readonly Arg[], site: Site | undefined, link: Link): Value | undefined {
  if (callee.kind === 'path' && callee.root === '#global' && callee.path === 'require') return required(args, site, link);
  if (callee.kind === 'path' && callee.root.startsWith('node:')) return nodeCall(`${callee.root} ${callee.path}`, args, site, link);
  if (callee.kind === 'path' && callee.root === '#global' && /^Map\.new\(\)\.(?:get|values)$/.test(callee.path)) return site && fromMap(site, link);
  if (callee.kind === 'path' && callee.root === '#global' && callee.path !== 'Promise.new().then') return globalCall(callee.path, args, link);
  if (site?.expr.kind !== 'call' || site.expr.callee.kind !== 'member') return undefined;
  if (callee.kind === 'function') return undefined;
  const object = link.evaluate(site.expr.callee.object, site.env);
  return methodCall(object, site.expr.callee.name, args, link);
}

/** `require(name)` of a name that the code decides. */
function required(args: readonly Arg[], site: Site | undefined, link: Link): Value | undefined {
  const specifier = site && specifierOf(args[0]?.value, site.env.file, link);
  return !site || specifier === undefined ? undefined : link.imported(site.env.file, specifier, '=');
}

/** What a folder of the repository holds (no types of its entries), and names without their folder or ending. */
function nodeCall(path: string, args: readonly Arg[], site: Site | undefined, link: Link): Value | undefined {
  const [first, second] = args;
  const text = textOf(first?.value);
  switch (path) {
    case 'node:fs readdirSync': case 'node:fs promises.readdir': case 'node:fs/promises readdir': {
      const folder = first && site && second?.value.kind !== 'object' ? folderOf(first.value, site.env.file, link) : undefined;
      const entries = folder === undefined ? [] : entriesOf(folder, link);
      return entries.length === 0 ? undefined : arrayOf(entries.map(constOf));
    }
    case 'node:path basename': return text === undefined ? undefined : constOf(withoutEnding(text.split('/').at(-1) ?? '', textOf(second?.value)));
    case 'node:path extname': return text === undefined ? undefined : constOf(/(?<=[^/])\.[^./]*$/.exec(text)?.[0] ?? '');
    default: return undefined;
  }
}

function withoutEnding(name: string, ending: string | undefined): string {
  return ending !== undefined && name.endsWith(ending) ? name.slice(0, name.length - ending.length) : name;
}

function globalCall(path: string, args: readonly Arg[], link: Link): Value | undefined {
  const first = args[0]?.value;
  switch (path) {
    case 'Object.freeze': case 'Object.seal': case 'Promise.resolve': case 'Promise.all': case 'Promise.allSettled': case 'structuredClone': return first;
    case 'Array.from': return first && args[1] ? madeOf(first, args[1].value, link) ?? (first.kind === 'array' || first.kind === 'list' ? mapped(first, args[1].value, link) : first) : first;
    case 'Object.assign': return first && (first.kind === 'object' && first.node.members.length > 0 || first.kind === 'function' || first.kind === 'instance') ? first : unionOf(args.map((arg) => arg.value));
    case 'Object.values': return hasProperties(first) ? arrayOf([...properties(first, link).values()]) : undefined;
    case 'Object.keys': return hasProperties(first) ? arrayOf([...properties(first, link).keys()].map(constOf)) : undefined;
    case 'Object.entries': return hasProperties(first) ? arrayOf([...properties(first, link)].map(([key, value]) => arrayOf([constOf(key), value]))) : undefined;
    case 'String': return textOf(first) === undefined ? undefined : constOf(textOf(first) ?? '');
    case 'Array.isArray': return isList(first);
    case 'Array.prototype.slice.call': return first?.kind === 'array' ? sliced(first, args.slice(1)) : undefined;
    case 'Boolean': return undefined;
    default: return undefined;
  }
}

/** The namespace of a module has a property for each of its exports. */
function hasProperties(value: Value | undefined): value is Extract<Value, { kind: 'object' | 'module' }> {
  return value?.kind === 'object' || value?.kind === 'module';
}

function isList(value: Value | undefined): Value | undefined {
  if (value?.kind === 'array' || value?.kind === 'list') return constOf(true);
  return value === undefined || value.kind === 'const' || value.kind === 'function' || value.kind === 'object' || value.kind === 'instance' ? constOf(false) : undefined;
}

/** Plain properties of an object literal (or what a module exports), spreads followed; an object that is spread into itself (`map[k] = { ...map[k] }`) once. */
export function properties(value: Value, link: Link, within: readonly Value[] = []): Map<string, Value> {
  const found = new Map<string, Value>();
  if (value.kind === 'module') for (const name of exportedNames(value.file, link)) found.set(name, link.member(value, name));
  if (value.kind !== 'object' || within.some((outer) => outer.key === value.key)) return found;
  for (const member of value.node.members) {
    if (member.kind === 'spread') for (const [key, inner] of properties(link.evaluate(member.value, value.env), link, [...within, value])) found.set(key, inner);
    else if (member.kind === 'property' || member.kind === 'getter') found.set(member.key, link.member(value, member.key));
    else if (member.kind === 'computed') {
      const key = textOf(link.evaluate(member.key, value.env));
      if (key !== undefined) found.set(key, link.evaluate(member.value, value.env));
    }
  }
  return value.node.members.length === 0 ? putInto(value, link) : found;
}

/** `const table = {}; for (const part of parts) table[part.name] = part.value`: what an object that begins empty has in the end, where the code decides the names. */
function putInto(object: ObjectValue, link: Link): Map<string, Value> {
  const binding = link.index.bindingOf(object.file, object.node.at[0]);
  const writes = binding === undefined ? [] : link.index.parkedOn(object.file, binding);
  const found = new Map(filledMembers(object.file, writes.filter(({ name }) => name === '[]'), object.env, link));
  for (const { name } of writes) if (name !== '[]' && !found.has(name)) found.set(name, link.member(object, name));
  return found;
}

const SAME_ELEMENTS: ReadonlySet<string> = new Set(['filter', 'slice', 'reverse', 'sort', 'toSorted', 'toReversed', 'flat']);
/** Longer lists are not folded: what composes functions lists a few. */
const MAX_FOLDED = 12;
/** Methods of a text after which a statement does what it did. */
const SAME_STATEMENT: ReadonlySet<string> = new Set(['replace', 'replaceAll', 'trim', 'trimStart', 'trimEnd', 'concat', 'toString', 'toLowerCase', 'toUpperCase']);
const ONE_ELEMENT: ReadonlySet<string> = new Set(['find', 'at', 'pop', 'shift', 'findLast']);

function methodCall(object: Value, name: string, args: readonly Arg[], link: Link): Value | undefined {
  if (name === 'bind' || name === 'call' || name === 'apply') return functionCall(object, name, args, link);
  if (name === 'then' && object.kind !== 'object' && object.kind !== 'instance') return then(object, args, link);
  if ((name === 'catch' || name === 'finally') && (object.kind === 'function' || object.kind === 'union' || object.kind === 'instance')) return object;
  if (object.kind === 'array' || object.kind === 'list') return collectionCall(object, name, args, link);
  if (object.kind === 'const' && typeof object.value === 'string') return stringCall(object.value, name, args);
  if (object.kind === 'unknown' && object.text !== undefined && SAME_STATEMENT.has(name)) return object;
  if (name === 'map' || name === 'flatMap') return madeOf(object, args[0]?.value, link);
  return undefined;
}

/** Nothing of its elements is known but where it comes from. */
function isOpaque({ kind }: Value): boolean {
  return kind === 'path' || kind === 'unknown' || kind === 'typed';
}

/** `rows.map((row) => new Order(row))`: of rows that are not known themselves, the project's objects that are made of them. */
function madeOf(rows: Value, callback: Value | undefined, link: Link): Value | undefined {
  if (callback?.kind !== 'function' || !optionsOf(rows).every(isOpaque) || !link.index.returnsOf(callback.file, callback.id).some(mayMake)) return undefined;
  const made = optionsOf(link.call(callback, [{ value: elementOf(rows), labels: 0 }])).flatMap((one) => (one.kind === 'array' ? one.items : [one]));
  return made.some(({ kind }) => kind === 'instance') ? listOf(unionOf(made)) : undefined;
}

function mayMake(answer: Expr): boolean {
  if (answer.kind === 'conditional') return mayMake(answer.then) || mayMake(answer.else);
  if (answer.kind === 'array') return answer.items.some(mayMake);
  return answer.kind === 'new' || answer.kind === 'call' || answer.kind === 'await';
}

function functionCall(object: Value, name: string, args: readonly Arg[], link: Link): Value | undefined {
  const options = optionsOf(object).flatMap((option) => (option.kind === 'function' ? [option] : []));
  // `promisify(pool.query).bind(pool)`: what a library's function is bound to, it was read from.
  if (options.length === 0) return name === 'bind' && object.kind === 'path' && args.length === 1 && args[0]?.value.key === object.parent?.key ? object : undefined;
  const [self, ...rest] = args;
  const bound = options.map((fn) => functionOf(fn.file, fn.id, fn.env, fn.fn.kind === 'arrow' ? fn.self : self?.value ?? fn.self, rest.length > 0 ? rest : fn.bound));
  if (name === 'bind') return unionOf(bound);
  if (name === 'call') return unionOf(options.map((fn) => link.call(functionOf(fn.file, fn.id, fn.env, self?.value ?? fn.self), rest)));
  return unionOf(bound.map((fn) => link.call({ ...fn, bound: undefined }, [])));
}

/** `promise.then(f)`: what f makes of the promise's value. */
function then(object: Value, args: readonly Arg[], link: Link): Value | undefined {
  const callback = args[0]?.value;
  if (callback?.kind !== 'function') return undefined;
  return link.call(callback, [{ value: object, labels: 0 }]);
}

function collectionCall(object: Value, name: string, args: readonly Arg[], link: Link): Value | undefined {
  if (name === 'filter' && object.kind === 'array') return filtered(object, args[0]?.value, link);
  if (name === 'slice' && object.kind === 'array') return sliced(object, args);
  if (name === 'reduce' || name === 'reduceRight') return object.kind === 'array' && !object.open ? composed(name === 'reduce' ? object.items : [...object.items].reverse(), args, link) : undefined;
  if (SAME_ELEMENTS.has(name)) return object.kind === 'array' && name !== 'flat' ? arrayOf(object.items, name !== 'sort' && name !== 'reverse') : name === 'flat' ? flatten(object) : object;
  if (ONE_ELEMENT.has(name)) return elementOf(object);
  if (name === 'concat') return object.kind === 'array' ? arrayOf([...object.items, ...args.flatMap((arg) => (arg.value.kind === 'array' ? [...arg.value.items] : [arg.value]))]) : object;
  if (name === 'map' || name === 'flatMap') return mapped(object, args[0]?.value, link);
  if (name === 'join' && object.kind === 'array') {
    const parts = object.items.map(textOf);
    return parts.every((part) => part !== undefined) && !object.open ? constOf(parts.join(textOf(args[0]?.value) ?? ',')) : unknownOf('dynamic-path');
  }
  return undefined;
}

/** The elements between two indexes that are known; otherwise any of them. */
function sliced(object: Extract<Value, { kind: 'array' }>, bounds: readonly Arg[]): Value {
  const [start, end] = bounds.map(({ value }) => (value.kind === 'const' && typeof value.value === 'number' ? value.value : undefined));
  const isKnown = (bounds.length < 1 || start !== undefined) && (bounds.length < 2 || end !== undefined) && !object.open;
  return isKnown ? arrayOf(object.items.slice(start, end)) : arrayOf(object.items, true);
}

/** `steps.reduce((before, step) => (...args) => step(before(...args)))`: the function that a list of functions is composed to; of other results nothing is said, since callbacks may fill what they are given. */
function composed(items: readonly Value[], args: readonly Arg[], link: Link): Value | undefined {
  const callback = args[0]?.value;
  const values = args[1] ? [args[1].value, ...items] : items;
  const [first, ...rest] = values;
  if (callback?.kind !== 'function' || !first || values.length > MAX_FOLDED || !items.every(({ kind }) => kind === 'function')) return undefined;
  const result = rest.reduce((known, item) => link.call(callback, [{ value: known, labels: 0 }, { value: item, labels: 0 }]), first);
  return result.kind === 'function' ? result : undefined;
}

function flatten(object: Value): Value {
  if (object.kind !== 'array') return object;
  return arrayOf(object.items.flatMap((item) => (item.kind === 'array' ? [...item.items] : [item])), object.open);
}

/** Elements of which the callback decides are kept or left out; with an undecided one the rest may be missing. */
function filtered(object: Extract<Value, { kind: 'array' }>, callback: Value | undefined, link: Link): Value {
  const verdicts = object.items.map((item) => (callback?.kind === 'function' ? truthiness(link.call(callback, [{ value: item, labels: 0 }])) : undefined));
  return arrayOf(object.items.filter((_, index) => verdicts[index] !== false), object.open || verdicts.includes(undefined));
}

function mapped(object: Value, callback: Value | undefined, link: Link): Value {
  if (callback?.kind !== 'function') return unknownOf('expression');
  const apply = (item: Value): Value => link.call(callback, [{ value: item, labels: 0 }]);
  return object.kind === 'array' ? arrayOf(object.items.map(apply), object.open) : listOf(apply(elementOf(object)));
}

function stringCall(text: string, name: string, args: readonly Arg[]): Value | undefined {
  const argument = textOf(args[0]?.value);
  switch (name) {
    case 'toUpperCase': return constOf(text.toUpperCase());
    case 'toLowerCase': return constOf(text.toLowerCase());
    case 'trim': return constOf(text.trim());
    case 'toString': return constOf(text);
    case 'concat': return argument === undefined ? unknownOf('dynamic-path') : constOf(text + argument);
    case 'startsWith': return argument === undefined ? undefined : constOf(text.startsWith(argument));
    case 'endsWith': return argument === undefined ? undefined : constOf(text.endsWith(argument));
    case 'trimStart': return constOf(text.trimStart());
    case 'trimEnd': return constOf(text.trimEnd());
    case 'replace': case 'replaceAll': return replaced(text, name, argument, textOf(args[1]?.value));
    case 'split': return argument === undefined ? undefined : arrayOf(text.split(argument).map(constOf));
    case 'includes': return argument === undefined ? undefined : constOf(text.includes(argument));
    case 'indexOf': return argument === undefined || args.length > 1 ? undefined : constOf(text.indexOf(argument));
    case 'slice': case 'substring': return partOf(text, name, args);
    default: return name === 'at' ? UNDEFINED : undefined;
  }
}

/** `sql.replace(/:(\w+)/g, escaped)`: what the placeholders become is not known, and what the statement does is. */
function replaced(text: string, name: 'replace' | 'replaceAll', pattern: string | undefined, by: string | undefined): Value | undefined {
  if (pattern !== undefined && by !== undefined) return constOf(name === 'replace' ? text.replace(pattern, () => by) : text.replaceAll(pattern, () => by));
  return isStatement(text) ? statementOf(text) : undefined;
}

/** The part of a text between bounds that are known. */
function partOf(text: string, by: 'slice' | 'substring', args: readonly Arg[]): Value | undefined {
  const bounds = args.map(({ value }) => (value.kind === 'const' && typeof value.value === 'number' ? value.value : undefined));
  const [start, end] = bounds;
  return start === undefined || bounds.length > 2 || bounds.includes(undefined) ? undefined : constOf(text[by](start, end));
}
