import type { ChainStep, PathValue, Setup, SetupCall, Span, Value } from '@assay/contract';
import { HAPI_HANDLER, HAPI_RESPONSE, HAPI_STEP } from '../protocols.js';
import { routeAuth } from './auth.js';
import { rootOf, scopeOf } from './servers.js';

/** Extension points before the handler, where a request can end. */
const BEFORE: ReadonlySet<string> = new Set(['onRequest', 'onPreAuth', 'onCredentials', 'onPostAuth', 'onPreHandler']);

/** A value, or the values of a list, nested lists laid out. */
function laidOut(value: Value, setup: Setup): readonly Value[] {
  const items = setup.project.items(value);
  return items ? items.flatMap((item) => laidOut(item, setup)) : [value];
}

/** `server.route({ method, path, handler, options })`, or a list of these. */
export function route(call: SetupCall, server: PathValue, setup: Setup): void {
  const [first] = call.args;
  if (!first) return;
  for (const value of laidOut(first.value, setup)) {
    const settings = setup.project.properties(value);
    if (settings.has('method') && settings.has('path')) declare(settings, setup.project.spanOfValue(value) ?? call.at, server, call, setup);
  }
}

function declare(settings: ReadonlyMap<string, Value>, at: Span, server: PathValue, call: SetupCall, setup: Setup): void {
  const options = optionsOf(settings, server, setup);
  const handler = settings.get('handler') ?? options.get('handler');
  const auth = routeAuth(options.get('auth'), at, setup);
  const path = setup.project.text(settings.get('path'))?.replace(/\{(\w+)(?:\?|\*\d*)\}/g, '{$1}');
  if (path === undefined && setup.isOrphan) return;
  const known = handler && handler.kind !== 'object' ? { handler: setup.step(handler, HAPI_HANDLER, at, undefined) } : {};
  for (const method of laidOut(settings.get('method') as Value, setup)) {
    const name = setup.project.text(method);
    if (name === undefined) continue;
    scopeOf(server, setup).items.push({
      kind: 'route',
      route: {
        protocol: 'http', method: name === '*' ? 'ALL' : name.toUpperCase(), ...(path === undefined ? {} : { path }), at, steps: [...auth.steps, ...preSteps(options.get('pre'), at, setup)],
        framework: 'hapi', ...known, ...(auth.overrides ? { overrides: true } : {}), ...(call.conditional ? { conditional: call.conditional } : {}),
      },
    });
  }
}

/** `options` (`config` before hapi 17), which may be a function of the server. */
function optionsOf(settings: ReadonlyMap<string, Value>, server: PathValue, setup: Setup): ReadonlyMap<string, Value> {
  const value = settings.get('options') ?? settings.get('config');
  if (!value) return new Map();
  return setup.project.properties(value.kind === 'function' ? setup.project.call(value, [{ value: server, labels: 0 }]) : value);
}

/** Functions before the handler; one whose failure is ignored rejects nobody. */
function preSteps(value: Value | undefined, at: Span, setup: Setup): ChainStep[] {
  if (!value || value.kind === 'const') return [];
  return laidOut(value, setup).flatMap((item) => {
    const settings = item.kind === 'object' ? setup.project.properties(item) : new Map<string, Value>();
    const method = item.kind === 'object' ? settings.get('method') : item;
    const ignored = ['ignore', 'log'].includes(setup.project.text(settings.get('failAction')) ?? '');
    return method && !ignored ? [setup.step(method, HAPI_STEP, at, undefined)] : [];
  });
}

/** `server.ext('onPreAuth', method, { sandbox })`, `server.ext({ type, method })`: for every route of the server, whenever it was added. */
export function extend(call: SetupCall, server: PathValue, setup: Setup): void {
  const [first, second, third] = call.args;
  if (!first) return;
  const events = setup.project.text(first.value) === undefined
    ? laidOut(first.value, setup).map((value) => setup.project.properties(value))
    : [new Map<string, Value>([['type', first.value], ...(second ? [['method', second.value] as const] : []), ...(third ? [['options', third.value] as const] : [])])];
  for (const event of events) {
    const type = setup.project.text(event.get('type'));
    const options = event.get('options');
    const own = options !== undefined && setup.project.text(setup.project.properties(options).get('sandbox')) === 'plugin';
    const scope = scopeOf(own ? server : rootOf(server, setup), setup);
    for (const method of event.has('method') ? laidOut(event.get('method') as Value, setup) : []) {
      if (type !== undefined && BEFORE.has(type)) scope.items.push({ kind: 'step', step: setup.step(method, HAPI_STEP, call.at, call.conditional) });
      else if (type === 'onPreResponse') scope.items.push({ kind: 'error-handler', handler: method, protocol: HAPI_RESPONSE, at: call.at });
    }
  }
}
