import { blocksOf, walkExpr, type Env, type Expr, type FileFacts, type Stmt } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import { developmentArm } from '../ir/development-arm.js';

/** It stands where a check said what the error is (`instanceof`, its name or code), or behind one that sends others off: its message is meant for the client. */
export function isNarrowed(expr: Expr, env: Env): boolean {
  return standsIn(expr, env, (test, arm) => narrows(test, env.file) === arm, undefined, (found) => found.test !== undefined);
}

/** It stands where a check left errors of which nothing is known, or where their status says that they are the server's. */
export function isOfOthers(expr: Expr, env: Env): boolean {
  return standsIn(expr, env, (test, arm) => {
    const known = narrows(test, env.file);
    return known !== undefined && (known !== arm || asksStatus(test));
  });
}

/** It stands where `error instanceof Error` was denied: what is left is no error. */
export function isNoError(expr: Expr, env: Env): boolean {
  return standsIn(expr, env, (test, arm) => isErrorCheck(test) && arm === 'else', (before) => before.kind === 'if' && isErrorCheck(before.test) && leaves(before.then));
}

/** It stands where `typeof error === 'string'`: a text was thrown. */
export function isThrownText(expr: Expr, env: Env): boolean {
  return standsIn(expr, env, (test, arm) => arm === 'then' && asksForText(test), () => false);
}

function asksForText(test: Expr): boolean {
  return test.kind === 'binary' && test.op.startsWith('==') && test.left.kind === 'unary' && test.left.op === 'typeof' && test.right.kind === 'literal' && test.right.value === 'string';
}

export function isErrorCheck(test: Expr): boolean {
  return test.kind === 'binary' && test.op === 'instanceof' && test.right.kind === 'global' && test.right.name === 'Error';
}

function leaves(statements: readonly Stmt[]): boolean {
  const last = statements.at(-1)?.kind;
  return last === 'throw' || last === 'return';
}

function asksStatus(test: Expr): boolean {
  return walkExpr(test).some((inner) => inner.kind === 'member' && /^(?:status|statusCode|httpCode|httpStatus)$/.test(inner.name));
}

type Arm = 'then' | 'else';

type Case = Extract<Stmt, { kind: 'switch' }>['cases'][number];

/** `counts`: the arm of a condition around it; `isTold`: the case of a switch, of which the default leaves the errors that no other names; `sends`: a statement before it. */
function standsIn(expr: Expr, env: Env, counts: (test: Expr, arm: Arm) => boolean, sends?: (before: Stmt) => boolean, isTold: (found: Case) => boolean = () => true): boolean {
  const from = caughtAt(expr, env);
  const inside = (range: { readonly at: readonly [number, number] }): boolean => range.at[0] <= expr.at[0] && expr.at[1] <= range.at[1];
  const visit = (statements: readonly Stmt[]): boolean => {
    const index = statements.findIndex(inside);
    const statement = statements[index];
    if (!statement) return false;
    if (statements.slice(0, index).some((before) => before.at[0] >= from && (sends ? sends(before) : sendsOthersOff(before, env.file)))) return true;
    if (statement.kind === 'if' && statement.at[0] >= from) {
      if (statement.then.some(inside) && counts(statement.test, 'then')) return true;
      if (statement.else.some(inside) && counts(statement.test, 'else')) return true;
    }
    const found = statement.kind === 'switch' && statement.at[0] >= from && !sends ? statement.cases.find(({ body }) => body.some(inside)) : undefined;
    if (found && isTold(found)) return true;
    return blocksOf(statement).some(visit);
  };
  return visit(env.fn.body);
}

