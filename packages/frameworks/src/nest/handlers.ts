import type { ChainStep, Linked, RouteDeclaration, RoutingItem, Span } from '@assay/contract';
import type { Applied, Method } from './decorated.js';
import { acts, isGated } from './gates.js';
import { FRAMEWORK } from './names.js';
import { handlerProtocol } from './params.js';
import { filtersOf, guardsOf, interceptorsOf } from './steps.js';
import { metadataOf } from './metadata.js';

type Registered = Pick<RouteDeclaration, 'protocol' | 'method' | 'path' | 'at' | 'perElement'>;

/** The class that holds a handler, as its routes see it. */
export interface Holder {
  readonly name: string;
  /** Decorators of the class, inherited ones first. */
  readonly applied: readonly Applied[];
  /** Guards of the application. */
  readonly guards: readonly ChainStep[];
}

/** A route whose handler is a method of a class. */
export function declare(route: Registered, holder: Holder, method: Method, project: Linked): RouteDeclaration {
  const applied = [...holder.applied, ...method.applied];
  const metadata = metadataOf(applied, project);
  const above = [...holder.guards, ...guardsOf(holder.applied, project)].filter(isGated);
  const steps = [...above, ...guardsOf(method.applied, project)].filter((step) => acts(step, applied));
  const around = interceptorsOf(method.applied, project);
  return { ...route, framework: FRAMEWORK, steps, ...(around.length > 0 ? { around } : {}), handler: handlerStep(holder.name, method, project), ...(metadata.size > 0 ? { metadata } : {}) };
}

/** The route as an item; filters of its own make it a scope of its own. */
export function routeItem(route: RouteDeclaration, key: string, method: Method, project: Linked): RoutingItem {
  const item: RoutingItem = { kind: 'route', route };
  const filters = filtersOf(method.applied, project);
  if (filters.length === 0) return item;
  return { kind: 'mount', at: route.at, scope: { key, framework: FRAMEWORK, order: 'encapsulated', at: route.at, items: [...filters, item] } };
}

function handlerStep(className: string, method: Method, project: Linked): ChainStep {
  const at: Span = project.span(method.fn.file, method.fn.fn.nameAt);
  return { value: method.fn, protocol: handlerProtocol(method, project), at, label: `${className}.${method.name}` };
}
