import type { Arg, ChainStep, PathValue, RoutingScope, Setup, SetupCall, Span, Value } from '@assay/contract';
import { HONO_HANDLER, HONO_STEP } from '../protocols.js';
import { HTTP_METHODS, isRoutePath, pathTexts } from '../route-paths.js';
import { HONO } from './context.js';

const APP = /^(?:(?:Hono|OpenAPIHono)\.new\(\)|(?:createFactory\(\)|Factory\.new\(\))\.createApp\(\)|\$\(\))$/;
/** Methods that answer the application they are called on. */
const CHAINED: ReadonlySet<string> = new Set(['use', 'on', 'route', 'mount', 'onError', 'notFound', 'openapi', 'doc', 'doc31', ...HTTP_METHODS]);

/** The application that a method is called on, and the base path that it is called with. */
export interface Target { readonly app: PathValue; readonly base: string }

/** Chained calls lead back to the application; `basePath()` is the same application with a prefix. */
export function targetOf(path: PathValue | undefined, setup: Setup): Target | undefined {
  let base = '';
  let at = path;
  while (at && HONO.includes(at.root)) {
    if (APP.test(at.path)) return { app: at, base };
    const method = at.step === '()' ? at.parent?.step : undefined;
    if (method === 'basePath') base = `${setup.project.text(setup.project.argument(at, 0)) ?? ''}${base}`;
    else if (method === undefined || !CHAINED.has(method)) return undefined;
    at = at.parent?.parent;
  }
  return undefined;
}

export function scopeOf({ app }: Target, setup: Setup, at: Span | undefined = setup.project.spanOfValue(app)): RoutingScope {
  return setup.scope(app.key, () => ({ framework: 'hono', order: 'sequence', passesOn: true, at: at ?? { path: '', start: 0, end: 0 } }));
}

/** Paths as other routers write them: `:id{[0-9]+}` without the pattern. */
function pathOf(text: string | undefined, base: string): string | undefined {
  return text === undefined ? undefined : `${base}/${text.replace(/(:\w+)\{(?:[^{}]|\{[^{}]*\})*\}/g, '$1')}`;
}

/** Nested arrays, `createHandlers(a, b)` and `every(a, b)` laid out; `some(a, b)` lets pass whom any of them lets pass. */
function flatten(values: readonly Value[], setup: Setup): Value[] {
  return values.flatMap((value) => {
    const items = setup.project.items(value);
    if (items) return flatten(items, setup);
    if (value.kind !== 'path' || value.step !== '()') return [value];
    const args = (): Value[] => flatten(setup.project.args(value).map((arg) => arg.value), setup);
    if (value.root === 'hono/combine' && value.path === 'every()') return args();
    if (value.root === 'hono/factory' && value.parent?.step === 'createHandlers') return args();
    const options = value.root === 'hono/combine' && value.path === 'some()' ? args() : [];
    return options.length > 0 ? [{ kind: 'union', key: `some:${options.map((option) => option.key).join('|')}`, options }] : [value];
  });
}

/** One step; `except('/public/*', mw)` leaves out what it names. */
function stepsOf(value: Value, call: SetupCall, setup: Setup): ChainStep[] {
  if (value.kind !== 'path' || value.root !== 'hono/combine' || value.path !== 'except()') return [setup.step(value, HONO_STEP, call.at, call.conditional)];
  const [condition, ...wrapped] = setup.project.args(value);
  const paths = condition ? pathTexts(condition, setup.project) : [];
  const known = paths.flatMap((path) => (path === undefined ? [] : [path]));
  return flatten(wrapped.map((arg) => arg.value), setup).map((inner) => {
    const step = setup.step(inner, HONO_STEP, call.at, known.length < paths.length ? call.at : call.conditional);
    return { ...step, except: known };
  });
}

