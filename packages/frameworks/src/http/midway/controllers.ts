// https://midwayjs.org/docs/controller  https://midwayjs.org/docs/req_res_app
import type { ChainStep, ClassValue, DecoratorUse, FunctionValue, Linked, ModelNode, Protocol, RoutingItem, RoutingScope, Value } from '@assay/contract';
import { property, sourcesOf } from '../../nest/values.js';
import { FRAMEWORK, isOnExpress, usesOf, type Use } from './names.js';
import { globalSteps, guardsOf, listedIn, middlewareStep, type Global } from './steps.js';

const VERBS: ReadonlyMap<string, string> = new Map([['Get()', 'GET'], ['Post()', 'POST'], ['Put()', 'PUT'], ['Del()', 'DELETE'], ['Patch()', 'PATCH'], ['Options()', 'OPTIONS'], ['Head()', 'HEAD'], ['All()', 'ALL']]);
const PARAMS: ReadonlyMap<string, string> = new Map([
  ['Body()', '#request.body'], ['Query()', '#request.query'], ['Queries()', '#request.query'], ['Param()', '#request.params'], ['Headers()', '#request.headers'], ['Session()', '#request.session'],
  ['File()', '#request.file'], ['Files()', '#request.files'], ['Fields()', '#request.body'], ['RequestPath()', '#request.path'], ['RequestIP()', '#request.ip'],
]);

/** Controllers; the framework finds them by scanning the code, so all of them count. */
export function* controllers(project: Linked): Generator<ModelNode> {
  const { role } = sourcesOf(project);
  const classes = [...project.classes()].filter((cls) => cls.cls.decorators.length > 0 && role(cls.file.path) !== 'test');
  const decorated = classes.map((cls) => ({ cls, all: project.decorators(cls.cls.decorators, cls.file, cls.env) }));
  const global = decorated.filter(({ all }) => usesOf(all).some(({ value }) => value.path === 'Configuration()')).map(({ cls }) => globalSteps(cls, project));
  const everywhere: Global = { middleware: global.flatMap(({ middleware }) => middleware), guards: global.flatMap(({ guards }) => guards) };
  const mounts = decorated.flatMap(({ cls, all }) => mountOf(cls, all, everywhere, project) ?? []);
  const [first] = mounts;
  if (first?.kind !== 'mount') return;
  yield { kind: 'scope', scope: { key: FRAMEWORK, framework: FRAMEWORK, order: 'sequence', root: true, at: first.at, items: [...everywhere.middleware, ...mounts] } };
}

/** The routes of one class: what stands on the class comes before what stands on the method, and every guard after the middleware. */
function mountOf(cls: ClassValue, all: readonly DecoratorUse[], { guards }: Global, project: Linked): RoutingItem | undefined {
  const uses = usesOf(all);
  const controller = uses.find(({ value }) => value.path === 'Controller()');
  const foreign = controller ? [] : foreignSteps(all, project);
  if (!controller && foreign.length === 0) return undefined;
  const options = controller && project.argument(controller.value, 1);
  const above = [...foreign, ...(controller ? middlewareIn(options, controller, project) : [])];
  const checks = [...guards, ...guardsOf(uses, project)];
  const items = project.lineage(cls).classes.flatMap((owner) => owner.cls.members.flatMap((member): RoutingItem[] => {
    const own = usesOf(project.decorators(member.decorators, owner.file, owner.env));
    const fn = own.length > 0 ? project.method(cls, member.name) : undefined;
    return fn ? own.flatMap((use) => routeOf(use, fn, `${cls.cls.name}.${member.name}`, above, [...checks, ...guardsOf(own, project)], project)) : [];
  }));
  if (items.length === 0) return undefined;
  const at = project.span(cls.file, cls.cls.nameAt);
  const given = controller && project.argument(controller.value, 0);
  const path = given && project.text(given);
  const scope: RoutingScope = { key: `${FRAMEWORK}:${cls.key}`, framework: FRAMEWORK, order: 'sequence', at, items };
  return { kind: 'mount', at, ...(path === undefined || path === '/' ? {} : { path }), scope };
}

/** A library's own decorator in place of `@Controller`: what it puts before the routes is not known, nor the prefix. */
function foreignSteps(all: readonly DecoratorUse[], project: Linked): readonly ChainStep[] {
  const own = new Set(usesOf(all).map(({ value }) => value));
  return all.flatMap(({ value, at }) => (value.kind === 'path' && !own.has(value) && /Controller\(\)$/.test(value.path) ? [middlewareStep(value, at, project)] : []));
}

function middlewareIn(options: Value | undefined, { at }: Use, project: Linked): readonly ChainStep[] {
  return listedIn(property(options, 'middleware', project), project).map((value) => middlewareStep(value, at, project));
}

function routeOf(use: Use, fn: FunctionValue, label: string, above: readonly ChainStep[], checks: readonly ChainStep[], project: Linked): RoutingItem[] {
  const mapping = use.value.path === 'RequestMapping()' ? project.argument(use.value, 0) : undefined;
  const method = mapping ? project.text(property(mapping, 'requestMethod', project))?.toUpperCase() ?? 'GET' : VERBS.get(use.value.path);
  if (method === undefined) return [];
  const given = mapping ? property(mapping, 'path', project) : project.argument(use.value, 0);
  const path = given === undefined ? '' : project.text(given);
  const handler: ChainStep = { value: fn, protocol: actionOf(fn, project), at: use.at, label };
  const steps = [...above, ...middlewareIn(mapping ?? project.argument(use.value, 1), use, project), ...checks];
  return [{ kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method, ...(path === undefined ? {} : { path }), at: use.at, steps, handler } }];
}

/** Each parameter is what its decorator says; those without are the context and the next step, or the request and the response. */
function actionOf({ fn, file, env }: FunctionValue, project: Linked): Protocol {
  const plain = isOnExpress(project) ? ['#request', '#response', '#next'] : ['#koa', '#next'];
  const params = fn.params.map((param, index) => {
    const uses = usesOf(project.decorators(param.decorators, file, env));
    return uses.map(({ value }) => PARAMS.get(value.path)).find((role) => role !== undefined) ?? (uses.length > 0 ? '' : plain[index] ?? '');
  });
  return { name: `midway-action:${params.join(',')}`, params, continues: 'return' };
}
