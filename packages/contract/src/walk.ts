import type { Expr, ExprOf, FunctionFact, Stmt } from './facts.js';
import { weakMemo } from './once.js';

/** The direct sub-expressions, in evaluation order. Functions and classes have none: their bodies run elsewhere. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'member': return [expr.object];
    case 'index': return [expr.object, expr.index];
    case 'call': case 'new': return [expr.callee, ...expr.args];
    case 'template': return expr.tag ? [expr.tag, ...expr.holes] : expr.holes;
    case 'object': return partsOf(expr.members);
    case 'array': case 'sequence': return expr.items;
    case 'spread': case 'unary': case 'await': case 'cast': return [expr.value];
    case 'yield': return expr.value ? [expr.value] : [];
    case 'assign': return [expr.target, expr.value];
    case 'conditional': return [expr.test, expr.then, expr.else];
    case 'logical': case 'binary': return [expr.left, expr.right];
    case 'import': return [expr.specifier];
    case 'element': case 'key': case 'rest': return [expr.of];
    default: return [];
  }
}

function partsOf(members: ExprOf<'object'>['members']): readonly Expr[] {
  const parts: Expr[] = [];
  for (const member of members) {
    if (member.kind === 'computed') parts.push(member.key);
    parts.push(member.value);
  }
  return parts;
}

/** The statements nested in a statement, list by list. */
export function blocksOf(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'if': return [statement.then, statement.else];
    case 'loop': return [statement.init, statement.body];
    case 'try': return [statement.body, statement.handler ?? [], statement.finalizer ?? []];
    case 'switch': return statement.cases.map((clause) => clause.body);
    case 'labeled': return [statement.body];
    default: return [];
  }
}

/** The expressions that stand directly in a statement. */
export function expressionsOf(statement: Stmt): readonly Expr[] {
  switch (statement.kind) {
    case 'expr': case 'throw': return [statement.value];
    case 'declare': case 'return': return statement.value ? [statement.value] : [];
    case 'if': return [statement.test];
    case 'loop': return [statement.iterable, statement.test, statement.update].flatMap((expr) => (expr ? [expr] : []));
    case 'switch': return [statement.subject, ...statement.cases.flatMap((clause) => (clause.test ? [clause.test] : []))];
    default: return [];
  }
}

/** Every expression of a function's own body, in order, nested functions left out. */
export const walk = weakMemo((fn: FunctionFact): readonly Expr[] => {
  const found: Expr[] = [];
  collectStatements(fn.body, found);
  return found;
});

function collectStatements(statements: readonly Stmt[], into: Expr[]): void {
  for (const statement of statements) {
    for (const expr of expressionsOf(statement)) collect(expr, into);
    for (const block of blocksOf(statement)) collectStatements(block, into);
  }
}

/** An expression and all below it, in order. */
export function walkExpr(expr: Expr): readonly Expr[] {
  const found: Expr[] = [];
  collect(expr, found);
  return found;
}

function collect(expr: Expr, into: Expr[]): void {
  into.push(expr);
  for (const child of childrenOf(expr)) collect(child, into);
}
