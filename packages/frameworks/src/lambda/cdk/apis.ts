// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigateway-readme.html  https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigatewayv2-readme.html
import type { PathValue, Setup, SetupCall, Span, Value } from '@assay/contract';
import { httpOf, type DeployedEvent } from '../deployed.js';
import { routeOf } from '../events.js';
import { unwrapped } from '../middy.js';
import { byType, ofMethod, ofRoute, type Authorizing } from './authorizers.js';
import { functionOf } from './functions.js';
import { classOf, given, isNothing, madeAs, madeWith, nameOf, NOTHING, propsOf, UNDECIDED, type Props } from './values.js';

const FRAMEWORK = 'aws-cdk';
const REST: ReadonlySet<string> = new Set(['RestApi', 'LambdaRestApi']);
/** The argument of an integration that is the function. */
const INTEGRATIONS: ReadonlyMap<string, number> = new Map([['LambdaIntegration', 0], ['HttpLambdaIntegration', 1]]);

/** A resource of a REST interface: its path (undefined when not decidable), and what holds for the methods on it, nearest first. */
interface Resource { readonly api: PathValue; readonly path?: string; readonly integration?: Value; readonly defaults: readonly Props[]; /** A resource policy stands before all methods; it may ask for anything. */ readonly hasPolicy: boolean }

interface Registration { readonly api: PathValue; readonly method: string | undefined; readonly path: string | undefined; readonly integration: Value | undefined; readonly authorizing: Authorizing }

/** `resource.addMethod('POST', new LambdaIntegration(fn), { authorizer })` */
export function addMethod(call: SetupCall, setup: Setup): void {
  const resource = resourceOf(call.receiver, setup);
  const [method, integration, options] = call.args.map(({ value }) => value);
  if (!resource) return;
  const authorizing = authorizingOf(propsOf(options, setup.project), resource, call.at, setup);
  register({ api: resource.api, path: resource.path, method: nameOf(method, setup.project), integration: integration && !isNothing(integration) ? integration : resource.integration, authorizing }, call, setup);
}

/** `resource.addProxy({ defaultIntegration })`: every method of everything below, unless `anyMethod` is off. */
export function addProxy(call: SetupCall, setup: Setup): void {
  const resource = resourceOf(call.path, setup);
  const options = propsOf(call.args[0]?.value, setup.project);
  if (!resource || isOff(given(options, 'anyMethod'))) return;
  const authorizing = authorizingOf(NOTHING, resource, call.at, setup);
  register({ api: resource.api, path: resource.path, method: 'ANY', integration: resource.integration, authorizing }, call, setup);
}

/** `api.addRoutes({ path, methods, integration, authorizer })` */
export function addRoutes(call: SetupCall, setup: Setup): void {
  const { project } = setup;
  const api = call.receiver;
  if (classOf(api) !== 'HttpApi' || !api) return;
  const options = propsOf(call.args[0]?.value, project);
  const authorizing = ofRoute(options, madeWith(api, project), call.at);
  const methods = given(options, 'methods');
  const names = methods ? project.items(methods)?.map((method) => nameOf(method, project)) ?? [undefined] : ['ANY'];
  for (const method of names) register({ api, method, path: project.text(given(options, 'path')), integration: given(options, 'integration') ?? UNDECIDED, authorizing }, call, setup);
}

/** `fn.addFunctionUrl({ authType })`: callers sign their requests unless the type is NONE. */
export function addFunctionUrl(call: SetupCall, setup: Setup): void {
  const api = call.receiver;
  if (!api || !/^(?:Nodejs)?Function$/.test(classOf(api) ?? '')) return;
  const options = propsOf(call.args[0]?.value, setup.project);
  const type: Value = given(options, 'authType') ?? (options.open ? UNDECIDED : { kind: 'const', key: 'AWS_IAM', value: 'AWS_IAM' });
  expose({ api, method: 'ANY', path: '/', integration: undefined, authorizing: byType(type, call.at, setup.project) }, api, call, setup);
}

