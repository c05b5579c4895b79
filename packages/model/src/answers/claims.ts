import { walk, walkExpr, type Expr } from '@assay/contract';
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
  const held = new Set(file.bindings.flatMap((binding, id) => (binding.init && file.functions[binding.fn] === fn && contains(binding.init, expr) ? [id] : [])));
  const counted = new Set(file.bindings.flatMap(({ init }, id) => (init?.kind === 'member' && CHANGED.test(init.name) && isOf(init.object, held, expr) ? [id] : [])));
  const tells = (part: Expr): boolean => (part.kind === 'member' && CHANGED.test(part.name) && isOf(part.object, held, expr)) || (part.kind === 'name' && counted.has(part.binding));
  return walk(fn).some((part) => {
    if (part.kind === 'binary') return /^(?:[!=]==?|[<>]=?)$/.test(part.op) && [[part.left, part.right], [part.right, part.left]].some(([count, number]) => count && tells(count) && number?.kind === 'literal' && typeof number.value === 'number');
    return part.kind === 'unary' && part.op === '!' && tells(part.value);
  });
}

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
