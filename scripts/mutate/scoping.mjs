// Mutations of what ties a change to the caller: the where loses the caller's column, or the route loses the role that it asks for.
import ts from 'typescript';
import { nodeAround, nodesIn, removeFrom, replace, treeOf } from './syntax.mjs';

const OWNER = /user|owner|author|creator/i;
/** Columns, or values, by which a request names one row. */
const NAMES_ROW = /(?:^|[^a-z])(?:id|uuid|slug|key|number|code)s?\b|(?:Id|ID|Uuid|Slug|Key)s?\b/;
const CALLER = /user|session|auth|current|principal|actor|me\b/i;
const ROLE = /role|admin|permission|acl|polic|abilit/i;
/** A handler that looks at the caller itself. */
const LOOKS = /\b(?:user|me|session|principal|caller|viewer|actor|account|owner)\b(?!\.\w+\()|current_?(?:user|account)|(?:user|owner)Id|logged\w*User|@\w*User\w*\(|authInfo/i;
/** Steps that only load or check what a role is: `roleExists`. */
const LOADS = /exists?\b|load|find|fetch|valid/i;

/** A where without the caller's column, where a column is left that names a row: of an object, of `and(..)`, of a chain of `where` calls. `at` is the write's place. */
export function unscoped(path, text, at) {
  const node = nodeAround(treeOf(path, text), at.start, at.end);
  for (const inner of node ? nodesIn(node) : []) {
    const edit = ts.isObjectLiteralExpression(inner) ? ofObject(inner) : ts.isCallExpression(inner) ? ofCall(inner) : undefined;
    if (edit) return [edit];
  }
  return undefined;
}

function ofObject(object) {
  const { parent } = object;
  const isWhere = (ts.isPropertyAssignment(parent) && parent.name.getText() === 'where') || (ts.isCallExpression(parent) && parent.arguments[0] === object && /^(?:where|delete|del|remove|update|updateOne|updateMany|deleteOne|deleteMany|findOneAndUpdate|findOneAndDelete|softDelete)$/.test(parent.expression.name?.text ?? ''));
  if (!isWhere || object.properties.length < 2) return undefined;
  const owner = object.properties.find((property) => OWNER.test(property.name?.getText() ?? '') && CALLER.test(property.getText()));
  return owner && namesRow(object.properties, owner) ? removeFrom(object.properties, owner) : undefined;
}

function ofCall(call) {
  if (ts.isIdentifier(call.expression) && call.expression.text === 'and' && call.arguments.length > 1) {
    const owner = call.arguments.find((arg) => ts.isCallExpression(arg) && arg.expression.getText() === 'eq' && OWNER.test(lastName(arg.arguments[0])) && CALLER.test(arg.arguments[1]?.getText() ?? ''));
    return owner && namesRow(call.arguments.filter((arg) => ts.isCallExpression(arg) && arg.expression.getText() === 'eq'), owner) ? removeFrom(call.arguments, owner) : undefined;
  }
  const [column] = call.arguments;
  if (!ts.isPropertyAccessExpression(call.expression) || !/^(?:and)?where$/i.test(call.expression.name.text) || !column || !ts.isStringLiteralLike(column) || !OWNER.test(column.text)) return undefined;
  const inner = call.expression.expression;
  return /\.(?:and)?where\(/i.test(inner.getText()) && NAMES_ROW.test(inner.getText()) ? { start: inner.end, end: call.end, text: '' } : undefined;
}

function namesRow(parts, owner) {
  return parts.some((part) => part !== owner && NAMES_ROW.test(part.getText()));
}

/** `links.userId` -> `userId`. */
function lastName(expr) {
  return expr?.getText().split('.').at(-1) ?? '';
}

/** The role that a route asks for is dropped, of a handler that does not look at the caller itself: a decorator, an argument beside another guard, or what a guard is told (`auth('manage')`). */
export function withoutRole(path, text, at) {
  const tree = treeOf(path, text);
  const call = nodeAround(tree, at.start, at.end, (node) => ts.isCallExpression(node) || ts.isDecorator(node));
  if (!call || LOOKS.test(handlerText(call))) return undefined;
  if (ts.isDecorator(call) || ts.isDecorator(call.parent)) return decorators(ts.isDecorator(call) ? call.parent : call.parent.parent);
  const guards = call.arguments.slice(0, -1).filter((arg) => !ts.isStringLiteralLike(arg));
  const told = guards.find((arg) => ts.isCallExpression(arg) && /auth/i.test(arg.expression.getText()) && !/validat/i.test(arg.expression.getText()) && arg.arguments.length > 0 && (arg.arguments.every(ts.isStringLiteralLike) || arg.arguments.every((given) => ROLE.test(given.getText()))));
  if (told) return [{ start: told.arguments[0].getStart(), end: told.arguments.at(-1).end, text: '' }];
  const role = guards.find((arg) => ROLE.test(arg.getText()) && !LOADS.test(arg.getText()));
  return role && guards.some((arg) => arg !== role && /auth|guard|login|user/i.test(arg.getText()) && !ROLE.test(arg.getText())) ? [removeFrom(call.arguments, role)] : undefined;
}

/** What runs in the end, as far as it is written there. */
function handlerText(call) {
  const member = ts.isDecorator(call) ? call.parent : ts.isDecorator(call.parent) ? call.parent.parent : undefined;
  if (member) return [...(member.parameters ?? []), member.body].map((part) => part?.getText() ?? '').join(' ');
  const handler = call.arguments.at(-1);
  return handler && ts.isFunctionLike(handler) ? handler.getText() : '';
}

function decorators(member) {
  const roles = (ts.canHaveDecorators(member) ? ts.getDecorators(member) ?? [] : []).filter((decorator) => ts.isCallExpression(decorator.expression) && ROLE.test(decorator.expression.expression.getText()));
  return roles.length > 0 ? roles.map((decorator) => replace(decorator, '')) : undefined;
}
