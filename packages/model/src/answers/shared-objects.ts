import type { Concept, Env, Expr, ExprOf, PathValue } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { carriesInput, clausesOf, propertyOf, type Selector } from './selectors.js';

/**
 * Does the write change what all callers share: the one row of a table (found without a condition, or by a constant), or all rows? It has to write what the
 * request brings, or to remove.
 */
export function isShared(event: FlowEvent, selectors: readonly Selector[], linker: Linker): boolean {
  if (event.concept?.kind !== 'access' || event.concept.op === 'create' || event.concept.table === undefined) return false;
  if (event.concept.op !== 'delete' && !carriesInput(event, linker)) return false;
  if (selectors.length > 0) return selectors.every((selector) => linker.evaluate(selector.expr, selector.env).kind === 'const' || isOnlyRow(selector, linker));
  return event.expr.kind === 'call' && narrows(event.expr, event.concept, event.env, linker) === false;
}

/** Does the change take rows whosever they are: without a condition, or by constants and by what is left out only? */
export function isWide(event: FlowEvent, selectors: readonly Selector[], linker: Linker): boolean {
  if (event.concept?.kind !== 'access' || event.expr.kind !== 'call' || (event.concept.op !== 'update' && event.concept.op !== 'delete')) return false;
  if (clausesOf(event, linker).length > 0) return selectors.every((selector) => linker.evaluate(selector.expr, selector.env).kind === 'const');
  return narrows(event.expr, event.concept, event.env, linker) === false;
}

/** A row, or a member of it, that was read without a condition. */
function isOnlyRow({ expr, env }: Selector, linker: Linker): boolean {
  const options = optionsOf(linker.evaluate(expr, env));
  return options.length > 0 && options.every((option) => option.kind === 'path' && isUnnarrowedRead(option, linker));
}

function isUnnarrowedRead(path: PathValue, linker: Linker): boolean {
  for (let at: PathValue | undefined = path; at; at = at.parent) {
    const concept = at.call ? linker.concept(at) : undefined;
    if (concept?.kind === 'access') return concept.op === 'read' && at.call?.node.kind === 'call' && !path.path.includes('[]') && narrows(at.call.node, concept, at.call.env, linker) === false;
  }
  return false;
}

/** Is the statement narrowed to some rows? A condition of constants narrows nothing by whoever asks; undefined where that is not told. */
function narrows(call: ExprOf<'call'>, concept: Extract<Concept, { kind: 'access' }>, env: Env, linker: Linker): boolean | undefined {
  if (concept.where === undefined || isChained(call)) return undefined;
  const [position, member] = concept.where.split('.');
  const arg = call.args[Number(position)];
  if (!arg) return call.args.some((given) => given.kind === 'spread') ? undefined : false;
  if (member !== undefined && (arg.kind !== 'object' || arg.members.some((part) => part.kind !== 'property'))) return undefined;
  const clause = member === undefined ? arg : propertyOf(arg, member);
  return clause === undefined ? false : !isConstant(clause, env, linker);
}

function isConstant(clause: Expr, env: Env, linker: Linker): boolean {
  if (clause.kind === 'object') return clause.members.every((member) => member.kind === 'property' && isConstant(member.value, env, linker));
  return linker.evaluate(clause, env).kind === 'const';
}

/** Other calls come before it in the chain: a condition may be one of them. */
function isChained({ callee }: ExprOf<'call'>): boolean {
  const object = callee.kind === 'member' ? callee.object : undefined;
  return object?.kind === 'call' && object.args.length > 0;
}