/** The conditions that hold where a place stands, by the `if` statements around it, from the inside out; of `a && b` both. */
export function testsAround({ at }: Expr, { fn }: Env): readonly Expr[] {
  const inside = (range: { readonly at: readonly [number, number] }): boolean => range.at[0] <= at[0] && at[1] <= range.at[1];
  const parts = (test: Expr): readonly Expr[] => (test.kind === 'logical' && test.op === '&&' ? [...parts(test.left), ...parts(test.right)] : [test]);
  const visit = (statements: readonly Stmt[]): readonly Expr[] => {
    const statement = statements.find(inside);
    if (!statement) return [];
    const own = statement.kind === 'if' && statement.then.some(inside) ? parts(statement.test) : [];
    return [...blocksOf(statement).flatMap(visit), ...own];
  };
  return visit(fn.body);
}

/** Where the error that an expression reads is caught: what was asked before, `if (!found) return`, was about something else. */
function caughtAt(expr: Expr, { file }: Env): number {
  const places = walkExpr(expr).flatMap((inner) => {
    const binding = inner.kind === 'name' ? file.bindings[inner.binding] : undefined;
    return binding && (binding.kind === 'catch' || binding.init?.kind === 'caught') ? [binding.at[0]] : [];
  });
  return places.length > 0 ? Math.max(...places) : 0;
}

/** `if (err) return answer(err); if (!row) answer(err)`: the way on is that of a call that did not fail. */
export function isRuledOut(expr: Expr, binding: number, env: Env): boolean {
  const inside = (range: { readonly at: readonly [number, number] }): boolean => range.at[0] <= expr.at[0] && expr.at[1] <= range.at[1];
  const asks = (statement: Stmt): statement is Extract<Stmt, { kind: 'if' }> => statement.kind === 'if' && statement.test.kind === 'name' && statement.test.binding === binding;
  const visit = (statements: readonly Stmt[]): boolean => {
    const index = statements.findIndex(inside);
    const statement = statements[index];
    if (!statement) return false;
    if (statements.slice(0, index).some((before) => asks(before) && /^(?:return|throw)$/.test(before.then.at(-1)?.kind ?? ''))) return true;
    return (asks(statement) && statement.else.some(inside)) || blocksOf(statement).some(visit);
  };
  return visit(env.fn.body);
}

/** `if (!(error instanceof Refused)) throw error`. */
function sendsOthersOff(statement: Stmt, file: FileFacts): boolean {
  if (statement.kind !== 'if' || statement.else.length > 0 || narrows(statement.test, file) !== 'else') return false;
  return leaves(statement.then);
}

/** `util.isError(err)`: that it is an error says nothing of which. */
const ANY_ERROR = /^is(?:Native)?Error(?:Like)?$/;

/** Errors of stores and clients: their text is of the inside, though their class is known. */
const INSIDE = /^(?:Prisma\w*|Sequelize\w*|Mongo\w*|TypeORM\w*|Database|Query\w*|Sql\w*|Postgres\w*|Pg|Axios|Knex\w*|Driver\w*|MikroORM\w*|Dynamo\w*|Redis\w*|S3\w*|Aws\w*)(?:Error|Exception)$/i;

/** `error.isShopError`: a mark that the project puts on errors of its own. */
const OWN_FLAG = /^is(?!Axios|Prisma|Sequelize|Mongo|Database|Http2?Client)[A-Z]\w*(?:Err|Error|Exception)$|^isBoom$/;

/** What says of an error which it is, or that clients may read it. */
const MARKS = /^(?:name|code|status|statusCode|isOperational|isJoi|expose|exposed|public|isPublic|userFacing|isUserFacing|isSafe|isTrusted|type|errorCode|httpCode|httpStatus)$/;

/** Codes of stores: of PostgreSQL (23505), MySQL, SQLite, MongoDB (11000) and Prisma. */
const STORE_CODE = /^(?:\d{2}[0-9A-Z]{3}|ER_\w+|SQLITE_\w+|11000|11001|P\d{4})$/;

