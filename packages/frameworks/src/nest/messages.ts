// https://docs.nestjs.com/microservices/basics  https://docs.nestjs.com/websockets/gateways  https://docs.nestjs.com/recipes/cqrs
import { defineAdapter, walk, weakMemo, type ApiModel, type ChainStep, type ClassValue, type Linked, type ModelNode, type Protocol, type RoutingItem, type Value } from '@assay/contract';
import { inert, quiet, rows } from '../runtime/shared.js';
import { appliedIn, decoratedClasses, inheritedDecorators, methodsOf, type Applied, type Method } from './decorated.js';
import { declare, type Holder } from './handlers.js';
import { guardsOf } from './steps.js';
import { property } from './values.js';

const MICROSERVICES = '@nestjs/microservices';
const WEBSOCKETS = '@nestjs/websockets';
const CQRS = '@nestjs/cqrs';

/** Decorators of handlers that are called by a name: by peers of the service, or by clients. */
const PATTERNS: ReadonlyMap<string, 'peer' | 'client'> = new Map([
  ...['MessagePattern', 'EventPattern', 'GrpcMethod', 'GrpcStreamMethod'].map((name) => [`${MICROSERVICES} ${name}()`, 'peer'] as const),
  [`${WEBSOCKETS} SubscribeMessage()`, 'client'],
]);
const PARAMS: ReadonlyMap<string, string> = new Map([[`${MICROSERVICES} Payload()`, '#request.body'], [`${WEBSOCKETS} MessageBody()`, '#request.body'], [`${WEBSOCKETS} ConnectedSocket()`, '#request']]);

/**
 * Messages of clients are entry points with guards of their own: those of an HTTP application do not reach them. What peers send through a broker
 * or an internal port is a job: who may send it is not the code's to say.
 */
function* recognize(project: Linked): Generator<ModelNode> {
  for (const { cls } of decoratedClasses(project)) {
    const applied = inheritedDecorators(cls, project);
    const holder: Holder = { name: cls.cls.name, applied, guards: [] };
    const items: RoutingItem[] = [];
    for (const method of methodsOf(cls, project)) {
      const use = method.applied.findLast((one) => PATTERNS.has(`${one.value.root} ${one.value.path}`));
      if (!use) continue;
      const name = patternOf(use, method, cls.cls.name, project);
      if (PATTERNS.get(`${use.value.root} ${use.value.path}`) === 'peer') yield { kind: 'job', name, framework: 'nest-messages', at: use.at, handler: method.fn, protocol: protocolOf(method, project) };
      else items.push({ kind: 'route', route: messageOf(name, use, holder, method, project) });
    }
    if (items.length === 0) continue;
    const met = connectionOf(cls, project);
    if (met) items.unshift({ kind: 'step', step: met });
    const at = project.span(cls.file, cls.cls.nameAt);
    yield { kind: 'scope', scope: { key: `nest-messages:${cls.key}`, framework: 'nestjs', order: 'encapsulated', root: true, at, items } };
  }
  yield* busHandlers(project);
}

/** `handleConnection` that ends some connections has seen whoever sends messages on the others: whom it lets in is not followed (https://docs.nestjs.com/websockets/gateways). */
function connectionOf(cls: ClassValue, project: Linked): ChainStep | undefined {
  const met = project.method(cls, 'handleConnection');
  const ends = met && walk(met.fn).some((inner) => inner.kind === 'call' && inner.callee.kind === 'member' && (inner.callee.name === 'disconnect' || inner.callee.name === 'close'));
  return ends ? { value: { kind: 'unknown', key: `connection:${cls.key}`, reason: 'expression' }, protocol: { name: 'nest-connection', params: [], continues: 'return' }, at: project.span(met.file, met.fn.at), label: 'handleConnection' } : undefined;
}

function messageOf(path: string, use: Applied, holder: Holder, of: Method, project: Linked): Extract<RoutingItem, { kind: 'route' }>['route'] {
  const declared = declare({ protocol: 'function', method: 'WEBSOCKET', path, at: use.at }, holder, of, project);
  const above: readonly ChainStep[] = guardsOf(holder.applied, project);
  const handler = declared.handler && { ...declared.handler, protocol: protocolOf(of, project) };
  return { ...declared, steps: [...above, ...declared.steps.filter((step) => !above.some((other) => other.value.key === step.value.key))], ...(handler ? { handler } : {}) };
}

