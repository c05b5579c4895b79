// https://elysiajs.com/essential/life-cycle.html  https://elysiajs.com/essential/plugin.html#scope
import type { Arg, ChainStep, PathValue, RoutingScope, Setup, SetupCall, Span, Value } from '@assay/contract';
import { ELYSIA_ERROR, ELYSIA_HANDLER, ELYSIA_STEP } from '../protocols.js';
import { pathTexts } from '../route-paths.js';
import { macroSteps } from './macros.js';

const APP = /^(?:(?:Elysia|default)\.new\(\)|default\(\))$/;
/** Hooks of a route, a group or a guard that run before the handler and may end the request. */
const HOOKS: readonly string[] = ['transform', 'resolve', 'beforeHandle'];

type Reach = 'local' | 'scoped' | 'global';
/** Hooks that a plugin hands on to who uses it. */
const lifted = new WeakMap<RoutingScope, { readonly step: ChainStep; readonly reach: Reach }[]>();

/** The application that a method is called on: every method answers it. */
export function appOf(path: PathValue | undefined): PathValue | undefined {
  let at = path;
  while (at && at.root === 'elysia') {
    if (APP.test(at.path)) return at;
    at = at.step === '()' ? at.parent?.parent : undefined;
  }
  return undefined;
}

/** The scope of an application, with the prefix it was made with. One that is made here is an application, whoever calls the code that makes it. */
export function scopeOf(app: PathValue, setup: Setup, at: Span | undefined = setup.project.spanOfValue(app)): RoutingScope {
  const scope = setup.scope(app.key, () => ({ framework: 'elysia', order: 'sequence', at: at ?? { path: '', start: 0, end: 0 } }));
  const options = setup.project.argument(app, 0);
  const prefix = options && setup.project.text(setup.project.properties(options).get('prefix'));
  if (prefix !== undefined) scope.prefix ??= prefix;
  if (app.call) scope.unmounted = false;
  return scope;
}

/** `.get('/p', handler, { beforeHandle, auth: true })`, `.route('GET', '/p', handler)`; a handler may be the answer itself. */
export function route(call: SetupCall, app: PathValue, setup: Setup): void {
  const custom = call.method === 'route' ? setup.project.text(call.args[0]?.value)?.toUpperCase() : undefined;
  const [path, handler, hooks] = custom === undefined ? call.args : call.args.slice(1);
  if (!path || !handler) return;
  const isSocket = call.method === 'ws';
  const given = isSocket ? setup.project.member(handler.value, 'message') : handler.value;
  const steps = hookSteps(isSocket ? handler.value : hooks?.value, call, setup);
  for (const text of pathTexts(path, setup.project)) {
    if (text === undefined && setup.isOrphan) continue;
    scopeOf(app, setup).items.push({
      kind: 'route',
      route: {
        protocol: isSocket ? 'function' : 'http', method: isSocket ? 'WEBSOCKET' : custom ?? (call.method === 'all' ? 'ALL' : call.method.toUpperCase()), ...(text === undefined ? {} : { path: text }), at: call.at, steps,
        handler: setup.step(given, ELYSIA_HANDLER, call.at, undefined), framework: 'elysia', ...(call.conditional ? { conditional: call.conditional } : {}),
      },
    });
  }
}

/** `{ beforeHandle: [a, b], auth: true }`: hooks by name, and what macros make of the other names. */
function hookSteps(value: Value | undefined, call: SetupCall, setup: Setup): ChainStep[] {
  const options = value ? setup.project.properties(value) : new Map<string, Value>();
  const own = HOOKS.flatMap((name) => listed(options.get(name), setup).map((hook) => setup.step(hook, ELYSIA_STEP, call.at, undefined)));
  return [...macroSteps(options, call.at, setup), ...own];
}

function listed(value: Value | undefined, setup: Setup): readonly Value[] {
  if (!value || value.kind === 'const') return [];
  return setup.project.items(value) ?? [value];
}

