import { walkExpr, type Env, type Expr, type FunctionValue, type Stmt } from '@assay/contract';
import type { Link } from './link.js';
import { settledTruth } from './settled.js';

const PLAIN: ReadonlySet<Expr['kind']> = new Set(['name', 'literal', 'undefined', 'member', 'unary', 'binary', 'logical', 'cast']);

/**
 * The values that a function returns when it is given these arguments: of an overloaded one (`if (typeof first === 'string') return make(second, first); return make(first)`)
 * those of the way that they lead.
 */
export function feasibleReturns(fn: FunctionValue, env: Env, link: Link): readonly Expr[] {
  const all = link.index.returnsOf(fn.file, fn.id);
  if (all.length < 2 || env.args === undefined) return all;
  const ways = new Ways(env, link);
  ways.follow(fn.fn.body);
  return ways.left.length === 0 ? all : all.filter((expr) => !ways.left.some(([start, end]) => start <= expr.at[0] && expr.at[0] < end));
}

class Ways {
  /** Parts of the body that are never come to. */
  readonly left: (readonly [number, number])[] = [];

  constructor(private readonly env: Env, private readonly link: Link) {}

  /** Does it go on behind the statements? */
  follow(statements: readonly Stmt[]): boolean {
    for (const statement of statements) {
      if (this.passes(statement)) continue;
      this.left.push([statement.at[1], Infinity]);
      return false;
    }
    return true;
  }

  private passes(statement: Stmt): boolean {
    if (statement.kind === 'return' || statement.kind === 'throw') return false;
    if (statement.kind !== 'if' || !walkExpr(statement.test).every(({ kind }) => PLAIN.has(kind))) return true;
    const known = settledTruth(statement.test, this.env, this.link);
    if (known === undefined) return true;
    const other = known ? statement.else : statement.then;
    const [first] = other;
    if (first) this.left.push([first.at[0], other.at(-1)?.at[1] ?? first.at[1]]);
    return this.follow(known ? statement.then : statement.else);
  }
}
