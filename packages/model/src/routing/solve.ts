import type { ChainStep, Endpoint, ErrorHandler, RepoPath, RouteDeclaration, RoutingItem, RoutingScope, Span } from '@assay/contract';
import { compareSpans, innermost } from '@assay/contract';
import { missedBy, stepsOf, type Sight } from './missed.js';
import { covers, coversAll, joinPath, normalizePath, routeKey } from './paths.js';

/** A step as seen from below the scope that registered it. */
interface Covering { readonly step: ChainStep; readonly path?: string; readonly exact: boolean; readonly param?: string; /** It answers requests of this method itself, unless it hands them on. */ readonly answers?: string }
interface Place {
  readonly prefix: string;
  readonly known: boolean;
  readonly mounted: boolean;
  /** Below an application that is one whoever calls the code that makes it: so is what that code mounts on it. */
  readonly rooted: boolean;
  readonly chain: readonly Covering[];
  /** Everything registered on the routers around, with its place. */
  readonly seen: readonly Sight[];
  readonly errors: readonly ErrorHandler[];
  readonly around: readonly ChainStep[];
  readonly conditional?: Span;
  /** What has no address of the web is not served here. */
  readonly aliasedOnly?: boolean;
}

/** Entry points, and those that are none where the same registration is served at another place. */
interface LaidOut { readonly served: Endpoint[]; readonly elsewhere: Endpoint[] }

const MAX_NESTING = 24;

/**
 * Every endpoint of the application: the routing scopes laid out from their roots, each with the chain that covers it. `packages`: the folders of the
 * repository's packages; a router that nothing mounts, in one that has an application, is at no place that is known.
 */