/** `.onBeforeHandle(fn)`, `.derive({ as: 'scoped' }, fn)`: for what is registered after it. */
export function hook(call: SetupCall, app: PathValue, setup: Setup): void {
  const [first, second] = call.args;
  const fn = second ?? first;
  if (!fn || fn.value.kind === 'const') return;
  add(listed(fn.value, setup).map((value) => setup.step(value, ELYSIA_STEP, call.at, call.conditional)), reachOf(second ? first?.value : undefined, setup), scopeOf(app, setup));
}

function reachOf(options: Value | undefined, setup: Setup): Reach {
  const as = options && (setup.project.text(options) ?? setup.project.text(setup.project.properties(options).get('as')));
  return as === 'global' ? 'global' : as === 'scoped' || as === 'plugin' ? 'scoped' : 'local';
}

function add(steps: readonly ChainStep[], reach: Reach, scope: RoutingScope): void {
  for (const step of steps) {
    scope.items.push({ kind: 'step', step });
    if (reach !== 'local') lifted.set(scope, [...(lifted.get(scope) ?? []), { step, reach }]);
  }
}

/** `.as('scoped')`: the hooks so far are handed on. */
export function lift(call: SetupCall, app: PathValue, setup: Setup): void {
  const reach = reachOf(call.args[0]?.value, setup);
  const scope = scopeOf(app, setup);
  lifted.set(scope, scope.items.flatMap((item) => (item.kind === 'step' ? [{ step: item.step, reach }] : [])));
}

/** `.guard({ beforeHandle })` covers what comes after it, `.guard({ .. }, (app) => ..)` and `.group('/p', { .. }, (app) => ..)` what the function registers. */
export function group(call: SetupCall, app: PathValue, setup: Setup): void {
  const path = call.method === 'group' ? setup.project.text(call.args[0]?.value) : '';
  const rest = call.method === 'group' ? call.args.slice(1) : call.args;
  const run = rest.at(-1)?.value;
  const isNested = run?.kind === 'function';
  const options = isNested && rest.length < 2 ? undefined : rest[0]?.value;
  const steps = hookSteps(options, call, setup);
  if (!isNested) return add(steps, reachOf(options, setup), scopeOf(app, setup));
  const inner = setup.object('elysia', `${app.key}/${call.at.path}:${call.at.start}:${path ?? ''}`);
  const scope = scopeOf(inner, setup, call.at);
  scopeOf(app, setup).items.push({ kind: 'mount', ...(path === undefined ? {} : { path }), scope, at: call.at, ...(call.conditional ? { conditional: call.conditional } : {}) });
  add(steps, 'local', scope);
  setup.enter(run, [{ value: inner, labels: 0 }]);
}

/** `.use(plugin)`: another application's routes behind the hooks so far, a function of the application, or a list of these. */
export function use(call: SetupCall, app: PathValue, setup: Setup): void {
  for (const value of call.args.flatMap((arg: Arg) => setup.project.items(arg.value) ?? [arg.value])) one(value, call, app, setup);
}

function one(value: Value, call: SetupCall, app: PathValue, setup: Setup): void {
  if (value.kind === 'module') return one(setup.project.member(value, 'default'), call, app, setup);
  if (value.kind === 'function') return setup.enter(value, [{ value: app, labels: 0 }]);
  const inner = value.kind === 'path' ? appOf(value) : undefined;
  if (!inner || inner.key === app.key) return;
  const [scope, outer] = [scopeOf(inner, setup, call.at), scopeOf(app, setup)];
  outer.items.push({ kind: 'mount', scope, at: call.at, ...(call.conditional ? { conditional: call.conditional } : {}) });
  for (const { step, reach } of lifted.get(scope) ?? []) add([step], reach === 'global' ? 'global' : 'local', outer);
}

/** `.onError(({ code, error }) => ..)` */
export function onError(call: SetupCall, app: PathValue, setup: Setup): void {
  const handler = call.args.at(-1);
  if (handler) scopeOf(app, setup).items.push({ kind: 'error-handler', handler: handler.value, protocol: ELYSIA_ERROR, at: call.at });
}
