import { type ClassValue, type Env, type PathValue, type Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { constructorOf } from '../link/constructor-of.js';
import { optionsOf } from '../link/values.js';

export interface ErrorInfo {
  readonly name?: string;
  readonly status?: number;
  /** The library error that a framework renders, when it is one. */
  readonly library?: PathValue;
}

/** Status and name of a thrown (or forwarded) error value. */
export function errorInfo(value: Value, linker: Linker): ErrorInfo {
  for (const option of optionsOf(value)) {
    if (option.kind === 'path') return pathError(option, linker);
    if (option.kind === 'instance') return classError(option, linker);
  }
  return {};
}

function pathError(path: PathValue, linker: Linker): ErrorInfo {
  const concept = linker.concept(path);
  const steps = path.path.replaceAll('.new()', '').replaceAll('()', '').split('.');
  const name = steps.at(-1) ?? '';
  if (concept?.kind !== 'http-error') return { name };
  const fromArg = concept.statusArg === undefined ? undefined : linker.argument(path, concept.statusArg);
  if (fromArg?.kind === 'instance') return classError(fromArg, linker);
  const status = concept.status ?? statusByName(fromArg);
  return { name, library: path, ...(status === undefined ? {} : { status }) };
}

/** A member of a status enumeration that stayed a path: `HttpStatus.FORBIDDEN`, `StatusCodes.UNAUTHORIZED`. */
export function statusByName(value: Value | undefined): number | undefined {
  if (value?.kind === 'const') return typeof value.value === 'number' ? value.value : STATUS_NAMES[String(value.value)];
  if (value?.kind !== 'path') return undefined;
  const name = (value.step ?? '').replace(/^(?:HTTP_STATUS_|HTTP_|SC_|CLIENT_ERROR_|SERVER_ERROR_)/, '');
  return STATUS_NAMES[name];
}

const STATUS_NAMES: Readonly<Record<string, number>> = {
  OK: 200, CREATED: 201, ACCEPTED: 202, NO_CONTENT: 204, BAD_REQUEST: 400, UNAUTHORIZED: 401, PAYMENT_REQUIRED: 402, FORBIDDEN: 403, NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405, NOT_ACCEPTABLE: 406, REQUEST_TIMEOUT: 408, CONFLICT: 409, GONE: 410, PRECONDITION_FAILED: 412, PAYLOAD_TOO_LARGE: 413,
  REQUEST_TOO_LONG: 413, UNSUPPORTED_MEDIA_TYPE: 415, UNPROCESSABLE_ENTITY: 422, LOCKED: 423, TOO_MANY_REQUESTS: 429, INTERNAL_SERVER_ERROR: 500,
  NOT_IMPLEMENTED: 501, BAD_GATEWAY: 502, SERVICE_UNAVAILABLE: 503, GATEWAY_TIMEOUT: 504,
};

const STATUS_FIELDS: ReadonlySet<string> = new Set(['status', 'statusCode', 'code', 'httpCode', 'httpStatus']);

/** Methods by which an error says it: `getStatusCode() { return 401; }`. */
const STATUS_METHODS: readonly string[] = ['getStatus', 'getStatusCode', 'getHttpStatus'];

function classError(instance: Extract<Value, { kind: 'instance' }>, linker: Linker): ErrorInfo {
  const { classes, library } = linker.lineage(instance.of);
  const name = instance.of.cls.name;
  for (const field of STATUS_FIELDS) {
    const value = statusByName(linker.member(instance, field));
    if (value !== undefined && value >= 400 && value < 600) return { name, status: value };
  }
  for (const asked of STATUS_METHODS) {
    const method = linker.member(instance, asked);
    const value = method.kind === 'function' ? statusByName(linker.call(method, [])) : undefined;
    if (value !== undefined && value >= 400 && value < 600) return { name, status: value };
  }
  const literal = superStatus(classes, instance, linker);
  if (literal !== undefined) return { name, status: literal };
  const base = library && linker.concept({ ...library, step: 'new()', path: `${library.path}.new()`, key: `${library.key}.new` });
  return base?.kind === 'http-error' && base.status !== undefined ? { name, status: base.status } : { name };
}

/** A status literal passed up to the base class. */
function superStatus(classes: readonly ClassValue[], instance: Extract<Value, { kind: 'instance' }>, linker: Linker): number | undefined {
  for (const cls of classes) {
    const id = constructorOf(cls);
    const fn = id === undefined ? undefined : cls.file.functions[id];
    const call = fn?.body.flatMap((statement) => (statement.kind === 'expr' && statement.value.kind === 'call' && statement.value.callee.kind === 'super' ? [statement.value] : []))[0];
    if (!call) continue;
    const env: Env = linker.constructorEnv(instance, cls);
    for (const arg of call.args) {
      const status = statusByName(linker.evaluate(arg, env));
      if (status !== undefined && status >= 400 && status < 600) return status;
    }
  }
  return undefined;
}