export function solveRouting(scopes: readonly RoutingScope[], packages: readonly RepoPath[] = []): Endpoint[] {
  const mounted = new Set(scopes.flatMap((scope) => scope.items.flatMap((item) => (item.kind === 'mount' ? [item.scope.key] : []))));
  const undecided = scopes.some((scope) => scope.mountsUndecided);
  const homeOf = (scope: RoutingScope): string => `${scope.framework}:${innermost(packages, scope.at.path)}`;
  const applications = new Set(scopes.flatMap((scope) => (scope.unmounted === false ? [homeOf(scope)] : [])));
  const out: LaidOut = { served: [], elsewhere: [] };
  const roots = scopes.filter((scope) => !mounted.has(scope.key));
  for (const scope of roots.flatMap((one) => (one.given && one.unmounted ? byPackage(one, packages) : [one]))) {
    const place: Place = { prefix: scope.prefix ?? '', known: true, mounted: scope.unmounted !== true && !(scope.mountable && (undecided || applications.has(homeOf(scope)))), rooted: scope.unmounted === false, ...inApplication(scope, roots, homeOf) };
    layOut(scope, place, [], out);
  }
  const registered = new Set(out.served.map(placeOf));
  return dedupe([...out.served, ...out.elsewhere.filter((entry) => !registered.has(placeOf(entry)))]).sort((a, b) => compareSpans(a.at, b.at) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** Routes on instances that are given in several packages are of the applications of these. */
function byPackage(scope: RoutingScope, packages: readonly RepoPath[]): RoutingScope[] {
  const homes = new Map<string, RoutingItem[]>();
  for (const item of scope.items) {
    const at = item.kind === 'route' ? item.route.at : scope.at;
    homes.set(innermost(packages, at.path), [...(homes.get(innermost(packages, at.path)) ?? []), item]);
  }
  return [...homes].map(([home, items]) => ({ ...scope, key: `${scope.key}@${home}`, at: items.flatMap((item) => (item.kind === 'route' ? [item.route.at] : []))[0] ?? scope.at, items }));
}

/** What covers a scope from above: nothing, or what stands on the one application of its package, which covers all that is registered anywhere below it. */
function inApplication(scope: RoutingScope, roots: readonly RoutingScope[], homeOf: (scope: RoutingScope) => string): Pick<Place, 'chain' | 'seen' | 'errors' | 'around'> {
  const none = { chain: [], seen: [], errors: [], around: [] };
  if (!scope.given || !scope.unmounted) return none;
  const applications = roots.filter((root) => !root.given && root.unmounted !== true && homeOf(root) === homeOf(scope));
  const [application] = applications;
  if (applications.length !== 1 || !application) return none;
  const items = application.items.filter((item) => item.kind !== 'step' || item.path === undefined);
  return { ...none, chain: items.flatMap((item) => covering(item, { ...none, prefix: '', known: true, mounted: true, rooted: true })), errors: errorsOf(items), around: items.flatMap((item) => (item.kind === 'around' ? [item.step] : [])) };
}

function errorsOf(items: readonly RoutingItem[]): ErrorHandler[] {
  return items.flatMap((item) => (item.kind === 'error-handler' ? [{ value: item.handler, protocol: item.protocol, at: item.at }] : []));
}

/** Lays a scope out, and answers the steps that a request has behind it which no route of the scope has answered. */
function layOut(scope: RoutingScope, around: Place, trail: readonly string[], out: LaidOut): readonly Covering[] {
  if (trail.includes(scope.key) || trail.length > MAX_NESTING) return [];
  const place: Place = scope.aliasedOnly ? { ...around, aliasedOnly: true } : around;
  const own: Covering[] = scope.order === 'encapsulated' ? scope.items.flatMap((item) => covering(item, place)) : [];
  const errors = [...place.errors, ...errorsOf(scope.items)];
  const interceptors = [...place.around, ...scope.items.flatMap((item) => (item.kind === 'around' ? [item.step] : []))];
  for (const [index, item] of scope.items.entries()) {
    const seen = scope.order === 'sequence' ? [...place.seen, ...stepsOf(scope.items, index, place.prefix)] : place.seen;
    const here: Place = { ...place, chain: [...place.chain, ...own], seen, errors, around: interceptors };
    if (item.kind === 'step' && scope.order === 'sequence') own.push(...covering(item, place));
    else if (item.kind === 'mount') own.push(...layOut(item.scope, mountedAt(here, item), [...trail, scope.key], out).map((entry) => under(entry, item.conditional)));
    else if (item.kind === 'route') {
      (place.aliasedOnly && !item.route.alias ? out.elsewhere : out.served).push(endpoint(item.route, here));
      if (scope.order === 'sequence') own.push(...handingOn(item.route, place));
    }
  }
  return own.filter(({ answers }) => scope.passesOn === true || answers !== undefined).map((entry) => ({ ...entry, path: entry.path ?? place.prefix }));
}

/** The functions of a route as steps of routes after it for the same requests: what they hand on with `next()` goes there (https://expressjs.com/en/guide/routing.html#route-handlers). */
function handingOn({ protocol, method, path, steps, handler }: RouteDeclaration, { prefix }: Place): Covering[] {
  if (protocol !== 'http' || path === undefined || handler?.protocol.continues !== 'next') return [];
  const full = joinPath(prefix, path);
  return [...steps, handler].map((step) => ({ step, path: full.includes('*') ? full : routeKey(full), exact: !full.endsWith('*'), answers: method }));
}

/** A step of what is mounted only under a condition. */
function under(entry: Covering, conditional: Span | undefined): Covering {
  return conditional ? { ...entry, step: { ...entry.step, conditional: entry.step.conditional ?? conditional } } : entry;
}

function covering(item: RoutingItem, place: Place): Covering[] {
  if (item.kind !== 'step') return [];
  const path = item.path === undefined ? undefined : joinPath(place.prefix, item.path);
  return [{ step: item.step, exact: item.exact ?? false, ...(path === undefined ? {} : { path }), ...(item.param === undefined ? {} : { param: item.param }) }];
}

function mountedAt(place: Place, item: Extract<RoutingItem, { kind: 'mount' }>): Place {
  const prefix = joinPath(place.prefix, joinPath(item.path ?? '', item.scope.prefix ?? ''));
  return { ...place, prefix, mounted: place.mounted && (place.rooted || item.scope.unmounted !== true), ...(item.conditional ? { conditional: item.conditional } : {}) };
}

function endpoint(declared: RouteDeclaration, place: Place): Endpoint {
  const conditional = declared.conditional ?? place.conditional;
  const route = conditional ? { ...declared, conditional } : declared;
  const raw = route.protocol === 'graphql' || route.protocol === 'function' ? route.path ?? '' : joinPath(place.prefix, route.path ?? '');
  const path = clientPath(raw, route.protocol);
  const chain = place.chain.filter((entry) => applies(entry, route.protocol === 'graphql' ? place.prefix : raw, route)).map((entry) => entry.step);
  const steps = route.steps;
  const known = route.path !== undefined;
  const shown = known ? path : `${path === '/' ? '' : path}/…`;
  return {
    id: idOf(route, path, shown), route, method: route.method, path: shown,
    mounted: place.mounted && known, placed: place.mounted, at: route.at, framework: route.framework, chain: [...chain, ...steps], ...(route.handler ? { handler: route.handler } : {}), missed: route.protocol === 'http' ? missedBy(raw, route, [...chain, ...steps], place.seen) : [],
    handlerAt: route.handler ? handlerSpan(route.handler, route.at) : route.at, errorHandlers: place.errors, around: [...place.around, ...(route.around ?? [])],
  };
}

/** The path as clients write it: procedures of nested routers are joined by dots, functions have a name. */
function clientPath(raw: string, protocol: RouteDeclaration['protocol']): string {
  if (protocol === 'http') return normalizePath(raw);
  return protocol === 'rpc' ? raw.slice(1).replaceAll('/', '.') : raw;
}

function idOf(route: RouteDeclaration, path: string, shown: string): string {
  switch (route.protocol) {
    case 'graphql': return graphqlId(route.method, path);
    case 'http': return `${route.method} ${shown}`;
    case 'rpc': case 'function': return `${route.method.toLowerCase()} ${shown}`;
  }
}

function graphqlId(method: string, field: string): string {
  const type = method.charAt(0) + method.slice(1).toLowerCase();
  return method === 'FIELD' ? field : `${type}.${field}`;
}

function applies(entry: Covering, path: string, route: RouteDeclaration): boolean {
  if (entry.step.methods && !entry.step.methods.includes(route.method) && route.method !== 'ALL') return false;
  if (entry.step.except?.some((spared) => coversAll(spared, path))) return false;
  if (entry.step.byDefault && route.overrides) return false;
  if (entry.answers !== undefined && (route.protocol !== 'http' || !isAnsweredBefore(entry, path, route))) return false;
  if (entry.param !== undefined) return path.includes(`:${entry.param}`) || path.includes(`{${entry.param}}`);
  const isAt = route.protocol === 'http' || (route.protocol === 'graphql' && path !== '');
  return entry.path === undefined || !isAt || covers(entry.path, path, entry.exact);
}

/** Every request for the route matches the earlier one too: the patterns say the same, or the earlier one takes whatever follows. */
function isAnsweredBefore({ answers, path: earlier = '' }: Covering, path: string, { method }: RouteDeclaration): boolean {
  if (answers !== 'ALL' && answers !== method) return false;
  return earlier.includes('*') || earlier === routeKey(path);
}

function handlerSpan(handler: ChainStep, fallback: Span): Span {
  const value = handler.value;
  return value.kind === 'function' ? { path: value.file.path, start: value.fn.at[0], end: value.fn.at[1] } : fallback;
}

/** The same registration met twice (two activations of one function) is one endpoint. */
function dedupe(endpoints: readonly Endpoint[]): Endpoint[] {
  const known = new Map<string, Endpoint>();
  for (const entry of endpoints) {
    const key = `${entry.id}@${placeOf(entry)}`;
    const other = known.get(key);
    if (!other || (!other.mounted && entry.mounted)) known.set(key, entry);
  }
  return [...known.values()];
}

function placeOf({ at }: Endpoint): string {
  return `${at.path}:${at.start}-${at.end}`;
}
