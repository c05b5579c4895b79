import type { Concept, PathValue, Protocol } from '@assay/contract';
import { Label } from '@assay/contract';
import { isCall, source } from '../../runtime/shared.js';

export const FRAMEWORK = 'xrpc';
export const ROOT = '@atproto/xrpc-server';
/** One object with `params`, `input`, `auth`, `req` and `res`. */
export const CALL = '#xrpc';

/** Throws, or answers an error, unless the caller may; what it answers is `auth`. */
export const VERIFIER: Protocol = { name: 'xrpc-auth', params: [CALL], continues: 'return' };
export const HANDLER: Protocol = { name: 'xrpc-handler', params: [CALL], continues: 'return' };

/** What the verifier answered. */
export const caller = (path: PathValue): Concept | undefined => (isCall(path) ? undefined : source(Label.principal));

/** Errors by the status that the server answers. https://atproto.com/specs/xrpc#summary-of-http-status-codes */
export const ERRORS: Readonly<Record<string, number>> = {
  InvalidRequestError: 400, AuthRequiredError: 401, ForbiddenError: 403, PayloadTooLargeError: 413, RateLimitExceededError: 429, InternalServerError: 500, MethodNotImplementedError: 501, UpstreamFailureError: 502,
  NotEnoughResourcesError: 503, UpstreamTimeoutError: 504,
};
