import { defineAdapter, type ExportFact, type FileFacts, type FrameworkAdapter, type Linked, type ModelNode, type Protocol, type RoutingItem } from '@assay/contract';
import { methodsAsked } from '../next/dispatch.js';
import { CONFIG, configuredPaths } from './config.js';
import { conventionalPath } from './paths.js';
import { remixRoles, remixRows } from './rows.js';

/** https://reactrouter.com/api/framework-conventions/server-modules */
const SERVER_MODULE = /\.server\.[cm]?[jt]sx?$|(?:^|\/)\.server\//;
const FRAMEWORK = 'react-router';
/** `({ request, params, context })`: what is returned or thrown answers. */
const LOADER: Protocol = { name: 'react-router-loader', params: ['#loader'], continues: 'return' };
/** Of a module with a component: what is thrown is shown by its error boundary. https://reactrouter.com/how-to/error-boundary */
const PAGE_LOADER: Protocol = { ...LOADER, ownPages: true };
const ACTION: Protocol = { ...LOADER, name: 'react-router-action' };
/** `({ request, context }, next)`: going on is calling `next`, or returning. */
const MIDDLEWARE: Protocol = { name: 'react-router-middleware', params: ['#loader', '#next'], continues: 'return', replyStops: true };

/** `loader` answers GET, `action` every other method: POST unless it tells them apart. */
function routesOf(file: FileFacts, path: string, project: Linked): readonly RoutingItem[] {
  const exported = (name: string): ExportFact | undefined => file.exports.find((fact) => fact.name === name);
  const loader = exported('loader');
  const action = exported('action');
  const asked = action ? methodsAsked(project.exported(file.path, 'action'), project, '#loader').filter((method) => method !== 'GET') : [];
  return [
    ...(loader ? [route('GET', path, loader, exported('default') ? PAGE_LOADER : LOADER, file, project)] : []),
    ...(action ? (asked.length === 0 ? ['POST'] : asked).map((method) => route(method, path, action, ACTION, file, project)) : []),
  ];
}

function route(method: string, path: string, fact: ExportFact, protocol: Protocol, file: FileFacts, project: Linked): RoutingItem {
  const value = project.exported(file.path, fact.name);
  const at = project.span(file, value.kind === 'function' && value.file === file ? value.fn.nameAt : fact.at);
  return { kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method, path, at, steps: [], handler: { value, protocol, at, label: fact.name } } };
}

/** `export const middleware = [auth]`; https://reactrouter.com/how-to/middleware */
function middlewareOf(file: FileFacts, project: Linked): readonly RoutingItem[] {
  const fact = file.exports.find((entry) => entry.name === 'middleware' || entry.name === 'unstable_middleware');
  const items = fact ? project.items(project.exported(file.path, fact.name)) ?? [] : [];
  return fact ? items.map((value) => ({ kind: 'step', step: { value, protocol: MIDDLEWARE, at: project.span(file, fact.at), label: 'middleware' } })) : [];
}

function* recognize(project: Linked): Generator<ModelNode> {
  const configured = configuredPaths(project);
  for (const file of project.files) {
    const path = configured.get(file.path) ?? conventionalPath(file.path);
    const routes = path === undefined ? [] : routesOf(file, path, project);
    if (routes.length === 0) continue;
    const items = [...middlewareOf(file, project), ...routes];
    yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${file.path}`, framework: FRAMEWORK, order: 'encapsulated', root: true, at: { path: file.path, start: 0, end: 0 }, items } };
  }
}

/** Loaders and actions of React Router in framework mode, and of Remix before it. */
const reactRouter = defineAdapter({
  name: 'react-router',
  kind: 'http',
  packages: ['@react-router/dev', '@react-router/node', '@react-router/serve', '@remix-run/node', '@remix-run/server-runtime', '@remix-run/cloudflare', '@remix-run/dev'],
  docs: 'https://reactrouter.com/start/framework/actions',
  models: remixRows,
  roles: remixRoles,
  serves: (path, exports) => CONFIG.test(path) || SERVER_MODULE.test(path) || (/(?:^|\/)app\//.test(path) && (exports('action') || exports('loader'))),
  recognize,
});

export const remixAdapters: readonly FrameworkAdapter[] = [reactRouter];
