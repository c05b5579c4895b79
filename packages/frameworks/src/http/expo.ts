// https://docs.expo.dev/router/web/api-routes/
import { defineAdapter, type Linked, type ModelNode, type Protocol, type RepoPath, type RoutingItem } from '@assay/contract';

const FRAMEWORK = 'expo-router';
const ROUTE = /(?:^|\/)app\/(.*)\+api\.[cm]?[jt]sx?$/;
const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
/** `(request, params)`: a response that is returned answers. */
const HANDLER: Protocol = { name: 'expo-handler', params: ['#request', '#request.params'], continues: 'return', replyStops: true };

/** Files whose name ends with `+api` answer the methods that they export, below their place in `app`. */
function* recognize(project: Linked): Generator<ModelNode> {
  const tests = new Set(project.sources.flatMap((source) => (source.role === 'test' ? [source.path] : [])));
  for (const file of project.files) {
    const path = tests.has(file.path) ? undefined : pathOf(file.path);
    if (path === undefined) continue;
    const items = METHODS.flatMap((method): RoutingItem[] => {
      const fact = file.exports.find((entry) => entry.name === method);
      if (!fact) return [];
      const value = project.exported(file.path, method);
      const at = value.kind === 'function' && value.file === file ? project.span(file, value.fn.nameAt) : project.span(file, fact.at);
      return [{ kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method, path, at, steps: [], handler: { value, protocol: HANDLER, at, label: method } } }];
    });
    if (items.length > 0) yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${file.path}`, framework: FRAMEWORK, order: 'encapsulated', root: true, at: { path: file.path, start: 0, end: 0 }, items } };
  }
}

/** `(group)` is no part of the path, `[id]` and `[...rest]` are parameters, `index` is the folder itself. */
function pathOf(path: RepoPath): string | undefined {
  const inner = ROUTE.exec(path)?.[1];
  if (inner === undefined) return undefined;
  const segments = inner.split('/').filter((segment) => !/^\(.*\)$/.test(segment) && segment !== '').map((segment) => segment.replace(/^\[(?:\.\.\.)?([^\]]+)\]$/, '{$1}'));
  return `/${segments.filter((segment, index) => !(segment === 'index' && index === segments.length - 1)).join('/')}`;
}

/** API routes of Expo Router. */
export const expo = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [FRAMEWORK],
  docs: 'https://docs.expo.dev/router/web/api-routes/',
  serves: (path) => ROUTE.test(path),
  recognize,
  defaults: { errorBody: 'a body without content' },
});
