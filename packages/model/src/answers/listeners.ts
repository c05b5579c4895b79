import type { FlowEvent, Step } from '../flow/events.js';

/** Methods that keep a callback for later: what it does is no part of the run that registers it. */
const REGISTRARS: ReadonlySet<string> = new Set([
  'on', 'once', 'addListener', 'prependListener', 'addEventListener', 'subscribe', 'process', 'consume', 'schedule', 'scheduleJob', 'setInterval', 'watch', 'hook', 'onModuleInit',
]);

/** The step that registers a listener on the way to the event, by its depth; -1 when the event runs as part of the flow. */
export function listenerDepth(event: FlowEvent): number {
  return event.steps.findIndex(registers);
}

function registers({ expr, callee, file }: Step): boolean {
  if (expr.kind !== 'call') return false;
  const name = expr.callee.kind === 'member' ? expr.callee.name : expr.callee.kind === 'global' ? expr.callee.name : '';
  if (!REGISTRARS.has(name)) return false;
  return expr.args.some((arg) => (arg.kind === 'function' && arg.fn === callee.id && file === callee.file) || (arg.kind === 'member' && arg.name === callee.fn.name));
}
