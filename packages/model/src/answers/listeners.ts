import { walk, type Expr, type FileFacts } from '@assay/contract';
import type { FlowEvent, Step } from '../flow/events.js';
import { statementAt } from './detached.js';
import { functionAround } from './frames.js';

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
  return expr.kind === 'call' && (REGISTRARS.has(nameOf(expr.callee, file)) || isQueued(expr, file));
}

const QUEUES: ReadonlySet<string> = new Set(['add', 'enqueue']);
const DRAINS: ReadonlySet<string> = new Set(['onIdle', 'onEmpty', 'drain', 'drained', 'join']);

/** `void queue.add(() => work(job));`: nobody waits for what is queued, and it runs when its turn comes. */
function isQueued(expr: Expr, file: FileFacts): boolean {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !QUEUES.has(expr.callee.name)) return false;
  const fn = functionAround(expr, file);
  const statement = fn && statementAt(fn.body, expr);
  if (!fn || statement?.kind !== 'expr') return false;
  const value = statement.value.kind === 'unary' ? statement.value.value : statement.value;
  return value === expr && !walk(fn).some((part) => part.kind === 'call' && part.callee.kind === 'member' && DRAINS.has(part.callee.name));
}

/** The step hands over what answers a request: `server.post('/crates', (req, res) => ..)`, of whatever library. */
export function handles({ expr, handed, callee }: Step): boolean {
  if (!handed || expr.kind !== 'call' || expr.callee.kind !== 'member') return false;
  if (TOOLS.has(expr.callee.name) && expr.args[0]?.kind === 'literal' && expr.args.length > 1) return true;
  if (!VERBS.has(expr.callee.name)) return false;
  const [first] = callee.fn.params;
  return first !== undefined && REQUEST.test(callee.file.bindings[first.binding]?.name ?? '');
}

const VERBS: ReadonlySet<string> = new Set(['all', 'del', 'delete', 'get', 'patch', 'post', 'put', 'route']);
/** `server.tool('refund', schema, async (given) => ..)`, `bot.command('start', ..)`: each is asked for by its name. */
const TOOLS: ReadonlySet<string> = new Set(['tool', 'registerTool', 'registerPrompt', 'registerResource', 'command']);
const REQUEST = /^_?(?:req|request|ctx|context)$/i;

/** Jobs that are made with what they run. */
const TIMED: ReadonlySet<string> = new Set(['CronJob', 'Cron', 'Worker']);

/** The name of what is called, or the name under which a package exports it. */
function nameOf(callee: Expr, file: FileFacts): string {
  if (callee.kind === 'member' || callee.kind === 'global') return callee.name;
  const imported = callee.kind === 'name' ? file.bindings[callee.binding]?.imported : undefined;
  return imported && !imported.specifier.startsWith('.') ? imported.name : '';
}
