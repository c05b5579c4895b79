import type { Linked, ModelNode, RoutingItem } from '@assay/contract';
import { actionsOf, holdsActions } from './actions.js';
import { appRoutes } from './app-routes.js';
import { middlewareOf, stepFor, type Middleware } from './middleware.js';
import { FRAMEWORK } from './names.js';
import { pageRoutes } from './pages.js';
import { applicationsOf, type Application, type Place } from './places.js';

/** A root scope for each Next application, and one for the server actions, which middleware does not stand for. */
export function* routing(project: Linked): Generator<ModelNode> {
  for (const app of applicationsOf(project)) {
    const middleware = app.middleware && middlewareOf(app.middleware, project);
    const items = app.places.flatMap((place) => served(place, middleware, project));
    if (items.length > 0) yield scope(app, items);
  }
  for (const file of project.files) {
    const items = holdsActions(file) ? actionsOf(file, project) : [];
    if (items.length > 0) yield { kind: 'scope', scope: { key: `${FRAMEWORK}:actions:${file.path}`, framework: FRAMEWORK, order: 'encapsulated', root: true, at: { path: file.path, start: 0, end: 0 }, items: [...items] } };
  }
}

function scope(app: Application, items: RoutingItem[]): ModelNode {
  const at = { path: app.places[0]?.file.path ?? '', start: 0, end: 0 };
  return { kind: 'scope', scope: { key: `${FRAMEWORK}:${app.root}`, framework: FRAMEWORK, order: 'encapsulated', root: true, at, items } };
}

/** The routes of one file, below what runs before them. */
function served(place: Place, middleware: Middleware | undefined, project: Linked): RoutingItem[] {
  const routes = place.kind === 'app' ? appRoutes(place, project) : pageRoutes(place, project);
  const step = middleware && stepFor(middleware, place.path);
  if (!step || routes.length === 0) return [...routes];
  const at = { path: place.file.path, start: 0, end: 0 };
  return [{ kind: 'mount', at, scope: { key: `${FRAMEWORK}:${place.file.path}`, framework: FRAMEWORK, order: 'encapsulated', at, items: [{ kind: 'step', step }, ...routes] } }];
}
