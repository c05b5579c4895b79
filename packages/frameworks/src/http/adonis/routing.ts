// https://docs.adonisjs.com/guides/basics/routing
import { weakMemo, type ChainStep, type FunctionValue, type Linked, type PathValue, type RoutingItem, type RoutingScope, type Setup, type SetupCall, type Value } from '@assay/contract';
import { ADONIS_HANDLER } from '../protocols.js';
import { pathTexts } from '../route-paths.js';
import { loaded, named } from './lazy.js';
import { resourceRoutes } from './resources.js';
import { stepsOf } from './steps.js';

type RouteItem = Extract<RoutingItem, { kind: 'route' }> & { readonly steps: ChainStep[]; readonly action?: string };

/** What the calls in a chain go on about: routes, or a group. */
type Subject = { readonly kind: 'routes'; readonly scope: RoutingScope; readonly items: RouteItem[] } | { readonly kind: 'group'; readonly scope: RoutingScope };

interface State { readonly root: RoutingScope; readonly open: RoutingScope[]; readonly subjects: Map<string, Subject> }
/** The router's own scope, the groups that are open, and what was registered by which call. */
export const stateOf = weakMemo((setup: Setup): State => {
  const root = setup.scope('adonisjs', () => ({ framework: 'adonisjs', order: 'encapsulated', at: { path: '', start: 0, end: 0 } }));
  root.unmounted = false;
  return { root, open: [root], subjects: new Map() };
});

function current(setup: Setup): RoutingScope {
  const { open, root } = stateOf(setup);
  return open.at(-1) ?? root;
}

/** `router.get('/p', [Controller, 'method'])` */
export function route(call: SetupCall, methods: readonly string[], path: Value | undefined, handler: Value | undefined, setup: Setup): void {
  if (!path) return;
  const paths = pathTexts({ value: path, labels: 0 }, setup.project);
  declare(call, paths.flatMap((text) => methods.map((method) => ({ method, path: text, handler }))), setup);
}

/** `router.resource('orders', OrdersController)` */
export function resource(call: SetupCall, setup: Setup): void {
  const [first, second] = call.args;
  const name = setup.project.text(first?.value);
  if (name === undefined || !second) return;
  const declared = resourceRoutes(name, call.method === 'shallowResource').map(({ method, path, action }) => ({ method, path, action, handler: handlerOf(second.value, action, setup) }));
  declare(call, declared, setup);
}

interface Declared { readonly method: string; readonly path: string | undefined; readonly handler: Value | undefined; readonly action?: string }

function declare(call: SetupCall, routes: readonly Declared[], setup: Setup): void {
  const scope = current(setup);
  const items = routes.map(({ method, path, handler, action }): RouteItem => {
    const steps: ChainStep[] = [];
    const value = action === undefined ? handler && handlerOf(handler, undefined, setup) : handler;
    return {
      kind: 'route', steps, ...(action === undefined ? {} : { action }),
      route: {
        protocol: 'http', method, ...(path === undefined ? {} : { path }), at: call.at, steps, framework: 'adonisjs',
        ...(value ? { handler: setup.step(value, ADONIS_HANDLER, call.at, undefined) } : {}), ...(call.conditional ? { conditional: call.conditional } : {}),
      },
    };
  });
  scope.items.push(...items);
  stateOf(setup).subjects.set(call.path.key, { kind: 'routes', scope, items });
}

/** `[Controller, 'method']`, `[() => import('..'), 'method']`, `'OrdersController.index'`, a controller alone (its `handle`), or a function. */
function handlerOf(value: Value, action: string | undefined, setup: Setup): Value {
  const { project } = setup;
  const [first = value, second] = project.items(value) ?? [value];
  const text = project.text(first);
  const [name = '', written] = text?.split('.') ?? [];
  const given = text === undefined ? first : named(name, 'Controllers/Http', project) ?? first;
  const controller = first === value && text === undefined && action === undefined ? given : loaded(given, project);
  const method = action ?? project.text(second) ?? written;
  if (controller.kind !== 'class') return controller;
  const found = project.method(controller, method ?? 'handle');
  return found && (method !== undefined || takesContext(found, project)) ? found : controller;
}

