import { walk, type ChainStep, type Linked, type PathValue, type RoutingItem, type Value } from '@assay/contract';
import { optionsOf, property, sourcesOf } from '../nest/values.js';
import { fieldRoute, resolverOf, stepOf } from './fields.js';
import { RESOLVER } from './names.js';

const ROOT = '@pothos/core';
/** What the functions that declare fields are given. */
const FIELDS = '#fields';
const ROOT_TYPES: ReadonlyMap<string, string> = new Map(['Query', 'Mutation', 'Subscription'].map((type) => [type.toLowerCase(), type]));
/** `mutationField(name, t => ..)`, `mutationFields(t => ({ .. }))`, `mutationType({ fields: t => ({ .. }) })` */
const ON_ROOT = /^(query|mutation|subscription)(Field|Fields|Type)$/;
const ON_TYPE: ReadonlySet<string> = new Set(['objectType', 'objectFields', 'objectField', 'prismaObject', 'prismaNode', 'prismaObjectFields', 'prismaObjectField', 'drizzleObject', 'drizzleNode', 'node', 'loadableObject', 'loadableNode', 'interfaceType', 'implement']);

/** Fields that a schema builder is told of. https://pothos-graphql.dev/docs/guide/fields */
export function* pothos(project: Linked): Generator<RoutingItem> {
  if (!project.dependsOn(ROOT)) return;
  const calls = [...builderCalls(project)];
  const scoped = typeScopes(calls, project);
  const listed = listedTypes(calls, project);
  for (const call of calls) {
    for (const [name, field] of declared(call, project)) {
      const type = typeOf(call, project);
      const options = project.args(field).map((arg) => arg.value).findLast((value) => value.kind === 'object' && property(value, 'resolve', project) !== undefined);
      const resolver = options && resolverOf(name, options, project);
      const own = options && scopesOf(options, project);
      const item = resolver && fieldRoute({ type, name, resolver, steps: [...(scoped.get(type) ?? []), ...(own ? [own] : []), ...granted(field, project)], listed }, project);
      if (item) yield item;
    }
  }
}

/** Calls of the builder's methods, wherever the builder comes from. */
function* builderCalls(project: Linked): Generator<PathValue> {
  const { role } = sourcesOf(project);
  for (const file of project.files) {
    if (role(file.path) !== 'product') continue;
    for (const [id, fn] of file.functions.entries()) {
      for (const expr of walk(fn)) {
        if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !(ON_ROOT.test(expr.callee.name) || ON_TYPE.has(expr.callee.name) || expr.callee.name === 'relayMutationField')) continue;
        for (const value of optionsOf(project.evaluate(expr, project.envOf(file, id)))) if (value.kind === 'path' && value.root === ROOT) yield value;
      }
    }
  }
}

function typeOf(call: PathValue, project: Linked): string {
  const method = call.parent?.step ?? '';
  if (method === 'relayMutationField') return 'Mutation';
  const root = ROOT_TYPES.get(ON_ROOT.exec(method)?.[1] ?? '');
  if (root !== undefined) return root;
  const named = method === 'implement' ? call.parent?.parent : project.argument(call, 0);
  return nameOf(named, project) ?? 'Object';
}

/** The fields that a call declares, each as the call that makes it: `t.field({ .. })`. */
function* declared(call: PathValue, project: Linked): Generator<readonly [string, PathValue]> {
  const args = project.args(call).map((arg) => arg.value);
  const name = args.map((value) => project.text(value)).find((text) => text !== undefined);
  if (call.parent?.step === 'relayMutationField') {
    if (name !== undefined) yield [name, call];
    return;
  }
  for (const arg of args) {
    const thunk = arg.kind === 'object' ? property(arg, 'fields', project) : arg;
    if (thunk?.kind !== 'function') continue;
    const made = project.call(thunk, [{ value: project.role(FIELDS), labels: 0 }]);
    const entries = made.kind === 'object' ? [...project.properties(made)] : name === undefined ? [] : [[name, made] as const];
    for (const [field, value] of entries) for (const option of optionsOf(value)) if (option.kind === 'path' && option.root === FIELDS) yield [field, option];
  }
}

