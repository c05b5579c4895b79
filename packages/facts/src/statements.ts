import { ts } from '#typescript';
import type { Expr, LoopKind, Range, Stmt } from '@assay/contract';
import { Scope, type Context } from './context.js';
import { readNamed } from './expressions.js';
import { hoistBlock, hoistList } from './hoist.js';
import { has } from './functions.js';
import { exportName, readExportAssignment, readExportDeclaration } from './modules.js';
import { assignPattern, bindPattern } from './patterns.js';
import { readMembers, readType } from './types.js';

/** Reads statements in order. Plain blocks are flattened; what has no effect at run time yields none. */
export function readStatements(nodes: readonly ts.Statement[], context: Context): Stmt[] {
  return nodes.flatMap((node) => readStatement(node, context));
}

function readStatement(node: ts.Statement, context: Context): Stmt[] {
  const at = context.at(node);
  if (ts.isExpressionStatement(node)) return [{ kind: 'expr', value: context.read.expr(node.expression, context), at }];
  if (ts.isVariableStatement(node)) return variables(node, context);
  if (ts.isReturnStatement(node)) return [{ kind: 'return', ...optional(node.expression, context), at }];
  if (ts.isIfStatement(node)) {
    const test = context.read.expr(node.expression, context);
    return [{ kind: 'if', test, then: body(node.thenStatement, context), else: node.elseStatement ? body(node.elseStatement, context) : [], at }];
  }
  if (ts.isBlock(node)) return body(node, context);
  if (ts.isThrowStatement(node)) return [{ kind: 'throw', value: context.read.expr(node.expression, context), at }];
  if (ts.isTryStatement(node)) return [tryStatement(node, at, context)];
  if (ts.isFunctionDeclaration(node)) return functionDeclaration(node, context);
  if (ts.isClassDeclaration(node)) return classDeclaration(node, context);
  if (ts.isForOfStatement(node)) return [forEach(node, node.awaitModifier ? 'for-await' : 'for-of', at, context)];
  if (ts.isForInStatement(node)) return [forEach(node, 'for-in', at, context)];
  if (ts.isForStatement(node)) return [forLoop(node, at, context)];
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) return [whileLoop(node, at, context)];
  if (ts.isSwitchStatement(node)) return [switchStatement(node, at, context)];
  if (ts.isBreakStatement(node)) return [{ kind: 'break', ...(node.label ? { label: node.label.text } : {}), at }];
  if (ts.isContinueStatement(node)) return [{ kind: 'continue', ...(node.label ? { label: node.label.text } : {}), at }];
  if (ts.isLabeledStatement(node)) return [{ kind: 'labeled', label: node.label.text, body: body(node.statement, context), at }];
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) typeDeclaration(node, context);
  else if (ts.isExportDeclaration(node)) readExportDeclaration(node, context);
  else if (ts.isExportAssignment(node)) readExportAssignment(node, context);
  else if (ts.isEnumDeclaration(node)) exported(node, node.name.text, context);
  else if (ts.isModuleDeclaration(node)) return namespace(node, context);
  return [];
}

function optional(node: ts.Expression | undefined, context: Context): { value?: Expr } {
  return node ? { value: context.read.expr(node, context) } : {};
}

/** The statements of a nested statement, in a block scope of their own. */
function body(node: ts.Statement, context: Context): Stmt[] {
  const nodes = ts.isBlock(node) ? node.statements : [node];
  const statements = context.deeper(node, () => context.block(() => {
    hoistBlock(nodes, context);
    return readStatements(nodes, context);
  }));
  return statements ?? [];
}

function variables(node: ts.VariableStatement, context: Context): Stmt[] {
  const statements = declarations(node.declarationList, context);
  if (!has(node, ts.SyntaxKind.ExportKeyword)) return statements;
  for (const declaration of node.declarationList.declarations) {
    for (const name of namesOf(declaration.name)) exportName(name, name, context.at(declaration.name), context);
  }
  return statements;
}

function declarations(list: ts.VariableDeclarationList, context: Context): Stmt[] {
  return list.declarations.map((declaration) => {
    const name = ts.isIdentifier(declaration.name) ? declaration.name.text : '';
    const value = declaration.initializer ? readNamed(declaration.initializer, name, context) : undefined;
    const declared = readType(declaration.type ?? (context.isJavaScript ? ts.getJSDocType(declaration) : undefined), context);
    const bindings = bindPattern(declaration.name, value, context, declared);
    return { kind: 'declare', bindings, ...(value ? { value } : {}), at: context.at(declaration) };
  });
}

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesOf(element.name) : []));
}

function functionDeclaration(node: ts.FunctionDeclaration, context: Context): Stmt[] {
  if (!node.body) return [];
  const value: Expr = { kind: 'function', fn: context.read.fn(node, context, 'default'), at: context.at(node) };
  declared(node, value, context);
  return [];
}

function classDeclaration(node: ts.ClassDeclaration, context: Context): Stmt[] {
  const cls = context.read.cls(node, context, 'default');
  const value: Expr = { kind: 'class', cls, at: context.at(node) };
  declared(node, value, context);
  const id = node.name && context.scope.value(node.name.text);
  if (id !== undefined) context.binding(id).cls = cls;
  return [];
}

/** Gives a named declaration its value and exports it where its modifiers say so. */
function declared(node: ts.FunctionDeclaration | ts.ClassDeclaration, value: Expr, context: Context): void {
  const id = node.name && context.scope.value(node.name.text);
  if (id !== undefined) {
    const binding = context.binding(id);
    if (binding.init) (binding.assigned ??= []).push(value);
    else binding.init = value;
  }
  if (!has(node, ts.SyntaxKind.ExportKeyword)) return;
  if (has(node, ts.SyntaxKind.DefaultKeyword)) context.exports.push({ name: 'default', value, at: context.at(node) });
  else if (node.name) exportName(node.name.text, node.name.text, context.at(node.name), context);
}

