// Mutation: what stops a repeated request is removed: the refusal of what exists already, or what a statement does on conflict.
import ts from 'typescript';
import { enclosing, isFunction, nodeAround, nodesIn, replace, treeOf } from './syntax.mjs';

const REFUSES = /exist|already|duplicate|taken|conflict|409|unique|in use/i;
const CONFLICT = /^(?:onConflict|onConflictDoNothing|onConflictDoUpdate|onDuplicateKeyUpdate|merge|ignore|orIgnore|orUpdate)$/;

/** The `if` before `at`, in the function around it, that refuses what is there already; only where there is exactly one. */
export function withoutRefusal(path, text, at) {
  const node = nodeAround(treeOf(path, text), at.start, at.end);
  const fn = node && enclosing(node, isFunction);
  if (!fn) return undefined;
  const refusals = nodesIn(fn.body).filter((inner) => ts.isIfStatement(inner) && !inner.elseStatement && inner.end <= at.start && leaves(inner.thenStatement) && isPresence(inner.expression) && REFUSES.test(inner.getText()));
  return refusals.length === 1 ? [replace(refusals[0], ';')] : undefined;
}

/** `if (found)`, `if (rows.length > 0)`, `if (await exists(name))`: not `if (!found)`. */
function isPresence(test) {
  return !ts.isPrefixUnaryExpression(test) || test.operator !== ts.SyntaxKind.ExclamationToken;
}

function leaves(statement) {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isThrowStatement(last) || ts.isReturnStatement(last));
}

/** `insert(row).onConflict('id').merge()` -> `insert(row)`; `upsert({ where, create: row, update })` -> `create({ data: row })`. */
export function withoutConflict(path, text, at) {
  const node = nodeAround(treeOf(path, text), at.start, at.end);
  const call = node && (nodesIn(node).find((inner) => isCallOf(inner, CONFLICT)) ?? nodesIn(node).find((inner) => isCallOf(inner, /^upsert$/)));
  if (!call) return undefined;
  if (call.expression.name.text !== 'upsert') return [replace(call, beforeConflict(call).getText())];
  const [options] = call.arguments;
  const row = options && ts.isObjectLiteralExpression(options) ? options.properties.find((property) => ts.isPropertyAssignment(property) && property.name.getText() === 'create') : undefined;
  return row && [replace(call, `${call.expression.expression.getText()}.create({ data: ${row.initializer.getText()} })`)];
}

function beforeConflict(call) {
  const inner = call.expression.expression;
  return isCallOf(inner, CONFLICT) ? beforeConflict(inner) : inner;
}

function isCallOf(node, names) {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && names.test(node.expression.name.text);
}
