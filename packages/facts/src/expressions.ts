import { ts } from '#typescript';
import type { Expr, ObjectMember, Range } from '@assay/contract';
import type { Context } from './context.js';
import { commonJsExport } from './modules.js';
import { assignPattern } from './patterns.js';
import { readType, readTypes } from './types.js';

/** An expression as facts keep it. Never throws: what it does not know is `opaque`. */
export function readExpr(node: ts.Expression, context: Context): Expr {
  return context.deeper(node, () => readNode(node, context)) ?? { kind: 'opaque', reason: 'depth', at: context.at(node) };
}

function readNode(node: ts.Expression, context: Context): Expr {
  const at = context.at(node);
  switch (node.kind) {
    case ts.SyntaxKind.ParenthesizedExpression: return parenthesized(node as ts.ParenthesizedExpression, context);
    case ts.SyntaxKind.NonNullExpression: return readExpr((node as ts.NonNullExpression).expression, context);
    case ts.SyntaxKind.SatisfiesExpression: return readExpr((node as ts.SatisfiesExpression).expression, context);
    case ts.SyntaxKind.ThisKeyword: return { kind: 'this', at };
    case ts.SyntaxKind.SuperKeyword: return { kind: 'super', at };
    case ts.SyntaxKind.NullKeyword: return { kind: 'literal', value: null, at };
    case ts.SyntaxKind.TrueKeyword: return { kind: 'literal', value: true, at };
    case ts.SyntaxKind.FalseKeyword: return { kind: 'literal', value: false, at };
    case ts.SyntaxKind.Identifier: return identifier((node as ts.Identifier).text, at, context);
    case ts.SyntaxKind.OmittedExpression: return { kind: 'undefined', at };
  }
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    context.literals.push(at);
    return { kind: 'literal', value: node.text, at };
  }
  if (ts.isNumericLiteral(node)) return number(node, at);
  if (ts.isBigIntLiteral(node)) return { kind: 'literal', value: node.text, at };
  if (ts.isRegularExpressionLiteral(node)) {
    context.literals.push(at);
    return { kind: 'regex', source: node.text, at };
  }
  if (ts.isPropertyAccessExpression(node)) {
    return { kind: 'member', object: readExpr(node.expression, context), name: node.name.text, optional: node.questionDotToken !== undefined, at };
  }
  if (ts.isElementAccessExpression(node)) return elementAccess(node, at, context);
  if (ts.isCallExpression(node)) return call(node, at, context);
  if (ts.isNewExpression(node)) {
    return { kind: 'new', callee: readExpr(node.expression, context), args: readArgs(node.arguments, context), typeArgs: readTypes(node.typeArguments, context), at };
  }
  if (ts.isFunctionExpression(node) || ts.isArrowFunction(node)) return { kind: 'function', fn: context.read.fn(node, context), at };
  if (ts.isClassExpression(node)) return { kind: 'class', cls: context.read.cls(node, context), at };
  if (ts.isObjectLiteralExpression(node)) return { kind: 'object', members: node.properties.flatMap((property) => member(property, context)), at };
  if (ts.isArrayLiteralExpression(node)) return { kind: 'array', items: readArgs(node.elements, context), at };
  if (ts.isSpreadElement(node)) return { kind: 'spread', value: readExpr(node.expression, context), at };
  if (ts.isTemplateExpression(node)) return template(node, at, context);
  if (ts.isTaggedTemplateExpression(node)) return tagged(node, at, context);
  if (ts.isConditionalExpression(node)) {
    return { kind: 'conditional', test: readExpr(node.condition, context), then: readExpr(node.whenTrue, context), else: readExpr(node.whenFalse, context), at };
  }
  if (ts.isBinaryExpression(node)) return binary(node, at, context);
  if (ts.isPrefixUnaryExpression(node)) return { kind: 'unary', op: ts.tokenToString(node.operator) ?? '?', value: readExpr(node.operand, context), at };
  if (ts.isPostfixUnaryExpression(node)) return { kind: 'unary', op: ts.tokenToString(node.operator) ?? '?', value: readExpr(node.operand, context), at };
  if (ts.isTypeOfExpression(node)) return { kind: 'unary', op: 'typeof', value: readExpr(node.expression, context), at };
  if (ts.isVoidExpression(node)) return { kind: 'unary', op: 'void', value: readExpr(node.expression, context), at };
  if (ts.isDeleteExpression(node)) return { kind: 'unary', op: 'delete', value: readExpr(node.expression, context), at };
  if (ts.isAwaitExpression(node)) return { kind: 'await', value: readExpr(node.expression, context), at };
  if (ts.isYieldExpression(node)) return node.expression ? { kind: 'yield', value: readExpr(node.expression, context), ...(node.asteriskToken ? { delegate: true } : {}), at } : { kind: 'yield', at };
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return cast(node, at, context);
  if (ts.isExpressionWithTypeArguments(node)) return readExpr(node.expression, context);
  if (ts.isMetaProperty(node)) return { kind: 'global', name: node.keywordToken === ts.SyntaxKind.ImportKeyword ? 'import.meta' : 'new.target', at };
  return { kind: 'opaque', reason: ts.isJsxElement(node) || ts.isJsxFragment(node) || ts.isJsxSelfClosingElement(node) ? 'jsx' : 'syntax', at };
}

