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
export function registers({ expr, handed }: Step): boolean {
  if (expr.kind !== 'call' || !handed) return false;
  return REGISTRARS.has(expr.callee.kind === 'member' || expr.callee.kind === 'global' ? expr.callee.name : '');
}
