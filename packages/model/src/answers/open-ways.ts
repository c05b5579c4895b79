import { blocksOf, expressionsOf, walkExpr, type Expr, type ExprOf, type Stmt } from '@assay/contract';
import { contains } from './frames.js';

/** Where a function begins a transaction, ends it, and hands its handle to code that is not known. */
export interface Marks {
  readonly begins: readonly Expr[];
  readonly ends: readonly Expr[];
  readonly unclear: readonly Expr[];
  /** The names that hold the handle. */
  readonly handles: ReadonlySet<number>;
}

/** `maybe`: open on some of the ways that lead here. `gone`: no way leads here. */
type State = 'closed' | 'open' | 'maybe' | 'gone';

/** The first statement that leaves the function while the transaction is certainly open. */
export function leavesOpen(body: readonly Stmt[], marks: Marks): Extract<Stmt, { kind: 'return' | 'throw' }> | undefined {
  const walk = new Walk(marks);
  walk.statements(body, 'closed', { caught: false, ended: false });
  return walk.found;
}

/** The try statements around: one has a handler, a finally block of one ends the transaction. */
interface Around { readonly caught: boolean; readonly ended: boolean }

class Walk {
  found: Extract<Stmt, { kind: 'return' | 'throw' }> | undefined;

  constructor(private readonly marks: Marks) {}

  statements(body: readonly Stmt[], before: State, around: Around): State {
    let state = before;
    for (const statement of body) {
      if (state === 'gone' || statement.kind === 'break' || statement.kind === 'continue') return state;
      state = this.statement(statement, state, around);
    }
    return state;
  }

  private statement(statement: Stmt, before: State, around: Around): State {
    const state = this.expressions(expressionsOf(statement), before);
    switch (statement.kind) {
      case 'return': case 'throw': return this.leave(statement, state, around);
      case 'if': return this.branches(statement, state, around);
      case 'loop': return join(state, this.statements(statement.body, state, around));
      case 'switch': return [...statement.cases.map((clause) => this.statements(clause.body, state, around)), ...(statement.cases.some(({ test }) => !test) ? [] : [state])].reduce(join);
      case 'try': return this.guarded(statement, state, around);
      case 'labeled': return this.statements(statement.body, state, around);
      default: return state;
    }
  }

  private expressions(parts: readonly Expr[], before: State): State {
    const has = (marks: readonly Expr[]): boolean => parts.some((part) => marks.some((mark) => contains(part, mark)));
    if (has(this.marks.ends)) return 'closed';
    if (has(this.marks.begins)) return parts.some((part) => this.chooses(part)) ? 'maybe' : 'open';
    return before === 'open' && has(this.marks.unclear) ? 'maybe' : before;
  }

  /** `given ?? (await begin())`: begun on some ways. */
  private chooses(expr: Expr): boolean {
    return walkExpr(expr).some((part) => (part.kind === 'logical' || part.kind === 'conditional') && this.marks.begins.some((begin) => contains(part, begin)));
  }

  private leave(statement: Extract<Stmt, { kind: 'return' | 'throw' }>, state: State, { caught, ended }: Around): State {
    const handsOver = statement.kind === 'return' && statement.value !== undefined && this.names(statement.value, false);
    if (state === 'open' && !ended && !handsOver && (statement.kind === 'return' || !caught)) this.found ??= statement;
    return 'gone';
  }

  /** Where the handle itself is asked about, nothing is certain of it. */
  private branches({ test, then, else: other }: Extract<Stmt, { kind: 'if' }>, state: State, around: Around): State {
    const start = state === 'open' && this.names(test, true) ? 'maybe' : state;
    const ends = [this.statements(then, start, around), this.statements(other, start, around)] as const;
    return start !== state && ends.includes('gone') ? state : join(...ends);
  }

  private guarded({ body, handler, finalizer }: Extract<Stmt, { kind: 'try' }>, state: State, around: Around): State {
    const ended = around.ended || (finalizer ?? []).some((statement) => this.endsIn(statement));
    const tried = this.statements(body, state, { caught: around.caught || handler !== undefined, ended });
    const handled = handler ? this.statements(handler, 'maybe', { caught: around.caught, ended }) : 'gone';
    const after = join(tried, handled);
    if (!finalizer) return after;
    const last = this.statements(finalizer, after === 'gone' ? 'maybe' : after, around);
    return after === 'gone' ? 'gone' : last;
  }

  private endsIn(statement: Stmt): boolean {
    return expressionsOf(statement).some((part) => this.marks.ends.some((mark) => contains(part, mark))) || blocksOf(statement).some((block) => block.some((inner) => this.endsIn(inner)));
  }

  /** Names of the handle; what a call on it answers is something else. */
  private names(expr: Expr, inCalls: boolean): boolean {
    if (inCalls) return walkExpr(expr).some((part) => part.kind === 'name' && this.marks.handles.has(part.binding));
    if (expr.kind === 'name') return this.marks.handles.has(expr.binding);
    return expr.kind === 'object' ? membersOf(expr).some((value) => this.names(value, false)) : expr.kind === 'array' && expr.items.some((item) => this.names(item, false));
  }
}

function membersOf({ members }: ExprOf<'object'>): readonly Expr[] {
  return members.map((member) => member.value);
}

function join(a: State, b: State): State {
  if (a === 'gone') return b;
  return b === 'gone' || a === b ? a : 'maybe';
}
