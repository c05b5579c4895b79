// Mutation: what stops a repeated request is removed: the refusal of what exists already, or the condition that it was not found.
import ts from 'typescript';
import { enclosing, isFunction, nodeAround, nodesIn, replace, treeOf } from './syntax.mjs';

const REFUSES = /exist|already|duplicate|taken|conflict|409|unique|in use/i;

/** The `if` before `at`, in the function around it, that refuses what is there already; only where there is exactly one. */
export function withoutRefusal(path, text, at) {
  const node = nodeAround(treeOf(path, text), at.start, at.end);
  const fn = node && enclosing(node, isFunction);
  if (!fn) return undefined;
  const refusals = nodesIn(fn.body).filter((inner) => ts.isIfStatement(inner) && !inner.elseStatement && inner.end <= at.start && leaves(inner.thenStatement) && isPresence(inner.expression) && REFUSES.test(inner.getText()));
  return refusals.length === 1 ? [replace(refusals[0], ';')] : undefined;
}

/** `if (!found) { create }` -> `if (true) { create }`: the condition around `at` that the row was not found. */
export function withoutCondition(path, text, at) {
  const node = nodeAround(treeOf(path, text), at.start, at.end);
  const around = node && enclosing(node, (outer) => isFunction(outer) || (ts.isIfStatement(outer) && outer.thenStatement.pos <= at.start && at.end <= outer.thenStatement.end));
  return around && ts.isIfStatement(around) && isAbsence(around.expression) ? [replace(around.expression, 'true')] : undefined;
}

/** `if (found)`, `if (rows.length > 0)`, `if (await exists(name))`: not `if (!found)`. */
function isPresence(test) {
  return !ts.isPrefixUnaryExpression(test) || test.operator !== ts.SyntaxKind.ExclamationToken;
}

/** `!found`, `found === null`, `rows.length === 0`. */
function isAbsence(test) {
  if (ts.isPrefixUnaryExpression(test)) return test.operator === ts.SyntaxKind.ExclamationToken && !ts.isBinaryExpression(test.operand);
  return ts.isBinaryExpression(test) && /^={2,3}$/.test(test.operatorToken.getText()) && /^(?:null|undefined|0)$/.test(test.right.getText());
}

function leaves(statement) {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isThrowStatement(last) || ts.isReturnStatement(last));
}
