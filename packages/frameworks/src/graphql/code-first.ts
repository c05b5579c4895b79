import type { Linked, PathValue, RoutingItem, Span, Value } from '@assay/contract';
import { optionsOf, property } from '../nest/values.js';
import { libraryCalls } from './calls.js';
import { fieldRoute, resolverOf } from './fields.js';

/** Names of root types in schemas that are put together elsewhere. */
const ROOT_NAME = /^(?:Root)?(Query|Mutation|Subscription)(?:Type|Root)?$/;
const ROOTS: readonly (readonly [option: string, type: string])[] = [['query', 'Query'], ['mutation', 'Mutation'], ['subscription', 'Subscription']];

/** Fields of the types that `new GraphQLObjectType({ name, fields })` makes; a schema names its root types. https://graphql.org/graphql-js/constructing-types/ */
export function* codeFirst(project: Linked): Generator<RoutingItem> {
  const made = [...libraryCalls(new Set(['graphql']), project)].filter((call) => call.step === 'new()');
  const roots = rootTypes(made, project);
  const seen = new Set<string>();
  for (const call of made) {
    if (call.path !== 'GraphQLObjectType.new()' && call.path !== 'GraphQLInterfaceType.new()') continue;
    const config = project.argument(call, 0);
    const place = `${call.call?.file.path}:${call.call?.node.at[0]}`;
    if (!config || seen.has(place)) continue;
    seen.add(place);
    const name = project.text(property(config, 'name', project)) ?? '';
    const type = roots.get(place) ?? (roots.size === 0 ? ROOT_NAME.exec(name)?.[1] : undefined) ?? name;
    yield* fieldsOf(type, property(config, 'fields', project), project);
  }
}

/** Root types by the place where they are made. */
function rootTypes(made: readonly PathValue[], project: Linked): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const call of made) {
    const config = call.path === 'GraphQLSchema.new()' ? project.argument(call, 0) : undefined;
    for (const [option, type] of ROOTS) {
      const value = config && property(config, option, project);
      for (const one of value ? optionsOf(value) : []) if (one.kind === 'path' && one.call) found.set(`${one.call.file.path}:${one.call.node.at[0]}`, type);
    }
  }
  return found;
}

function* fieldsOf(type: string, fields: Value | undefined, project: Linked): Generator<RoutingItem> {
  for (const given of fields ? optionsOf(fields) : []) {
    const value = given.kind === 'function' ? project.call(given, []) : given;
    for (const option of optionsOf(value)) {
      for (const [name, config] of project.properties(option)) {
        const resolver = config.kind === 'object' ? resolverOf(name, config, project) : undefined;
        const at = project.spanOfValue(config);
        const item = resolver && fieldRoute({ type, name, resolver, steps: [], ...(at ? { at: headOf(at) } : {}) }, project);
        if (item) yield item;
      }
    }
  }
}

/** Where a field's configuration begins. */
function headOf(at: Span): Span {
  return { ...at, end: at.start + 1 };
}
