import type { Expr, FileFacts } from '@assay/contract';
import type { FlowEvent, Step } from '../flow/events.js';

/** Methods that keep a callback for later: what it does is no part of the run that registers it. */
const REGISTRARS: ReadonlySet<string> = new Set([
  'on', 'once', 'addListener', 'prependListener', 'addEventListener', 'subscribe', 'process', 'consume', 'schedule', 'scheduleJob', 'setInterval', 'watch', 'hook', 'onModuleInit',
]);

/** The step that registers a listener on the way to the event, by its depth; -1 when the event runs as part of the flow. */
export function listenerDepth(event: FlowEvent): number {
  return event.steps.findIndex(registers);
}

/** The step hands over a callback that is kept for later. */
export function registers({ expr, file, handed }: Step): boolean {
  if (!handed) return false;
  if (expr.kind === 'new') return TIMED.has(nameOf(expr.callee, file));
  return expr.kind === 'call' && REGISTRARS.has(nameOf(expr.callee, file));
}

/** The step hands over what answers a request: `server.post('/crates', (req, res) => ..)`, of whatever library. */
export function handles({ expr, handed, callee }: Step): boolean {
  if (!handed || expr.kind !== 'call' || expr.callee.kind !== 'member' || !VERBS.has(expr.callee.name)) return false;
  const [first] = callee.fn.params;
  return first !== undefined && REQUEST.test(callee.file.bindings[first.binding]?.name ?? '');
}

const VERBS: ReadonlySet<string> = new Set(['all', 'del', 'delete', 'get', 'patch', 'post', 'put', 'route']);
const REQUEST = /^_?(?:req|request|ctx|context)$/i;

/** Jobs that are made with what they run. */
const TIMED: ReadonlySet<string> = new Set(['CronJob', 'Cron', 'Worker']);

/** The name of what is called, or the name under which a package exports it. */
function nameOf(callee: Expr, file: FileFacts): string {
  if (callee.kind === 'member' || callee.kind === 'global') return callee.name;
  const imported = callee.kind === 'name' ? file.bindings[callee.binding]?.imported : undefined;
  return imported && !imported.specifier.startsWith('.') ? imported.name : '';
}
