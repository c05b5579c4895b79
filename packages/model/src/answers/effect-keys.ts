import { walk, walkExpr, type Concept, type Expr, type ExprOf, type FunctionFact } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { argumentOf, framesOf, homeOf, type Frame } from './frames.js';

const MAX_DEPTH = 10;
/** By which queues drop a message that they have already. */
const MESSAGE_KEYS = ['jobId', 'deduplication', 'MessageDeduplicationId', 'messageId', 'idempotencyKey', 'singletonKey', 'deduplicationId'];

/** Does an outward call carry the key that its library takes (`opts.jobId`, `1.idempotencyKey`)? Followed to where the options are written, also in functions that answer them. */
export function carriesKey(event: FlowEvent, linker: Linker): boolean {
  const concept = event.concept?.kind === 'external' ? event.concept : undefined;
  if (!concept || event.expr.kind !== 'call') return false;
  const names = keyNames(concept);
  const frames = framesOf(event, undefined);
  return names.size > 0 && event.expr.args.some((arg) => says(arg, { names, event, linker }, frames[frames.length - 1] as Frame, 0));
}

interface Search { readonly names: ReadonlySet<string>; readonly event: FlowEvent; readonly linker: Linker }

/** What the key of a call is called: its library's option, and for messages the usual ones. */
export function keyNames({ keyed, effect }: Extract<Concept, { kind: 'external' }>): ReadonlySet<string> {
  const own = keyed?.split('.').at(-1);
  return new Set([...(own === undefined ? [] : [own]), ...(effect === 'publish' ? MESSAGE_KEYS : [])]);
}

function says(expr: Expr, search: Search, frame: Frame, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  for (const inner of walkExpr(expr)) {
    if (namesKey(inner, search)) return true;
    if (inner.kind === 'function' && bodySays(frame.file.functions[inner.fn], search)) return true;
    if (inner.kind === 'name' && nameSays(inner.binding, search, frame, depth + 1)) return true;
    if (inner.kind === 'call' && callees(inner, search, frame).some((callee) => bodySays(callee, search))) return true;
  }
  return false;
}

function namesKey(expr: Expr, { names }: Search): boolean {
  return expr.kind === 'object' && expr.members.some((member) => member.kind === 'property' && names.has(member.key));
}

function nameSays(id: number, search: Search, frame: Frame, depth: number): boolean {
  const binding = frame.file.bindings[id];
  const home = homeOf(id, frame);
  if (!binding || binding.imported || !home) return false;
  if (binding.kind === 'param') {
    const arg = argumentOf(binding.index ?? 0, home);
    return arg !== undefined && home.caller !== undefined && says(arg, search, home.caller, depth);
  }
  const values = [binding.init, ...mutationsOf(id, frame.file).flatMap((mutation) => mutation.values)];
  return values.some((value) => value !== undefined && says(value, search, home, depth));
}

/** The functions of the project that a call may answer from. */
function callees(call: ExprOf<'call'>, { event, linker }: Search, { file }: Frame): readonly FunctionFact[] {
  const isIn = event.env.file === file && event.env.fn.at[0] <= call.at[0] && call.at[1] <= event.env.fn.at[1];
  const env = isIn ? event.env : linker.envOf(file, linker.index.functionAt(file, call.at[0]));
  return optionsOf(linker.evaluate(call.callee, env)).flatMap((option) => (option.kind === 'function' ? [option.fn] : []));
}

function bodySays(fn: FunctionFact | undefined, search: Search): boolean {
  return fn !== undefined && walk(fn).some((expr) => namesKey(expr, search));
}
