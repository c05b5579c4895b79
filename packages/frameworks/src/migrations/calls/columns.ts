import { UNKNOWN_NAME, type ColumnSpec } from '@assay/contract';
import { itemsOf, literalOf, resolved, textOf, textsOf, type Ref } from './scope.js';

/** A name in a call: its text, or that it is not known. */
export function nameIn(ref: Ref | undefined): string {
  return textOf(ref) ?? UNKNOWN_NAME;
}

/** The keys of an index: names, and `()` for each that is written in another way (a raw expression). */
export function keysIn(ref: Ref | undefined): readonly string[] {
  return textsOf(ref) ?? itemsOf(ref)?.map((item) => textOf(item) ?? '()') ?? [UNKNOWN_NAME];
}

/** A default as a canonical text, as SQL's are; `undefined` for none, and something unequal to all else for what cannot be read. */
export function defaultIn(ref: Ref | undefined): Pick<ColumnSpec, 'default' | 'volatileDefault'> {
  if (!ref) return {};
  const value = literalOf(ref);
  if (value === null) return {};
  if (typeof value === 'string') return { default: `'${value}'` };
  if (value !== undefined) return { default: String(value) };
  const called = callName(ref);
  return /^(?:now|current_timestamp)$/i.test(called) ? { default: 'now()' } : /uuid|random/i.test(called) ? { default: `${called}()`, volatileDefault: true } : { default: UNKNOWN_NAME };
}

/** The name that a call's last step has: `knex.fn.now()` is `now`; the function that a raw text calls. */
function callName(ref: Ref): string {
  const { expr, scope } = resolved(ref);
  if (expr.kind === 'member') return expr.name;
  if (expr.kind === 'template') return /(\w+)\s*\(?/.exec(expr.quasis.join(''))?.[1] ?? '';
  if (expr.kind !== 'call') return expr.kind === 'global' ? expr.name : '';
  const text = textOf(expr.args[0] && { expr: expr.args[0], scope });
  if (text !== undefined) return /(\w+)\s*\(?/.exec(text)?.[1] ?? '';
  return expr.callee.kind === 'member' ? expr.callee.name : '';
}

/** A flag in an options object; absent counts as `undefined`. */
export function flagIn(properties: ReadonlyMap<string, Ref> | undefined, name: string): boolean | undefined {
  const value = literalOf(properties?.get(name));
  return typeof value === 'boolean' ? value : undefined;
}

/** The text of a type, lower case; `undefined` where only running the code tells. */
export function typeIn(ref: Ref | undefined): string | undefined {
  return textOf(ref)?.toLowerCase().replace(/\s*\(\s*/g, '(').replace(/\s*\)/g, ')').trim();
}