/** Types whose objects stand in lists, and what hangs on their objects. */
function listedTypes(calls: readonly PathValue[], project: Linked): ReadonlySet<string> {
  const fields = calls.flatMap((call) => [...declared(call, project)].map(([, field]) => ({ owner: typeOf(call, project), ...typesOf(field, project) })));
  const listed = new Set<string>();
  const add = (name: string): void => {
    if (listed.has(name)) return;
    listed.add(name);
    for (const field of fields) if (field.owner === name) field.types.forEach(add);
  };
  for (const field of fields) if (field.list) field.types.forEach(add);
  return listed;
}

interface FieldTypes { readonly types: readonly string[]; readonly list: boolean }

/** The types of what a field answers; in a list by `type: [User]`, by `t.listRef(User)`, and any type of a connection. */
function typesOf(field: PathValue, project: Linked): FieldTypes {
  const isConnection = /connection$/i.test(field.parent?.step ?? '');
  const types = project.args(field).flatMap(({ value }) => {
    const type = value.kind === 'object' ? property(value, 'type', project) : isConnection ? undefined : value;
    return type ? optionsOf(type) : [];
  });
  const items = types.flatMap(itemsOf);
  const [named, list] = items.length > 0 ? [items, true] : [types, isConnection];
  return { types: [...new Set(named.flatMap((type) => namesOf(type, project)))], list };

  function itemsOf(type: Value): readonly Value[] {
    if (type.kind === 'array') return type.items;
    const isList = type.kind === 'path' && type.step === '()' && /^(?:list|array)Ref$/.test(type.parent?.step ?? '');
    return isList ? [project.argument(type, 0)].flatMap((of) => of ?? []) : [];
  }
}

/** `const Note = builder.objectRef('Note')`, or what `implement` of it answers; a type of the same name may stand beside it. */
function namesOf(type: Value, project: Linked): readonly string[] {
  return optionsOf(type).flatMap((option) => nameOf(option, project) ?? []);
}

function nameOf(type: Value | undefined, project: Linked): string | undefined {
  const named = type?.kind === 'path' && type.parent?.step === 'implement' ? type.parent.parent : type;
  return project.text(named) ?? (named?.kind === 'path' ? project.text(project.argument(named, 0)) : named?.kind === 'class' ? named.cls.name : undefined);
}

/** `authScopes` of whole types. */
function typeScopes(calls: readonly PathValue[], project: Linked): ReadonlyMap<string, readonly ChainStep[]> {
  const found = new Map<string, readonly ChainStep[]>();
  for (const call of calls) {
    const steps = project.args(call).flatMap((arg) => (property(arg.value, 'fields', project) ? scopesOf(arg.value, project) ?? [] : []));
    if (steps.length > 0) found.set(typeOf(call, project), steps);
  }
  return found;
}

/** What the scope plugin asks for before a field; which scopes a caller has is for the builder's own function, which is not followed. */
function scopesOf(options: Value, project: Linked): ChainStep | undefined {
  const scopes = property(options, 'authScopes', project);
  if (!scopes || (scopes.kind === 'object' && (scopes.node.members.length === 0 || project.properties(scopes).has('public')))) return undefined;
  const at = project.spanOfValue(scopes);
  return { ...stepOf({ kind: 'unknown', key: '?', reason: 'external-wrapper' }, RESOLVER, project, at), label: 'authScopes' };
}

/** `t.withAuth({ .. }).field(..)` */
function granted(field: PathValue, project: Linked): readonly ChainStep[] {
  const before = field.parent?.parent;
  if (before?.step !== '()' || before.parent?.step !== 'withAuth') return [];
  return [{ ...stepOf({ kind: 'unknown', key: '?', reason: 'external-wrapper' }, RESOLVER, project, project.spanOfValue(before)), label: 'withAuth' }];
}
