import { ts } from '#typescript';
import type { Range } from '@assay/contract';
import type { Context } from './context.js';

/** A function that only its own file can name: its name, where it is declared, and its place as `FunctionFact.at`. */
interface Candidate { readonly name: string; readonly within: Range; readonly at: Range; readonly owner?: ts.ClassLikeDeclaration }

/**
 * Marks the functions that cannot run: private methods (`private`, `#name`) without a decorator and functions of the module that are not exported, which
 * nothing in the file names but they themselves or each other. A name in a string, a type or a pattern counts as well, and any `this[key]` counts for
 * every private method of its class.
 */
export function markUnused(context: Context): void {
  const candidates = [...(isModule(context.source) ? moduleFunctions(context) : []), ...privateMethods(context)];
  if (candidates.length === 0) return;
  const names = namesIn(context, candidates);
  let unused: readonly Candidate[] = candidates;
  for (;;) {
    const rest: readonly Candidate[] = unused.filter(({ name, within }) => !(names.get(name) ?? []).some((at) => !isIn(at, within) && !unused.some((other) => isIn(at, other.within))));
    if (rest.length === unused.length) break;
    unused = rest;
  }
  const places = new Set(unused.map(({ at }) => at.join()));
  if (places.size === 0) return;
  for (const [id, fn] of context.functions.entries()) if (id !== 0 && places.has(fn.at.join())) context.functions[id] = { ...fn, unused: true };
}

function isIn(offset: number, [start, end]: Range): boolean {
  return offset >= start && offset < end;
}

/** Names of a file that is no module are every other file's too. */
function isModule(source: ts.SourceFile): boolean {
  return ts.isExternalModule(source) || /\brequire\s*\(|\bexports\b/.test(source.text);
}

function moduleFunctions(context: Context): Candidate[] {
  return context.source.statements.flatMap((statement): Candidate[] => {
    if (ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DeclareKeyword)) return [];
    if (ts.isFunctionDeclaration(statement)) return statement.name && statement.body ? [{ name: statement.name.text, within: context.at(statement), at: context.at(statement) }] : [];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap((declaration) => {
      const { name, initializer } = declaration;
      if (!ts.isIdentifier(name) || !initializer || !isFunction(initializer)) return [];
      return [{ name: name.text, within: context.at(declaration), at: context.at(initializer) }];
    });
  });
}

function isFunction(node: ts.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function privateMethods(context: Context): Candidate[] {
  const found: Candidate[] = [];
  forEachNode(context.source, (node) => {
    if (!ts.isClassLike(node)) return;
    for (const member of node.members) {
      if (!member.name || !isPrivate(member) || (ts.canHaveDecorators(member) && (ts.getDecorators(member) ?? []).length > 0)) continue;
      if (!ts.isIdentifier(member.name) && !ts.isPrivateIdentifier(member.name)) continue;
      const body = ts.isMethodDeclaration(member) ? (member.body && member) : ts.isPropertyDeclaration(member) && member.initializer && isFunction(member.initializer) ? member.initializer : undefined;
      if (body) found.push({ name: member.name.text, within: context.at(member), at: context.at(body), owner: node });
    }
  });
  return found;
}

function isPrivate(member: ts.ClassElement): boolean {
  if (member.name && ts.isPrivateIdentifier(member.name)) return true;
  return ts.canHaveModifiers(member) && (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
}

/** Where the file says the candidates' names. */
function namesIn(context: Context, candidates: readonly Candidate[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  forEachNode(context.source, (node) => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteralLike(node)) places.get(node.text)?.push(node.getStart(context.source));
    if (!ts.isElementAccessExpression(node) || ts.isStringLiteralLike(node.argumentExpression) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return;
    for (const { name, owner } of candidates) if (owner && isIn(node.pos, [owner.pos, owner.end])) places.get(name)?.push(node.getStart(context.source));
  });
  return places;
}

/** Every node, without going down the stack: a chain of operators may be thousands deep. */
function forEachNode(root: ts.Node, visit: (node: ts.Node) => void): void {
  const open: ts.Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    visit(node);
    ts.forEachChild(node, (child) => { open.push(child); });
  }
}
