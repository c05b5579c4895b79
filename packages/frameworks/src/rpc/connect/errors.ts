import type { Concept, Linked, PathValue } from '@assay/contract';

/** Statuses of the codes over HTTP. https://connectrpc.com/docs/protocol#error-codes */
const STATUSES: Readonly<Record<string, number>> = {
  Canceled: 499, Unknown: 500, InvalidArgument: 400, DeadlineExceeded: 504, NotFound: 404, AlreadyExists: 409, PermissionDenied: 403, ResourceExhausted: 429, FailedPrecondition: 400, Aborted: 409,
  OutOfRange: 400, Unimplemented: 501, Internal: 500, Unavailable: 503, DataLoss: 500, Unauthenticated: 401,
};

/** `new ConnectError(message, Code.NotFound)`; without a code it is `Unknown`. */
export function connectError(path: PathValue, project: Linked): Concept | undefined {
  if (path.step !== 'new()' && path.step !== '()') return undefined;
  const code = project.argument(path, 1);
  const status = code === undefined ? STATUSES.Unknown : code.kind === 'path' ? STATUSES[code.step ?? ''] : undefined;
  return { kind: 'http-error', bodyArg: 0, ...(status === undefined ? {} : { status }) };
}
