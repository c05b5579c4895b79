import { weakMemo, type Linked, type RoutingItem, type RoutingScope, type Setup, type Span, type Value } from '@assay/contract';

/** A place on an application at which a library will answer requests; it is filled when the library's entry points are known. */
export interface Reserved {
  readonly scope: RoutingScope;
  /** The application or router on which the place is. */
  readonly on: RoutingScope;
}

interface Places { readonly by: Setup; readonly found: Map<string, Reserved> }

const places = weakMemo((_project: Linked) => new Map<string, Places>());

/** Keeps a place for the entry points of `library` where set-up code is now: what was registered on `on` before stands before them. */
export function reserve(library: string, on: RoutingScope, at: Span, setup: Setup): RoutingScope {
  const all = places(setup.project);
  let kept = all.get(library);
  // Set-up code may run again, with more known of its values.
  if (kept?.by !== setup) all.set(library, (kept = { by: setup, found: new Map() }));
  const key = `${library}:${on.key}@${at.path}:${at.start}`;
  const known = kept.found.get(key);
  if (known) return known.scope;
  const scope: RoutingScope = { key, framework: library, order: 'sequence', at, items: [] };
  kept.found.set(key, { scope, on });
  return scope;
}

/** Reserves a place on an application that a call is given: `useExpressServer(app, ..)`. */
export function reserveOn(application: Value | undefined, library: string, framework: string, place: { readonly at: Span; readonly path?: string }, setup: Setup): void {
  if (application?.kind !== 'path') return;
  const on = setup.scope(application.key, () => ({ framework, order: 'sequence', passesOn: true, at: setup.project.spanOfValue(application) ?? place.at }));
  const scope = reserve(library, on, place.at, setup);
  if (!on.items.some((item) => item.kind === 'mount' && item.scope === scope)) on.items.push({ kind: 'mount', ...(place.path === undefined ? {} : { path: place.path }), scope, at: place.at });
}

/** Fills the only place that was kept for a library; undefined where there is none, or several, or nothing is known of what it is on. */
export function fillReserved(library: string, items: readonly RoutingItem[], project: Linked): RoutingScope | undefined {
  const [only, ...more] = places(project).get(library)?.found.values() ?? [];
  if (!only || more.length > 0 || only.on.unmounted === true) return undefined;
  only.scope.items.splice(0, only.scope.items.length, ...items);
  return only.scope;
}
