import type { ChainStep, Linked, PathValue, RoutingItem, Value } from '@assay/contract';
import { optionsOf, property } from '../nest/values.js';
import { libraryCalls } from './calls.js';
import { directiveSteps } from './directives.js';
import { fieldRoute, resolverOf, stepOf } from './fields.js';
import { loaderFields } from './loaders.js';
import { policySteps } from './mercurius-auth.js';
import { metCalls } from './met-calls.js';
import { FOLLOWING, MIDDLEWARE, RESOLVER, RULE, WRAPPED } from './names.js';
import { resolverMap, schemaModules, type ResolverMap } from './resolver-maps.js';
import { holdsRules, ruleSteps, shieldsOf, type Permissions } from './shield.js';

const SERVERS = ['@apollo/server', '@apollo/server/standalone', '@apollo/server/express4', '@as-integrations/express4', '@as-integrations/express5', '@as-integrations/next', '@as-integrations/fastify', 'apollo-server', 'apollo-server-express', 'apollo-server-fastify', 'apollo-server-koa', 'apollo-server-lambda', 'apollo-server-micro', 'apollo-server-core', 'apollo-server-cloud-functions'];
const BUILDERS = ['@graphql-tools/schema', 'graphql-tools', 'graphql-yoga', '@apollo/subgraph', '@apollo/federation', 'graphql-modules', '@envelop/core'];
const FUNCTIONS = /(?:^|\.)(?:makeExecutableSchema|createSchema|createYoga|addResolversToSchema|addResolveFunctionsToSchema|mergeSchemas|buildSubgraphSchema|buildFederatedSchema|createModule|ApolloServer\.new|GraphQLServer\.new|createServer)\(\)$/;
const SERVES = /(?:^|\.)(?:createYoga|ApolloServer\.new|GraphQLServer\.new|createServer|register)\(\)$/;
const WRAPPERS: readonly string[] = ['graphql-shield', 'graphql-middleware', '@graphql-tools/resolvers-composition', 'graphql-resolvers'];

/** Packages of schema-first servers, and of what is put around their resolvers. */
export const PACKAGES: readonly string[] = [...SERVERS, ...BUILDERS, 'mercurius', ...WRAPPERS];

/** The fields of one schema. */
export interface SchemaFields {
  readonly items: readonly RoutingItem[];
  /** One of several schemas, and no server is seen that it is given to: what stands before it is not known. */
  readonly unmounted: boolean;
}

/** Fields of all resolver maps that a server or a schema is made with. */
export function schemaFirst(project: Linked): readonly SchemaFields[] {
  const calls = [...libraryCalls(new Set([...PACKAGES, 'fastify']), project)];
  const met = metCalls(project).filter(({ root }) => PACKAGES.includes(root));
  const shields = shieldsOf(calls, project);
  const served = new Set([...[...calls, ...met].filter((call) => SERVES.test(call.path)), ...moduleServers(project)].flatMap((call) => [...madeFor(call, project, 0)]));
  const seen = new Set<string>();
  const fieldsIn = (call: PathValue): readonly { readonly call: PathValue; readonly items: readonly RoutingItem[] }[] => resolversOf(call, project).flatMap((resolvers) => {
    if (seen.has(resolvers.key)) return [];
    seen.add(resolvers.key);
    const items = [...fieldsOf(resolverMap(resolvers, project), [...shields(call), ...composedWith(resolvers, project)], compositionsOf(resolvers, project), project)];
    return items.length === 0 ? [] : [{ call, items }];
  });
  const decided = calls.flatMap(fieldsIn);
  const known = new Set(decided.map(({ call }) => placeOf(call)));
  // What the callers of a function hand it is asked where the function by itself does not tell.
  const found = [...decided, ...met.filter((call) => !known.has(placeOf(call))).flatMap(fieldsIn)];
  const loaded = calls.filter(takesMercurius(project)).flatMap((call) => [...loaderFields(call, project)]);
  return [...(loaded.length > 0 ? [{ items: loaded, unmounted: false }] : []), ...found.map(({ call, items }) => ({ items, unmounted: found.length > 1 && !SERVES.test(call.path) && call.path !== 'createModule()' && !served.has(placeOf(call)) }))];
}

/** `app.register(mercurius, { .. })` */
function takesMercurius(project: Linked): (call: PathValue) => boolean {
  return (call) => {
    const plugin = call.root === 'fastify' ? project.argument(call, 0) : undefined;
    return plugin?.kind === 'path' && plugin.root === 'mercurius';
  };
}