/** A class alone is handled by its `handle(ctx)`; where that takes something else, the router was taught another method. */
function takesContext({ fn, file }: FunctionValue, project: Linked): boolean {
  const declared = fn.params[0]?.declared;
  if (!declared) return true;
  const type = project.typeValue(declared, file);
  return type.kind === 'path' && /^(?:#adonis|@adonisjs\/core|@ioc:)/.test(type.root);
}

/** `router.group(() => { .. })`: what is said of it comes after, and holds for all in it. */
export function group(call: SetupCall, setup: Setup): void {
  const [first] = call.args;
  if (!first) return;
  const state = stateOf(setup);
  const scope = setup.scope(call.path.key, () => ({ framework: 'adonisjs', order: 'encapsulated', at: call.at }));
  scope.unmounted = false;
  current(setup).items.push({ kind: 'mount', scope, at: call.at, ...(call.conditional ? { conditional: call.conditional } : {}) });
  state.subjects.set(call.path.key, { kind: 'group', scope });
  state.open.push(scope);
  setup.enter(first.value, []);
  state.open.pop();
}

/** The calls after it: `.prefix('/api').use(middleware.auth())`, `.apiOnly()`, `.only(['index'])`. */
export function goesOn(call: SetupCall, setup: Setup): void {
  const subject = subjectOf(call.receiver, setup);
  if (!subject) return;
  const [first, second] = call.args.map((arg) => arg.value);
  const names = (value: Value | undefined): readonly string[] => (value ? setup.project.items(value) ?? [value] : []).flatMap((item) => setup.project.text(item) ?? []);
  const isResource = subject.kind === 'routes' && subject.items.some((item) => item.action !== undefined);
  if ((call.method === 'prefix') && subject.kind === 'group') subject.scope.prefix = `${setup.project.text(first) ?? ''}/${subject.scope.prefix ?? ''}`;
  else if (call.method === 'prefix' && subject.kind === 'routes') for (const item of subject.items) replace(subject, item, { ...item, route: { ...item.route, path: `${setup.project.text(first) ?? ''}/${item.route.path ?? ''}` } });
  else if (call.method === 'use' || call.method === 'middleware') add(subject, isResource && second ? names(first) : undefined, stepsOf([(isResource ? second : undefined) ?? first].flatMap((value) => value ?? []), call.at, setup));
  else if (isResource && call.method === 'apiOnly') keep(subject, (action) => action !== 'create' && action !== 'edit');
  else if (isResource && call.method === 'only') keep(subject, (action) => names(first).includes(action));
  else if (isResource && call.method === 'except') keep(subject, (action) => !names(first).includes(action));
}

function subjectOf(path: PathValue | undefined, setup: Setup): Subject | undefined {
  for (let at = path; at; at = at.parent) {
    const subject = stateOf(setup).subjects.get(at.key);
    if (subject) return subject;
  }
  return undefined;
}

/** Steps go before those that stand there: what is said last of a group is its outermost. */
function add(subject: Subject, actions: readonly string[] | undefined, steps: readonly ChainStep[]): void {
  if (subject.kind === 'group') subject.scope.items.push(...steps.map((step): RoutingItem => ({ kind: 'step', step })));
  else for (const item of subject.items) if (actions === undefined || actions.includes('*') || actions.includes(item.action ?? '')) item.steps.push(...steps);
}

function keep(subject: Extract<Subject, { kind: 'routes' }>, wanted: (action: string) => boolean): void {
  for (const item of subject.items) if (!wanted(item.action ?? '')) subject.scope.items.splice(subject.scope.items.indexOf(item), subject.scope.items.includes(item) ? 1 : 0);
}

function replace(subject: Extract<Subject, { kind: 'routes' }>, item: RouteItem, by: RouteItem): void {
  subject.scope.items.splice(subject.scope.items.indexOf(item), 1, by);
  subject.items.splice(subject.items.indexOf(item), 1, by);
}
