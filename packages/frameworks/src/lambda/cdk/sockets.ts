// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigatewayv2-readme.html#websocket-api
import type { PathValue, Setup, SetupCall, Value } from '@assay/contract';
import type { DeployedEvent } from '../deployed.js';
import { routeOf } from '../events.js';
import { unwrapped } from '../middy.js';
import { ofRoute } from './authorizers.js';
import { functionOf } from './functions.js';
import { classOf, given, madeAs, madeWith, NOTHING, propsOf } from './values.js';

const FRAMEWORK = 'aws-cdk';
const OPTIONS: readonly (readonly [option: string, route: string])[] = [['connectRouteOptions', '$connect'], ['disconnectRouteOptions', '$disconnect'], ['defaultRouteOptions', '$default']];

/** `new WebSocketApi(this, 'id', { connectRouteOptions: { integration, authorizer } })` */
export function madeSocket(call: SetupCall, setup: Setup): void {
  if (madeAs(call.path) !== 'WebSocketApi') return;
  const props = madeWith(call.path, setup.project);
  for (const [option, route] of OPTIONS) {
    const value = given(props, option);
    if (value) add(call.path, route, value, call, setup);
  }
}

/** `api.addRoute('publish', { integration })` */
export function addRoute(call: SetupCall, setup: Setup): void {
  const [name, options] = call.args.map(({ value }) => value);
  const route = setup.project.text(name);
  if (call.receiver && classOf(call.receiver) === 'WebSocketApi' && route !== undefined && options) add(call.receiver, route, options, call, setup);
}

/** Who opens a connection is asked once: what comes through it comes from that caller. */
function add(api: PathValue, route: string, options: Value, call: SetupCall, setup: Setup): void {
  const { project } = setup;
  const integration = given(propsOf(options, project), 'integration');
  if (integration?.kind !== 'path' || madeAs(integration) !== 'WebSocketLambdaIntegration') return;
  const connect = given(madeWith(api, project), 'connectRouteOptions');
  const authorizing = ofRoute(connect ? propsOf(connect, project) : NOTHING, NOTHING, call.at);
  const { name, handler: value } = functionOf(project.argument(integration, 1), setup);
  const { steps, handler } = unwrapped(value, project);
  const event: DeployedEvent = { kind: 'socket', route, at: call.at, ...authorizing };
  const scope = setup.scope(`${FRAMEWORK}:${api.key}`, () => ({ framework: FRAMEWORK, order: 'sequence', root: true, at: project.spanOfValue(api) ?? call.at }));
  scope.unmounted = false;
  scope.items.push(...routeOf(FRAMEWORK, event, { name }, steps, handler, project));
}
