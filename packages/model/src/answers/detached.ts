import { blocksOf, expressionsOf, memo, walk, walkExpr, weakMemo, type Expr, type FileFacts, type FunctionFact, type Stmt } from '@assay/contract';
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
  if (statement?.kind !== 'expr' || statement.value.kind === 'assign' || isCollected(call, statement.value, fn)) return false;
  return !walkExpr(statement.value).some((inner) => (inner.kind === 'await' || inner.kind === 'yield') && contains(inner, call));
}

/** `tasks.push(run(job))` where the tasks are waited for, or handed back to whoever waits: `await Promise.all(tasks)`. */
function isCollected(call: Expr, statement: Expr, fn: FunctionFact): boolean {
  if (statement.kind !== 'call' || statement.callee.kind !== 'member' || !/^(?:push|unshift|add)$/.test(statement.callee.name) || !statement.args.some((arg) => arg === call)) return false;
  const list = statement.callee.object;
  if (list.kind !== 'name') return false;
  const isList = (part: Expr): boolean => part.kind === 'name' && part.binding === list.binding;
  for (const part of walk(fn)) if (part.kind === 'await' && walkExpr(part).some(isList)) return true;
  return returnedIn(fn.body).some((value) => walkExpr(value).some(isList));
}

function returnedIn(statements: readonly Stmt[]): readonly Expr[] {
  return statements.flatMap((statement) => [...(statement.kind === 'return' && statement.value ? [statement.value] : []), ...blocksOf(statement).flatMap(returnedIn)]);
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