/** `app.use(mw)`, `app.use('/admin/*', mw)`: a path without `*` is this path only. */
export function use(call: SetupCall, target: Target, setup: Setup): void {
  const [first, ...rest] = call.args;
  const named = first !== undefined && isRoutePath(first, setup.project);
  const steps = flatten((named ? rest : call.args).map((arg) => arg.value), setup).flatMap((value) => stepsOf(value, call, setup));
  for (const text of named ? pathTexts(first, setup.project) : ['*']) {
    const path = pathOf(text, target.base);
    for (const step of steps) scopeOf(target, setup).items.push({ kind: 'step', ...(path === undefined ? {} : { path }), step, ...(text?.endsWith('*') === false ? { exact: true } : {}) });
  }
}

/** `app.get('/p', mw, handler)`, `app.on(['PUT', 'PATCH'], ['/a', '/b'], handler)`; without a path it is the one before. */
export function route(call: SetupCall, target: Target, setup: Setup): void {
  const [first, ...rest] = call.args;
  if (!first) return;
  if (call.method === 'on') {
    const methods = (setup.project.items(first.value) ?? [first.value]).flatMap((item) => setup.project.text(item)?.toUpperCase() ?? []);
    const [path, ...handlers] = rest;
    if (path) declare(methods, pathTexts(path, setup.project), handlers, call, target, setup);
    return;
  }
  const named = isRoutePath(first, setup.project) || rest.length > 0;
  declare([call.method === 'all' ? 'ALL' : call.method.toUpperCase()], named ? pathTexts(first, setup.project) : [previousPath(call.receiver, setup)], named ? rest : call.args, call, target, setup);
}

/** `app.get('/p', a).post(b)` */
function previousPath(receiver: PathValue | undefined, setup: Setup): string {
  const first = receiver?.step === '()' ? setup.project.args(receiver)[0] : undefined;
  return (first && setup.project.text(first.value)) ?? '/';
}

/** `app.openapi(createRoute({ method, path, middleware }), handler)` of @hono/zod-openapi. */
export function openapi(call: SetupCall, target: Target, setup: Setup): void {
  const [definition, handler] = call.args;
  const made = definition?.value;
  const options = made?.kind === 'path' && made.path.endsWith('createRoute()') ? setup.project.argument(made, 0) : made;
  const settings = options ? setup.project.properties(options) : new Map<string, Value>();
  const method = setup.project.text(settings.get('method'));
  const middleware = settings.get('middleware');
  if (method === undefined || !handler) return;
  const before: Arg[] = middleware && middleware.kind !== 'const' ? [{ value: middleware, labels: 0 }] : [];
  declare([method.toUpperCase()], [setup.project.text(settings.get('path'))?.replace(/\{(\w+)\}/g, ':$1')], [...before, handler], call, target, setup);
}

function declare(methods: readonly string[], paths: readonly (string | undefined)[], handlers: readonly Arg[], call: SetupCall, target: Target, setup: Setup): void {
  const values = flatten(handlers.map((arg) => arg.value), setup);
  const last = values.at(-1);
  const steps = values.slice(0, -1).flatMap((value) => stepsOf(value, call, setup));
  for (const text of paths) {
    if (text === undefined && setup.isOrphan) continue;
    const path = pathOf(text, target.base);
    for (const method of methods) {
      scopeOf(target, setup).items.push({
        kind: 'route',
        route: {
          protocol: 'http', method, ...(path === undefined ? {} : { path }), at: call.at, steps, framework: 'hono',
          ...(last ? { handler: setup.step(last, HONO_HANDLER, call.at, undefined) } : {}), ...(call.conditional ? { conditional: call.conditional } : {}),
        },
      });
    }
  }
}

/** `app.route('/p', other)`: the other application's routes, as they are at this point. */
export function mount(call: SetupCall, target: Target, setup: Setup): void {
  const [first, second] = call.args;
  const inner = second?.value.kind === 'path' ? targetOf(second.value, setup) : undefined;
  if (!first || !inner) return;
  for (const text of pathTexts(first, setup.project)) {
    const path = pathOf(text, target.base);
    scopeOf(target, setup).items.push({ kind: 'mount', ...(path === undefined ? {} : { path }), scope: scopeOf(inner, setup, call.at), at: call.at, ...(call.conditional ? { conditional: call.conditional } : {}) });
  }
}
