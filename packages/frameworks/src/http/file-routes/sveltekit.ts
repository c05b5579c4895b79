// https://svelte.dev/docs/kit/routing  https://svelte.dev/docs/kit/form-actions  https://svelte.dev/docs/kit/hooks
import { defineAdapter, type FileFacts, type Linked, type ModelNode, type Protocol, type RepoPath, type RoutingItem } from '@assay/contract';
import { quiet, rows } from '../../runtime/shared.js';
import { applications, codeFiles, METHODS, pathOf, routeOf } from './routes.js';

const FRAMEWORK = 'sveltekit';
const ROUTE = /^(.*?)(?:^|\/)routes\/(.*?\/?)\+(server|page\.server)\.[jt]s$/;
const HOOKS = /^(.*?)(?:^|\/)hooks(?:\.server)?(?:\/index)?\.[jt]s$/;
const event = '#sveltekit';
/** `(event)`: what is returned or thrown answers. */
const HANDLER: Protocol = { name: 'sveltekit-handler', params: [event], continues: 'return' };
/** `({ event, resolve })`: going on is `resolve(event)`. */
const HANDLE: Protocol = { name: 'sveltekit-handle', params: ['#sveltekit-hook'], continues: 'next' };

/** `+server.ts` answers the methods that it exports; `+page.server.ts` loads its page and takes its forms. */
function routesOf(file: FileFacts, inner: string, kind: string, project: Linked): readonly RoutingItem[] {
  const path = pathOf(inner);
  return file.exports.flatMap((fact): readonly RoutingItem[] => {
    if (kind === 'server') {
      const method = METHODS.get(fact.name);
      return method === undefined ? [] : [routeOf(FRAMEWORK, method, path, fact, HANDLER, file, project)];
    }
    if (fact.name === 'load') return [routeOf(FRAMEWORK, 'GET', path, fact, HANDLER, file, project)];
    return fact.name === 'actions' ? actionsOf(file, path, project) : [];
  });
}

/** `export const actions = { default: .., publish: .. }`: each is a POST, a named one to `?/publish`. */
function actionsOf(file: FileFacts, path: string, project: Linked): readonly RoutingItem[] {
  return [...project.properties(project.exported(file.path, 'actions'))].map(([name, value]): RoutingItem => {
    const at = project.spanOfValue(value) ?? { path: file.path, start: 0, end: 0 };
    return { kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method: 'POST', path: name === 'default' ? path : `${path}?/${name}`, at, steps: [], handler: { value, protocol: HANDLER, at, label: name } } };
  });
}

/** `export const handle`, one function or a `sequence(..)` of them. */
function hooksOf(root: RepoPath, files: readonly FileFacts[], project: Linked): readonly RoutingItem[] {
  return files.filter((file) => HOOKS.exec(file.path)?.[1] === root).flatMap((file) => {
    const fact = file.exports.find((entry) => entry.name === 'handle');
    if (!fact) return [];
    const value = project.exported(file.path, 'handle');
    const all = value.kind === 'path' && value.path === 'sequence()' ? project.args(value).map((arg) => arg.value) : [value];
    return all.map((step): RoutingItem => ({ kind: 'step', step: { value: step, protocol: HANDLE, at: project.span(file, fact.at), label: step.kind === 'function' && step.fn.name !== '' ? step.fn.name : 'handle' } }));
  });
}

function* recognize(project: Linked): Generator<ModelNode> {
  const files = codeFiles(project);
  const found = files.flatMap((file) => {
    const [, root, inner, kind] = ROUTE.exec(file.path) ?? [];
    const items = root === undefined || inner === undefined || kind === undefined ? [] : routesOf(file, inner, kind, project);
    return items.length > 0 && root !== undefined ? [{ root, items }] : [];
  });
  yield* applications(FRAMEWORK, found, (root) => hooksOf(root, files, project));
}

/** Endpoints, loads and form actions of SvelteKit, behind its hooks. */
export const sveltekit = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: ['@sveltejs/kit'],
  docs: 'https://svelte.dev/docs/kit/routing',
  serves: (path) => ROUTE.test(path) || /(?:^|\/)hooks\.server(?:\/index)?\.[jt]s$/.test(path),
  models: [
    ...rows('@sveltejs/kit', 'json() text()', { kind: 'respond', status: 1, body: 0 }),
    ...rows('@sveltejs/kit', 'fail()', { kind: 'respond', status: 0, body: 1 }),
    ...rows('@sveltejs/kit', 'error()', { kind: 'respond', status: 0, body: 1, throws: true }),
    ...rows('@sveltejs/kit', 'redirect()', { kind: 'respond', status: 0, redirect: true, throws: true }),
    ...rows('#sveltekit-hook', 'resolve()', { kind: 'next', errorArg: false }),
    ...rows(['@sveltejs/kit', '@sveltejs/kit/hooks'], '**', quiet),
  ],
  roles: [
    { package: event, path: 'request', role: '#request' },
    { package: event, path: 'params', role: '#request.params' },
    { package: event, path: 'cookies', role: '#request.cookies' },
    { package: event, path: 'url', role: '#request.url' },
    { package: event, path: 'locals', role: '#state' },
    { package: '#sveltekit-hook', path: 'event', role: event },
  ],
  recognize,
  defaults: { errorBody: '{message}' },
});
