import type {
  Arg, ArrayValue, ClassValue, ConstValue, Env, FileFacts, FunctionValue, InstanceValue, ListValue, ModuleValue, ObjectValue, PathValue, TypedValue,
  TypeExpr, UnionValue, UnknownReason, UnknownValue, Value, ExprOf,
} from '@assay/contract';

const MAX_OPTIONS = 12;

/** Interned keys: equal texts get the same short key, in order of first use. */
const interned = new Map<string, string>();
function intern(prefix: string, text: string): string {
  const full = prefix + text;
  const known = interned.get(full);
  if (known !== undefined) return known;
  const key = `${prefix}${interned.size}`;
  interned.set(full, key);
  return key;
}

export function constOf(value: ConstValue['value']): ConstValue {
  return { kind: 'const', key: `c:${typeof value}:${String(value)}`, value };
}

export const UNDEFINED = constOf(undefined);

export function unknownOf(reason: UnknownReason): UnknownValue {
  return { kind: 'unknown', key: '?', reason };
}

export function functionOf(file: FileFacts, id: number, env: Env, self?: Value, bound?: readonly Arg[]): FunctionValue {
  const fn = file.functions[id];
  if (!fn) throw new RangeError(`${file.path} has no function ${id}`);
  const key = intern('f', `${file.path}#${id}@${env.id}/${self?.key ?? ''}/${(bound ?? []).map((arg) => arg.value.key).join(',')}`);
  return { kind: 'function', key, file, fn, id, env, ...(self ? { self } : {}), ...(bound ? { bound } : {}) };
}

export function classOf(file: FileFacts, id: number, env: Env): ClassValue {
  const cls = file.classes[id];
  if (!cls) throw new RangeError(`${file.path} has no class ${id}`);
  return { kind: 'class', key: intern('k', `${file.path}#${id}@${env.id}`), file, cls, id, env };
}

/** `site` tells two objects of a class apart; injected and declared ones share the empty site. */
export function instanceOf(of: ClassValue, site: string, args?: readonly Arg[]): InstanceValue {
  return { kind: 'instance', key: intern('i', `${of.key}/${site}/${args ? args.map((arg) => arg.value.key).join(',') : '-'}`), of, ...(args ? { args } : {}) };
}

export function objectOf(file: FileFacts, node: ExprOf<'object'>, env: Env): ObjectValue {
  return { kind: 'object', key: intern('o', `${file.path}:${node.at[0]}@${env.id}`), file, node, env };
}

export function arrayOf(items: readonly Value[], open = false): ArrayValue {
  return { kind: 'array', key: intern('a', `${items.map((item) => item.key).join(',')}${open ? '…' : ''}`), items, open };
}

export function listOf(of: Value): ListValue {
  return { kind: 'list', key: intern('l', of.key), of };
}

export function moduleOf(file: FileFacts): ModuleValue {
  return { kind: 'module', key: `m:${file.path}`, file };
}

export function typedOf(file: FileFacts, type: TypeExpr): TypedValue {
  return { kind: 'typed', key: intern('t', `${file.path}:${JSON.stringify(type)}`), file, type };
}

/** One of several values, flattened, without duplicates; `null` and `undefined` give way to anything else. */
export function unionOf(values: readonly Value[]): Value {
  const options = new Map<string, Value>();
  for (const value of values) {
    for (const option of value.kind === 'union' ? value.options : [value]) options.set(option.key, option);
  }
  const solid = [...options.values()].filter((option) => option.kind !== 'const' || (option.value !== undefined && option.value !== null));
  const kept = solid.length > 0 ? solid : [...options.values()];
  if (kept.length === 0) return UNDEFINED;
  if (kept.length === 1 && kept[0]) return kept[0];
  const bounded = kept.length > MAX_OPTIONS ? [...kept.slice(0, MAX_OPTIONS), unknownOf('budget')] : kept;
  const union: UnionValue = { kind: 'union', key: intern('u', bounded.map((option) => option.key).join('|')), options: bounded };
  return union;
}

/** The options of a value: itself when it is no union. */
export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'union' ? value.options : [value];
}

export function rootPath(root: string): PathValue {
  return { kind: 'path', key: intern('p', root), root, path: '' };
}

/** A role by its name; `#request.body` is the member `body` of `#request`. */
export function rolePath(role: string): PathValue {
  const [root = role, ...steps] = role.split('.');
  return steps.reduce((path, step) => stepOf(path, step), rootPath(root));
}

type Call = NonNullable<PathValue['call']>;

/** Goes one step on. `default` before a name is dropped and a module that is called is its default, so that every import style gives one path. */
export function stepOf(from: PathValue, step: string, call?: Call, extra: Pick<PathValue, 'via' | 'typeArgs'> = {}): PathValue {
  const isCall = step === '()';
  const base = !isCall && step !== 'new()' && from.path === 'default' && from.parent ? from.parent : from;
  if (isCall && base.path === '' && !base.root.startsWith('#')) return stepOf(stepOf(base, 'default'), '()', call, extra);
  if (step === 'new()' && base.path === '') return stepOf(stepOf(base, 'default'), 'new()', call, extra);
  if (step === 'default' && base.path === '' && !base.root.startsWith('#')) return child(base, step, 'default', call, extra);
  const path = isCall ? `${base.path}()` : base.path === '' ? step : `${base.path}.${step}`;
  return child(base, step, path, call, extra);
}

function child(parent: PathValue, step: string, path: string, call: Call | undefined, extra: Pick<PathValue, 'via' | 'typeArgs'>): PathValue {
  const site = call ? `@${call.file.path}:${call.node.at[0]}-${call.node.at[1]}#${call.env.id}` : '';
  const via = extra.via ?? parent.via;
  const types = extra.typeArgs ? `<${extra.typeArgs.map((arg) => `${arg.file.path}:${JSON.stringify(arg.type)}`).join(',')}>` : '';
  const key = intern('p', `${parent.key}.${step}${types}${site}${via ? `^${via.key}` : ''}`);
  return {
    kind: 'path', key, root: parent.root, parent, step, path, ...(call ? { call } : {}), ...(via ? { via } : {}), ...(extra.typeArgs ? { typeArgs: extra.typeArgs } : {}),
  };
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
    default: return undefined;
  }
}
