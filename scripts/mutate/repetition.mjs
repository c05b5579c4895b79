// Mutation: what stops a repeated request is removed: the refusal of what exists already.
import ts from 'typescript';
import { enclosing, isFunction, nodeAround, nodesIn, replace, treeOf } from './syntax.mjs';

const REFUSES = /exist|already|duplicate|taken|conflict|409|unique|in use/i;

/** The `if` before `at`, in the function around it, that refuses what is there already; only where there is exactly one. */
export function withoutRefusal(path, text, at) {
  const node = nodeAround(treeOf(path, text), at.start, at.end);
  const fn = node && enclosing(node, isFunction);
  if (!fn) return undefined;
  const refusals = nodesIn(fn.body).filter((inner) => ts.isIfStatement(inner) && !inner.elseStatement && inner.end <= at.start && leaves(inner.thenStatement) && REFUSES.test(inner.getText()));
  return refusals.length === 1 ? [replace(refusals[0], ';')] : undefined;
}

function leaves(statement) {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isThrowStatement(last) || ts.isReturnStatement(last));
}
