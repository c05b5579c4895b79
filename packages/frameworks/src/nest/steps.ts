import type { Arg, ChainStep, Linked, Protocol, RoutingItem, Span, Value } from '@assay/contract';
import type { Applied } from './decorated.js';
import { bringsGuard } from './gates.js';
import { argLabel, argSpan, labelOf } from './labels.js';
import { COMMON, isPath, NEST_FILTER, NEST_GUARD, NEST_INTERCEPTOR } from './names.js';
import { listed } from './values.js';

/** A step under the name of what it runs. */
export function stepOf(value: Value, protocol: Protocol, at: Span, project: Linked): ChainStep {
  return { value, protocol, at, label: labelOf(value, project) };
}

/** Arguments as steps; an array among them holds steps as well. */
export function stepsOf(args: readonly Arg[], protocol: Protocol, otherwise: Span, project: Linked): readonly ChainStep[] {
  return args.flatMap((given) => {
    const arg = { ...given, value: injected(given.value, project) };
    const at = argSpan(arg, otherwise, project);
    if (arg.value.kind === 'array') return listed(arg.value).items.map((item) => stepOf(item, protocol, at, project));
    return [{ value: arg.value, protocol, at, label: argLabel(arg, project) }];
  });
}

/** `app.get(X)`: an object of the class, from Nest's container. */
export function injected(value: Value, project: Linked): Value {
  if (value.kind !== 'path' || !value.root.startsWith('@nestjs/') || !/\.(?:get|resolve)\(\)$/.test(value.path)) return value;
  const token = project.argument(value, 0);
  return token?.kind === 'class' ? project.instanceOf(token) : value;
}

/** `@UseGuards(...)` and library decorators that stand for it, in the order in which they run. */
export function guardsOf(applied: readonly Applied[], project: Linked): readonly ChainStep[] {
  return applied.flatMap((use) => {
    if (isPath(use.value, COMMON, 'UseGuards()')) return stepsOf(project.args(use.value), NEST_GUARD, use.at, project);
    return bringsGuard(use.value) ? [stepOf(use.value, NEST_GUARD, use.at, project)] : [];
  });
}

/** `@UseInterceptors(...)`. */
export function interceptorsOf(applied: readonly Applied[], project: Linked): readonly ChainStep[] {
  return applied.flatMap((use) => (isPath(use.value, COMMON, 'UseInterceptors()') ? stepsOf(project.args(use.value), NEST_INTERCEPTOR, use.at, project) : []));
}

/** `@UseFilters(...)`. */
export function filtersOf(applied: readonly Applied[], project: Linked): readonly RoutingItem[] {
  return applied.flatMap((use) => (isPath(use.value, COMMON, 'UseFilters()') ? project.args(use.value).map((arg) => errorHandler(arg.value, argSpan(arg, use.at, project))) : []));
}

/** An exception filter as a part of its scope. */
export function errorHandler(handler: Value, at: Span): RoutingItem {
  return { kind: 'error-handler', handler, protocol: NEST_FILTER, at };
}
