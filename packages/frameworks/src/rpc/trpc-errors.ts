import type { ApiModel, Linked, PathValue } from '@assay/contract';
import { PACKAGES } from './trpc-names.js';

/** Codes of a `TRPCError` and the HTTP status of each. https://trpc.io/docs/server/error-handling */
const STATUSES: Readonly<Record<string, number>> = {
  PARSE_ERROR: 400, BAD_REQUEST: 400, UNAUTHORIZED: 401, PAYMENT_REQUIRED: 402, FORBIDDEN: 403, NOT_FOUND: 404, METHOD_NOT_SUPPORTED: 405, TIMEOUT: 408, CONFLICT: 409,
  PRECONDITION_FAILED: 412, PAYLOAD_TOO_LARGE: 413, UNSUPPORTED_MEDIA_TYPE: 415, UNPROCESSABLE_CONTENT: 422, PRECONDITION_REQUIRED: 428, TOO_MANY_REQUESTS: 429,
  CLIENT_CLOSED_REQUEST: 499, INTERNAL_SERVER_ERROR: 500, NOT_IMPLEMENTED: 501, BAD_GATEWAY: 502, SERVICE_UNAVAILABLE: 503, GATEWAY_TIMEOUT: 504,
};

/** The status that an error's `code` option stands for; of several possible codes none. */
function statusOfCode(path: PathValue, statuses: Readonly<Record<string, number>>, project: Linked): number | undefined {
  const options = project.argument(path, 0);
  const code = options && project.text(project.properties(options).get('code'));
  return code === undefined ? undefined : statuses[code];
}

/** An error's message reaches the client, its cause does not. */
export const errorRows: readonly ApiModel[] = [{
  package: PACKAGES, path: 'TRPCError.new()',
  is: (path, project) => {
    const status = statusOfCode(path, STATUSES, project);
    return { kind: 'http-error', bodyArg: 0, bodyMember: 'message', ...(status === undefined ? {} : { status }) };
  },
}];
