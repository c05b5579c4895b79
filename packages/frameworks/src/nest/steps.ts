import type { Arg, ChainStep, Linked, Protocol, RoutingItem, Span, Value } from '@assay/contract';
import type { Applied } from './decorated.js';
import { argLabel, argSpan, labelOf } from './labels.js';
import { COMMON, isPath, NEST_FILTER, NEST_GUARD } from './names.js';
import { listed } from './values.js';

export function stepOf(value: Value, protocol: Protocol, at: Span, project: Linked): ChainStep {
  return { value, protocol, at, label: labelOf(value, project) };
}

/** Arguments as steps; an array among them holds steps as well. */
export function stepsOf(args: readonly Arg[], protocol: Protocol, otherwise: Span, project: Linked): readonly ChainStep[] {
  return args.flatMap((arg) => {
    const at = argSpan(arg, otherwise, project);
    if (arg.value.kind === 'array') return listed(arg.value).items.map((item) => stepOf(item, protocol, at, project));
    return [{ value: arg.value, protocol, at, label: argLabel(arg, project) }];
  });
}

/** `@UseGuards(...)`, in the order in which they run. */
export function guardsOf(applied: readonly Applied[], project: Linked): readonly ChainStep[] {
  return applied.flatMap((use) => (isPath(use.value, COMMON, 'UseGuards()') ? stepsOf(project.args(use.value), NEST_GUARD, use.at, project) : []));
}

/** `@UseFilters(...)`. */
export function filtersOf(applied: readonly Applied[], project: Linked): readonly RoutingItem[] {
  return applied.flatMap((use) => (isPath(use.value, COMMON, 'UseFilters()') ? project.args(use.value).map((arg) => errorHandler(arg.value, argSpan(arg, use.at, project))) : []));
}

export function errorHandler(handler: Value, at: Span): RoutingItem {
  return { kind: 'error-handler', handler, protocol: NEST_FILTER, at };
}
