// https://eggjs.org/basics/router  https://eggjs.org/basics/middleware
import type { Linked, PathValue, RoutingItem, RoutingScope, Setup, SetupCall, Value } from '@assay/contract';
import { property } from '../../nest/values.js';
import { KOA_HANDLER, KOA_STEP } from '../protocols.js';
import { HTTP_METHODS, pathTexts } from '../route-paths.js';
import { loadedAt } from './places.js';

/** The application, as a parameter of `app/router.js` or by its declared type. */
const APP = /^(?:default\(\)|Application\.new\(\))$/;
const CONFIG = /(?:^|\/)config\/config\.default\.[jt]s$/;

/** Routes of `router.resources('/posts', controller.posts)`: https://eggjs.org/basics/router#restful-style-url-definition */
const RESOURCES: readonly (readonly [action: string, method: string, path: string])[] = [
  ['index', 'GET', ''], ['new', 'GET', '/new'], ['show', 'GET', '/:id'], ['edit', 'GET', '/:id/edit'], ['create', 'POST', ''], ['update', 'PUT', '/:id'], ['destroy', 'DELETE', '/:id'],
];

export const VERBS: readonly string[] = [...HTTP_METHODS, 'resources', 'namespace', 'use'];

interface Router { readonly app: PathValue; readonly prefix: string }

/** `app.router`, `app` itself, or `router.namespace('/v1')`. */
export function routerOf(path: PathValue | undefined, project: Linked): Router | undefined {
  if (path?.root !== 'egg') return undefined;
  if (APP.test(path.path)) return { app: path, prefix: '' };
  if (path.step === 'router') return routerOf(path.parent, project);
  if (path.step !== '()' || path.parent?.step !== 'namespace') return undefined;
  const on = routerOf(path.parent.parent, project);
  return on && { app: on.app, prefix: `${on.prefix}${project.text(project.argument(path, 0)) ?? ''}` };
}

function scopeOf(app: PathValue, call: SetupCall, setup: Setup): RoutingScope {
  const scope = setup.scope('egg', () => ({ framework: 'egg', order: 'sequence', root: true, at: call.at }));
  // The framework calls what is exported there.
  scope.unmounted = false;
  if (scope.items.length === 0) scope.items.push(...configured(app, call, setup));
  return scope;
}

/** `config.middleware = ['gate', 'limit']` names what stands before every route, in this order. */
function configured(app: PathValue, call: SetupCall, setup: Setup): readonly RoutingItem[] {
  const { project } = setup;
  return project.paths.filter((path) => CONFIG.test(path)).flatMap((path) => project.items(settingOf(path, 'middleware', project) ?? app) ?? []).flatMap((item): readonly RoutingItem[] => {
    const name = project.text(item);
    const made = name === undefined ? undefined : loadedAt('middleware', name, app, project);
    if (made?.kind !== 'function') return [];
    return [{ kind: 'step', step: { ...setup.step(project.call(made, []), KOA_STEP, call.at, undefined), label: name ?? 'middleware' } }];
  });
}

/** A setting of the configuration's file: exported, or a member of what its function answers. */
function settingOf(path: string, name: string, project: Linked): Value | undefined {
  const exported = project.exported(path, 'default');
  const made = exported.kind === 'function' ? project.call(exported, []) : exported;
  return property(made, name, project) ?? project.member(made, name);
}

/** `router.post('/p', check, controller.user.create)`, with a name in front; the handler may be written `'user.create'`. */
export function register(call: SetupCall, { app, prefix }: Router, setup: Setup): void {
  if (call.method === 'use') {
    scopeOf(app, call, setup).items.push(...call.args.map((arg): RoutingItem => ({ kind: 'step', step: setup.step(arg.value, KOA_STEP, call.at, call.conditional) })));
    return;
  }
  const { project } = setup;
  const [first, second, ...more] = call.args;
  if (!first || !second) return;
  const isNamed = more.length > 0 && (project.text(second.value)?.startsWith('/') ?? false);
  const [path, ...rest] = isNamed ? [second, ...more] : [first, second, ...more];
  const values = rest.flatMap((arg) => project.items(arg.value) ?? [arg.value]);
  const last = values.at(-1);
  const handler = last && (project.text(last) === undefined ? last : byName(project.text(last) ?? '', app, project));
  if (!path || !handler) return;
  for (const text of pathTexts(path, project)) {
    const at = text === undefined ? undefined : `${prefix}${text}`;
    if (call.method !== 'resources') declare(call.method === 'all' ? 'ALL' : call.method === 'del' ? 'DELETE' : call.method.toUpperCase(), at, handler, values, call, app, setup);
    else for (const [action, method, below] of RESOURCES) {
      const one = project.member(handler, action);
      if (one.kind === 'function') declare(method, at === undefined ? undefined : `${at}${below}`, one, values, call, app, setup);
    }
  }
}

function byName(name: string, app: PathValue, project: Linked): Value | undefined {
  const parts = name.split('.');
  const whole = loadedAt('controller', parts.join('/'), app, project);
  const owner = whole ? undefined : loadedAt('controller', parts.slice(0, -1).join('/'), app, project);
  return whole ?? (owner && project.member(owner, parts.at(-1) ?? ''));
}

function declare(method: string, path: string | undefined, handler: Value, values: readonly Value[], call: SetupCall, app: PathValue, setup: Setup): void {
  scopeOf(app, call, setup).items.push({
    kind: 'route',
    route: {
      protocol: 'http', framework: 'egg', method, ...(path === undefined ? {} : { path }), at: call.at, steps: values.slice(0, -1).map((value) => setup.step(value, KOA_STEP, call.at, undefined)),
      handler: setup.step(handler, KOA_HANDLER, call.at, undefined), ...(call.conditional ? { conditional: call.conditional } : {}),
    },
  });
}
