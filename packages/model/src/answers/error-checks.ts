import { blocksOf, walkExpr, type Env, type Expr, type FileFacts, type Stmt } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import { developmentArm } from '../ir/development-arm.js';

/** It stands where a check said what the error is (`instanceof`, its name or code), or behind one that sends others off: its message is meant for the client. With `anyArm` any such check will do. */
export function isNarrowed(expr: Expr, env: Env, anyArm = false): boolean {
  const inside = (range: { readonly at: readonly [number, number] }): boolean => range.at[0] <= expr.at[0] && expr.at[1] <= range.at[1];
  const visit = (statements: readonly Stmt[]): boolean => {
    const index = statements.findIndex(inside);
    const statement = statements[index];
    if (!statement) return false;
    if (statements.slice(0, index).some((before) => sendsOthersOff(before, env.file))) return true;
    if (statement.kind === 'if') {
      const safe = narrows(statement.test, env.file);
      if ((safe === 'then' || (anyArm && safe)) && statement.then.some(inside)) return true;
      if ((safe === 'else' || (anyArm && safe)) && statement.else.some(inside)) return true;
    }
    if (statement.kind === 'switch') return true;
    return blocksOf(statement).some(visit);
  };
  return visit(env.fn.body);
}

/** `if (!(error instanceof Refused)) throw error`. */
function sendsOthersOff(statement: Stmt, file: FileFacts): boolean {
  if (statement.kind !== 'if' || statement.else.length > 0 || narrows(statement.test, file) !== 'else') return false;
  const last = statement.then.at(-1)?.kind;
  return last === 'throw' || last === 'return';
}

/** Errors of stores and clients: their text is of the inside, though their class is known. */
const INSIDE = /^(?:Prisma\w*|Sequelize\w*|Mongo\w*|TypeORM\w*|Database|Query\w*|Sql\w*|Postgres\w*|Pg|Axios|Knex\w*|Driver\w*|MikroORM\w*|Dynamo\w*|Redis\w*)(?:Error|Exception)$/i;

/** The branch on which the error is known to be one of the project's or a library's own. `instanceof Error` says nothing. */
export function narrows(test: Expr, file: FileFacts): 'then' | 'else' | undefined {
  const development = developmentArm(test);
  if (development) return development;
  if (test.kind === 'unary' && test.op === '!') return narrows(test.value, file) === 'then' ? 'else' : undefined;
  if (test.kind === 'logical' && test.op === '&&' && [test.left, test.right].every((side) => narrows(side, file) === 'else')) return 'else';
  for (const inner of walkExpr(test)) {
    if (inner.kind === 'binary' && inner.op === 'instanceof') return (inner.right.kind === 'global' && inner.right.name === 'Error') || INSIDE.test(calledName(inner.right, file)) ? undefined : 'then';
    if (inner.kind === 'member' && /^(?:name|code|status|statusCode|isOperational|isJoi|expose|type|errorCode|httpCode|httpStatus)$/.test(inner.name)) return 'then';
    if (inner.kind === 'call' && (inner.callee.kind !== 'member' || /^is[A-Z_]/.test(inner.callee.name))) return 'then';
  }
  return undefined;
}
