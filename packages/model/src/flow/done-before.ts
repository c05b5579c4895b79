import type { Env, Stmt } from '@assay/contract';
import { isNothing } from '../ir/is-nothing.js';

/**
 * `if (begun) return;` where this function alone sets `begun`, a variable of what made it: the second call leaves out what the first has been through, so the
 * first one says what is certain after both. A variable of the module is shared by all requests, and says nothing of this one.
 */
export function isDoneBefore({ test, then, else: otherwise }: Extract<Stmt, { kind: 'if' }>, env: Env): boolean {
  const [only] = then;
  const leaves = then.length === 1 && otherwise.length === 0 && only?.kind === 'return' && (only.value === undefined || isNothing(only.value));
  const binding = leaves && test.kind === 'name' ? env.file.bindings[test.binding] : undefined;
  if (!binding || binding.kind !== 'let' || env.file.functions[binding.fn]?.kind === 'module' || env.file.functions[binding.fn] === env.fn) return false;
  const isUnset = binding.init === undefined || isNothing(binding.init) || (binding.init.kind === 'literal' && binding.init.value === false);
  const [begin, end] = env.fn.at;
  return isUnset && binding.assigned !== undefined && binding.assigned.every((value) => value.kind === 'literal' && value.value === true && begin <= value.at[0] && value.at[1] <= end);
}
