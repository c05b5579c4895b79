import { weakMemo, type PathValue, type RoutingScope, type Setup, type Span } from '@assay/contract';

export const HAPI: readonly string[] = ['@hapi/hapi', 'hapi', '@types/hapi', '@types/hapi__hapi'];

const SERVER = /^(?:server\(\)|default\(\)|Server\(\)|(?:default\.)?Server\.new\(\))$/;

/** Plugins get the same server under another name: what a plugin sets for all routes belongs to the server itself. */
const origins = weakMemo((_setup: Setup) => new Map<string, PathValue>());

/** Is this a server: made here, known by its type, or handed to a plugin? */
export function isServer(path: PathValue | undefined): path is PathValue {
  return path !== undefined && HAPI.includes(path.root) && SERVER.test(path.path);
}

/** The scope of a server, made when it is first met. */
export function scopeOf(server: PathValue, setup: Setup, at: Span | undefined = setup.project.spanOfValue(server)): RoutingScope {
  const scope = setup.scope(server.key, () => ({ framework: 'hapi', order: 'encapsulated', at: at ?? { path: '', start: 0, end: 0 } }));
  // A server that is made here is one, whoever calls the function that makes it.
  if (server.call) scope.unmounted = false;
  return scope;
}

/** The server as a plugin sees it. */
export function childOf(parent: PathValue, key: string, setup: Setup): PathValue {
  const child = setup.object('@hapi/hapi', `${parent.key}/${key}`);
  origins(setup).set(child.key, rootOf(parent, setup));
  return child;
}

/** The server that a plugin was registered on. */
export function rootOf(server: PathValue, setup: Setup): PathValue {
  return origins(setup).get(server.key) ?? server;
}
