import type { Expr, Range } from '@assay/contract';
import type { Ref, Scope } from './scope.js';

/** A step of a chain of calls: `.name(args)`, `.name`, or `()` for calling what stands before. */
export interface Step {
  readonly name: string;
  readonly args?: readonly Ref[];
  readonly at: Range;
}

/** `root.a.b(x).c(y)`: where it begins and the steps from there. */
export interface Chain {
  readonly root: Expr;
  readonly steps: readonly Step[];
  readonly at: Range;
  readonly scope: Scope;
}

/** The chain that an expression is. */
export function chainOf(expr: Expr, scope: Scope): Chain {
  const steps: Step[] = [];
  let root = expr;
  for (;;) {
    if (root.kind === 'await' || root.kind === 'cast') root = root.value;
    else if (root.kind === 'call') {
      const args = root.args.map((arg): Ref => ({ expr: arg, scope }));
      if (root.callee.kind === 'member') {
        steps.unshift({ name: root.callee.name, args, at: [root.callee.object.at[1], root.at[1]] });
        root = root.callee.object;
      } else {
        steps.unshift({ name: '()', args, at: root.at });
        root = root.callee;
      }
    } else if (root.kind === 'member') {
      steps.unshift({ name: root.name, at: root.at });
      root = root.object;
    } else return bindless({ root, steps, at: expr.at, scope });
  }
}

/** `db.createTable.bind(db, 'x')` stands for `db.createTable('x')`, called later. */
function bindless(chain: Chain): Chain {
  const last = chain.steps.at(-1);
  const method = chain.steps.at(-2);
  if (last?.name !== 'bind' || !last.args || !method || method.args) return chain;
  return { ...chain, steps: [...chain.steps.slice(0, -2), { name: method.name, args: last.args.slice(1), at: method.at }] };
}

/** The arguments of the first step of that name. */
export function argsOf(chain: Chain, name: string): readonly Ref[] | undefined {
  return chain.steps.find((step) => step.name === name)?.args;
}

export function hasStep(chain: Chain, name: string): boolean {
  return chain.steps.some((step) => step.name === name);
}
