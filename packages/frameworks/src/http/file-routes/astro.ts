// https://docs.astro.build/en/guides/endpoints/  https://docs.astro.build/en/guides/middleware/
import { defineAdapter, type FileFacts, type Linked, type ModelNode, type Protocol, type RepoPath, type RoutingItem } from '@assay/contract';
import { applications, codeFiles, METHODS, pathOf, routeOf } from './routes.js';

const FRAMEWORK = 'astro';
const ROUTE = /^(.*?)(?:^|\/)src\/pages\/(.+)\.[jt]s$/;
const MIDDLEWARE = /^(.*?)(?:^|\/)src\/middleware(?:\/index)?\.[jt]s$/;
const context = '#astro';
const HANDLER: Protocol = { name: 'astro-endpoint', params: [context], continues: 'return' };
/** `(context, next)`: going on is `next()`. */
const STEP: Protocol = { name: 'astro-middleware', params: [context, '#next'], continues: 'next' };

function* recognize(project: Linked): Generator<ModelNode> {
  const files = codeFiles(project);
  const found = files.flatMap((file) => {
    const [, root, inner] = ROUTE.exec(file.path) ?? [];
    if (root === undefined || inner === undefined) return [];
    const items = file.exports.flatMap((fact): readonly RoutingItem[] => {
      const method = fact.name === 'fallback' ? undefined : METHODS.get(fact.name);
      return method === undefined ? [] : [routeOf(FRAMEWORK, method, pathOf(inner), fact, HANDLER, file, project)];
    });
    return items.length > 0 ? [{ root, items }] : [];
  });
  yield* applications(FRAMEWORK, found, (root) => middlewareOf(root, files, project));
}

function middlewareOf(root: RepoPath, files: readonly FileFacts[], project: Linked): readonly RoutingItem[] {
  return files.filter((file) => MIDDLEWARE.exec(file.path)?.[1] === root).flatMap((file): readonly RoutingItem[] => {
    const fact = file.exports.find((entry) => entry.name === 'onRequest');
    if (!fact) return [];
    const value = project.exported(file.path, 'onRequest');
    const inner = value.kind === 'path' && value.path === 'defineMiddleware()' ? project.argument(value, 0) ?? value : value;
    return [{ kind: 'step', step: { value: inner, protocol: STEP, at: project.span(file, fact.at), label: 'onRequest' } }];
  });
}

/** Endpoints of Astro: files of `src/pages` that export methods. */
export const astro = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [FRAMEWORK],
  docs: 'https://docs.astro.build/en/guides/endpoints/',
  serves: (path, exports) => (ROUTE.test(path) && [...METHODS.keys()].some((name) => exports(name))) || MIDDLEWARE.test(path),
  roles: [
    { package: context, path: 'request', role: '#request' },
    { package: context, path: 'params', role: '#request.params' },
    { package: context, path: 'cookies', role: '#request.cookies' },
    { package: context, path: 'locals', role: '#state' },
  ],
  recognize,
});
