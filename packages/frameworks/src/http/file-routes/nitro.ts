// https://nitro.build/guide/routing  https://nuxt.com/docs/guide/directory-structure/server  https://h3.dev/guide
import { defineAdapter, Label, type FileFacts, type Linked, type ModelNode, type Protocol, type RepoPath, type RoutingItem, type Value } from '@assay/contract';
import { inert, quiet, rows, source } from '../../runtime/shared.js';
import { applications, codeFiles, pathOf } from './routes.js';

const FRAMEWORK = 'nuxt';
const ROUTE = /^(.*?)(?:^|\/)server\/(api|routes)\/(.+?)(?:\.(get|post|put|patch|delete|head|options))?\.[jt]s$/;
const MIDDLEWARE = /^(.*?)(?:^|\/)server\/middleware\/.+\.[jt]s$/;
const event = '#h3';
/** The tool imports these by itself where they are used. */
const packages = ['h3', 'nitropack/runtime', '#imports', '#global'];
const HANDLER: Protocol = { name: 'h3-handler', params: [event], continues: 'return' };
const STEP: Protocol = { name: 'h3-middleware', params: [event], continues: 'return' };
const input = 'readBody() readValidatedBody() readRawBody() readFormData() readMultipartFormData() getQuery() getValidatedQuery() getRouterParam() getRouterParams() getValidatedRouterParams() getHeader() getHeaders() getRequestHeader() getRequestHeaders()';

/** `defineEventHandler(fn)`, `cachedEventHandler(fn, options)`, or with `{ onRequest, handler }`. */
function handlerOf(value: Value, project: Linked): Value {
  if (value.kind !== 'path' || value.step !== '()') return value;
  const given = project.argument(value, 0);
  return (given?.kind === 'object' ? project.properties(given).get('handler') : given) ?? value;
}

function* recognize(project: Linked): Generator<ModelNode> {
  if (!project.dependsOn('nuxt') && !project.dependsOn('nitropack') && !project.dependsOn('nitro')) return;
  const files = codeFiles(project);
  const found = files.flatMap((file) => {
    const [, root, folder, inner, method] = ROUTE.exec(file.path) ?? [];
    const fact = file.exports.find((entry) => entry.name === 'default');
    if (root === undefined || inner === undefined || !fact) return [];
    const at = project.span(file, fact.at);
    const path = `${folder === 'api' ? '/api' : ''}${pathOf(inner)}`.replace(/(.)\/$/, '$1');
    const handler = { value: handlerOf(project.exported(file.path, 'default'), project), protocol: HANDLER, at, label: 'default' };
    return [{ root, items: [{ kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method: method?.toUpperCase() ?? 'ALL', path, at, steps: [], handler } } as const] }];
  });
  yield* applications(FRAMEWORK, found, (root) => middlewareOf(root, files, project));
}

/** Middleware runs in the order of the files' names, before every route. */
function middlewareOf(root: RepoPath, files: readonly FileFacts[], project: Linked): readonly RoutingItem[] {
  return files.filter((file) => MIDDLEWARE.exec(file.path)?.[1] === root).toSorted((a, b) => (a.path < b.path ? -1 : 1)).flatMap((file): readonly RoutingItem[] => {
    const fact = file.exports.find((entry) => entry.name === 'default');
    const label = file.path.split('/').at(-1)?.replace(/\.[jt]s$/, '') ?? 'middleware';
    return fact ? [{ kind: 'step', step: { value: handlerOf(project.exported(file.path, 'default'), project), protocol: STEP, at: project.span(file, fact.at), label } }] : [];
  });
}

/** Server routes of Nuxt and Nitro by their files. */
export const nitro = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [FRAMEWORK, 'nitropack', 'nitro', 'h3'],
  docs: 'https://nuxt.com/docs/guide/directory-structure/server',
  serves: (path) => ROUTE.test(path) || MIDDLEWARE.test(path),
  models: [
    ...rows(packages, input, source(Label.input)),
    ...rows(packages, 'getCookie() parseCookies()', source(Label.input)),
    ...rows(packages, 'createError()', { kind: 'http-error', bodyArg: 0 }),
    ...rows(packages, 'sendRedirect()', { kind: 'respond', redirect: true, fixed: 302 }),
    ...rows(packages, 'getUserSession()', source(Label.principal | Label.credential)),
    ...rows(packages, 'requireUserSession()', { kind: 'verify' }),
    ...rows(packages, 'setResponseStatus() setHeader() setResponseHeader() setCookie() deleteCookie() useRuntimeConfig()', inert),
    ...rows(['h3', 'nitropack/runtime', '#imports'], '**', quiet),
  ],
  roles: [
    { package: event, path: 'context.params', role: '#request.params' },
    { package: event, path: 'context', role: '#state' },
  ],
  recognize,
  defaults: { errorBody: '{statusCode, statusMessage, message}' },
});
