import type { Env, Expr, ExprOf, Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { properties } from '../link/builtins.js';

/** What a chain of calls says of a value: `expect(response.status).toBe(401)`. */
export interface Assertion {
  /** What it may be said of. */
  readonly subjects: readonly Value[];
  readonly statuses: readonly number[];
  readonly denies: boolean;
}

/** Statuses by the names that packages of constants give them. https://www.iana.org/assignments/http-status-codes */
const BY_NAME: ReadonlyMap<string, number> = new Map(Object.entries({
  OK: 200, CREATED: 201, ACCEPTED: 202, NO_CONTENT: 204, PARTIAL_CONTENT: 206, MOVED_PERMANENTLY: 301, MOVED_TEMPORARILY: 302, FOUND: 302, SEE_OTHER: 303, NOT_MODIFIED: 304, TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308, BAD_REQUEST: 400, UNAUTHORIZED: 401, PAYMENT_REQUIRED: 402, FORBIDDEN: 403, NOT_FOUND: 404, METHOD_NOT_ALLOWED: 405, NOT_ACCEPTABLE: 406, REQUEST_TIMEOUT: 408, CONFLICT: 409, GONE: 410,
  PRECONDITION_FAILED: 412, PAYLOAD_TOO_LARGE: 413, UNSUPPORTED_MEDIA_TYPE: 415, UNPROCESSABLE_ENTITY: 422, UNPROCESSABLE_CONTENT: 422, LOCKED: 423, TOO_MANY_REQUESTS: 429, INTERNAL_SERVER_ERROR: 500,
  NOT_IMPLEMENTED: 501, BAD_GATEWAY: 502, SERVICE_UNAVAILABLE: 503, GATEWAY_TIMEOUT: 504,
}));
/** Words in which programs refuse a caller. */
const DENIAL = /un-?authori[sz]ed|un-?authenticated|forbidden|not[ _-]?authori[sz]ed|not[ _-]?authenticated|authentication[ _]required|authorization[ _]required|access[ _]denied|permission[ _]denied|not[ _]logged[ _]in|(?:need|have) to be logged in|(?:user|caller|you|they) (?:is|are) not allowed|(?:do not|don't) have (?:the )?(?:permission|access|right)|insufficient[ _](?:permission|scope|privilege)/i;
const STATUS_NAME = /^(?:status|statusCode|status_code|code|toHaveStatus|toHaveStatusCode|expectStatus|toHaveHTTPStatus|expect)$/i;
const CODE = { least: 100, most: 599 };

/** Reads a call as an assertion; undefined when nothing in it could be one. */
export function assertionOf(call: ExprOf<'call'>, env: Env, linker: Linker): Assertion | undefined {
  const args = chainArguments(call);
  const names = namesOf(call);
  const last = call.args;
  const codes = last.flatMap((arg) => statusesIn(arg, env, linker));
  const denies = args.some((arg) => isDenial(arg, env, linker));
  if (codes.length === 0 && !denies) return undefined;
  const subjects = [...args.flatMap((arg) => resultsOf(linker.evaluate(arg, env), linker)), ...(call.callee.kind === 'member' ? optionsOf(linker.evaluate(call.callee.object, env)) : [])];
  const aboutStatus = names.some((name) => STATUS_NAME.test(name)) || subjects.some(isStatus) || last.some((arg) => arg.kind === 'object' || (arg.kind === 'literal' && arg.value === 'status'));
  const statuses = aboutStatus ? codes : [];
  return statuses.length === 0 && !denies ? undefined : { subjects, statuses, denies: denies || statuses.some((status) => status === 401 || status === 403) };
}

/** The arguments of all calls of a chain. */
function chainArguments(expr: Expr): readonly Expr[] {
  if (expr.kind === 'call') return [...chainArguments(expr.callee), ...expr.args];
  return expr.kind === 'member' ? chainArguments(expr.object) : expr.kind === 'await' ? chainArguments(expr.value) : [];
}

function namesOf(expr: Expr): readonly string[] {
  if (expr.kind === 'call') return namesOf(expr.callee);
  return expr.kind === 'member' ? [...namesOf(expr.object), expr.name] : [];
}

/** A function that an assertion calls stands for what it answers. */
function resultsOf(value: Value, linker: Linker): readonly Value[] {
  return optionsOf(value).flatMap((option) => (option.kind === 'function' ? optionsOf(linker.call(option, [])) : [option]));
}

function isStatus(value: Value): boolean {
  const step = value.kind !== 'path' ? undefined : value.step === '()' ? value.parent?.step : value.step;
  return step === 'status' || step === 'statusCode';
}

function statusesIn(arg: Expr, env: Env, linker: Linker): readonly number[] {
  return optionsOf(linker.evaluate(arg, env)).flatMap((option): readonly number[] => {
    if (option.kind === 'const') return isCode(option.value) ? [option.value] : [];
    if (option.kind === 'array') return option.items.flatMap((item) => (item.kind === 'const' && isCode(item.value) ? [item.value] : []));
    if (option.kind === 'path') return [BY_NAME.get((option.step ?? '').replace(/^HTTP_STATUS_/, '')) ?? []].flat();
    if (option.kind !== 'object') return [];
    const said = properties(option, linker);
    return ['status', 'statusCode'].flatMap((name) => optionsOf(said.get(name) ?? option).flatMap((value) => (value.kind === 'const' && isCode(value.value) ? [value.value] : [])));
  }).flat();
}

function isCode(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= CODE.least && value <= CODE.most;
}

function isDenial(arg: Expr, env: Env, linker: Linker): boolean {
  if (arg.kind === 'regex') return DENIAL.test(arg.source);
  return optionsOf(linker.evaluate(arg, env)).some((option) => {
    if (option.kind === 'const') return typeof option.value === 'string' && DENIAL.test(option.value);
    if (option.kind === 'path') return option.call === undefined && option.step !== undefined && /^[A-Z_]+$/.test(option.step) && DENIAL.test(option.step);
    return option.kind === 'object' && [...properties(option, linker).values()].some((value) => value.kind === 'const' && typeof value.value === 'string' && DENIAL.test(value.value));
  });
}
