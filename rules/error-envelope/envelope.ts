import type { ErrorShape } from '@assay/contract';

/** `{"error":{"code","message","correlation_id","details"}}` with an UPPER_SNAKE code: the keys of the inner object. */
export const ENVELOPE_KEYS: readonly string[] = ['code', 'message', 'correlation_id', 'details'];
const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

export type Deviation =
  | { readonly variant: 'shape'; readonly what: string }
  | { readonly variant: 'code'; readonly what: string }
  | { readonly variant: 'correlation'; readonly what: string };

/** How a body differs from the envelope; undefined when it does not, as far as is known. */
export function deviationOf(shape: ErrorShape): Deviation | undefined {
  if (shape.kind === 'text') return { variant: 'shape', what: 'the body is plain text' };
  if (shape.kind === 'empty') return { variant: 'shape', what: 'there is no body' };
  if (shape.kind !== 'object') return undefined;
  if (!shape.keys.includes('error')) return { variant: 'shape', what: `the body has ${list(shape.keys)} and no "error"` };
  if (shape.error === undefined) return { variant: 'shape', what: '"error" is no object with code and message' };
  const missing = ['code', 'message'].filter((key) => !shape.error?.includes(key));
  if (missing.length > 0) return { variant: 'shape', what: `"error" lacks ${list(missing)}` };
  if (shape.code !== undefined && !CODE.test(shape.code)) return { variant: 'code', what: `the code "${shape.code}" is not UPPER_SNAKE` };
  return shape.error.includes('correlation_id') ? undefined : { variant: 'correlation', what: '"error" lacks "correlation_id"' };
}

function list(keys: readonly string[]): string {
  return keys.length === 0 ? 'no keys' : keys.slice(0, 6).map((key) => `"${key}"`).join(', ');
}
