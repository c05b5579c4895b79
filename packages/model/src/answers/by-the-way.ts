import type { FlowEvent } from '../flow/events.js';

/** Functions that answer a question; what they write on their way keeps their answer up to date. */
const QUESTION = /^(?:get(?!OrCreate)|is|has|can)[A-Z_]/;
/** Functions by which a row is looked up, and made where it is missing. */
const LOOKS_UP = /^(?:get|find|load|fetch|read|resolve|ensure)(?:[A-Z_]|$)/;

/**
 * The change is a by-product of asking for something, as far as names tell: `getPlan()` that fetches the plan anew when it is old, `ensureSettings()` with
 * `upsert({ where, update: {}, create: DEFAULTS })`. What an entry point is called for is another change, if it makes one.
 */
export function isByTheWay(event: FlowEvent): boolean {
  const names = event.steps.map(({ callee }) => callee.fn.name);
  return names.some((name) => QUESTION.test(name)) || (makesMissing(event) && names.some((name) => LOOKS_UP.test(name)));
}

function makesMissing({ expr, concept }: FlowEvent): boolean {
  if (concept?.kind !== 'access' || concept.op !== 'upsert' || expr.kind !== 'call') return false;
  return expr.args.some((arg) => arg.kind === 'object' && arg.members.some((member) => member.kind === 'property' && member.key === 'update' && member.value.kind === 'object' && member.value.members.length === 0));
}
