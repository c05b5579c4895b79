import type { ClassValue, InstanceValue, ObjectValue, UnionValue, Value } from '@assay/contract';
import { mergedInto } from '../ir/merged-into.js';
import { takenOut } from '../ir/taken-out.js';
import type { Linker } from '../link/linker.js';
import { classAround } from '../link/project-index.js';
import { scopeEnv } from '../link/scope-env.js';

const MAX_DEPTH = 8;
/** Assignments to a computed member, as the facts name them. */
const COMPUTED = '[]';
/** An error's own, which `JSON.stringify` leaves out. https://tc39.es/ecma262/#sec-error-message */
const OF_ERRORS: ReadonlySet<string> = new Set(['message', 'name', 'stack', 'cause']);

/** What `JSON.stringify` renders of a value, by name; undefined where it may render more than is seen. */
export function serialised(value: Value, linker: Linker, depth = 0): ReadonlyMap<string, Value> | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (value.kind === 'object') return ofObject(value, linker, depth);
  if (value.kind === 'union') return ofEach(value, linker, depth);
  return value.kind === 'instance' ? ofInstance(value, linker) : undefined;
}

/** What every possible value renders. */
function ofEach({ options }: UnionValue, linker: Linker, depth: number): ReadonlyMap<string, Value> | undefined {
  const [first, ...others] = options.map((option) => serialised(option, linker, depth + 1));
  if (!first || others.includes(undefined)) return undefined;
  return new Map([...first].filter(([name]) => others.every((other) => other?.has(name))));
}

/** The literal's members, and what is put on it and taken out of it afterwards through its variable. */
function ofObject(value: ObjectValue, linker: Linker, depth: number): ReadonlyMap<string, Value> | undefined {
  const found = new Map<string, Value>();
  const binding = linker.index.bindingOf(value.file, value.node.at[0]);
  const spread = value.node.members.flatMap((member) => (member.kind === 'spread' ? [{ part: linker.evaluate(member.value, value.env), always: true }] : []));
  const merged = binding === undefined ? [] : mergedInto(binding, value.file).map(({ source, fn, always }) => ({ part: linker.evaluate(source, scopeEnv(value.file, fn, value.env, linker)), always }));
  for (const { part, always } of [...spread, ...merged]) {
    const members = serialised(part, linker, depth + 1);
    if (!members && always) return undefined;
    for (const [name, inner] of members ?? []) found.set(name, inner);
  }
  for (const [name, inner] of linker.properties(value)) found.set(name, inner);
  if (binding === undefined) return found;
  for (const { name } of linker.index.parkedOn(value.file, binding)) {
    if (name === COMPUTED) return undefined;
    found.set(name, linker.member(value, name));
  }
  for (const name of takenOut(binding, value.env.fn)) found.delete(name);
  return found;
}

/** Fields and what the constructor sets; not methods, accessors and private names, which are on the prototype or hidden. */
function ofInstance(value: InstanceValue, linker: Linker): ReadonlyMap<string, Value> | undefined {
  const { classes, library } = linker.lineage(value.of);
  const isError = library?.root === '#global' && library.path.endsWith('Error');
  if (library && !isError) return undefined;
  const names = classes.toReversed().flatMap(fieldsOf).filter((name) => !name.startsWith('#') && !(isError && OF_ERRORS.has(name)));
  if (names.includes(COMPUTED)) return undefined;
  return new Map([...new Set(names)].map((name) => [name, linker.member(value, name)] as const).filter(([, inner]) => inner.kind !== 'function'));
}

function fieldsOf({ cls, file, id }: ClassValue): readonly string[] {
  const declared = cls.members.filter((member) => member.kind === 'property' && !member.static).map(({ name }) => name);
  const constructor = cls.members.find((member) => member.kind === 'constructor');
  const params = constructor?.fn === undefined ? [] : file.functions[constructor.fn]?.params.filter(({ property }) => property).map(({ binding }) => file.bindings[binding]?.name ?? '') ?? [];
  const written = file.writes.filter((write) => write.object.kind === 'this' && classAround(file, write.fn) === id).map(({ name }) => name);
  return [...declared, ...params, ...written];
}
