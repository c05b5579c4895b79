import type { Env, Expr, PathValue } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { propertyOf } from './selectors.js';
import { writtenAs } from './written-values.js';

/** Chained calls that narrow a statement to rows an index can find; what only excludes rows (`whereNot`) or widens (`orWhere`) is none. */
const NARROWS = /^(?:(?:and)?where(?:In|Between|Null|Like|ILike|Date|Ref)?|eq|in|gte?|lte?|is|match|between)$/;
/** Comparisons of libraries whose conditions are calls: `eq(orders.userId, id)`. */
const COMPARES = /^(?:eq|inArray|gte?|lte?|between|isNull|like|ilike|arrayContains)$/;
const COLUMN = /^[\w."`]+$/;

/**
 * Columns that the conditions of an access name, as the code writes them, sorted: keys of condition objects, columns of chained calls and of
 * comparisons. Conditions in SQL text are not read.
 */
export function narrowedColumns({ concept, path, expr, env }: FlowEvent, linker: Linker): readonly string[] {
  if (concept?.kind !== 'access') return [];
  const reader = new Reader(linker);
  const [position, member] = concept.where?.split('.') ?? [];
  if (position !== undefined && expr.kind === 'call') reader.argument(expr.args[Number(position)], member, env);
  for (let step: PathValue | undefined = path; step; step = step.parent) reader.step(step);
  return [...reader.columns].sort();
}

class Reader {
  readonly columns = new Set<string>();

  constructor(private readonly linker: Linker) {}

  argument(given: Expr | undefined, member: string | undefined, env: Env): void {
    if (!given) return;
    const { expr, env: home } = writtenAs(given, env, this.linker);
    const conditions = member === undefined ? expr : propertyOf(expr, member);
    if (conditions) this.conditions(conditions, home);
  }

  /** `.where({ id })`, `.where('id', id)`, `.where(eq(orders.id, id))`, `.eq('id', id)`. */
  step({ step, parent, call }: PathValue): void {
    if (step !== '()' || !NARROWS.test(parent?.step ?? '') || call?.node.kind !== 'call') return;
    const [first, second] = call.node.args;
    if (!first) return;
    const isNamed = first.kind === 'literal' && typeof first.value === 'string' && (second !== undefined || COLUMN.test(first.value));
    if (isNamed) this.add(String(first.value));
    else this.conditions(first, call.env);
  }

  private conditions(given: Expr, from: Env): void {
    const { expr, env } = writtenAs(given, from, this.linker);
    if (expr.kind === 'object') {
      for (const item of expr.members) {
        if (item.kind === 'spread') this.conditions(item.value, env);
        else if (item.kind === 'property' && item.key === 'AND') this.conditions(item.value, env);
        else if (item.kind === 'property' && isCompound(item.key, item.value)) this.conditions(item.value, env);
        else if (item.kind === 'property' && !/^(?:OR|NOT|\$)/.test(item.key)) this.add(item.key);
      }
    } else if (expr.kind === 'array') for (const item of expr.items) this.conditions(item, env);
    else if (expr.kind === 'call') this.comparison(expr.callee, expr.args, env);
  }

  private comparison(callee: Expr, args: readonly Expr[], env: Env): void {
    const name = callee.kind === 'member' ? callee.name : callee.kind === 'name' ? env.file.bindings[callee.binding]?.name ?? '' : '';
    const [first] = args;
    if (name === 'and') for (const arg of args) this.conditions(arg, env);
    else if (COMPARES.test(name) && first?.kind === 'member') this.add(first.name);
  }

  private add(column: string): void {
    if (COLUMN.test(column)) this.columns.add(column.replaceAll(/["`]/g, ''));
  }
}

/** `ownerId_name: { ownerId, name }`: a key of several columns, by its name. */
function isCompound(key: string, value: Expr): boolean {
  return value.kind === 'object' && value.members.length > 1 && key === value.members.map((member) => (member.kind === 'property' ? member.key : '')).join('_');
}
