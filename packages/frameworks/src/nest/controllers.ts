import type { ClassValue, Linked, RouteDeclaration, RoutingItem, Value } from '@assay/contract';
import { inheritedDecorators, lastOf, methodsOf, type Applied, type Method } from './decorated.js';
import { isGated } from './gates.js';
import { declare, routeItem, type Holder } from './handlers.js';
import { COMMON, FRAMEWORK, isPath } from './names.js';
import { methodsOf as requestMethods, pathTexts, type PathText } from './paths.js';
import { placesOf, type Way } from './places.js';
import type { Settings } from './settings.js';
import { filtersOf, guardsOf, interceptorsOf } from './steps.js';
import { isGiven, property } from './values.js';

const VERBS: ReadonlyMap<string, string> = new Map([
  ...['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Head', 'Options', 'Search', 'Copy', 'Lock', 'Unlock', 'Move', 'Mkcol', 'Propfind', 'Proppatch'].map((name) => [`${name}()`, name.toUpperCase()] as const),
  ['Sse()', 'GET'],
]);

/** A route of an application, with what middleware needs to find it. */
export interface Mounted {
  readonly of: ClassValue;
  readonly mount: string;
  /** Its path as middleware sees it, without the global prefix. */
  readonly local: string;
  readonly route: RouteDeclaration;
}

export interface ControllerScopes {
  readonly items: readonly RoutingItem[];
  readonly routes: readonly Mounted[];
}

/** A controller's scopes, one for each path that it is mounted at. */
export function controllerScopes(cls: ClassValue, modules: readonly string[], unmounted: boolean, settings: Settings, project: Linked): ControllerScopes {
  const applied = inheritedDecorators(cls, project);
  const holder: Holder = { name: cls.cls.name, applied, guards: settings.guards };
  const options = controllerOptions(applied, project);
  const routes: Mounted[] = [];
  const scopes = new Map<string, RoutingItem[]>();
  for (const method of methodsOf(cls, project)) {
    for (const verb of verbsOf(method, project)) {
      const way: Way = { modules, controller: options.paths, version: versionOf(method, project) ?? options.version };
      for (const path of verb.paths) {
        for (const place of placesOf(way, path, verb.method, settings, project)) {
          const route = declare({ protocol: 'http', method: verb.method, path: place.path, at: verb.at }, holder, method, project);
          const items = scopes.get(place.mount) ?? [];
          scopes.set(place.mount, [...items, routeItem(route, `${scopeKey(cls, place.mount)}.${method.name}`, method, project)]);
          routes.push({ of: cls, mount: place.mount, local: place.local, route });
        }
      }
    }
  }
  return { items: [...scopes].map(([mount, items]) => mountItem(cls, mount, items, applied, unmounted, project)), routes };
}

/** The class as a scope: its guards and filters cover what is declared in it. */
export function mountItem(cls: ClassValue, path: string, items: readonly RoutingItem[], applied: readonly Applied[], unmounted: boolean, project: Linked): RoutingItem {
  const at = project.span(cls.file, cls.cls.nameAt);
  const guards: readonly RoutingItem[] = guardsOf(applied, project).filter((step) => !isGated(step)).map((step) => ({ kind: 'step', step }));
  return {
    kind: 'mount', at, ...(path === '' ? {} : { path }),
    scope: { key: scopeKey(cls, path), framework: FRAMEWORK, order: 'encapsulated', at, items: [...guards, ...interceptorsOf(applied, project).map((step): RoutingItem => ({ kind: 'around', step })), ...filtersOf(applied, project), ...items], ...(unmounted ? { unmounted } : {}) },
  };
}

function scopeKey(cls: ClassValue, path: string): string {
  return `${cls.file.path}#${cls.cls.name}:${path}`;
}

function controllerOptions(applied: readonly Applied[], project: Linked): { readonly paths: readonly PathText[]; readonly version?: Value } {
  const decorator = lastOf(applied, COMMON, 'Controller');
  const given = decorator && project.argument(decorator.value, 0);
  if (given?.kind !== 'object') return { paths: pathTexts(given, project) };
  const version = property(given, 'version', project);
  const path = property(given, 'path', project);
  return { paths: pathTexts(path, project), ...(isGiven(version) ? { version } : {}) };
}

interface Verb {
  readonly method: string;
  readonly paths: readonly PathText[];
  readonly at: Applied['at'];
}

function* verbsOf(method: Method, project: Linked): Generator<Verb> {
  const use = method.applied.findLast((one) => one.value.root.startsWith(COMMON) && (VERBS.has(one.value.path) || one.value.path === 'RequestMapping()'));
  if (!use) return;
  const first = project.argument(use.value, 0);
  const name = VERBS.get(use.value.path);
  if (name !== undefined) {
    yield { method: name, paths: pathTexts(first, project), at: use.at };
    return;
  }
  const mapped = property(first, 'method', project);
  const all = isPath(mapped, COMMON, 'RequestMethod.ALL');
  yield { method: all ? 'ALL' : requestMethods(mapped)?.[0] ?? 'GET', paths: pathTexts(property(first, 'path', project), project), at: use.at };
}

function versionOf(method: Method, project: Linked): Value | undefined {
  const use = lastOf(method.applied, COMMON, 'Version');
  return use && project.argument(use.value, 0);
}
