import type { PathValue, Setup, SetupCall, Value } from '@assay/contract';
import { parkPluginContext } from '../../graphql/context.js';
import { childOf, scopeOf } from './servers.js';

/** `server.register(plugin)`, `server.register([{ plugin, options, routes: { prefix } }], { routes: { prefix } })`. */
export function register(call: SetupCall, server: PathValue, setup: Setup): void {
  const [first, second] = call.args;
  if (!first) return;
  const shared = prefixOf(second?.value, setup);
  for (const [index, value] of (setup.project.items(first.value) ?? [first.value]).entries()) one(value, shared, server, `${call.at.path}:${call.at.start}#${index}`, call, setup);
}

/** `compose({ register: { plugins: [..] } })` of @hapi/glue. */
export function compose(call: SetupCall, setup: Setup): void {
  const manifest = call.args[0] && setup.project.properties(call.args[0].value).get('register');
  const plugins = manifest && setup.project.properties(manifest).get('plugins');
  for (const [index, value] of (plugins ? setup.project.items(plugins) ?? [] : []).entries()) one(value, undefined, call.path, `${call.at.path}:${call.at.start}#${index}`, call, setup);
}

function one(value: Value, shared: string | undefined, server: PathValue, key: string, call: SetupCall, setup: Setup): void {
  const settings = value.kind === 'object' ? setup.project.properties(value) : new Map<string, Value>();
  const plugin = settings.get('plugin') ?? value;
  parkPluginContext(plugin, settings.get('options'), setup);
  const run = registerOf(plugin, setup, 0);
  if (!run) return;
  const prefix = prefixOf(value.kind === 'object' ? value : undefined, setup) ?? shared;
  const child = childOf(server, key, setup);
  scopeOf(server, setup).items.push({ kind: 'mount', ...(prefix === undefined ? {} : { path: prefix }), scope: scopeOf(child, setup, call.at), at: call.at, ...(call.conditional ? { conditional: call.conditional } : {}) });
  setup.enter(run, [{ value: child, labels: 0 }, { value: settings.get('options') ?? { kind: 'unknown', key: '?', reason: 'parameter' }, labels: 0 }]);
}

function prefixOf(options: Value | undefined, setup: Setup): string | undefined {
  const routes = options && setup.project.properties(options).get('routes');
  return routes && setup.project.text(setup.project.properties(routes).get('prefix'));
}

/** The plugin's `register` function; a module exports it, a plugin or both. */
function registerOf(value: Value, setup: Setup, depth: number): Value | undefined {
  if (depth > 3 || (value.kind !== 'object' && value.kind !== 'module' && value.kind !== 'instance')) return undefined;
  const own = setup.project.member(value, 'register');
  if (own.kind === 'function') return own;
  for (const name of ['plugin', 'default']) {
    const inner = value.kind === 'instance' ? undefined : setup.project.member(value, name);
    const found = inner && registerOf(inner, setup, depth + 1);
    if (found) return found;
  }
  return undefined;
}
