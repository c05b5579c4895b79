import type { ExportFact, Linked, RoutingItem, Span, Value } from '@assay/contract';
import { handledBy } from './handlers.js';
import { FRAMEWORK, METHODS, ROUTE_HANDLER } from './names.js';
import type { Place } from './places.js';

/** The methods that a `route` file exports. */
export function appRoutes({ file, path }: Place, project: Linked): readonly RoutingItem[] {
  return METHODS.flatMap((method): RoutingItem[] => {
    const fact = file.exports.find((entry) => entry.name === method) ?? file.exports.find((entry) => entry.name === '*' && entry.from);
    if (!fact) return [];
    const value = project.exported(file.path, method);
    if (fact.name === '*' && value.kind !== 'function' && value.kind !== 'path') return [];
    const at = placeOf(value, fact, project, file.path);
    return [{ kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method, path, at, ...handledBy(value, method, ROUTE_HANDLER, at, project) } }];
  });
}

/** The function's name when it stands in the file itself, else what exports it. */
export function placeOf(value: Value, fact: ExportFact, project: Linked, path: string): Span {
  const own = value.kind === 'function' && value.file.path === path && value.fn.kind === 'function' ? value : undefined;
  return own ? project.span(own.file, own.fn.nameAt) : { path, start: fact.at[0], end: fact.at[1] };
}
