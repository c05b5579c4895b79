import type { Expr, FileFacts, Stmt } from '@assay/contract';

/** Every expression of statements, outermost first, function literals entered. Total on any facts. */
export function* expressionsOf(body: readonly Stmt[], file: FileFacts): Generator<Expr> {
  for (const statement of body) {
    for (const expr of ownExpressions(statement)) yield* deep(expr, file);
    for (const inner of innerBodies(statement)) yield* expressionsOf(inner, file);
  }
}

function* deep(expr: Expr, file: FileFacts): Generator<Expr> {
  yield expr;
  if (expr.kind === 'function') {
    const fn = file.functions[expr.fn];
    if (fn) yield* expressionsOf(fn.body, file);
    return;
  }
  for (const part of partsOf(expr)) yield* deep(part, file);
}

/** The expressions that a statement holds itself. */
function ownExpressions(statement: Stmt): readonly Expr[] {
  switch (statement.kind) {
    case 'expr': case 'throw': return [statement.value];
    case 'declare': case 'return': return listed(statement.value);
    case 'if': return [statement.test];
    case 'loop': return listed(statement.iterable, statement.test, statement.update);
    case 'switch': return listed(statement.subject, ...statement.cases.map((clause) => clause.test));
    default: return [];
  }
}

/** The statement lists in a statement. */
export function innerBodies(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'if': return [statement.then, statement.else];
    case 'loop': return [statement.init, statement.body];
    case 'try': return [statement.body, statement.handler ?? [], statement.finalizer ?? []];
    case 'switch': return statement.cases.map((clause) => clause.body);
    case 'labeled': return [statement.body];
    default: return [];
  }
}

/** The direct parts of an expression. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'template': return listed(expr.tag, ...expr.holes);
    case 'member': return [expr.object];
    case 'index': return [expr.object, expr.index];
    case 'call': case 'new': return [expr.callee, ...expr.args];
    case 'object': return expr.members.flatMap((member) => (member.kind === 'computed' ? [member.key, member.value] : [member.value]));
    case 'array': case 'sequence': return expr.items;
    case 'conditional': return [expr.test, expr.then, expr.else];
    case 'logical': case 'binary': return [expr.left, expr.right];
    case 'assign': return [expr.target, expr.value];
    case 'spread': case 'unary': case 'await': case 'cast': return [expr.value];
    case 'yield': return listed(expr.value);
    case 'import': return [expr.specifier];
    case 'element': case 'key': case 'rest': return [expr.of];
    default: return [];
  }
}

function listed(...items: readonly (Expr | undefined)[]): Expr[] {
  return items.filter((item) => item !== undefined);
}
