import { ts } from '#typescript';
import type { Expr, Range } from '@assay/contract';
import type { Context } from './context.js';

/** `export { a as b } from './x'`, `export * as ns from './x'`, `export { a }`. */
export function readExportDeclaration(node: ts.ExportDeclaration, context: Context): void {
  const at = context.at(node);
  const specifier = node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  if (specifier !== undefined) context.imports.push({ specifier, kind: 'export', typeOnly: node.isTypeOnly, at });
  const clause = node.exportClause;
  if (!clause) {
    if (specifier !== undefined) context.exports.push({ name: '*', from: { specifier, name: '*' }, at });
    return;
  }
  if (ts.isNamespaceExport(clause)) {
    if (specifier !== undefined) context.exports.push({ name: clause.name.text, from: { specifier, name: '*' }, at });
    return;
  }
  for (const element of clause.elements) {
    const local = (element.propertyName ?? element.name).text;
    const name = element.name.text;
    if (specifier !== undefined) context.exports.push({ name, from: { specifier, name: local }, at: context.at(element) });
    else exportName(name, local, context.at(element), context);
  }
}

/** `export default x`, `export = x`. */
export function readExportAssignment(node: ts.ExportAssignment, context: Context): void {
  context.exports.push({ name: node.isExportEquals ? '=' : 'default', value: context.read.expr(node.expression, context), at: context.at(node) });
}

/** Exports a local name under `name`. */
export function exportName(name: string, local: string, at: Range, context: Context): void {
  const binding = context.scope.value(local) ?? context.scope.type(local);
  if (binding !== undefined) context.exports.push({ name, value: { kind: 'name', binding, at }, at });
}

/** Records `module.exports = x`, `exports.a = x` and `module.exports.a = x` as exports. */
export function commonJsExport(target: Extract<Expr, { kind: 'member' }>, value: Expr, at: Range, context: Context): void {
  if (isGlobal(target.object, 'module') && target.name === 'exports') context.exports.push({ name: '=', value, at });
  else if (isExports(target.object)) context.exports.push({ name: target.name, value, at });
}

/** `exports` or `module.exports`. */
function isExports(expr: Expr): boolean {
  return isGlobal(expr, 'exports') || (expr.kind === 'member' && expr.name === 'exports' && isGlobal(expr.object, 'module'));
}

function isGlobal(expr: Expr, name: string): boolean {
  return expr.kind === 'global' && expr.name === name;
}
