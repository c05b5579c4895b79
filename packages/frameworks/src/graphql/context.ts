import type { Setup, Value } from '@assay/contract';
import { property } from '../nest/values.js';
import { parkMembers } from '../parked-context.js';

/** Plugins of HTTP servers that serve a schema: their options have a `context` as those of servers have. */
const PLUGINS: ReadonlySet<string> = new Set(['mercurius', '@as-integrations/fastify', '@as-integrations/hapi', 'apollo-server-fastify', 'apollo-server-hapi']);

/** Parks what the option `context` makes: it is handed to every resolver. */
export function parkContext(options: Value | undefined, setup: Setup): void {
  const context = property(options, 'context', setup.project);
  if (context) parkMembers(context.kind === 'function' ? setup.project.call(context, []) : context, setup);
}

/** The same for the options with which a server registers a plugin. */
export function parkPluginContext(plugin: Value, options: Value | undefined, setup: Setup): void {
  if (plugin.kind === 'path' && PLUGINS.has(plugin.root)) parkContext(options, setup);
}
