import { blocksOf, expressionsOf, memo, walkExpr, weakMemo, type Expr, type FileFacts, type Stmt } from '@assay/contract';
import { contains, functionAround } from './frames.js';

const detachedIn = weakMemo((file: FileFacts) => memo((call: Expr) => standsAlone(call, file)));

/** `run(job);` in an async function: nobody waits for it, so it is no part of the operation that starts it. */
export function isDetached(call: Expr, file: FileFacts): boolean {
  return detachedIn(file)(call);
}

function standsAlone(call: Expr, file: FileFacts): boolean {
  const fn = functionAround(call, file);
  if (!fn?.async) return false;
  const statement = statementAt(fn.body, call);
  if (statement?.kind !== 'expr' || statement.value.kind === 'assign') return false;
  return !walkExpr(statement.value).some((inner) => (inner.kind === 'await' || inner.kind === 'yield') && contains(inner, call));
}

/** The innermost statement that holds the expression. */
export function statementAt(statements: readonly Stmt[], anchor: Expr): Stmt | undefined {
  for (const statement of statements) {
    if (expressionsOf(statement).some((expr) => contains(expr, anchor))) return statement;
    for (const block of blocksOf(statement)) {
      const found = statementAt(block, anchor);
      if (found) return found;
    }
  }
  return undefined;
}
