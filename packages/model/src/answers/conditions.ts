import type { Env, Expr, PathValue } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { meaningOf, type Meaning } from './condition-words.js';
import { propertyOf } from './selectors.js';
import { writtenAs } from './written-values.js';
import { statementCall } from './statement-call.js';

/** What the conditions of an access say of its rows. */
export interface Conditions {
  /** Columns that they name, as the code writes them, sorted. */
  readonly columns: readonly string[];
  /** Those of them that must equal a value or lie in a range, by which an index finds rows. */
  readonly searched: readonly string[];
  /** There may be more than is seen, alternatives, or an order that an index gives as well. */
  readonly open: boolean;
}

/** Chained calls that narrow a statement to rows an index can find; what only excludes rows (`whereNot`) or widens (`orWhere`) is none. */
const NARROWS = /^(?:(?:and)?where(?:In|Between|Null|Like|ILike|Date|Ref)?|eq|in|gte?|lte?|is|match|between)$/;
/** Of these, those that no index serves, and those that compare with another table. */
const WEAK = /^(?:and)?where(?:Null|Like|ILike|Date)$|^is$/;
/** Calls that may narrow or widen in a way that is not read. */
const OBSCURE = /^(?:or|having|filter|modify|scope|search|textSearch|contains|overlaps|not|for|with|match|\$if|\$call|setFindOptions)$|^or[A-Z]|where(?!Not)|join|raw|relatedQuery|union|^\$dynamic/i;
const COLUMN = /^[\w."`]+$/;

/** Columns in keys of condition objects, in chained calls and in comparisons. Conditions in SQL text are not read. */
export function conditionsOf({ concept, path, expr, env }: FlowEvent, linker: Linker): Conditions {
  const reader = new Reader(linker);
  if (concept?.kind !== 'access') return { columns: [], searched: [], open: true };
  const [position, member] = concept.where?.split('.') ?? [];
  if (position !== undefined && expr.kind === 'call') reader.argument(statementCall(expr, concept, env, linker).args[Number(position)], member, env);
  for (let step: PathValue | undefined = path; step; step = step.parent) reader.step(step);
  return { columns: [...reader.columns].sort(), searched: [...reader.searched].sort(), open: reader.open || (reader.ordered && reader.cut) };
}

class Reader {
  readonly columns = new Set<string>();
  readonly searched = new Set<string>();
  open = false;
  ordered = false;
  cut = false;

  constructor(private readonly linker: Linker) {}

  argument(given: Expr | undefined, member: string | undefined, env: Env): void {
    if (!given) return;
    const { expr, env: home } = writtenAs(given, env, this.linker);
    if (member === undefined) return this.conditions(expr, home);
    if (expr.kind === 'object') this.options(expr);
    else this.open = true;
    const conditions = propertyOf(expr, member);
    if (conditions) this.conditions(conditions, home);
  }

  /** What stands beside the conditions: order and limit, and joined tables with conditions of their own. */
  private options(expr: Extract<Expr, { kind: 'object' }>): void {
    for (const item of expr.members) {
      if (item.kind !== 'property') this.open = true;
      else if (/^(?:orderBy|order|sort)$/.test(item.key)) this.ordered = true;
      else if (/^(?:take|limit|first|last)$/.test(item.key)) this.cut = true;
      else if (/^(?:cursor|distinct|having|join|group|groupBy|subQuery)$/.test(item.key)) this.open = true;
      else if (item.key === 'include' && JSON.stringify(item.value).includes('"where"')) this.open = true;
    }
  }

  /** `.where({ id })`, `.where('id', id)`, `.where(eq(orders.id, id))`, `.eq('id', id)`. */
  step({ step, parent, call }: PathValue): void {
    const name = step === '()' ? parent?.step ?? '' : '';
    if (/^(?:orderBy|order|sort)$/.test(name)) this.ordered = true;
    if (/^(?:limit|take|first|findOne|findFirst\w*|executeTakeFirst\w*|single|maybeSingle)$/.test(name)) this.cut = true;
    if (!NARROWS.test(name) || call?.node.kind !== 'call') {
      if (OBSCURE.test(name)) this.open = true;
      return;
    }
    const [first, ...rest] = call.node.args;
    if (!first) return;
    const isNamed = first.kind === 'literal' && typeof first.value === 'string' && (rest.length > 0 || COLUMN.test(first.value));
    if (!isNamed) return this.conditions(first, call.env);
    const [operator] = rest;
    const isCompared = rest.length === 2 && operator?.kind === 'literal' && typeof operator.value === 'string';
    const value = isCompared ? meaningOf({ operator: operator.value, value: rest[1] }, call.env, this.linker) : meaningOf({ value: operator }, call.env, this.linker);
    if (/Ref$/.test(name)) this.open = true;
    this.add(String(first.value), WEAK.test(name) ? 'weak' : rest.length > 2 ? 'obscure' : value);
  }

  private conditions(given: Expr, from: Env): void {
    const { expr, env } = writtenAs(given, from, this.linker);
    if (expr.kind === 'object') {
      for (const item of expr.members) {
        if (item.kind === 'spread') this.conditions(item.value, env);
        else if (item.kind !== 'property') this.open = true;
        else if (item.key === 'AND' || item.key === '$and' || isCompound(item.key, item.value)) this.every(item.value, env);
        else if (item.key === 'NOT') continue;
        else if (/^(?:OR|\$)/.test(item.key)) this.open = true;
        else this.add(item.key, meaningOf({ value: item.value }, env, this.linker));
      }
    } else if (expr.kind === 'call') this.comparison(expr.callee, expr.args, env);
    else {
      this.open = true;
      if (expr.kind === 'array') this.alternatives(expr.items, env);
    }
  }

  /** What only some of the rows must meet finds none by itself. */
  private alternatives(items: readonly Expr[], env: Env): void {
    const reader = new Reader(this.linker);
    for (const item of items) reader.conditions(item, env);
    for (const column of reader.columns) this.columns.add(column);
  }

  private every(given: Expr, from: Env): void {
    const { expr, env } = writtenAs(given, from, this.linker);
    if (expr.kind === 'array') for (const item of expr.items) this.conditions(item, env);
    else this.conditions(expr, env);
  }

  /** `and(eq(orders.userId, id), gt(orders.total, 0))`. */
  private comparison(callee: Expr, args: readonly Expr[], env: Env): void {
    const name = calledName(callee, env.file);
    const [first, second] = args;
    if (name === 'and') for (const arg of args) this.conditions(arg, env);
    else if (/^(?:ne|not|notInArray|isNotNull|notLike|notBetween|notExists)$/.test(name)) return;
    else if (first?.kind !== 'member' || !/^(?:eq|inArray|gte?|lte?|between|isNull|i?like|arrayContains)$/.test(name)) this.open = true;
    else this.add(first.name, /^(?:isNull|i?like|arrayContains)$/.test(name) ? 'weak' : meaningOf({ value: second }, env, this.linker));
  }

  private add(column: string, meaning: Meaning): void {
    if (!COLUMN.test(column)) return void (this.open = true);
    const name = column.replaceAll(/["`]/g, '');
    this.columns.add(name);
    if (meaning === 'searches') this.searched.add(name);
    if (meaning === 'obscure') this.open = true;
  }
}

/** `ownerId_name: { ownerId, name }`: a key of several columns, by its name. */
function isCompound(key: string, value: Expr): boolean {
  return value.kind === 'object' && value.members.length > 1 && key === value.members.map((member) => (member.kind === 'property' ? member.key : '')).join('_');
}
