import { ts } from '#typescript';
import type { Context, Scope } from './context.js';
import { declarePattern } from './patterns.js';

/** Declares what a block declares, before its statements are read: every name is visible in the whole block. */
export function hoistBlock(statements: readonly ts.Statement[], context: Context): void {
  for (const statement of statements) hoistStatement(statement, context, context.scope);
}

/** Declares the `var`s of a function body, however deep they stand. */
export function hoistVars(node: ts.Node, context: Context, scope: Scope): void {
  ts.forEachChild(node, (child) => {
    if (ts.isFunctionLike(child) || ts.isClassLike(child) || ts.isExpression(child)) return;
    if (ts.isVariableDeclarationList(child) && !(child.flags & ts.NodeFlags.BlockScoped)) {
      for (const declaration of child.declarations) declarePattern(declaration.name, 'var', context, scope);
    }
    hoistVars(child, context, scope);
  });
}

function hoistStatement(node: ts.Statement, context: Context, scope: Scope): void {
  if (ts.isVariableStatement(node)) return hoistList(node.declarationList, context, scope);
  if (ts.isFunctionDeclaration(node) && node.name) {
    context.declare(node.name.text, 'function', context.at(node.name), scope);
    return;
  }
  if (ts.isClassDeclaration(node) && node.name) {
    context.declare(node.name.text, 'class', context.at(node.name), scope);
    return;
  }
  if (ts.isEnumDeclaration(node)) context.binding(context.declare(node.name.text, 'enum', context.at(node.name), scope)).members = enumMembers(node);
  else if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) context.declare(node.name.text, 'type', context.at(node.name), scope);
  else if (ts.isImportDeclaration(node)) hoistImport(node, context, scope);
  else if (ts.isImportEqualsDeclaration(node)) hoistImportEquals(node, context, scope);
  else if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name)) context.declare(node.name.text, 'namespace', context.at(node.name), scope);
}

/** Declares the names of `let`, `const` and `using` lists; `var`s were declared with the function. */
export function hoistList(list: ts.VariableDeclarationList, context: Context, scope: Scope): void {
  if (!(list.flags & ts.NodeFlags.BlockScoped)) return;
  const kind = list.flags & ts.NodeFlags.Const ? 'const' : 'let';
  for (const declaration of list.declarations) declarePattern(declaration.name, kind, context, scope);
}

function hoistImport(node: ts.ImportDeclaration, context: Context, scope: Scope): void {
  if (!ts.isStringLiteral(node.moduleSpecifier)) return;
  const specifier = node.moduleSpecifier.text;
  const clause = node.importClause;
  const allTypes = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  context.imports.push({ specifier, kind: 'import', typeOnly: allTypes, at: context.at(node) });
  if (!clause) return;
  const bind = (name: ts.Identifier, imported: string, typeOnly: boolean): void => {
    const id = context.declare(name.text, 'import', context.at(name), scope);
    context.binding(id).imported = { specifier, name: imported, typeOnly };
  };
  if (clause.name) bind(clause.name, 'default', allTypes);
  const named = clause.namedBindings;
  if (named && ts.isNamespaceImport(named)) bind(named.name, '*', allTypes);
  if (named && ts.isNamedImports(named)) {
    for (const element of named.elements) bind(element.name, (element.propertyName ?? element.name).text, allTypes || element.isTypeOnly);
  }
}

function hoistImportEquals(node: ts.ImportEqualsDeclaration, context: Context, scope: Scope): void {
  const id = context.declare(node.name.text, 'import', context.at(node.name), scope);
  const reference = node.moduleReference;
  if (!ts.isExternalModuleReference(reference) || !ts.isStringLiteral(reference.expression)) return;
  const specifier = reference.expression.text;
  context.imports.push({ specifier, kind: 'require', typeOnly: node.isTypeOnly, at: context.at(node) });
  context.binding(id).imported = { specifier, name: '*', typeOnly: node.isTypeOnly };
}

function enumMembers(node: ts.EnumDeclaration): Record<string, string | number> {
  const members: Record<string, string | number> = {};
  let next: number | undefined = 0;
  for (const member of node.members) {
    const init = member.initializer;
    const value: string | number | undefined = init ? enumValue(init) : next;
    next = typeof value === 'number' ? value + 1 : undefined;
    if (value !== undefined && (ts.isIdentifier(member.name) || ts.isStringLiteral(member.name))) members[member.name.text] = value;
  }
  return members;
}

/** A literal, or a negative one; a computed value leaves what follows it unknown as well. */
function enumValue(init: ts.Expression): string | number | undefined {
  if (ts.isStringLiteralLike(init)) return init.text;
  const negative = ts.isPrefixUnaryExpression(init) && init.operator === ts.SyntaxKind.MinusToken;
  const digits = negative ? init.operand : init;
  const value = ts.isNumericLiteral(digits) ? Number(digits.text) : NaN;
  return Number.isFinite(value) ? (negative ? -value : value) : undefined;
}
