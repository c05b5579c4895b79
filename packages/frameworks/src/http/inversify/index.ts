import { defineAdapter, innermost, memo, weakMemo, type Linked, type ModelNode, type RepoPath, type RoutingScope, type Setup, type SetupCall } from '@assay/contract';
import { quiet, rows } from '../../runtime/shared.js';
import { sourcesOf } from '../../nest/values.js';
import { bindingsOf } from './bindings.js';
import { mountOf } from './controllers.js';
import { INVERSIFY } from './names.js';

/** The servers' scopes for controllers, by the package that makes the server. */
/** `this.ok(body)`, `this.json(body, 404)`: results that the server turns into an answer. */
const RESULTS: Readonly<Record<string, object>> = {
  'ok()': { fixed: 200, body: 0 }, 'created()': { fixed: 201, body: 1 }, 'badRequest()': { fixed: 400, body: 0 }, 'notFound()': { fixed: 404 }, 'conflict()': { fixed: 409 }, 'internalServerError()': { fixed: 500, body: 0 },
  'json()': { body: 0, status: 1 }, 'statusCode()': { status: 0 }, 'redirect()': { fixed: 302, redirect: true }, 'stream()': { body: 0, status: 2 },
};

function packageOf(path: RepoPath, project: Linked): RepoPath {
  return innermost(project.manifests.map(({ folder }) => folder), path);
}

/** The server's application: what `setConfig` registers stands before the controllers. */
function configure(call: SetupCall, setup: Setup): void {
  const server = call.receiver;
  const fn = call.args[0]?.value;
  if (!server || !fn) return;
  const app = setup.object('express', server.key);
  const scope = setup.scope(app.key, () => ({ framework: 'express', order: 'sequence', passesOn: true, at: call.at }));
  scope.unmounted = false;
  setup.enter(fn, [{ value: app, labels: 0 }]);
  if (call.method === 'setErrorConfig') return;
  const controllers = controllersIn(setup.project)(packageOf(call.file.path, setup.project));
  const options = setup.project.argument(server, 2);
  const path = options && setup.project.text(setup.project.properties(options).get('rootPath'));
  if (!scope.items.some((item) => item.kind === 'mount' && item.scope === controllers)) scope.items.push({ kind: 'mount', ...(path === undefined ? {} : { path }), scope: controllers, at: call.at });
}

/** The scope of the controllers of a package. */
const controllersIn = weakMemo((_project: Linked) => memo((folder: RepoPath): RoutingScope => ({ key: `${INVERSIFY}:${folder}`, framework: 'express', order: 'sequence', at: { path: '', start: 0, end: 0 }, items: [] })));

/** Controllers register themselves when they are imported, so all of a package belong to its server. */
function* recognize(project: Linked): Generator<ModelNode> {
  const { role } = sourcesOf(project);
  const bindings = bindingsOf(project);
  const filled = new Set<RoutingScope>();
  for (const cls of project.classes()) {
    if (role(cls.file.path) === 'test' || cls.cls.decorators.length === 0) continue;
    const mount = mountOf(cls, bindings, project);
    if (!mount) continue;
    const scope = controllersIn(project)(packageOf(cls.file.path, project));
    if (!filled.has(scope)) scope.items.length = 0;
    filled.add(scope);
    scope.items.push(mount);
  }
  for (const scope of filled) yield { kind: 'scope', scope };
}

/** Express controllers by decorators, whose middleware a container may hold. */
export const inversify = defineAdapter({
  name: INVERSIFY,
  kind: 'http',
  packages: [INVERSIFY],
  docs: 'https://www.npmjs.com/package/inversify-express-utils',
  verbs: ['setConfig', 'setErrorConfig'],
  models: [
    ...Object.entries(RESULTS).flatMap(([name, result]) => rows(INVERSIFY, `BaseHttpController.new().${name}`, { kind: 'respond', ...result })),
    ...rows(INVERSIFY, '**', quiet),
  ],
  setup(call, setup) {
    if ((call.method === 'setConfig' || call.method === 'setErrorConfig') && call.receiver?.root === INVERSIFY) configure(call, setup);
  },
  recognize,
});
