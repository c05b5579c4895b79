import { walk, walkExpr, type Concept, type Expr, type FileFacts } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import { argumentOf, framesOf, homeOf, type Frame } from './frames.js';

const MAX_DEPTH = 10;
/** By which queues drop a message that they have already. */
const MESSAGE_KEYS = ['jobId', 'deduplication', 'MessageDeduplicationId', 'messageId', 'idempotencyKey'];

/** Does an outward call carry the key that its library takes (`opts.jobId`, `1.idempotencyKey`)? Followed to where the options are written. */
export function carriesKey(event: FlowEvent): boolean {
  const concept = event.concept?.kind === 'external' ? event.concept : undefined;
  if (!concept || event.expr.kind !== 'call') return false;
  const names = keyNames(concept);
  const frames = framesOf(event, undefined);
  return names.size > 0 && event.expr.args.some((arg) => says(arg, names, frames[frames.length - 1] as Frame, 0));
}

/** What the key of a call is called: its library's option, and for messages the usual ones. */
export function keyNames({ keyed, effect }: Extract<Concept, { kind: 'external' }>): ReadonlySet<string> {
  const own = keyed?.split('.').at(-1);
  return new Set([...(own === undefined ? [] : [own]), ...(effect === 'publish' ? MESSAGE_KEYS : [])]);
}

function says(expr: Expr, names: ReadonlySet<string>, frame: Frame, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  for (const inner of walkExpr(expr)) {
    if (inner.kind === 'object' && inner.members.some((member) => member.kind === 'property' && names.has(member.key))) return true;
    if (inner.kind === 'function' && bodySays(inner.fn, names, frame.file)) return true;
    if (inner.kind === 'name' && nameSays(inner.binding, names, frame, depth + 1)) return true;
  }
  return false;
}

function nameSays(id: number, names: ReadonlySet<string>, frame: Frame, depth: number): boolean {
  const binding = frame.file.bindings[id];
  const home = homeOf(id, frame);
  if (!binding || binding.imported || !home) return false;
  if (binding.kind === 'param') {
    const arg = argumentOf(binding.index ?? 0, home);
    return arg !== undefined && home.caller !== undefined && says(arg, names, home.caller, depth);
  }
  const values = [binding.init, ...mutationsOf(id, frame.file).flatMap((mutation) => mutation.values)];
  return values.some((value) => value !== undefined && says(value, names, home, depth));
}

function bodySays(fn: number, names: ReadonlySet<string>, file: FileFacts): boolean {
  const fact = file.functions[fn];
  if (!fact) return false;
  for (const expr of walk(fact)) if (expr.kind === 'object' && expr.members.some((member) => member.kind === 'property' && names.has(member.key))) return true;
  return false;
}
