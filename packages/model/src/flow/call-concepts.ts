import type { Arg, Concept, PathValue, Value } from '@assay/contract';
import { handleOf } from '../link/values.js';
import { Bit } from './certainty.js';

/** The arguments of a callback that gets a handle. */
export function handing(call: PathValue, concept: Concept): Arg[] {
  const handle = handleOf(call, concept);
  return handle ? Array.from({ length: handle.index + 1 }, () => ({ value: handle.value, labels: 0 })) : [];
}

/** The call that made the function (or object) which is called. */
export function madeBy(path: PathValue): PathValue | undefined {
  let at = path.parent;
  while (at && !at.call) at = at.parent;
  return at;
}

/** Is it the role itself, and nothing taken from it? */
export function isRole(value: Value, root: string): boolean {
  return value.kind === 'path' && value.root === root && value.path === '';
}

/** What is certain after a guard that ensures this. */
export function guardBits(concept: Extract<Concept, { kind: 'guard' }>): number {
  return concept.ensures === 'none' ? 0 : concept.ensures === 'role' ? Bit.principal | Bit.role : Bit.principal;
}
