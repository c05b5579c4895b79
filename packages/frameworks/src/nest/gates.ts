import type { ChainStep, PathValue } from '@assay/contract';
import type { Applied } from './decorated.js';
import { LIBRARY_GUARDS, type LibraryGuard } from './library-guards.js';

/**
 * Library guards that act, or stand back, by a decorator of their own library (`@Public()`, `@Roles(..)`). What a scope registers
 * covers all its routes, so these become steps of the routes on which they act.
 */
export function isGated(step: ChainStep): boolean {
  return gateOf(step) !== undefined;
}

/** Does the guard act on a route with these decorators? */
export function acts(step: ChainStep, applied: readonly Applied[]): boolean {
  const gate = gateOf(step);
  if (!gate) return true;
  if (gate.unless && hasAny(applied, gate, gate.unless)) return false;
  return !gate.when || hasAny(applied, gate, gate.when);
}

/** The row of a decorator that brings a guard along. */
export function bringsGuard(value: PathValue): boolean {
  return LIBRARY_GUARDS.some((guard) => guard.packages.includes(value.root) && guard.names.some((name) => name.startsWith('@') && value.path === `${name.slice(1)}()`));
}

function gateOf({ value }: ChainStep): LibraryGuard | undefined {
  if (value.kind !== 'path') return undefined;
  const path = value.path.replace(/\.new\(\)$/, '');
  return LIBRARY_GUARDS.find((guard) => (guard.when ?? guard.unless) !== undefined && guard.packages.includes(value.root) && guard.names.some((name) => path === (name.startsWith('@') ? `${name.slice(1)}()` : name)));
}

function hasAny(applied: readonly Applied[], guard: LibraryGuard, names: readonly string[]): boolean {
  return applied.some(({ value }) => guard.packages.includes(value.root) && names.some((name) => value.path === `${name}()`));
}
