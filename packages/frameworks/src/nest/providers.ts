import type { ChainStep, Linked, RoutingItem, Span, Value } from '@assay/contract';
import type { ModulePart } from './modules.js';
import { CORE, isPath, NEST_GUARD, NEST_INTERCEPTOR } from './names.js';
import { errorHandler, stepOf } from './steps.js';
import { isGiven, property } from './values.js';

/** Guards that modules provide for the whole application under `APP_GUARD`. */
export function providedGuards(parts: readonly ModulePart[], project: Linked): readonly ChainStep[] {
  return provided('APP_GUARD', parts, project).map(({ value, at }) => stepOf(value, NEST_GUARD, at, project));
}

/** Interceptors that modules provide for the whole application under `APP_INTERCEPTOR`. */
export function providedInterceptors(parts: readonly ModulePart[], project: Linked): readonly ChainStep[] {
  return provided('APP_INTERCEPTOR', parts, project).map(({ value, at }) => stepOf(value, NEST_INTERCEPTOR, at, project));
}

/** Filters that modules provide for the whole application under `APP_FILTER`. */
export function providedFilters(parts: readonly ModulePart[], project: Linked): readonly RoutingItem[] {
  return provided('APP_FILTER', parts, project).map(({ value, at }) => errorHandler(value, at));
}

function provided(token: string, parts: readonly ModulePart[], project: Linked): readonly { readonly value: Value; readonly at: Span }[] {
  const seen = new Set<string>();
  return parts.flatMap((part) => part.providers.items).flatMap((provider) => {
    const named = property(provider, 'provide', project);
    // The constants of the package are texts of their own names.
    if (seen.has(provider.key) || !(isPath(named, CORE, token) || project.text(named) === token)) return [];
    seen.add(provider.key);
    const value = used(provider, project);
    const at = project.spanOfValue(provider);
    return value && at ? [{ value, at }] : [];
  });
}

function used(provider: Value, project: Linked): Value | undefined {
  const given = ['useClass', 'useExisting', 'useValue'].map((name) => property(provider, name, project)).find(isGiven);
  const factory = property(provider, 'useFactory', project);
  return given ?? (factory?.kind === 'function' ? project.call(factory, []) : factory);
}
