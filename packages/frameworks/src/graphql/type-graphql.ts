import type { ChainStep, ClassValue, Linked, Protocol, RoutingItem, Value } from '@assay/contract';
import { appliedIn, decoratedClasses, inheritedDecorators, methodsOf, type Applied, type Method } from '../nest/decorated.js';
import { argLabel, argSpan } from '../nest/labels.js';
import { isPath } from '../nest/names.js';
import { listed, property } from '../nest/values.js';
import { libraryCalls } from './calls.js';
import { fieldRoute } from './fields.js';
import { DEMANDED, FOLLOWING, RESOLVER_DATA } from './names.js';

const ROOT = 'type-graphql';
const OPERATIONS: ReadonlyMap<string, string> = new Map([['Query()', 'Query'], ['Mutation()', 'Mutation'], ['Subscription()', 'Subscription'], ['FieldResolver()', '']]);
/** Roles of decorated parameters: `@Arg('id')`, `@Ctx('user')` are the member of this name. */
const ROLES: ReadonlyMap<string, string> = new Map([['Arg()', '#request.args'], ['Args()', '#request.args'], ['Ctx()', '#request']]);

/** https://typegraphql.com/docs/middlewares.html */
const MIDDLEWARE: Protocol = { name: 'type-graphql-middleware', params: [RESOLVER_DATA, FOLLOWING], continues: 'next', method: 'use' };
/** https://typegraphql.com/docs/authorization.html */
const CHECKER: Protocol = { name: 'type-graphql-auth-checker', params: [RESOLVER_DATA, ''], continues: 'truthy', method: 'check' };
const ROLE_CHECKER: Protocol = { ...CHECKER, params: [RESOLVER_DATA, DEMANDED] };

/** Operations and field resolvers of decorated classes. */
export function* typeGraphql(project: Linked): Generator<RoutingItem> {
  if (!project.dependsOn(ROOT)) return;
  const settings = settingsOf(project);
  for (const { cls, own } of decoratedClasses(project)) {
    const resolver = own.find((use) => isPath(use.value, ROOT, 'Resolver()'));
    if (resolver) yield* fieldsOf(cls, resolver, settings, project);
  }
}

interface Settings {
  readonly checker?: Value;
  readonly global: readonly ChainStep[];
}

/** `buildSchema({ authChecker, globalMiddlewares })` */
function settingsOf(project: Linked): Settings {
  const options = [...libraryCalls(new Set([ROOT]), project)].filter((call) => /^buildSchema(?:Sync)?\(\)$|^buildTypeDefsAndResolvers/.test(call.path)).map((call) => project.argument(call, 0));
  const checker = options.map((value) => property(value, 'authChecker', project)).find((value) => value !== undefined);
  const global = options.flatMap((value) => listed(property(value, 'globalMiddlewares', project)).items).map((value): ChainStep => ({
    value, protocol: MIDDLEWARE, at: project.spanOfValue(value) ?? { path: '', start: 0, end: 0 }, label: argLabel({ value, labels: 0 }, project),
  }));
  return { ...(checker ? { checker } : {}), global };
}

function* fieldsOf(cls: ClassValue, resolver: Applied, settings: Settings, project: Linked): Generator<RoutingItem> {
  const inherited = inheritedDecorators(cls, project);
  for (const method of methodsOf(cls, project)) {
    const use = method.applied.findLast((one) => one.value.root === ROOT && OPERATIONS.has(one.value.path));
    if (!use) continue;
    const type = OPERATIONS.get(use.value.path) || typeName(project.argument(resolver.value, 0), project);
    const steps = [...settings.global, ...stepsOf(inherited, settings, project), ...stepsOf(method.applied, settings, project)];
    const item = fieldRoute({ type, name: nameGiven(use, project) ?? method.name, resolver: method.fn, steps, at: use.at, protocol: protocolOf(method, project) }, project);
    if (item?.kind === 'route') yield { ...item, route: { ...item.route, ...(item.route.handler ? { handler: { ...item.route.handler, label: `${cls.cls.name}.${method.name}` } } : {}) } };
  }
}

/** `@UseMiddleware(a, b)` and `@Authorized(..)`. */
function stepsOf(applied: readonly Applied[], settings: Settings, project: Linked): readonly ChainStep[] {
  return [...applied].reverse().flatMap((use) => {
    if (isPath(use.value, ROOT, 'UseMiddleware()')) {
      return project.args(use.value).flatMap((arg) => listed(arg.value).items.map((value): ChainStep => ({ value, protocol: MIDDLEWARE, at: argSpan(arg, use.at, project), label: argLabel({ ...arg, value }, project) })));
    }
    if (!isPath(use.value, ROOT, 'Authorized()')) return [];
    // Without a checker the schema is not built at all.
    return [{ value: settings.checker ?? use.value, protocol: project.args(use.value).length > 0 ? ROLE_CHECKER : CHECKER, at: use.at, label: '@Authorized' }];
  });
}

function protocolOf(method: Method, project: Linked): Protocol {
  const params = method.fn.fn.params.map((param) => {
    for (const { value } of appliedIn(param.decorators, method.fn.file, method.owner.env, project)) {
      const role = value.root === ROOT ? ROLES.get(value.path) : undefined;
      const member = project.text(project.argument(value, 0));
      if (role !== undefined) return member === undefined ? role : `${role}.${member}`;
    }
    return '';
  });
  return { name: 'type-graphql-resolver', params, continues: 'return' };
}

/** `@Mutation(() => T, { name })` */
function nameGiven(use: Applied, project: Linked): string | undefined {
  return project.args(use.value).map((arg) => project.text(property(arg.value, 'name', project))).find((text) => text !== undefined);
}

function typeName(value: Value | undefined, project: Linked): string {
  if (value?.kind === 'function') return typeName(project.call(value, []), project);
  return value?.kind === 'class' ? value.cls.name : project.text(value) ?? 'Object';
}
