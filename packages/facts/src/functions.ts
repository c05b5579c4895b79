import { ts } from '#typescript';
import type { DecoratorFact, FunctionFact, FunctionKind, ParamFact, Stmt } from '@assay/contract';
import { Scope, type Context } from './context.js';
import { hoistBlock, hoistVars } from './hoist.js';
import { bindPattern, declarePattern } from './patterns.js';
import { readType } from './types.js';

const PLACEHOLDER: FunctionFact = {
  name: '', kind: 'function', async: false, generator: false, params: [], body: [], at: [0, 0], nameAt: [0, 0], directives: [], typeParams: [],
};

/** Reads a function of any kind and answers its id. `name` is what it is assigned to, when it has no name of its own. */
export function readFunction(node: ts.SignatureDeclaration, context: Context, name = ''): number {
  const id = context.functions.length;
  context.functions.push(PLACEHOLDER);
  const outerFn = context.fn;
  const scope = new Scope(context.scope, id, true);
  context.fn = id;
  try {
    context.functions[id] = context.within(scope, () => read(node, id, outerFn, context, name));
  } finally {
    context.fn = outerFn;
  }
  return id;
}

function read(node: ts.SignatureDeclaration, id: number, parent: number, context: Context, name: string): FunctionFact {
  const params = node.parameters.filter((parameter) => !isThisParameter(parameter)).map((parameter, index) => readParam(parameter, index, context));
  const own = node.name && ts.isIdentifier(node.name) ? node.name.text : node.name && 'text' in node.name ? String(node.name.text) : '';
  const kind = kindOf(node);
  if (own && ts.isFunctionExpression(node) && context.scope.values.get(own) === undefined) {
    const binding = context.declare(own, 'function', context.at(node.name ?? node));
    context.binding(binding).init = { kind: 'function', fn: id, at: context.at(node) };
  }
  const body = 'body' in node ? node.body : undefined;
  const statements = readBody(body, context);
  const returns = readType(node.type ?? (context.isJavaScript ? ts.getJSDocReturnType(node) : undefined), context);
  const fact: FunctionFact = {
    name: own || name, kind, async: has(node, ts.SyntaxKind.AsyncKeyword), generator: 'asteriskToken' in node && node.asteriskToken !== undefined,
    params, body: statements, at: context.at(node), nameAt: node.name ? context.at(node.name) : headOf(node, context), parent,
    directives: directivesOf(body), typeParams: (node.typeParameters ?? []).map((parameter) => parameter.name.text),
  };
  return { ...fact, ...(returns ? { returns } : {}), ...(context.cls !== undefined && isMember(node) ? { cls: context.cls } : {}) };
}

function readBody(body: ts.Node | undefined, context: Context): Stmt[] {
  if (!body) return [];
  if (!ts.isBlock(body)) {
    const value = body as ts.Expression;
    return [{ kind: 'return', value: context.read.expr(value, context), at: context.at(value) }];
  }
  hoistVars(body, context, context.scope);
  hoistBlock(body.statements, context);
  return context.read.statements(body.statements, context);
}

function readParam(node: ts.ParameterDeclaration, index: number, context: Context): ParamFact {
  const at = context.at(node);
  const name = ts.isIdentifier(node.name) ? node.name.text : '';
  const declared = readType(node.type ?? (context.isJavaScript ? ts.getJSDocType(node) : undefined), context);
  const binding = context.bindings.length;
  context.bindings.push({ name, kind: 'param', fn: context.scope.fn, at: context.at(node.name), index, ...(declared ? { declared } : {}) });
  if (name) context.scope.values.set(name, binding);
  else {
    declarePattern(node.name, 'const', context, context.scope);
    bindPattern(node.name, { kind: 'name', binding, at }, context);
  }
  const fallback = node.initializer ? context.read.expr(node.initializer, context) : undefined;
  return {
    binding, rest: node.dotDotDotToken !== undefined, optional: node.questionToken !== undefined || node.initializer !== undefined,
    ...(fallback ? { default: fallback } : {}), ...(declared ? { declared } : {}), decorators: readDecorators(node, context),
    property: hasAccessibility(node),
  };
}

function hasAccessibility(node: ts.ParameterDeclaration): boolean {
  return (node.modifiers ?? []).some((modifier) => isAccess(modifier.kind));
}

function isAccess(keyword: ts.SyntaxKind): boolean {
  switch (keyword) {
    case ts.SyntaxKind.PublicKeyword: case ts.SyntaxKind.PrivateKeyword: case ts.SyntaxKind.ProtectedKeyword: case ts.SyntaxKind.ReadonlyKeyword: case ts.SyntaxKind.OverrideKeyword: return true;
    default: return false;
  }
}

/** The decorators of a declaration, in source order. */
export function readDecorators(node: ts.Node, context: Context): DecoratorFact[] {
  if (!ts.canHaveDecorators(node)) return [];
  return (ts.getDecorators(node) ?? []).map((decorator) => ({ value: context.read.expr(decorator.expression, context), at: context.at(decorator) }));
}

/** Does the declaration carry this modifier keyword? */
export function has(node: ts.Node, keyword: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === keyword);
}

function isThisParameter(node: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(node.name) && node.name.text === 'this';
}

function isMember(node: ts.SignatureDeclaration): boolean {
  return ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node) || ts.isAccessor(node);
}

function kindOf(node: ts.SignatureDeclaration): FunctionKind {
  if (ts.isArrowFunction(node)) return 'arrow';
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (ts.isGetAccessor(node)) return 'getter';
  if (ts.isSetAccessor(node)) return 'setter';
  return ts.isMethodDeclaration(node) ? 'method' : 'function';
}

/** From the start of the function to the start of its body: what a message points at. */
function headOf(node: ts.SignatureDeclaration, context: Context): readonly [number, number] {
  const [start, end] = context.at(node);
  const body = 'body' in node ? node.body : undefined;
  return [start, body ? Math.max(start + 1, Math.min(end, body.getStart(context.source))) : end];
}

function directivesOf(body: ts.Node | undefined): string[] {
  const directives: string[] = [];
  if (!body || !ts.isBlock(body)) return directives;
  for (const statement of body.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) break;
    directives.push(statement.expression.text);
  }
  return directives;
}
