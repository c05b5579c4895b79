import type { Expr } from '@assay/contract';
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
export function registers(step: Step): boolean {
  const { expr, callee } = step;
  if (expr.kind !== 'call') return false;
  const name = expr.callee.kind === 'member' ? expr.callee.name : expr.callee.kind === 'global' ? expr.callee.name : '';
  return REGISTRARS.has(name) && (callee.fn.name !== name || expr.args.some((arg) => isBound(arg, name)));
}

/** `subscriber.on.bind(subscriber)`: a method of the same name that is handed over. */
function isBound(arg: Expr, name: string): boolean {
  if (arg.kind !== 'call' || arg.callee.kind !== 'member' || arg.callee.name !== 'bind') return false;
  return arg.callee.object.kind === 'member' && arg.callee.object.name === name;
}
