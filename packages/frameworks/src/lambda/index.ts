import { defineAdapter, Label, type Linked, type ModelNode } from '@assay/contract';
import { inert, principal, quiet, rows, source, words } from '../runtime/shared.js';
import { EVENT, GATEWAY, routeOf, SERVERS } from './events.js';
import { unwrapped } from './middy.js';
import { samFunctions } from './sam.js';
import { serverlessFunctions } from './serverless.js';

const FRAMEWORK = 'lambda';

/** Functions as their deployment declares them: what calls each, and who may. */
function* recognize(project: Linked): Generator<ModelNode> {
  for (const deployed of [...serverlessFunctions(project), ...samFunctions(project)]) {
    const { steps, handler } = unwrapped(deployed.handler, project);
    const items = deployed.events.flatMap((event) => routeOf(FRAMEWORK, event, deployed, steps, handler, project));
    const [first] = items;
    if (first?.kind === 'route') yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${first.route.at.path}:${deployed.name}`, framework: FRAMEWORK, order: 'sequence', root: true, at: first.route.at, items } };
    for (const event of deployed.events) if (event.kind === 'message') yield { kind: 'job', name: `${event.source}:${deployed.name}`, framework: FRAMEWORK, at: event.at, handler };
  }
}

/** AWS Lambda functions, deployed by the Serverless Framework or AWS SAM. */
export const lambda = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: words('aws-lambda @types/aws-lambda serverless @serverless/typescript serverless-offline serverless-esbuild serverless-webpack serverless-bundle serverless-plugin-typescript '
    + 'serverless-http @middy/core aws-sdk @aws-sdk/client-dynamodb @aws-sdk/lib-dynamodb @aws-lambda-powertools/logger aws-cdk-lib'),
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
