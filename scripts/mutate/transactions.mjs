// Mutations of a transaction that a callback is given: the callback runs without it, or a query in it uses the outer client.
import ts from 'typescript';
import { isFunction, nodeAround, nodesIn, removeFrom, replace, treeOf } from './syntax.mjs';

/** Methods of a client that open a transaction: what they are called on is the outer client. */
const OPENS = /^(?:\$?transaction|begin|execute|transactional|tx)$/;

/** `db.transaction(async (tx) => ..)` -> `(async () => ..)()` with the outer client in place of the handle, or without the option that hands it on. */
export function unwrapped(path, text, at) {
  const opened = callAt(path, text, at);
  if (!opened) return undefined;
  const { call, callback, client } = opened;
  const { body } = callback;
  const inside = usesOf(body, callback.parameters[0]?.name.getText()).map((use) => withoutHandle(use, client));
  return [{ start: call.getStart(), end: body.getStart(), text: '(async () => ' }, ...inside, { start: body.end, end: call.end, text: ')()' }];
}

/** One query of the callback on the outer client. */
export function onOuterClient(path, text, at, query) {
  const opened = callAt(path, text, at);
  const handle = opened?.callback.parameters[0]?.name;
  if (!handle || !ts.isIdentifier(handle)) return undefined;
  const node = nodeAround(treeOf(path, text), query.start, query.end);
  const [first] = node ? usesOf(node, handle.text) : [];
  return first && [withoutHandle(first, opened.client)];
}

/** Where a name is used as a value. */
function usesOf(node, name) {
  return nodesIn(node).filter((inner) => ts.isIdentifier(inner) && inner.text === name && !(ts.isPropertyAccessExpression(inner.parent) && inner.parent.name === inner) && !(ts.isPropertyAssignment(inner.parent) && inner.parent.name === inner));
}

/** A use of the handle, made one of the outer client: an option or a `.transacting(trx)` that hands it on goes. */
function withoutHandle(use, client) {
  const { parent } = use;
  if (ts.isShorthandPropertyAssignment(parent) || (ts.isPropertyAssignment(parent) && parent.initializer === use)) return removeFrom(parent.parent.properties, parent);
  const isTransacting = ts.isCallExpression(parent) && parent.arguments.includes(use) && ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === 'transacting';
  return isTransacting ? { start: parent.expression.expression.end, end: parent.end, text: '' } : replace(use, client);
}

function callAt(path, text, { start, end }) {
  const call = nodeAround(treeOf(path, text), start, end, ts.isCallExpression);
  if (!call || call.getStart() !== start || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const callback = call.arguments.find(isFunction);
  if (!callback || !OPENS.test(call.expression.name.text) || call.expression.expression.kind === ts.SyntaxKind.ThisKeyword) return undefined;
  return { call, callback, client: clientOf(call.expression) };
}

/** What queries run on outside of it. */
function clientOf(callee) {
  const receiver = callee.expression.getText();
  if (callee.name.text === 'execute' && /\.transaction\(\)/.test(receiver)) return receiver.replace(/\.transaction\(\)[^]*$/, '');
  return /(?:dataSource|connection)$/i.test(receiver) ? `${receiver}.manager` : receiver;
}
