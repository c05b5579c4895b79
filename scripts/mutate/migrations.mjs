// Mutations of a migration: its down is emptied, or broken.
import ts from 'typescript';
import { enclosing, isFunction, nodeAround, nodesIn, replace, treeOf } from './syntax.mjs';

const CHANGES = /drop|alter|create|add|rename|remove|change/i;
const DROPS = /^(?:drop\w*|remove\w*|renameTable|renameColumn)$/;

/** The body of the down with nothing in it. `at` is where the model says that the down is. */
export function emptiedDown(path, text, at) {
  if (path.endsWith('.sql')) return at.end - at.start === text.length || /down|undo/i.test(path) ? [{ start: at.start, end: at.end, text: '' }] : undefined;
  const fn = downFunction(path, text, at);
  return fn && [replace(fn.body, '{}')];
}

/** One change fewer in the down, or, where it makes only one, another name in it. */
export function brokenDown(path, text, at) {
  if (path.endsWith('.sql')) return renamedInSql(text, at);
  const fn = downFunction(path, text, at);
  if (!fn) return undefined;
  const changes = ts.isBlock(fn.body) ? fn.body.statements.filter((statement) => ts.isExpressionStatement(statement) && CHANGES.test(statement.getText())) : [];
  if (changes.length > 1) return [replace(changes.at(-1), ';')];
  const named = nodesIn(fn.body).find((node) => ts.isCallExpression(node) && DROPS.test(node.expression.name?.text ?? '') && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0]));
  if (named) return [replace(named.arguments[0], `'${named.arguments[0].text}_gone'`)];
  const sql = nodesIn(fn.body).find((node) => ts.isStringLiteralLike(node) && /\bdrop\s+(?:table|index)\b/i.test(node.text));
  return sql && renamedInSql(text, { start: sql.getStart(), end: sql.end });
}

/** The table or index that a DROP names gets another name. */
function renamedInSql(text, { start, end }) {
  const found = /\bdrop\s+(?:table|index)\s+(?:if\s+exists\s+)?["`]?(?:\w+["`]?\.["`]?)?\w+/i.exec(text.slice(start, end));
  return found && [{ start: start + found.index + found[0].length, end: start + found.index + found[0].length, text: '_gone' }];
}

function downFunction(path, text, at) {
  const node = nodeAround(treeOf(path, text), at.start, Math.max(at.start, at.end));
  const own = node && enclosing(node, isFunction);
  if (own && own.getStart() <= at.end && own.getStart() >= at.start - 40) return own;
  return node && nodesIn(node).find(isFunction);
}
