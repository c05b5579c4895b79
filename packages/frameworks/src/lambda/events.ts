import type { ChainStep, Linked, Protocol, RoutingItem, Value } from '@assay/contract';
import { words } from '../runtime/shared.js';
import type { Deployed, DeployedEvent } from './deployed.js';

export const GATEWAY = '#gateway';
export const EVENT = '#exchange';

/** `(event, context)`: the event is the request, and what is returned answers. */
const HANDLER: Protocol = { name: 'lambda-handler', params: [EVENT], continues: 'return' };
const AUTHORIZED: Protocol = { name: 'lambda-authorizer', params: [], continues: 'return' };

/** A server of a framework behind one function: its routes are its own. */
export const SERVERS = words('serverless-http @vendia/serverless-express aws-serverless-express @codegenie/serverless-express @fastify/aws-lambda hono/aws-lambda serverless-express');

/** The entry point that an event of a function is: the gateway's authorizer before the function's own steps. */
export function routeOf(framework: string, event: DeployedEvent, deployed: Pick<Deployed, 'name'>, own: readonly ChainStep[], handler: Value, project: Linked): readonly RoutingItem[] {
  if (event.kind === 'message' || (handler.kind === 'path' && SERVERS.includes(handler.root))) return [];
  const { at, authorizer } = event;
  const steps = [...(authorizer ? [{ value: authorizer.value ?? project.role(`${GATEWAY}.authorizer`), protocol: AUTHORIZED, at: authorizer.at, label: authorizer.label }] : []), ...own];
  const route = { framework, at, steps, handler: { value: handler, protocol: HANDLER, at, label: handler.kind === 'function' && handler.fn.name !== '' ? handler.fn.name : deployed.name } };
  return [{ kind: 'route', route: event.kind === 'http' ? { protocol: 'http', method: event.method, path: event.path, ...route } : { protocol: 'function', method: 'WEBSOCKET', path: event.route, ...route } }];
}
