import { blocksOf, type Expr, type FileFacts, type FunctionFact, type Stmt } from '@assay/contract';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import { anchorAt, contains } from './frames.js';

/** `for (const key in changes) if (key === 'email') ..`, or a `switch` over the key: the keys of an object differ, so that one of them at most is this one. */
export function isForOneKey(event: FlowEvent, loop: LoopRef, start: FunctionFact): boolean {
  if (loop.form !== 'for..in' || loop.depth !== 0) return false;
  const anchor = anchorAt(event, 0);
  const isKey = (expr: Expr): boolean => expr.kind === 'name' && loop.bindings.includes(expr.binding);
  const asksKey = (test: Expr): boolean => test.kind === 'binary' && (test.op === '===' || test.op === '==')
    && ((isKey(test.left) && isConstant(test.right, loop.file)) || (isKey(test.right) && isConstant(test.left, loop.file)));
  const visit = (statements: readonly Stmt[]): boolean => {
    const statement = statements.find((one) => contains(one, anchor));
    if (!statement) return false;
    if (statement.kind === 'if' && asksKey(statement.test) && statement.then.some((one) => contains(one, anchor))) return true;
    if (statement.kind === 'switch' && isKey(statement.subject)) {
      const chosen = statement.cases.find(({ body }) => body.some((one) => contains(one, anchor)));
      if (chosen?.test && isConstant(chosen.test, loop.file)) return true;
    }
    return blocksOf(statement).some(visit);
  };
  return visit(start.body);
}

/** A literal, or a name of the module or of another. */
function isConstant(expr: Expr, file: FileFacts): boolean {
  if (expr.kind === 'member') return isConstant(expr.object, file);
  if (expr.kind !== 'name') return expr.kind === 'literal';
  const binding = file.bindings[expr.binding];
  return binding !== undefined && (binding.imported !== undefined || file.functions[binding.fn]?.kind === 'module');
}