/** `new LambdaRestApi(this, 'id', { handler })` passes everything on, `new HttpApi(this, 'id', { defaultIntegration })` what no route takes. */
export function made(call: SetupCall, setup: Setup): void {
  const { project } = setup;
  const kind = madeAs(call.path);
  const props = madeWith(call.path, project);
  if (kind === 'LambdaRestApi' && !isOff(given(props, 'proxy'))) {
    expose({ api: call.path, method: 'ANY', path: '/{proxy+}', integration: undefined, authorizing: authorizingOf(NOTHING, base(call.path, setup), call.at, setup) }, given(props, 'handler'), call, setup);
  }
  const integration = kind === 'HttpApi' ? given(props, 'defaultIntegration') : undefined;
  if (integration) register({ api: call.path, method: 'ANY', path: '/{proxy+}', integration, authorizing: ofRoute(NOTHING, props, call.at) }, call, setup);
}

function isOff(value: Value | undefined): boolean {
  return value?.kind === 'const' && value.value === false;
}

/** The resource that `api.root.addResource('a').addResource('{id}')` makes. */
function resourceOf(value: PathValue | undefined, setup: Setup): Resource | undefined {
  const { project } = setup;
  if (value?.step === 'root' && value.parent && REST.has(classOf(value.parent) ?? '')) return base(value.parent, setup);
  const name = value?.step === '()' ? value.parent?.step : undefined;
  const parent = name === 'addResource' || name === 'addProxy' || name === 'resourceForPath' || name === 'getResource' ? resourceOf(value?.parent?.parent, setup) : undefined;
  if (!value || !parent) return undefined;
  const part = name === 'addProxy' ? '{proxy+}' : project.text(project.argument(value, 0));
  const options = propsOf(project.argument(value, name === 'addProxy' ? 0 : 1), project);
  const integration = given(options, 'defaultIntegration') ?? parent.integration;
  return {
    api: parent.api, hasPolicy: parent.hasPolicy, defaults: [methodDefaults(options, setup), ...parent.defaults], ...(integration ? { integration } : {}),
    ...(part === undefined || parent.path === undefined ? {} : { path: `${parent.path}/${part.replace(/^\//, '')}` }),
  };
}

/** The root of a REST interface. */
function base(api: PathValue, setup: Setup): Resource {
  const { project } = setup;
  const props = madeWith(api, project);
  const handler = madeAs(api) === 'LambdaRestApi' ? given(props, 'handler') : undefined;
  const integration = handler ?? given(props, 'defaultIntegration');
  const more = propsOf(given(props, 'options'), project);
  const hasPolicy = [props, more].some((one) => given(one, 'policy') !== undefined);
  return { api, path: '', defaults: [methodDefaults(props, setup), methodDefaults(more, setup)], hasPolicy, ...(integration ? { integration } : {}) };
}

function authorizingOf(own: Props, { defaults, hasPolicy }: Resource, at: Span, { project }: Setup): Authorizing {
  const authorizing = ofMethod(own, defaults, at, project);
  return authorizing.authorizer || !hasPolicy ? authorizing : { authorizer: { label: 'policy', at, value: UNDECIDED } };
}

function methodDefaults(props: Props, { project }: Setup): Props {
  const value = given(props, 'defaultMethodOptions');
  return value ? propsOf(value, project) : { ...NOTHING, open: props.open };
}

/** Adds the entry point, if a function answers it. What a library's other integrations answer with is no code. */
function register(registration: Registration, call: SetupCall, setup: Setup): void {
  const { integration } = registration;
  if (!integration) return;
  if (integration.kind !== 'path' || !integration.call) return expose(registration, undefined, call, setup);
  const kind = madeAs(integration) ?? '';
  const index = INTEGRATIONS.get(kind);
  if (index !== undefined) expose(registration, setup.project.argument(integration, index), call, setup);
  else if (kind.endsWith('Function')) expose(registration, integration, call, setup);
}

function expose({ api, method, path, authorizing }: Registration, fn: Value | undefined, call: SetupCall, setup: Setup): void {
  const http = method === undefined ? undefined : httpOf(method, path === '' ? '/' : path);
  if (!http) return;
  const { name, handler: value } = functionOf(fn, setup);
  const { steps, handler } = unwrapped(value, setup.project);
  const event: DeployedEvent = { kind: 'http', ...http, at: call.at, ...authorizing };
  const scope = setup.scope(`${FRAMEWORK}:${api.key}`, () => ({ framework: FRAMEWORK, order: 'sequence', root: true, at: setup.project.spanOfValue(api) ?? call.at }));
  scope.unmounted = false;
  scope.items.push(...routeOf(FRAMEWORK, event, { name }, steps, handler, setup.project));
}