/** `error.name === 'MongoServerError'`, `error.code === 11000`: the error is a store's. */
function namesInside(test: Expr): boolean {
  return walkExpr(test).some((inner) => {
    if (inner.kind !== 'binary' || (inner.op !== '===' && inner.op !== '==')) return false;
    const sides = [inner.left, inner.right];
    const asked = sides.find((side) => side.kind === 'member');
    const text = sides.find((side) => side.kind === 'literal');
    if (asked?.kind !== 'member' || text?.kind !== 'literal') return false;
    return (asked.name === 'name' && INSIDE.test(String(text.value))) || (asked.name === 'code' && STORE_CODE.test(String(text.value)));
  });
}

/** Where one of two holds, only what both say is known; where none does, what each denies. */
function either(left: Arm | undefined, right: Arm | undefined): Arm | undefined {
  if (left === 'else' || right === 'else') return 'else';
  return left === 'then' && right === 'then' ? 'then' : undefined;
}

/** The branch on which the error is known to be one of the project's or a library's own. `instanceof Error` says nothing. */
export function narrows(test: Expr, file: FileFacts): Arm | undefined {
  const development = developmentArm(test, file);
  if (development) return development;
  if (test.kind === 'unary' && test.op === '!') return narrows(test.value, file) === 'then' ? 'else' : undefined;
  if (test.kind === 'logical' && test.op === '&&' && [test.left, test.right].every((side) => narrows(side, file) === 'else')) return 'else';
  if (test.kind === 'logical' && test.op === '||') return either(narrows(test.left, file), narrows(test.right, file));
  if (namesInside(test)) return undefined;
  for (const inner of walkExpr(test)) {
    if (inner.kind === 'call' && ANY_ERROR.test(calledName(inner.callee, file))) continue;
    if (inner.kind === 'binary' && inner.op === 'instanceof' && inner.right.kind === 'global' && inner.right.name === 'Error') continue;
    if (inner.kind === 'binary' && inner.op === 'instanceof') return INSIDE.test(calledName(inner.right, file)) ? undefined : 'then';
    if (inner.kind === 'member' && MARKS.test(inner.name)) return 'then';
    if (inner.kind === 'member' && OWN_FLAG.test(inner.name)) return 'then';
    if (isKnownText(inner) || isKnownSource(inner) || isListed(inner, file)) return 'then';
    if (inner.kind === 'call' && (inner.callee.kind !== 'member' || /^is[A-Z_]/.test(inner.callee.name))) return 'then';
  }
  return undefined;
}

/** `TOLD.has(error.message)`, `TOLD.some((kind) => error instanceof kind)`: one of a list that the project writes. */
function isListed(expr: Expr, file: FileFacts): boolean {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return false;
  const [asked] = expr.args;
  if (/^(?:has|includes)$/.test(expr.callee.name)) return asked?.kind === 'member' && /^(?:message|name|constructor)$/.test(asked.name) && (expr.callee.object.kind === 'name' || expr.callee.object.kind === 'array');
  const body = expr.callee.name === 'some' && asked?.kind === 'function' ? file.functions[asked.fn]?.body ?? [] : [];
  return body.some((statement) => statement.kind === 'return' && statement.value?.kind === 'binary' && statement.value.op === 'instanceof');
}

/** `error.source === 'Labels'`: a mark whose text the project writes out. */
function isKnownSource(expr: Expr): boolean {
  if (expr.kind !== 'binary' || (expr.op !== '===' && expr.op !== '==')) return false;
  const sides = [expr.left, expr.right];
  return sides.some((side) => side.kind === 'member' && /^(?:source|origin|category|reason)$/.test(side.name)) && sides.some((side) => side.kind === 'literal' && typeof side.value === 'string');
}

/** `error.message === 'no such jar'`: the text is written out. */
function isKnownText(expr: Expr): boolean {
  if (expr.kind !== 'binary' || (expr.op !== '===' && expr.op !== '==')) return false;
  const sides = [expr.left, expr.right];
  return sides.some((side) => side.kind === 'member' && side.name === 'message') && sides.some((side) => side.kind === 'literal' && typeof side.value === 'string');
}