/** JSON has no infinity, which is what `1e999` is. */
function number(node: ts.NumericLiteral, at: Range): Expr {
  const value = Number(node.text.replaceAll('_', ''));
  return Number.isFinite(value) ? { kind: 'literal', value, at } : { kind: 'opaque', reason: 'number', at };
}

/** Parentheses vanish, but JSDoc casts (`/** @type {T} *\/ (x)`) keep their type. */
function parenthesized(node: ts.ParenthesizedExpression, context: Context): Expr {
  const value = readExpr(node.expression, context);
  if (!context.isJavaScript) return value;
  const type = readType(ts.getJSDocType(node), context);
  return type ? { kind: 'cast', value, type, at: context.at(node) } : value;
}

function identifier(name: string, at: Range, context: Context): Expr {
  if (name === 'undefined') return { kind: 'undefined', at };
  const binding = context.scope.value(name);
  return binding === undefined ? { kind: 'global', name, at } : { kind: 'name', binding, at };
}

function readArgs(nodes: readonly ts.Expression[] | undefined, context: Context): Expr[] {
  return (nodes ?? []).map((node) => readExpr(node, context));
}

function elementAccess(node: ts.ElementAccessExpression, at: Range, context: Context): Expr {
  const object = readExpr(node.expression, context);
  const index = node.argumentExpression;
  if (ts.isStringLiteralLike(index)) return { kind: 'member', object, name: index.text, optional: node.questionDotToken !== undefined, at };
  return { kind: 'index', object, index: readExpr(index, context), at };
}

function call(node: ts.CallExpression, at: Range, context: Context): Expr {
  const [first] = node.arguments;
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword && first) {
    const specifier = readExpr(first, context);
    if (specifier.kind === 'literal' && typeof specifier.value === 'string') {
      context.imports.push({ specifier: specifier.value, kind: 'dynamic', typeOnly: false, at });
    }
    return { kind: 'import', specifier, at };
  }
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require' && context.scope.value('require') === undefined;
  if (isRequire && first && ts.isStringLiteralLike(first)) {
    context.literals.push(context.at(first));
    context.imports.push({ specifier: first.text, kind: 'require', typeOnly: false, at });
    return { kind: 'require', specifier: first.text, at };
  }
  return {
    kind: 'call', callee: readExpr(node.expression, context), args: readArgs(node.arguments, context), typeArgs: readTypes(node.typeArguments, context),
    optional: node.questionDotToken !== undefined, at,
  };
}

function member(node: ts.ObjectLiteralElementLike, context: Context): ObjectMember[] {
  const at = context.at(node);
  if (ts.isSpreadAssignment(node)) return [{ kind: 'spread', value: readExpr(node.expression, context), at }];
  if (ts.isShorthandPropertyAssignment(node)) return [{ kind: 'property', key: node.name.text, value: identifier(node.name.text, at, context), at }];
  const key = propertyKey(node.name);
  const value: Expr = ts.isPropertyAssignment(node)
    ? readNamed(node.initializer, key ?? '', context)
    : { kind: 'function', fn: context.read.fn(node, context), at };
  if (key === undefined) return [{ kind: 'computed', key: readExpr((node.name as ts.ComputedPropertyName).expression, context), value, at }];
  if (ts.isGetAccessor(node)) return [{ kind: 'getter', key, value, at }];
  if (ts.isSetAccessor(node)) return [{ kind: 'setter', key, value, at }];
  return [{ kind: 'property', key, value, at }];
}

