// Mutations of a transaction that a callback is given, a list makes or code opens by hand: what it holds runs without it, or one query uses the outer client.
import ts from 'typescript';
import { enclosing, isFunction, nodeAround, nodesIn, removeFrom, replace, treeOf } from './syntax.mjs';

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

/** `db.$transaction([a, b])` -> `Promise.all([a, b])`: the call around the writes, with its edits. */
export function unbatched(path, text, writes) {
  const [start, end] = [Math.min(...writes.map((write) => write.start)), Math.max(...writes.map((write) => write.end))];
  const call = nodeAround(treeOf(path, text), start, end, (node) => ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && BATCHES.test(node.expression.name.text) && ts.isArrayLiteralExpression(node.arguments[0] ?? node));
  return call && { start: call.getStart(), end: call.end, edits: [{ start: call.getStart(), end: call.arguments[0].getStart(), text: 'Promise.all(' }, { start: call.arguments[0].end, end: call.end, text: ')' }] };
}

const BATCHES = /^(?:\$transaction|batch)$/;

/** All queries of a transaction that is opened by hand on the outer client. */
export function released(path, text, at) {
  const opened = openedAt(path, text, at);
  const edits = opened && usesOf(opened.fn.body, opened.handle).filter((use) => use.getStart() > at.end && isHandedOn(use)).map((use) => withoutHandle(use, opened.client));
  return edits && edits.length > 1 ? { end: opened.fn.end, edits } : undefined;
}

/** One query of the transaction on the outer client. */
export function onOuterClient(path, text, at, query) {
  const called = callAt(path, text, at);
  const name = called?.callback.parameters[0]?.name;
  const opened = name && ts.isIdentifier(name) ? { handle: name.text, client: called.client } : openedAt(path, text, at);
  const node = opened && nodeAround(treeOf(path, text), query.start, query.end);
  const use = node && usesOf(node, opened.handle).find((candidate) => called || isHandedOn(candidate));
  return use && [withoutHandle(use, opened.client)];
}

/** A transaction by hand, `const t = await db.transaction()`, `await runner.startTransaction()`: the name of its handle, the outer client and the function that holds it. */
function openedAt(path, text, { start, end }) {
  const call = nodeAround(treeOf(path, text), start, end, ts.isCallExpression);
  if (!call || call.getStart() !== start || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const fn = enclosing(call, isFunction);
  const receiver = call.expression.expression;
  if (!fn) return undefined;
  if (/^(?:startTransaction|withTransaction)$/.test(call.expression.name.text) && ts.isIdentifier(receiver)) {
    const maker = nodesIn(fn.body).find((node) => ts.isVariableDeclaration(node) && node.name.getText() === receiver.text)?.initializer?.getText();
    return { fn, handle: receiver.text, client: `${/([\w.]+)\.createQueryRunner\(/.exec(maker ?? '')?.[1] ?? receiver.text}.manager` };
  }
  const declared = enclosing(call, ts.isVariableDeclaration) ?? enclosing(call, (node) => ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken);
  const name = declared && (ts.isVariableDeclaration(declared) ? declared.name : declared.left);
  return name && ts.isIdentifier(name) && OPENS.test(call.expression.name.text) ? { fn, handle: name.text, client: clientOf(call.expression) } : undefined;
}

/** The use gives the handle to a query, or makes the query on it: not `t.commit()`. */
function isHandedOn({ parent }) {
  if (ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent) || ts.isCallExpression(parent)) return true;
  return ts.isPropertyAccessExpression(parent) && parent.name.text === 'manager';
}

/** Where a name is used as a value. */
function usesOf(node, name) {
  return nodesIn(node).filter((inner) => ts.isIdentifier(inner) && inner.text === name && !(ts.isPropertyAccessExpression(inner.parent) && inner.parent.name === inner) && !(ts.isPropertyAssignment(inner.parent) && inner.parent.name === inner));
}

/** A use of the handle, made one of the outer client: an option or a `.transacting(trx)` that hands it on goes. */
function withoutHandle(use, client) {
  const { parent } = use;
  if (ts.isShorthandPropertyAssignment(parent) || (ts.isPropertyAssignment(parent) && parent.initializer === use)) return removeFrom(parent.parent.properties, parent);
  const method = ts.isCallExpression(parent) && parent.arguments.includes(use) && ts.isPropertyAccessExpression(parent.expression) ? parent.expression.name.text : undefined;
  if (/^(?:transacting|session|useTransaction|usingConnection)$/.test(method ?? '')) return { start: parent.expression.expression.end, end: parent.end, text: '' };
  // Objection: `Order.query(trx)`.
  if (/^\$?(?:related)?query$/i.test(method ?? '')) return removeFrom(parent.arguments, use);
  const isManager = ts.isPropertyAccessExpression(parent) && parent.expression === use && parent.name.text === 'manager' && client.endsWith('.manager');
  return isManager ? replace(parent, client) : replace(use, client);
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