function exported(node: ts.EnumDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration, name: string, context: Context): void {
  if (!has(node, ts.SyntaxKind.ExportKeyword)) return;
  const isDefault = has(node, ts.SyntaxKind.DefaultKeyword);
  const binding = ts.isEnumDeclaration(node) ? context.scope.value(name) : context.scope.types.get(name);
  const at = context.at(node.name);
  if (binding !== undefined) context.exports.push({ name: isDefault ? 'default' : name, value: { kind: 'name', binding, at }, at });
}

function typeDeclaration(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration, context: Context): void {
  const type = context.types.length;
  const isInterface = ts.isInterfaceDeclaration(node);
  context.types.push({
    name: node.name.text, kind: isInterface ? 'interface' : 'alias', typeParams: (node.typeParameters ?? []).map((parameter) => parameter.name.text),
    extends: isInterface ? (node.heritageClauses ?? []).flatMap((heritage) => heritage.types.map((item) => readType(item, context) ?? { kind: 'opaque' as const })) : [],
    body: isInterface ? { kind: 'object', members: readMembers(node.members, context) } : readType(node.type, context) ?? { kind: 'opaque' },
    at: context.at(node),
  });
  const id = context.scope.types.get(node.name.text);
  if (id !== undefined) context.binding(id).type ??= type;
  exported(node, node.name.text, context);
}

function tryStatement(node: ts.TryStatement, at: Range, context: Context): Stmt {
  const tried = body(node.tryBlock, context);
  const clause = node.catchClause;
  const handled = clause && context.block(() => {
    const declaration = clause.variableDeclaration;
    const param = declaration && catchBinding(declaration, context);
    return { handler: body(clause.block, context), ...(param === undefined ? {} : { param }) };
  });
  return { kind: 'try', body: tried, ...(handled ?? {}), ...(node.finallyBlock ? { finalizer: body(node.finallyBlock, context) } : {}), at };
}

function catchBinding(node: ts.VariableDeclaration, context: Context): number {
  const at = context.at(node.name);
  const name = ts.isIdentifier(node.name) ? node.name.text : '';
  const id = context.declare(name, 'catch', at, new Scope(context.scope, context.scope.fn, false));
  context.scope.values.set(name, id);
  context.binding(id).init = { kind: 'caught', at };
  if (!name) bindPattern(node.name, { kind: 'name', binding: id, at }, context);
  return id;
}

function forEach(node: ts.ForOfStatement | ts.ForInStatement, loop: LoopKind, at: Range, context: Context): Stmt {
  const iterable = context.read.expr(node.expression, context);
  return context.block(() => {
    const source: Expr = { kind: loop === 'for-in' ? 'key' : 'element', of: iterable, at: iterable.at };
    let bindings: number[] = [];
    if (ts.isVariableDeclarationList(node.initializer)) {
      hoistList(node.initializer, context, context.scope);
      bindings = node.initializer.declarations.flatMap((declaration) => bindPattern(declaration.name, source, context));
    } else assignPattern(node.initializer, source, context);
    return { kind: 'loop', loop, bindings, iterable, init: [], body: body(node.statement, context), at };
  });
}

function forLoop(node: ts.ForStatement, at: Range, context: Context): Stmt {
  return context.block(() => {
    const list = node.initializer && ts.isVariableDeclarationList(node.initializer) ? node.initializer : undefined;
    if (list) hoistList(list, context, context.scope);
    const init: Stmt[] = list ? declarations(list, context)
      : node.initializer ? [{ kind: 'expr', value: context.read.expr(node.initializer as ts.Expression, context), at: context.at(node.initializer) }] : [];
    return {
      kind: 'loop', loop: 'for', bindings: init.flatMap((statement) => (statement.kind === 'declare' ? [...statement.bindings] : [])), init,
      ...(node.condition ? { test: context.read.expr(node.condition, context) } : {}),
      ...(node.incrementor ? { update: context.read.expr(node.incrementor, context) } : {}), body: body(node.statement, context), at,
    };
  });
}

function whileLoop(node: ts.WhileStatement | ts.DoStatement, at: Range, context: Context): Stmt {
  return {
    kind: 'loop', loop: ts.isDoStatement(node) ? 'do' : 'while', bindings: [], init: [], test: context.read.expr(node.expression, context),
    body: body(node.statement, context), at,
  };
}

function switchStatement(node: ts.SwitchStatement, at: Range, context: Context): Stmt {
  const subject = context.read.expr(node.expression, context);
  return context.block(() => {
    for (const clause of node.caseBlock.clauses) hoistBlock(clause.statements, context);
    const cases = node.caseBlock.clauses.map((clause) => ({
      ...(ts.isCaseClause(clause) ? { test: context.read.expr(clause.expression, context) } : {}), body: readStatements(clause.statements, context),
    }));
    return { kind: 'switch', subject, cases, at };
  });
}

/** A namespace's statements run with the module; its names are not members of a value. */
function namespace(node: ts.ModuleDeclaration, context: Context): Stmt[] {
  const block = node.body;
  if (!block || !ts.isModuleBlock(block) || has(node, ts.SyntaxKind.DeclareKeyword)) return [];
  const kept = context.exports.length;
  const statements = context.block(() => {
    hoistBlock(block.statements, context);
    return readStatements(block.statements, context);
  });
  context.exports.length = kept;
  return statements;
}