/** `'orders.place'`, `{ cmd: 'place' }`, `('OrderService', 'Place')`. */
function patternOf({ value }: Applied, method: Method, owner: string, project: Linked): string {
  const [first, second] = project.args(value).map((arg) => arg.value);
  const text = project.text(first);
  if (value.path.startsWith('Grpc')) return `${text ?? owner}.${project.text(second) ?? method.name}`;
  if (text !== undefined) return text;
  const parts = first?.kind === 'object' ? [...project.properties(first).values()].flatMap((one) => project.text(one) ?? []) : [];
  return parts.length > 0 ? parts.join('.') : method.name;
}

/** The payload is what the peer sent: by its decorator, or the first parameter without one. */
function protocolOf(method: Method, project: Linked): Protocol {
  const params = method.fn.fn.params.map((param, index) => {
    const uses = appliedIn(param.decorators, method.fn.file, method.owner.env, project);
    const role = uses.map((use) => PARAMS.get(`${use.value.root} ${use.value.path}`)).find((one) => one !== undefined);
    return role ?? (index === 0 && uses.length === 0 && !method.applied.some((use) => use.value.root === WEBSOCKETS) ? '#request.body' : '');
  });
  return { name: `nest-message:${params.join(',')}`, params, continues: 'return' };
}

/** `@EventsHandler(OrderPlaced)`: what a bus calls with no request behind it. */
function* busHandlers(project: Linked): Generator<ModelNode> {
  for (const { cls, own } of decoratedClasses(project)) {
    const use = own.find(({ value }) => value.root === CQRS && value.path === 'EventsHandler()');
    const handler = use && project.method(cls, 'handle');
    const event: Value | undefined = use && project.argument(use.value, 0);
    if (use && handler) yield { kind: 'job', name: event?.kind === 'class' ? event.cls.name : project.text(property(event, 'name', project)) ?? cls.cls.name, framework: 'nest-cqrs', at: use.at, handler };
  }
}

/** Commands and queries carry what the request asked for. */
const HANDLED: Protocol = { name: 'nest-cqrs-handler', params: ['#request.input'], continues: 'return' };
/** `@CommandHandler(PlaceOrder)`: the handler of each command and query, by its class. */
const handlersOf = weakMemo((project: Linked): ReadonlyMap<string, ChainStep> => new Map(decoratedClasses(project).flatMap(({ cls, own }): (readonly [string, ChainStep])[] => {
  const use = own.find(({ value }) => value.root === CQRS && /^(?:Command|Query)Handler\(\)$/.test(value.path));
  const [handled, value] = [use && project.argument(use.value, 0), use && project.method(cls, 'execute')];
  return use && value && handled?.kind === 'class' ? [[handled.key, { value, protocol: HANDLED, at: use.at, label: `${cls.cls.name}.execute` }]] : [];
})));

/** `bus.execute(new PlaceOrder(..))` runs the handler of that class. */
const execute: ApiModel['is'] = (path, project) => {
  const given = project.argument(path, 0);
  const step = given?.kind === 'instance' ? handlersOf(project).get(given.of.key) : undefined;
  return step && { kind: 'runs', steps: [step] };
};

/** Handlers of messages: microservices, gateways and buses. */
export const nestMessages = defineAdapter({
  name: 'nest-messages',
  kind: 'http',
  packages: [MICROSERVICES, WEBSOCKETS, CQRS],
  docs: 'https://docs.nestjs.com/microservices/basics',
  models: [
    ...rows(MICROSERVICES, 'RpcException.new()', { kind: 'http-error', bodyArg: 0 }),
    ...rows(WEBSOCKETS, 'WsException.new()', { kind: 'http-error', bodyArg: 0 }),
    ...rows(CQRS, 'CommandBus.new().execute() QueryBus.new().execute()', execute),
    ...rows(CQRS, 'EventBus.new().publish() EventBus.new().publishAll()', { kind: 'external', effect: 'publish' }),
    ...rows(CQRS, 'AggregateRoot.apply() AggregateRoot.new().apply() **.commit() **.mergeObjectContext() **.mergeClassContext()', inert),
    ...rows(WEBSOCKETS, '**', quiet),
  ],
  recognize,
});
