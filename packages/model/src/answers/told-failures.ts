import { walkExpr, type Env, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { exposureOf, isException } from './exposure.js';

const SUCCESS = /^(?:success(?:ful)?|succeeded|ok|status|result|valid)$/i;
const FAILED = /^(?:err(?:or)?|fail(?:ed|ure)?|ko)$/i;
const FAILURE = /^(?:err(?:or)?s?|err(?:or)?_?(?:msg|message|text)|failure|failed|fail)$/i;

/** `res.json({ success: false, message: error.message })`: an answer with a status of success whose body says that it failed, and why in the words of an exception. */
export function tellsFailure({ body, concept }: FlowEvent, linker: Linker): boolean {
  if (!body || concept?.kind !== 'respond') return false;
  // `res.send(err)`: nothing but the error.
  if (body.expr.kind === 'name') return isException(body.expr, body.env, linker) && exposureOf(body.expr, body.env, linker) !== undefined;
  if (body.expr.kind !== 'object') return false;
  return saysSo(body.expr) && exposureOf(body.expr, body.env, linker) !== undefined && !isAboutMany(body.expr, body.env);
}

/** A member that says so: `success: false`, `status: 'error'`, `error: ..`. */
function saysSo(expr: Extract<Expr, { kind: 'object' }>): boolean {
  return expr.members.some((member) => {
    if (member.kind !== 'property') return false;
    if (FAILURE.test(member.key)) return true;
    if (!SUCCESS.test(member.key) || member.value.kind !== 'literal') return false;
    return member.value.value === false || member.value.value === 0 || (typeof member.value.value === 'string' && FAILED.test(member.value.value));
  });
}

/** A report on many things, some of which failed. */
function isAboutMany(expr: Expr, env: Env): boolean {
  return walkExpr(expr).some((inner) => inner.kind === 'spread' || (inner.kind === 'name' && env.file.bindings[inner.binding]?.init?.kind === 'array'));
}
