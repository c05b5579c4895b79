import type { Linked, RoutingItem } from '@assay/contract';
import { placeOf } from './app-routes.js';
import { methodsAsked } from './dispatch.js';
import { handledBy } from './handlers.js';
import { API_HANDLER, FRAMEWORK } from './names.js';
import type { Place } from './places.js';

/** The default export of a file below `pages/api`, once for each method that it tells apart. */
export function pageRoutes({ file, path }: Place, project: Linked): readonly RoutingItem[] {
  const fact = file.exports.find((entry) => entry.name === 'default') ?? file.exports.find((entry) => entry.name === '=');
  if (!fact) return [];
  const value = project.exported(file.path, 'default');
  const at = placeOf(value, fact, project, file.path);
  const handled = handledBy(value, 'handler', API_HANDLER, at, project);
  const methods = methodsAsked(handled.handler.value, project);
  return (methods.length === 0 ? ['ALL'] : methods).map((method) => ({ kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method, path, at, ...handled } }));
}
