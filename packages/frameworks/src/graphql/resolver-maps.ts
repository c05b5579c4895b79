import type { Expr, Linked, ObjectValue, PathValue, Value } from '@assay/contract';
import { optionsOf, property } from '../nest/values.js';
import { folderModules } from './folders.js';

/** Field resolvers by type and field name, later ones over earlier ones. */
export interface ResolverMap {
  readonly types: Map<string, Map<string, Value>>;
  /** A function of the project that puts something around each of them, which is not followed. */
  wrapper?: string;
}

const MAX_DEPTH = 8;

/** The fields of a `resolvers` option: one map, several, merged ones, those of a folder; wrappers of the project are followed to what they answer. */
export function resolverMap(value: Value | undefined, project: Linked): ResolverMap {
  const map: ResolverMap = { types: new Map() };
  if (value) collect(value, map, project, 0);
  return map;
}

function collect(value: Value, into: ResolverMap, project: Linked, depth: number): void {
  if (depth > MAX_DEPTH) return;
  const next = (inner: Value): void => collect(inner, into, project, depth + 1);
  switch (value.kind) {
    case 'array': value.items.forEach(next); break;
    case 'list': next(value.of); break;
    case 'union': value.options.forEach(next); break;
    case 'module': addTypes(value, into, project); break;
    case 'object': {
      // `{ Date: DateResolver, ...mergeResolvers([a, b]) }`
      for (const { kind, value: spread } of value.node.members) if (kind === 'spread') for (const one of optionsOf(project.evaluate(spread, value.env))) if (one.kind === 'path') next(one);
      addTypes(value, into, project);
      // `wrapAll(resolvers)` of the project fills a new object in loops: what it was given is in it.
      if (value.node.members.length === 0 && value.env.args) {
        into.wrapper = value.env.fn.name;
        value.env.args.forEach((arg) => next(arg.value));
      }
      break;
    }
    case 'path': merged(value, project).forEach(next); break;
    default: break;
  }
}

/** `mergeResolvers([a, b])`, `merge(a, b)`, `loadFilesSync(..)`: what goes in. */
function merged(path: PathValue, project: Linked): readonly Value[] {
  const name = path.step === '()' ? path.parent?.step ?? '' : '';
  if (name === 'loadFilesSync') return [...folderModules(path, project).values()];
  return /^(?:mergeResolvers|merge|mergeDeep|mergeDeepRight|composeResolvers|makeResolvers|deepmerge|default)$/.test(name) ? project.args(path).map((arg) => arg.value) : [];
}

function addTypes(value: Value, into: ResolverMap, project: Linked): void {
  for (const [type, fields] of membersOf(value, project)) {
    if (!/^[A-Z_]/.test(type)) continue;
    const known = into.types.get(type) ?? new Map<string, Value>();
    for (const option of optionsOf(fields)) for (const [name, resolver] of membersOf(option, project)) known.set(name, resolver);
    if (known.size > 0) into.types.set(type, known);
  }
}

/** Members of a literal in the order in which they are written; what a folder import spreads into it is there under the names of the files. */
function membersOf(value: Value, project: Linked, depth = 0): ReadonlyMap<string, Value> {
  if (value.kind === 'module') return project.properties(value);
  if (value.kind === 'path') return paired(value, project);
  const found = new Map<string, Value>();
  if (value.kind !== 'object' || depth > MAX_DEPTH) return found;
  for (const member of value.node.members) {
    const inner = project.evaluate(member.value, value.env);
    if (member.kind === 'spread') for (const [name, one] of [...optionsOf(inner).flatMap((option) => [...membersOf(option, project, depth + 1)]), ...imported(member.value, value, project)]) found.set(name, one);
    else if (member.kind === 'property' || member.kind === 'getter') found.set(member.key, inner);
    else if (member.kind === 'computed') {
      const name = project.text(project.evaluate(member.key, value.env));
      if (name !== undefined) found.set(name, inner);
    }
  }
  return found;
}

/** `Object.fromEntries(Object.entries(map).filter(..))` */
function paired(value: Value, project: Linked): ReadonlyMap<string, Value> {
  const list = value.kind === 'path' && value.root === '#global' && value.path === 'Object.fromEntries()' ? project.argument(value, 0) : undefined;
  const pairs = list ? project.items(list) ?? [] : [];
  return new Map(pairs.flatMap((pair) => {
    const [key, one] = project.items(pair) ?? [];
    const name = project.text(key);
    return name === undefined || !one ? [] : [[name, one] as const];
  }));
}

/** `...importAll(require.context('./mutations'))` */
function imported(spread: Expr, within: ObjectValue, project: Linked): readonly (readonly [string, Value])[] {
  if (spread.kind !== 'call') return [];
  return spread.args.flatMap((arg) => {
    const given = project.evaluate(arg, within.env);
    return given.kind === 'path' && given.root === '#global' && given.path === 'require.context()' ? [...folderModules(given, project)] : [];
  });
}

/** `{ typeDefs, resolvers }` alone or in a list. */
export function schemaModules(value: Value | undefined, project: Linked): readonly Value[] {
  if (!value) return [];
  const list = value.kind === 'array' ? value.items : [value];
  return list.flatMap((item) => {
    const resolvers = property(item, 'resolvers', project);
    const modules = property(item, 'modules', project);
    const schema = property(item, 'schema', project);
    return [...(resolvers ? [resolvers] : []), ...(modules ? schemaModules(modules, project) : []), ...(schema?.kind === 'object' ? schemaModules(schema, project) : [])];
  });
}
