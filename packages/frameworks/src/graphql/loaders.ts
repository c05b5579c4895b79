import type { Linked, PathValue, Protocol, RoutingItem, Value } from '@assay/contract';
import { property } from '../nest/values.js';
import { fieldRoute } from './fields.js';

/** `(queries, context)`: called once for all objects of a list. */
const LOADER: Protocol = { name: 'mercurius-loader', params: ['', '#request'], continues: 'return' };

/** Fields that `loaders` of mercurius resolve for many objects at a time. https://mercurius.dev/#/docs/loaders */
export function* loaderFields(register: PathValue, project: Linked): Generator<RoutingItem> {
  const options = project.argument(register, 1);
  const loaders = property(options, 'loaders', project);
  for (const [type, fields] of loaders ? project.properties(loaders) : []) {
    for (const [name, given] of project.properties(fields)) {
      const loader = loaderOf(given, project);
      const item = loader && fieldRoute({ type, name, resolver: loader, steps: [], protocol: LOADER, listed: new Set() }, project);
      if (item) yield item;
    }
  }
}

/** A function, or `{ loader, opts }`. */
function loaderOf(given: Value, project: Linked): Value | undefined {
  return given.kind === 'function' ? given : property(given, 'loader', project);
}
