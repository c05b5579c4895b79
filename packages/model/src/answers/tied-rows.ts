import { blocksOf, Label, walkExpr, type Expr, type ExprOf, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { allKeys, requestKeysOf, shareKeys, type RequestKeys } from './request-keys.js';
import { selectorsOf } from './selectors.js';

/**
 * The values of the request to which a failure before the write ties its rows: a right to what they name is one to the rows. `failures` are the refusals and errors before the
 * write, `reads` the accesses.
 */
export function tiedKeys(named: RequestKeys, failures: readonly FlowEvent[], reads: readonly FlowEvent[], linker: Linker): RequestKeys {
  const ties = failures.flatMap((failure) => demandsBefore(failure).flatMap((test) => [...parentsIn(test, failure, named, linker), ...countedIn(test, failure, named, reads, linker)]));
  return allKeys(ties.filter(({ open }) => !open));
}

/** The inequalities on which a failure follows. */
function demandsBefore({ at, env }: FlowEvent): readonly ExprOf<'binary'>[] {
  const inside = (statements: readonly Stmt[]): boolean => at.path === env.file.path && statements.some((one) => one.at[0] <= at.start && at.start < one.at[1]);
  const found = (body: readonly Stmt[]): readonly Expr[] => body.flatMap((one) => [...(one.kind === 'if' && inside(one.then) ? [one.test] : []), ...blocksOf(one).flatMap(found)]);
  return found(env.fn.body).flatMap(conjuncts).filter((term): term is ExprOf<'binary'> => term.kind === 'binary' && /^(?:!==?|<)$/.test(term.op));
}

function conjuncts(test: Expr): readonly Expr[] {
  return test.kind === 'logical' ? [...conjuncts(test.left), ...conjuncts(test.right)] : [test];
}

/** `if (row.shelfId !== input.shelfId) throw`: the row was looked up by what names it, and hangs on what the request names besides. */
function parentsIn({ op, left, right }: ExprOf<'binary'>, { env }: FlowEvent, named: RequestKeys, linker: Linker): readonly RequestKeys[] {
  if (op === '<') return [];
  return [[left, right] as const, [right, left] as const].flatMap(([column, given]) => {
    const isOfRow = column.kind === 'member' && (linker.labels(column, env) & Label.data) !== 0 && ofOneList(requestKeysOf(column, env, linker), named);
    return isOfRow && (linker.labels(given, env) & (Label.input | Label.data)) === Label.input ? [requestKeysOf(given, env, linker)] : [];
  });
}

/** `where: { id: { in: ids }, shelfId }` and `if (rows.length !== ids.length) throw`: each of the ids hangs on the shelf. */
function countedIn({ left, right }: ExprOf<'binary'>, { env }: FlowEvent, named: RequestKeys, reads: readonly FlowEvent[], linker: Linker): readonly RequestKeys[] {
  return [[left, right] as const, [right, left] as const].flatMap(([count, wanted]) => {
    if (!(linker.labels(wanted, env) & Label.input)) return [];
    return reads.filter((read) => read.env === env && holds(count, read)).flatMap((read) => {
      const given = selectorsOf(read, linker).filter(({ source }) => source === 'request').map((one) => requestKeysOf(one.expr, one.env, linker));
      return given.some((keys) => ofOneList(keys, named)) ? given.filter((keys) => !ofOneList(keys, named)) : [];
    });
  });
}

/** An element of a list of the request, and what a method of the list made of it. */
const OF_LIST = /\.(?:\[\].*|map|flatMap|filter|slice|sort)$/;

/** Do both take something from the same value of the request, or from the same list: `items.map((item) => item.id)` and `item.id`? */
export function ofOneList(one: RequestKeys, other: RequestKeys): boolean {
  const lists = ({ keys, open }: RequestKeys): RequestKeys => ({ keys: new Set([...keys].map((key) => key.replace(OF_LIST, ''))), open });
  return shareKeys(lists(one), lists(other));
}

/** `rows.length`, or a number of rows that was asked for. */
function holds(count: Expr, { expr, env }: FlowEvent): boolean {
  const of = count.kind === 'member' && count.name === 'length' ? count.object : count;
  const binding = of.kind === 'name' ? env.file.bindings[of.binding] : undefined;
  return binding?.kind === 'const' && binding.init !== undefined && walkExpr(binding.init).includes(expr);
}
