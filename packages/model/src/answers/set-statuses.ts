import { blocksOf, type Env, type Expr, type ExprOf, type Stmt } from '@assay/contract';
import { statusByName } from '../flow/errors.js';
import { mayReach } from '../ir/may-reach.js';
import type { Linker } from '../link/linker.js';

/** An answer whose status is a variable: the error that it is on some of its ways, and the body that it has there. */
export interface SetStatus {
  /** Absent where there may be several. */
  readonly status?: number;
  readonly body: Expr;
}

/**
 * `let status = 200; try { .. } catch (err) { status = 500; body.error = err } res.status(status).send(body)`: the status of an error is set on some ways to the answer. A body
 * that is itself set anew is the one that is set beside the status.
 */
export function statusSetBefore(given: Expr, body: Expr, env: Env, linker: Linker): SetStatus | undefined {
  const binding = given.kind === 'name' ? env.file.bindings[given.binding] : undefined;
  if (!binding || binding.kind === 'param' || env.file.functions[binding.fn] !== env.fn) return undefined;
  const errors = (binding.assigned ?? []).flatMap((value) => {
    const status = mayReach(value.at, given.at, env.fn.body) ? statusByName(linker.evaluate(value, env)) : undefined;
    return status !== undefined && status >= 400 ? [{ status, value }] : [];
  });
  const [first, ...others] = errors;
  if (!first) return undefined;
  const told = errors.map(({ value }) => bodyBeside(value, body, env));
  if (told.some((one) => one === undefined || one !== told[0])) return undefined;
  const isBegunWithOne = !binding.init || linker.evaluate(binding.init, env).kind === 'const';
  const isOne = isBegunWithOne && others.every(({ status }) => status === first.status);
  return { body: told[0] as Expr, ...(isOne ? { status: first.status } : {}) };
}

/** The body where this value is given to the status; undefined where that is not seen. */
function bodyBeside(value: Expr, body: Expr, { file, fn }: Env): Expr | undefined {
  const binding = body.kind === 'name' ? file.bindings[body.binding] : undefined;
  if (body.kind !== 'name' || !binding?.assigned || binding.assigned.length === 0) return body;
  const beside = blockAround(value, fn.body).flatMap((statement) => givenIn(statement, body));
  return beside.length === 1 ? beside[0] : undefined;
}

function givenIn(statement: Stmt, { binding }: ExprOf<'name'>): readonly Expr[] {
  const value = statement.kind === 'expr' ? statement.value : undefined;
  return value?.kind === 'assign' && value.op === '=' && value.target.kind === 'name' && value.target.binding === binding ? [value.value] : [];
}

/** The innermost statements that hold a place. */
function blockAround(place: Expr, statements: readonly Stmt[]): readonly Stmt[] {
  const around = statements.find(({ at }) => at[0] <= place.at[0] && place.at[1] <= at[1]);
  const inner = around && blocksOf(around).find((block) => block.some(({ at }) => at[0] <= place.at[0] && place.at[1] <= at[1]));
  return inner ? blockAround(place, inner) : statements;
}
