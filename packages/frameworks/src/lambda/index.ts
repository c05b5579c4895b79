import { defineAdapter, Label, type ChainStep, type Linked, type ModelNode, type Protocol, type RoutingItem, type Value } from '@assay/contract';
import { inert, principal, quiet, rows, source, words } from '../runtime/shared.js';
import type { Deployed, DeployedEvent } from './deployed.js';
import { unwrapped } from './middy.js';
import { samFunctions } from './sam.js';
import { serverlessFunctions } from './serverless.js';

const FRAMEWORK = 'lambda';
const GATEWAY = '#gateway';
const EVENT = '#exchange';

/** `(event, context)`: the event is the request, and what is returned answers. */
const HANDLER: Protocol = { name: 'lambda-handler', params: [EVENT], continues: 'return', dispatches: true };
const AUTHORIZED: Protocol = { name: 'lambda-authorizer', params: [], continues: 'return' };

/** A server of a framework behind one function: its routes are its own. */
const SERVERS = words('serverless-http @vendia/serverless-express aws-serverless-express @codegenie/serverless-express @fastify/aws-lambda hono/aws-lambda serverless-express');

/** Functions as their deployment declares them: what calls each, and who may. */
function* recognize(project: Linked): Generator<ModelNode> {
  for (const deployed of [...serverlessFunctions(project), ...samFunctions(project)]) {
    const { steps, handler } = unwrapped(deployed.handler, project);
    const items = deployed.events.flatMap((event) => routeOf(event, deployed, steps, handler, project));
    const [first] = items;
    if (first?.kind === 'route') yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${first.route.at.path}:${deployed.name}`, framework: FRAMEWORK, order: 'sequence', root: true, at: first.route.at, items } };
    for (const event of deployed.events) if (event.kind === 'message') yield { kind: 'job', name: `${event.source}:${deployed.name}`, framework: FRAMEWORK, at: event.at, handler };
  }
}

function routeOf(event: DeployedEvent, deployed: Deployed, own: readonly ChainStep[], handler: Value, project: Linked): readonly RoutingItem[] {
  if (event.kind === 'message' || (handler.kind === 'path' && SERVERS.includes(handler.root))) return [];
  const { at, authorizer } = event;
  const steps = [...(authorizer ? [{ value: project.role(`${GATEWAY}.authorizer`), protocol: AUTHORIZED, at: authorizer.at, label: authorizer.label }] : []), ...own];
  const route = { framework: FRAMEWORK, at, steps, handler: { value: handler, protocol: HANDLER, at, label: handler.kind === 'function' && handler.fn.name !== '' ? handler.fn.name : deployed.name } };
  return [{ kind: 'route', route: event.kind === 'http' ? { protocol: 'http', method: event.method, path: event.path, ...route } : { protocol: 'function', method: 'WEBSOCKET', path: event.route, ...route } }];
}

/** AWS Lambda functions, deployed by the Serverless Framework or AWS SAM. */
export const lambda = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: words('aws-lambda @types/aws-lambda serverless @serverless/typescript serverless-offline serverless-esbuild serverless-webpack serverless-bundle serverless-plugin-typescript '
    + 'serverless-http @middy/core aws-sdk @aws-sdk/client-dynamodb @aws-sdk/lib-dynamodb @aws-lambda-powertools/logger'),
  docs: 'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html',
  roles: [
    { package: EVENT, path: 'body', role: '#request.body' },
    { package: EVENT, path: 'headers', role: '#request.headers' },
    { package: EVENT, path: 'multiValueHeaders', role: '#request.headers' },
    { package: EVENT, path: 'cookies', role: '#request.cookies' },
    { package: EVENT, path: 'pathParameters', role: '#request.params' },
    { package: EVENT, path: 'queryStringParameters', role: '#request.query' },
    { package: EVENT, path: 'multiValueQueryStringParameters', role: '#request.query' },
    { package: EVENT, path: 'httpMethod', role: '#request.method' },
    { package: EVENT, path: 'requestContext.http.method', role: '#request.method' },
    { package: EVENT, path: 'requestContext.authorizer', role: '#request.user' },
    { package: EVENT, path: 'requestContext.identity', role: '#request.identity' },
    { package: EVENT, path: 'requestContext.connectionId', role: '#request.connectionId' },
    { package: EVENT, path: 'event', role: EVENT },
  ],
  models: [
    ...rows(GATEWAY, 'authorizer', principal),
    ...rows(EVENT, 'Records.** rawPath.** path.** resource.** isBase64Encoded requestContext.**', (path) => (path.step === '()' ? undefined : source(Label.input))),
    // The gateway's own name of a socket.
    ...rows('#request', 'connectionId', source(0)),
    ...rows(SERVERS, '**', quiet),
    ...rows('@middy/core', 'default() **.use() **.before() **.after() **.onError() **.handler()', inert),
  ],
  recognize,
});
