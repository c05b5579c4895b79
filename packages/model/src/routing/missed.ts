import type { ChainStep, MissedStep, RouteDeclaration, RoutingItem } from '@assay/contract';
import { covers, joinPath } from './paths.js';

/** A step on a router around a route, with the paths that it runs for. */
export interface Sight { readonly step: ChainStep; readonly path: string; readonly exact: boolean; readonly later: boolean }

/** The steps of a router as one of its items sees them. A route for all methods that goes on is a step for its own path. */
export function stepsOf(items: readonly RoutingItem[], index: number, prefix: string): readonly Sight[] {
  return items.flatMap((item, position): readonly Sight[] => {
    const later = position > index;
    if (position === index) return [];
    if (item.kind === 'step') return item.param === undefined ? [{ step: item.step, path: joinPath(prefix, item.path ?? ''), exact: item.exact ?? false, later }] : [];
    if (item.kind !== 'route' || item.route.method !== 'ALL' || item.route.path === undefined) return [];
    const path = joinPath(prefix, item.route.path);
    return [...item.route.steps, ...(item.route.handler ? [item.route.handler] : [])].map((step) => ({ step, path, exact: true, later }));
  });
}

/** Steps that do not run for a route, though their place or their path makes it look so. */
export function missedBy(path: string, route: RouteDeclaration, chain: readonly ChainStep[], seen: readonly Sight[]): readonly MissedStep[] {
  return seen.flatMap((sight): readonly MissedStep[] => {
    const { step } = sight;
    if (chain.includes(step) || step.except || step.conditional || (step.methods && !step.methods.includes(route.method))) return [];
    if (covers(sight.path, path, sight.exact)) return sight.later ? [{ step, why: 'later' }] : [];
    if (sight.later) return [];
    if (sight.exact && covers(sight.path, path, false)) return [{ step, why: 'exact' }];
    return isElsewhere(sight.path, path) ? [{ step, why: 'elsewhere' }] : [];
  });
}

/** `/admin` for a route that is at `/api/admin/users`. */
function isElsewhere(guarded: string, path: string): boolean {
  const wanted = guarded.split('/').filter((part) => part !== '' && !part.includes('*'));
  const given = path.split('/').filter((part) => part !== '');
  return wanted.length > 0 && given.some((_, start) => start > 0 && wanted.every((part, index) => given[start + index] === part));
}
