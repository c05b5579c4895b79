import type { ChainStep, ClassValue, DecoratorUse, FunctionValue, Linked, PathValue, Protocol, RoutingItem, Span, Value } from '@assay/contract';
import { EXPRESS_HANDLER } from '../protocols.js';
import { identifierOf } from './bindings.js';
import { INVERSIFY, INVERSIFY_STEP } from './names.js';

const VERBS: ReadonlyMap<string, string> = new Map([
  ['all()', 'ALL'], ['httpGet()', 'GET'], ['httpPost()', 'POST'], ['httpPut()', 'PUT'], ['httpPatch()', 'PATCH'], ['httpDelete()', 'DELETE'], ['httpHead()', 'HEAD'], ['httpOptions()', 'OPTIONS'],
]);
const PARAMS: ReadonlyMap<string, string> = new Map([
  ['request()', '#request'], ['response()', '#response'], ['next()', '#next'], ['requestBody()', '#request.body'], ['requestParam()', '#request.params'], ['queryParam()', '#request.query'],
  ['requestHeaders()', '#request.headers'], ['cookies()', '#request.cookies'], ['principal()', '#request.user'],
]);

interface Use { readonly value: PathValue; readonly at: Span }

function usesOf(list: readonly DecoratorUse[]): readonly Use[] {
  return list.flatMap(({ value, at }) => (value.kind === 'path' && value.root === INVERSIFY ? [{ value, at }] : []));
}

/** The routes of one class, when it is a controller: the class's middleware before the method's. */
export function mountOf(cls: ClassValue, bindings: ReadonlyMap<string, Value>, project: Linked): RoutingItem | undefined {
  const uses = usesOf(project.decorators(cls.cls.decorators, cls.file, cls.env));
  const controller = uses.find(({ value }) => value.path === 'controller()');
  if (!controller) return undefined;
  const path = project.text(project.argument(controller.value, 0));
  const above = [...stepsOf(controller, 1, bindings, project), ...added(uses, bindings, project)];
  const items = project.lineage(cls).classes.flatMap((owner) => owner.cls.members.flatMap((member): RoutingItem[] => {
    const own = usesOf(project.decorators(member.decorators, owner.file, owner.env));
    const fn = own.length > 0 ? project.method(cls, member.name) : undefined;
    return fn ? own.flatMap((use) => routeOf(use, fn, `${cls.cls.name}.${member.name}`, [...above, ...added(own, bindings, project)], bindings, project)) : [];
  }));
  const at = project.span(cls.file, cls.cls.nameAt);
  return { kind: 'mount', at, ...(path === undefined ? {} : { path }), scope: { key: `${INVERSIFY}:${cls.key}`, framework: 'express', order: 'sequence', at, items } };
}

/** `@httpPost('/p', middleware)`, `@httpMethod('post', '/p', middleware)`. */
function routeOf(use: Use, fn: FunctionValue, label: string, above: readonly ChainStep[], bindings: ReadonlyMap<string, Value>, project: Linked): RoutingItem[] {
  const custom = use.value.path === 'httpMethod()';
  const method = custom ? project.text(project.argument(use.value, 0))?.toUpperCase() : VERBS.get(use.value.path);
  if (method === undefined) return [];
  const at = custom ? 1 : 0;
  const path = project.text(project.argument(use.value, at));
  const handler: ChainStep = { value: fn, protocol: actionOf(fn, project), at: use.at, label };
  return [{ kind: 'route', route: { protocol: 'http', framework: 'express', method, ...(path === undefined ? {} : { path }), at: use.at, steps: [...above, ...stepsOf(use, at + 1, bindings, project)], handler } }];
}

/** `@withMiddleware(a, b)` on a class or a method. */
function added(uses: readonly Use[], bindings: ReadonlyMap<string, Value>, project: Linked): readonly ChainStep[] {
  return uses.filter(({ value }) => value.path === 'withMiddleware()').flatMap((use) => stepsOf(use, 0, bindings, project));
}

/** Arguments from `first` on: functions, and identifiers of what the container holds. */
function stepsOf({ value, at }: Use, first: number, bindings: ReadonlyMap<string, Value>, project: Linked): readonly ChainStep[] {
  return project.args(value).slice(first).map((arg): ChainStep => {
    const name = identifierOf(arg.value, project);
    const bound = (name === undefined ? undefined : bindings.get(name)) ?? arg.value;
    return { value: bound, protocol: INVERSIFY_STEP, at, label: labelOf(bound) ?? name ?? 'middleware' };
  });
}

function labelOf(value: Value): string | undefined {
  switch (value.kind) {
    case 'class': return value.cls.name;
    case 'instance': return value.of.cls.name;
    case 'function': return value.fn.name === '' ? undefined : value.fn.name;
    default: return undefined;
  }
}

/** `(req, res, next)`, or what the decorators of its parameters say; what it answers is the body. */
function actionOf({ fn, file, env }: FunctionValue, project: Linked): Protocol {
  const roles = fn.params.map((param) => usesOf(project.decorators(param.decorators, file, env)).map(({ value }) => PARAMS.get(value.path)).find((role) => role !== undefined));
  if (roles.every((role) => role === undefined)) return EXPRESS_HANDLER;
  return { name: `inversify-action:${roles.join(',')}`, params: roles.map((role) => role ?? ''), continues: 'return' };
}
