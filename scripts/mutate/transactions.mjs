// Mutations of a transaction that a callback is given: the callback runs without it, or a query in it uses the outer client.
import ts from 'typescript';
import { isFunction, nodeAround, nodesIn, removeFrom, replace, treeOf } from './syntax.mjs';

/** `db.transaction(async (tx) => ..)` -> `(async (tx) => ..)(db)`: the same work on the outer client, or without the option where the handle is one. */
export function unwrapped(path, text, at) {
  const opened = callAt(path, text, at);
  if (!opened) return undefined;
  const { call, callback, client } = opened;
  return [replace(call, `(${callback.getText()})(${isOption(callback) ? 'undefined' : client})`)];
}

/** One query of the callback on the outer client. */
export function onOuterClient(path, text, at, query) {
  const opened = callAt(path, text, at);
  const handle = opened?.callback.parameters[0]?.name;
  if (!handle || !ts.isIdentifier(handle)) return undefined;
  const node = nodeAround(treeOf(path, text), query.start, query.end);
  const uses = node ? nodesIn(node).filter((inner) => ts.isIdentifier(inner) && inner.text === handle.text && !(ts.isPropertyAccessExpression(inner.parent) && inner.parent.name === inner)) : [];
  const [first] = uses;
  if (!first) return undefined;
  const { parent } = first;
  if (ts.isShorthandPropertyAssignment(parent) || (ts.isPropertyAssignment(parent) && parent.initializer === first)) return [removeFrom(parent.parent.properties, parent)];
  if (ts.isCallExpression(parent) && parent.arguments.includes(first)) return ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === 'transacting' ? [{ start: parent.expression.expression.end, end: parent.end, text: '' }] : undefined;
  return [replace(first, opened.client)];
}

function callAt(path, text, { start, end }) {
  const call = nodeAround(treeOf(path, text), start, end, ts.isCallExpression);
  if (!call || call.getStart() !== start || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const callback = call.arguments.find(isFunction);
  return callback && { call, callback, client: clientOf(call.expression) };
}

/** What queries run on outside of it. */
function clientOf(callee) {
  const receiver = callee.expression.getText();
  if (callee.name.text === 'execute' && /\.transaction\(\)/.test(receiver)) return receiver.replace(/\.transaction\(\)[^]*$/, '');
  return /(?:dataSource|connection)$/i.test(receiver) ? `${receiver}.manager` : receiver;
}

/** The handle is only handed on as an option: `{ transaction }`. */
function isOption(callback) {
  const name = callback.parameters[0]?.name.getText();
  return name === undefined || !nodesIn(callback.body).some((node) => ts.isPropertyAccessExpression(node) && node.expression.getText() === name);
}