/** A property's plain name; undefined when it is computed from something other than a literal. */
export function propertyKey(name: ts.PropertyName): string | undefined {
  if (ts.isComputedPropertyName(name)) return ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
  return ts.isBigIntLiteral(name) ? name.text : name.text;
}

function template(node: ts.TemplateExpression, at: Range, context: Context): Expr {
  context.literals.push(at);
  return {
    kind: 'template', quasis: [node.head.text, ...node.templateSpans.map((span) => span.literal.text)],
    holes: node.templateSpans.map((span) => readExpr(span.expression, context)), at,
  };
}

function tagged(node: ts.TaggedTemplateExpression, at: Range, context: Context): Expr {
  const tag = readExpr(node.tag, context);
  if (ts.isNoSubstitutionTemplateLiteral(node.template)) {
    context.literals.push(context.at(node.template));
    return { kind: 'template', quasis: [node.template.text], holes: [], tag, at };
  }
  const body = template(node.template, at, context);
  return body.kind === 'template' ? { ...body, tag } : body;
}

const LOGICAL: ReadonlySet<string> = new Set(['&&', '||', '??']);

function binary(node: ts.BinaryExpression, at: Range, context: Context): Expr {
  const op = ts.tokenToString(node.operatorToken.kind) ?? '?';
  if (op === ',') return { kind: 'sequence', items: [readExpr(node.left, context), readExpr(node.right, context)], at };
  if (LOGICAL.has(op)) return { kind: 'logical', op: op as '&&', left: readExpr(node.left, context), right: readExpr(node.right, context), at };
  if (node.operatorToken.kind < ts.SyntaxKind.FirstAssignment || node.operatorToken.kind > ts.SyntaxKind.LastAssignment) {
    return { kind: 'binary', op, left: readExpr(node.left, context), right: readExpr(node.right, context), at };
  }
  return assignment(node, op, at, context);
}

/** Assignments whose value is made from the old one. */
const ARITHMETIC: ReadonlySet<string> = new Set(['+=', '-=', '*=', '/=', '%=', '**=', '<<=', '>>=', '>>>=', '&=', '|=', '^=']);

function assignment(node: ts.BinaryExpression, op: string, at: Range, context: Context): Expr {
  const value = readNamed(node.right, assignedName(node.left), context);
  if (ts.isObjectLiteralExpression(node.left) || ts.isArrayLiteralExpression(node.left)) {
    assignPattern(node.left, value, context);
    return { kind: 'assign', op, target: { kind: 'opaque', reason: 'pattern', at: context.at(node.left) }, value, at };
  }
  const target = readExpr(node.left, context);
  if (target.kind === 'name') (context.binding(target.binding).assigned ??= []).push(ARITHMETIC.has(op) ? { kind: 'binary', op: op.slice(0, -1), left: target, right: value, at } : value);
  else if (target.kind === 'member') {
    context.writes.push({ object: target.object, name: target.name, value, fn: context.fn, at });
    commonJsExport(target, value, at, context);
  } else if (target.kind === 'index') context.writes.push({ object: target.object, name: '[]', key: target.index, value, fn: context.fn, at });
  else if (target.kind === 'global' && target.name === 'exports') context.exports.push({ name: '=', value, at });
  return { kind: 'assign', op, target, value, at };
}

/** A function or class expression without a name is called what it is assigned to. */
export function readNamed(node: ts.Expression, name: string, context: Context): Expr {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { kind: 'function', fn: context.read.fn(node, context, name), at: context.at(node) };
  if (ts.isClassExpression(node)) return { kind: 'class', cls: context.read.cls(node, context, name), at: context.at(node) };
  return readExpr(node, context);
}

/** `handlers.create = ..`, `create = ..`; `module.exports = ..` says nothing. */
function assignedName(target: ts.Expression): string {
  if (ts.isIdentifier(target)) return target.text === 'exports' ? '' : target.text;
  return ts.isPropertyAccessExpression(target) && target.name.text !== 'exports' && target.name.text !== 'prototype' ? target.name.text : '';
}

function cast(node: ts.AsExpression | ts.TypeAssertion, at: Range, context: Context): Expr {
  const value = readExpr(node.expression, context);
  const type = readType(node.type, context);
  if (!type || type.kind === 'keyword' || type.kind === 'opaque' || (type.kind === 'ref' && type.name === 'const')) return value;
  return { kind: 'cast', value, type, at };
}
