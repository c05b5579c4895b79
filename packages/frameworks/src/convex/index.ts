import { defineAdapter, type FrameworkAdapter, type Linked, type ModelNode, type PathValue, type Setup, type SetupCall } from '@assay/contract';
import { functionsOf, internalFunctionsOf } from './functions.js';
import { FRAMEWORK, HTTP_ACTION } from './names.js';
import { dataRows, libraryRows, roles } from './rows.js';

/** `http.route({ path, method, handler })` on an `httpRouter()`; https://docs.convex.dev/functions/http-actions */
function route(call: SetupCall, router: PathValue, setup: Setup): void {
  const scope = setup.scope(router.key, () => ({ framework: FRAMEWORK, order: 'sequence', at: call.at, root: true }));
  const options = call.args[0] && setup.project.properties(call.args[0].value);
  const method = setup.project.text(options?.get('method'));
  const path = setup.project.text(options?.get('path')) ?? prefixed(setup.project.text(options?.get('pathPrefix')));
  const handler = options?.get('handler');
  if (method === undefined || !handler) return;
  const action = handler.kind === 'path' ? setup.project.argument(handler, 0) ?? handler : handler;
  const step = { value: action, protocol: HTTP_ACTION, at: call.at, label: 'httpAction' };
  scope.items.push({ kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method: method.toUpperCase(), ...(path === undefined ? {} : { path }), at: call.at, steps: [], handler: step } });
}

function prefixed(prefix: string | undefined): string | undefined {
  return prefix === undefined ? undefined : `${prefix}{rest}`;
}

/** Public functions have no gate in common: each file's are a scope of their own. */
function* recognize(project: Linked): Generator<ModelNode> {
  for (const file of project.files) {
    yield* internalFunctionsOf(file, project);
    const items = functionsOf(file, project);
    if (items.length === 0) continue;
    yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${file.path}`, framework: FRAMEWORK, order: 'encapsulated', root: true, at: { path: file.path, start: 0, end: 0 }, items: [...items] } };
  }
}

/** Functions that clients call by name, and routes of the deployment's own HTTP endpoint. */
const convex = defineAdapter({
  name: 'convex',
  kind: 'http',
  packages: ['convex', 'convex/server'],
  docs: 'https://docs.convex.dev/functions',
  models: [...dataRows, ...libraryRows],
  roles,
  generated: [{ specifier: /(?:^|\/)_generated\/server(?:\.js)?$/, package: 'convex/server' }],
  verbs: ['route'],
  setup(call, setup) {
    if (call.method === 'route' && call.receiver?.root === 'convex/server' && call.receiver.path === 'httpRouter()') route(call, call.receiver, setup);
  },
  recognize,
});

export const convexAdapters: readonly FrameworkAdapter[] = [convex];
