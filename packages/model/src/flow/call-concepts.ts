import type { Arg, Concept, Ensured, PathValue, Span, Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { handleOf } from '../link/values.js';
import { Bit, certain, NOTHING, type Certainty } from './certainty.js';

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
  return concept.ensures === 'none' ? 0 : ensuredBits(concept.ensures);
}

/** What is certain of a caller whom a check has let pass. */
export function ensuredBits(ensured: Ensured): number {
  return Bit.principal | (ensured === 'role' ? Bit.role : ensured === 'service' ? Bit.service : 0);
}

/** What holds in the handler that a library guard is given: `verifySignature(async (request) => ..)`. */
export function wrapping(concept: Concept | undefined, at: Span): Certainty {
  return concept?.kind === 'guard' && concept.wraps !== undefined ? certain(guardBits(concept), { at, message: 'is wrapped by a guard here' }) : NOTHING;
}

/** What `next` is given does not stop the request: nothing, or a name that leaves the steps of a route or of a router; of restify the name of another route. Another text is an error. */
export function isGoingOn(given: unknown, linker: Linker): boolean {
  if (given === undefined || given === null || given === '' || given === 'route' || given === 'router') return true;
  return typeof given === 'string' && !/\s/.test(given) && linker.dependsOn('restify');
}

/** Methods of texts and lists, and of loggers: they do no more for one argument than for another. */
export const HARMLESS = /^(?:at|concat|every|filter|find|findIndex|flat|flatMap|forEach|includes|indexOf|join|keys|length|map|padEnd|padStart|reduce|repeat|replace|replaceAll|slice|some|sort|split|startsWith|endsWith|substring|toISOString|toLowerCase|toString|toUpperCase|trim|values|entries|debug|error|fatal|info|log|trace|verbose|warn)$/;

/** Names under which an unresolved call may change state; others are not worth keeping. */
export const MAY_WRITE = /^(?:create|insert|update|upsert|delete|destroy|remove|save|set|add|bulk|replace|patch|put|push|increment|decrement|truncate|merge|persist|flush|exec|execute|run|query|send|publish|emit|charge)/i;

/** The call that opened the transaction which a transaction stands or falls with: a nested one is a savepoint of that on whose handle it is opened. */
export function outermost(opening: PathValue): PathValue {
  let found = opening;
  for (let at: PathValue | undefined = opening; at; at = at.parent) if (at.step === 'tx' && at.parent) found = at.parent;
  return found;
}