/** `@Module({ imports: [GraphQLModule.forRoot({ schema })] })`: https://docs.nestjs.com/graphql/quick-start */
function* moduleServers(project: Linked): Generator<PathValue> {
  if (!project.dependsOn('@nestjs/graphql')) return;
  for (const { cls, file, env } of project.classes()) {
    for (const { value } of project.decorators(cls.decorators, file, env)) {
      const imports = value.kind === 'path' && value.path === 'Module()' ? property(project.argument(value, 0), 'imports', project) : undefined;
      for (const item of (imports && project.items(imports)) ?? []) if (item.kind === 'path' && item.root === '@nestjs/graphql' && item.path === 'GraphQLModule.forRoot()') yield item;
    }
  }
}

function placeOf(call: PathValue): string {
  return `${call.call?.file.path}:${call.call?.node.at[0]}`;
}

/** The library calls whose results a server is given, through whatever library functions. */
function* madeFor(call: PathValue, project: Linked, depth: number): Generator<string> {
  if (depth > 6) return;
  yield placeOf(call);
  for (const arg of project.args(call)) {
    const values = arg.value.kind === 'object' ? [...project.properties(arg.value).values()] : [arg.value];
    for (const value of values.flatMap((one) => (one.kind === 'array' ? one.items : optionsOf(one)))) if (value.kind === 'path' && value.call) yield* madeFor(value, project, depth + 1);
  }
}

/** The `resolvers` that a call is given. */
function resolversOf(call: PathValue, project: Linked): readonly Value[] {
  const [first, second] = project.args(call).map((arg) => arg.value);
  if (call.root === 'fastify') return takesMercurius(project)(call) ? schemaModules(second, project) : [];
  return FUNCTIONS.test(call.path) ? schemaModules(first, project) : [];
}

/** `compose(resolvers, permissions)` of the project: the rules that go in beside the resolvers. */
function composedWith(resolvers: Value, project: Linked): readonly Permissions[] {
  if (resolvers.kind !== 'object') return [];
  return (resolvers.env.args ?? []).flatMap(({ value }) => (value.kind === 'object' && holdsRules(value, project) ? [{ types: value }] : []));
}

/** `composeResolvers(resolvers, { 'Mutation.*': [authenticated()] })` of graphql-tools: wrappers by a pattern of field names. */
function compositionsOf(resolvers: Value, project: Linked): ReadonlyMap<string, Value> {
  if (resolvers.kind !== 'path' || resolvers.root !== '@graphql-tools/resolvers-composition') return new Map();
  const given = project.argument(resolvers, 1);
  return given ? project.properties(given) : new Map<string, Value>();
}

function* fieldsOf(map: ResolverMap, permissions: readonly Permissions[], compositions: ReadonlyMap<string, Value>, project: Linked): Generator<RoutingItem> {
  const around = map.wrapper === undefined ? [] : [{ ...stepOf({ kind: 'unknown', key: '?', reason: 'external-wrapper' }, RESOLVER, project), label: map.wrapper }];
  for (const [type, fields] of map.types) {
    for (const [name, value] of fields) {
      const resolver = resolverOf(name, value, project);
      if (!resolver) continue;
      const { inner, before } = unwrapped(resolver, project);
      const steps = [
        ...around, ...permissions.flatMap((one) => ruleSteps(type, name, one, project)), ...directiveSteps(type, name, project), ...policySteps(type, name, project),
        ...[...compositions].flatMap(([pattern, wrappers]) => (matches(pattern, type, name) ? wrapperSteps(wrappers, project) : [])), ...before,
      ];
      const item = fieldRoute({ type, name, resolver: inner, steps }, project);
      if (item) yield item;
    }
  }
}

/** `combineResolvers(isKnown, isOwner, resolver)` of graphql-resolvers: all but the last decide whether the last runs. */
function unwrapped(resolver: Value, project: Linked): { readonly inner: Value; readonly before: readonly ChainStep[] } {
  if (resolver.kind !== 'path' || resolver.root !== 'graphql-resolvers') return { inner: resolver, before: [] };
  const given = project.args(resolver).map((arg) => arg.value);
  const inner = given.at(-1) ?? resolver;
  return { inner, before: given.slice(0, -1).map((value) => stepOf(value, RULE, project)) };
}

/** `Mutation.*`, `Query.{a, b}`, `*.*`, `User.!name` */
function matches(pattern: string, type: string, name: string): boolean {
  const [types = '', names = ''] = pattern.split('.');
  const fits = (part: string, text: string): boolean => {
    if (part.startsWith('!')) return !fits(part.slice(1), text);
    return part === '*' || part.replace(/[{}\s]/g, '').split(',').includes(text);
  };
  return fits(types, type) && fits(names, name);
}

function wrapperSteps(wrappers: Value, project: Linked): readonly ChainStep[] {
  const list = wrappers.kind === 'array' ? wrappers.items : [wrappers];
  return list.flatMap((wrapper) => optionsOf(wrapper).map((option) => {
    const made = option.kind === 'function' ? project.call(option, [{ value: project.role(FOLLOWING), labels: 0 }]) : option;
    return stepOf(made, made.kind === 'function' ? WRAPPED : MIDDLEWARE, project);
  }));
}
