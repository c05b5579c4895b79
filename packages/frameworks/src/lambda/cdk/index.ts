import { defineAdapter } from '@assay/contract';
import { quiet, rows, words } from '../../runtime/shared.js';
import { addFunctionUrl, addMethod, addProxy, addRoutes, made } from './apis.js';
import { addRoute, madeSocket } from './sockets.js';

const LIBRARY = 'aws-cdk-lib';
const MODULES = words('aws-apigateway aws-apigatewayv2 aws-apigatewayv2-integrations aws-apigatewayv2-authorizers aws-lambda-nodejs aws-lambda').map((name) => `${LIBRARY}/${name}`);

/** AWS Lambda functions behind the interfaces that constructs of the AWS CDK declare. What a function gets and answers is the adapter `lambda`'s. */
export const awsCdk = defineAdapter({
  name: 'aws-cdk',
  kind: 'http',
  packages: [LIBRARY, ...MODULES],
  docs: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigateway-readme.html',
  verbs: ['addMethod', 'addProxy', 'addRoutes', 'addFunctionUrl', 'addRoute', 'LambdaRestApi', 'HttpApi', 'WebSocketApi'],
  models: rows([LIBRARY, ...MODULES], '**', quiet),
  setup(call, setup) {
    if (call.method === 'new') {
      made(call, setup);
      madeSocket(call, setup);
    }
    if (call.method === 'addMethod') addMethod(call, setup);
    else if (call.method === 'addProxy') addProxy(call, setup);
    else if (call.method === 'addRoutes') addRoutes(call, setup);
    else if (call.method === 'addRoute') addRoute(call, setup);
    else if (call.method === 'addFunctionUrl') addFunctionUrl(call, setup);
  },
});
