import { blocksOf, type Expr, type FunctionFact, type Stmt } from '@assay/contract';

/** Does a statement of the function throw this expression? */
export function isThrown(expr: Expr, { body }: FunctionFact): boolean {
  return throws(expr, body);
}

function throws(expr: Expr, statements: readonly Stmt[]): boolean {
  return statements.some((statement) => (statement.kind === 'throw' && statement.value === expr) || blocksOf(statement).some((block) => throws(expr, block)));
}
