import type { ErrorShape } from '@assay/contract';

const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

export type Deviation =
  | { readonly variant: 'shape'; readonly what: string }
  | { readonly variant: 'code'; readonly what: string }
  | { readonly variant: 'correlation'; readonly what: string };

/** How a body differs from the envelope, `{"error":{"code","message","correlation_id","details"}}` with an UPPER_SNAKE code; undefined when it does not, as far as is known. A page is for people, who are told nothing by an envelope. */
export function deviationOf(shape: ErrorShape): Deviation | undefined {
  if (shape.kind === 'text') return { variant: 'shape', what: 'the body is a text' };
  if (shape.kind === 'exception') return { variant: 'shape', what: 'the body is the error itself' };
  if (shape.kind === 'empty') return { variant: 'shape', what: 'there is no body' };
  if (shape.kind !== 'object' || isOAuthError(shape) || isJsonRpc(shape) || isScim(shape)) return undefined;
  if (!shape.keys.includes('error')) return { variant: 'shape', what: `the body has ${list(shape.keys)} and no "error"` };
  if (shape.error === undefined) return { variant: 'shape', what: '"error" is no object with code and message' };
  const missing = ['code', 'message'].filter((key) => !shape.error?.includes(key));
  if (missing.length > 0) return { variant: 'shape', what: `"error" lacks ${list(missing)}` };
  if (shape.code !== undefined && !CODE.test(shape.code)) return { variant: 'code', what: `the code "${shape.code}" is not UPPER_SNAKE` };
  return shape.error.includes('correlation_id') ? undefined : { variant: 'correlation', what: '"error" lacks "correlation_id"' };
}

/** What RFC 6749 (4.1.2.1, 5.2), RFC 7591 (3.2.2), RFC 8628 (3.5) and OpenID Connect Core (3.1.2.6) let such an answer hold. */
const OAUTH_KEYS: ReadonlySet<string> = new Set(['error', 'error_description', 'error_uri', 'state']);
const OAUTH_CODES: ReadonlySet<string> = new Set([
  'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type', 'unsupported_response_type', 'invalid_scope', 'invalid_target',
  'authorization_pending', 'slow_down', 'expired_token', 'interaction_required', 'login_required', 'consent_required', 'account_selection_required',
  'invalid_redirect_uri', 'invalid_client_metadata', 'invalid_software_statement', 'unapproved_software_statement',
]);

/** An error of OAuth, whose body a standard of its own fixes: by its code, or by the name under which only OAuth describes an error. */
function isOAuthError({ keys, errorText }: Extract<ErrorShape, { kind: 'object' }>): boolean {
  if (!keys.includes('error') || !keys.every((key) => OAUTH_KEYS.has(key))) return false;
  return keys.includes('error_description') || (errorText !== undefined && OAUTH_CODES.has(errorText));
}

/** An answer of JSON-RPC 2.0 (section 5), whose error object a standard of its own fixes. */
function isJsonRpc({ keys, error }: Extract<ErrorShape, { kind: 'object' }>): boolean {
  return keys.includes('jsonrpc') && error !== undefined && error.includes('code') && error.includes('message');
}

/** An error of SCIM 2.0 (RFC 7644, 3.12), whose body a standard of its own fixes. */
function isScim({ keys }: Extract<ErrorShape, { kind: 'object' }>): boolean {
  return keys.includes('schemas') && keys.includes('status');
}

function list(keys: readonly string[]): string {
  return keys.length === 0 ? 'no keys' : keys.slice(0, 6).map((key) => `"${key}"`).join(', ');
}
