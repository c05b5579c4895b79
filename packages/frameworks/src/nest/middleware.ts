import type { ChainStep, Linked, RoutingItem, Value } from '@assay/contract';
import type { Consumer } from './consumers.js';
import type { Mounted } from './controllers.js';
import { covers, join, patternOf, type Pattern } from './paths.js';
import { prefixFor } from './places.js';
import type { Settings } from './settings.js';
import { FIELDS, stepOn, VERBS } from './transports.js';

/** The steps of a consumer, below the root scope. Targets that are not decidable may be any route: one step under a condition. */
export function* consumerItems(consumer: Consumer, routes: readonly Mounted[], settings: Settings, project: Linked): Generator<RoutingItem> {
  const free = routes.filter((route) => !isExcluded(route, consumer.excluded, settings));
  const targets = consumer.targets.map((target) => targetOf(target, project));
  for (const step of consumer.steps) {
    for (const target of targets) {
      if (target?.kind === 'class') yield* exactly(step, free.filter((route) => route.of.key === target.key));
      else if (target && consumer.excluded.length > 0) yield* exactly(step, free.filter((route) => covers(target, route.local, httpMethod(route))));
      else if (target) yield* stepOn(step, target, prefixFor(target.path, '', settings));
    }
    if (targets.includes(undefined)) yield { kind: 'step', step: { ...step, conditional: consumer.at } };
  }
}

type Target = ({ readonly kind: 'paths' } & Pattern) | { readonly kind: 'class'; readonly key: string };

/** A controller, or paths: a text covers all below it, `{ path, method }` one path. */
function targetOf(target: Value, project: Linked): Target | undefined {
  if (target.kind === 'class') return { kind: 'class', key: target.key };
  const pattern = patternOf(target, project);
  return pattern && { kind: 'paths', ...pattern, prefix: pattern.prefix || target.kind !== 'object' };
}

/** One step a route: what is left out or spread over several paths has no path in common. */
function* exactly(step: ChainStep, routes: readonly Mounted[]): Generator<RoutingItem> {
  if (routes.some(({ route }) => route.protocol === 'graphql')) yield { kind: 'step', step: { ...step, methods: FIELDS } };
  const seen = new Set<string>();
  for (const { mount, route } of routes) {
    const path = join(mount, route.path ?? '');
    if (route.protocol === 'graphql' || route.path === undefined || seen.has(`${route.method} ${path}`)) continue;
    seen.add(`${route.method} ${path}`);
    yield { kind: 'step', path, exact: true, step: { ...step, methods: route.method === 'ALL' ? VERBS : [route.method] } };
  }
}

function isExcluded(route: Mounted, excluded: readonly Pattern[], settings: Settings): boolean {
  return excluded.some((pattern) => covers(pattern, route.local, httpMethod(route)) || covers(pattern, join(settings.prefix, route.local), httpMethod(route)));
}

function httpMethod({ route }: Mounted): string {
  return route.protocol === 'graphql' ? 'POST' : route.method;
}
