import type { Env, Expr, FunctionValue, Stmt, Value } from '@assay/contract';
import { truthiness } from './values.js';
import type { Link } from './link.js';
import { constOf, textOf, unknownOf } from './values.js';

const MAX_STATEMENTS = 40;

/**
 * What a function returns when it builds a text step by step (`let route = '/' + path; if (param) route += '/:id'; return route`): its statements are
 * run in order, as long as constants decide every test. Undefined when they do not.
 */
export function foldedReturn(fn: FunctionValue, env: Env, link: Link): Value | undefined {
  if (!fn.fn.body.some((statement) => statement.kind === 'declare' && statement.bindings.some((id) => fn.file.bindings[id]?.assigned))) return undefined;
  const folding = new Folding(env, link);
  return folding.run(fn.fn.body) === 'returned' ? folding.result : undefined;
}

class Folding {
  result: Value | undefined;
  private readonly locals = new Map<number, Value>();
  private steps = 0;

  constructor(private readonly env: Env, private readonly link: Link) {}

  run(statements: readonly Stmt[]): 'returned' | 'done' | 'lost' {
    for (const statement of statements) {
      this.steps += 1;
      if (this.steps > MAX_STATEMENTS) return 'lost';
      const outcome = this.statement(statement);
      if (outcome !== 'done') return outcome;
    }
    return 'done';
  }

  private statement(statement: Stmt): 'returned' | 'done' | 'lost' {
    switch (statement.kind) {
      case 'declare': {
        const [binding] = statement.bindings;
        if (binding === undefined || statement.bindings.length > 1) return 'lost';
        this.locals.set(binding, statement.value ? this.value(statement.value) : constOf(undefined));
        return 'done';
      }
      case 'expr': return this.effect(statement.value) ? 'done' : 'lost';
      case 'if': {
        const known = truthiness(this.value(statement.test));
        return known === undefined ? 'lost' : this.run(known ? statement.then : statement.else);
      }
      case 'return':
        this.result = statement.value ? this.value(statement.value) : constOf(undefined);
        return 'returned';
      default: return 'lost';
    }
  }

  private effect(expr: Expr): boolean {
    if (expr.kind === 'conditional') {
      const known = truthiness(this.value(expr.test));
      return known !== undefined && this.effect(known ? expr.then : expr.else);
    }
    if (expr.kind === 'literal' || expr.kind === 'undefined') return true;
    if (expr.kind !== 'assign' || expr.target.kind !== 'name') return false;
    const value = this.value(expr.value);
    const before = textOf(this.locals.get(expr.target.binding));
    const after = textOf(value);
    if (expr.op === '=') this.locals.set(expr.target.binding, value);
    else if (expr.op === '+=') this.locals.set(expr.target.binding, before !== undefined && after !== undefined ? constOf(before + after) : unknownOf('dynamic-path'));
    else return false;
    return true;
  }

  private value(expr: Expr): Value {
    const bound = new Map([...(this.env.bound ?? []), ...this.locals]);
    const key = [...bound].map(([binding, value]) => `${binding}=${value.key}`).join(',');
    return this.link.evaluate(expr, this.link.derive(this.env, key, { bound }));
  }
}
