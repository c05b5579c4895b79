import { ts } from '#typescript';
import type { BindingKind, Expr, TypeExpr } from '@assay/contract';
import type { Context, Scope } from './context.js';

/** Declares every name of a pattern in `scope`, before any initializer is read (hoisting). */
export function declarePattern(name: ts.BindingName, kind: BindingKind, context: Context, scope: Scope): void {
  if (ts.isIdentifier(name)) {
    context.declare(name.text, kind, context.at(name), scope);
    return;
  }
  for (const element of name.elements) if (ts.isBindingElement(element)) declarePattern(element.name, kind, context, scope);
}

/**
 * Gives the names of a pattern their values as members of `source`, and answers the bindings that were set.
 * A source that is more than a name gets a temporary binding, so that it is held once.
 */
export function bindPattern(name: ts.BindingName, source: Expr | undefined, context: Context, declared?: TypeExpr): number[] {
  if (ts.isIdentifier(name)) return [bindName(name, source, context, declared)];
  if (!source) return [];
  const held = hold(source, context, declared);
  const bound = held.kind === 'name' && held !== source ? [held.binding] : [];
  if (ts.isArrayBindingPattern(name)) return [...bound, ...bindArray(name, held, context)];
  return [...bound, ...bindObject(name, held, context)];
}

function bindName(name: ts.Identifier, source: Expr | undefined, context: Context, declared?: TypeExpr): number {
  const id = context.scope.value(name.text) ?? context.declare(name.text, 'const', context.at(name));
  const binding = context.binding(id);
  if (source) {
    if (binding.init) (binding.assigned ??= []).push(source);
    else binding.init = source;
  }
  if (declared) binding.declared ??= declared;
  return id;
}

function bindObject(pattern: ts.ObjectBindingPattern, held: Expr, context: Context): number[] {
  const taken: string[] = [];
  const bound: number[] = [];
  for (const element of pattern.elements) {
    const at = context.at(element);
    if (element.dotDotDotToken) {
      bound.push(...bindPattern(element.name, { kind: 'rest', of: held, without: taken, at }, context));
      continue;
    }
    const value = memberOf(element, held, context, taken);
    bound.push(...bindPattern(element.name, withDefault(value, element.initializer, context), context));
  }
  return bound;
}

function memberOf(element: ts.BindingElement, held: Expr, context: Context, taken: string[]): Expr {
  const at = context.at(element);
  const key = element.propertyName ?? (ts.isIdentifier(element.name) ? element.name : undefined);
  if (key && ts.isComputedPropertyName(key)) return { kind: 'index', object: held, index: context.read.expr(key.expression, context), at };
  const name = key && (ts.isIdentifier(key) || ts.isStringLiteral(key) || ts.isNumericLiteral(key)) ? key.text : '';
  taken.push(name);
  return { kind: 'member', object: held, name, optional: false, at };
}

function bindArray(pattern: ts.ArrayBindingPattern, held: Expr, context: Context): number[] {
  const bound: number[] = [];
  pattern.elements.forEach((element, index) => {
    if (!ts.isBindingElement(element)) return;
    const at = context.at(element);
    const value: Expr = element.dotDotDotToken ? { kind: 'rest', of: held, without: [], from: index, at } : { kind: 'element', of: held, index, at };
    bound.push(...bindPattern(element.name, withDefault(value, element.initializer, context), context));
  });
  return bound;
}

function withDefault(value: Expr, initializer: ts.Expression | undefined, context: Context): Expr {
  if (!initializer) return value;
  return { kind: 'logical', op: '??', left: value, right: context.read.expr(initializer, context), at: value.at };
}

function hold(source: Expr, context: Context, declared?: TypeExpr): Expr {
  if (source.kind === 'name' || source.kind === 'this') return source;
  const binding = context.temporary(source, source.at);
  if (declared) context.binding(binding).declared = declared;
  return { kind: 'name', binding, at: source.at };
}

/** Records a plain or destructuring assignment to names. */
export function assignPattern(target: ts.Expression, value: Expr, context: Context): void {
  if (ts.isParenthesizedExpression(target)) return assignPattern(target.expression, value, context);
  if (ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return assignPattern(target.left, withDefault(value, target.right, context), context);
  }
  if (ts.isPropertyAccessExpression(target)) {
    context.writes.push({ object: context.read.expr(target.expression, context), name: target.name.text, value, fn: context.fn, at: context.at(target) });
    return;
  }
  if (ts.isIdentifier(target)) {
    const id = context.scope.value(target.text);
    if (id !== undefined) (context.binding(id).assigned ??= []).push(value);
    return;
  }
  if (ts.isObjectLiteralExpression(target)) {
    for (const property of target.properties) assignProperty(property, value, context);
    return;
  }
  if (!ts.isArrayLiteralExpression(target)) return;
  target.elements.forEach((element, index) => assignPattern(element, { kind: 'element', of: value, index, at: context.at(element) }, context));
}

function assignProperty(property: ts.ObjectLiteralElementLike, value: Expr, context: Context): void {
  const at = context.at(property);
  if (ts.isShorthandPropertyAssignment(property)) {
    const member: Expr = { kind: 'member', object: value, name: property.name.text, optional: false, at };
    assignPattern(property.name, withDefault(member, property.objectAssignmentInitializer, context), context);
  } else if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name)) {
    assignPattern(property.initializer, { kind: 'member', object: value, name: property.name.text, optional: false, at }, context);
  }
}
