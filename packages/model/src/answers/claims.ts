import { blocksOf, walkExpr, type Expr, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { statementCall } from './statement-call.js';
import { contains } from './frames.js';
import type { Linker } from '../link/linker.js';

/** How a driver or an ORM tells how many rows a statement changed. */
const CHANGED = /^(?:count|changes|rowCount|affected(?:Rows|Count)?|numAffected(?:Rows)?|numUpdated(?:Rows)?|(?:n|num)?Modified(?:Count)?|modifiedCount|matchedCount|updatedCount)$/;

/**
 * `const { count } = await jobs.updateMany({ where: { id, state: 'open' }, data: { state: 'taken' } }); if (count === 0) return;`: the change takes the row for this round if nobody else has it.
 * One statement for all would not say which rows it took.
 */
export function isClaim({ concept, expr, env }: FlowEvent, linker: Linker): boolean {
  if (concept?.kind !== 'access' || concept.op !== 'update' || expr.kind !== 'call' || concept.where === undefined) return false;
  const { file, fn } = env;
  if (!asksMore(statementCall(expr, concept, env, linker), concept.where)) return false;
  const named = (is: (init: Expr) => boolean): ReadonlySet<number> => new Set(file.bindings.flatMap(({ init, fn: owner }, id) => (init && file.functions[owner] === fn && is(init) ? [id] : [])));
  const held = named((init) => contains(init, expr));
  const counted = named((init) => init.kind === 'member' && CHANGED.test(init.name) && isOf(init.object, held, expr));
  const tells = (part: Expr): boolean => (part.kind === 'member' && CHANGED.test(part.name) && isOf(part.object, held, expr)) || (part.kind === 'name' && counted.has(part.binding));
  const asks = (part: Expr): boolean => {
    if (part.kind === 'unary') return part.op === '!' && tells(part.value);
    return part.kind === 'binary' && /^(?:[!=]==?|[<>]=?)$/.test(part.op) && [[part.left, part.right], [part.right, part.left]].some(([count, number]) => count && tells(count) && number?.kind === 'literal' && typeof number.value === 'number');
  };
  const asked = named((init) => walkExpr(init).some(asks));
  const isAsked = (whole: Expr): boolean => walkExpr(whole).some((part) => asks(part) || (part.kind === 'name' && asked.has(part.binding)));
  return decides(fn.body, isAsked);
}

/** Does the answer go back to the caller, or end what the function does? */
function decides(body: readonly Stmt[], isAsked: (whole: Expr) => boolean): boolean {
  return body.some((statement) => {
    if (statement.kind === 'return' && statement.value && isAsked(statement.value)) return true;
    if (statement.kind === 'if' && LEAVES.has(statement.then.at(-1)?.kind ?? '') && isAsked(statement.test)) return true;
    return blocksOf(statement).some((block) => decides(block, isAsked));
  });
}

const LEAVES: ReadonlySet<string> = new Set(['return', 'continue', 'throw']);

function isOf(whole: Expr, held: ReadonlySet<number>, expr: Expr): boolean {
  return whole.kind === 'name' ? held.has(whole.binding) : contains(whole, expr);
}

/** The condition names the row and says what has to be true of it: two members at least. */
function asksMore(call: Expr, where: string): boolean {
  const [index, member] = where.split('.');
  const arg = call.kind === 'call' ? call.args[Number(index)] : undefined;
  const found = member === undefined ? arg : arg?.kind === 'object' ? arg.members.flatMap((one) => (one.kind === 'property' && one.key === member ? [one.value] : []))[0] : undefined;
  return found !== undefined && walkExpr(found).some((part) => part.kind === 'object' && part.members.length > 1);
}
