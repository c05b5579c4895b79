import type { LoopAccess, LoopSubject, Verdict } from '@assay/contract';

/** What a rule about loops looks for, and how it says so. */
export interface LoopQuestion {
  readonly counts: (access: LoopAccess) => boolean;
  readonly noun: string;
  readonly nouns: string;
}

/** The verdict on one loop for the accesses of a kind: the worst of them decides. */
export function* judgeLoop(loop: LoopSubject, question: LoopQuestion): Generator<Verdict, void, undefined> {
  const accesses = loop.accesses.filter(question.counts);
  const [first] = accesses;
  if (!first) return;
  const place = { at: loop.at, subject: loop.id };
  if (loop.exempt !== undefined) return yield { outcome: 'pass', ...place, because: [{ at: loop.at, message: `fine: ${loop.exempt}` }] };
  const dependent = accesses.filter((access) => access.depends.known === 'yes' && !isTogether(access));
  const guilty = dependent.filter((access) => access.only === undefined);
  if (guilty.length > 0) return yield violation(loop, guilty.toSorted(byPlainness)[0] as LoopAccess, together(guilty), question);
  const cached = dependent.find((access) => access.only === 'missed');
  if (cached) return yield { ...review(loop, cached), evidence: `${cached.effect.label} runs for the elements of which nothing is at hand: how often is not decidable.` };
  const chosen = dependent.find((access) => access.only === 'chosen');
  if (chosen) return yield { ...review(loop, chosen), evidence: `${chosen.effect.label} runs in one of the functions that the call may reach: which of them it reaches is not decidable.` };
  const unclear = accesses.find((access) => access.depends.known === 'unknown');
  if (unclear) return yield review(loop, unclear);
  yield { outcome: 'pass', ...place, because: [{ at: first.at, message: reasonOf(first) }] };
}

/** How many run at most in one round: of those that run in place of one another only one does. A wrapper may run the statement that it is given in one of several places. */
function together(accesses: readonly LoopAccess[]): number {
  const groups: LoopAccess[][] = [];
  for (const access of accesses) {
    const group = groups.find((others) => others.every((other) => isInPlaceOf(access, other)));
    if (group) group.push(access);
    else groups.push([access]);
  }
  return groups.length;
}

function isInPlaceOf({ effect: one }: LoopAccess, { effect: other }: LoopAccess): boolean {
  if (one.label !== other.label || one.access?.op !== other.access?.op || one.access?.table !== other.access?.table) return false;
  const branches = new Map(other.arms.map((arm) => [arm.slice(0, arm.lastIndexOf('~')), arm]));
  return one.arms.some((arm) => (branches.get(arm.slice(0, arm.lastIndexOf('~'))) ?? arm) !== arm);
}

/** What each round runs before what only some do, one after the other before all at once, then the shortest way. */
function byPlainness(a: LoopAccess, b: LoopAccess): number {
  const order = (access: LoopAccess): number => (access.conditions === 0 ? 0 : 2) + (access.loop.kind === 'sequential' ? 0 : 1);
  return order(a) - order(b) || a.conditions - b.conditions || a.effect.via.length - b.effect.via.length;
}

function reasonOf(access: LoopAccess): string {
  if (access.only === 'failed') return 'it runs only where something failed';
  if (access.only === 'first') return 'it runs in the first round only';
  if (access.only === 'last') return 'the loop ends where it runs';
  if (access.only === 'apart') return 'each round is about another table';
  if (access.only === 'once') return 'it runs for one key only';
  if (access.only === 'noted') return 'it keeps what was done outside for each element';
  if (access.only === 'alone') return 'each round is a transaction of its own, or holds a lock of its own';
  if (access.depends.known !== 'yes') return 'does not depend on the element';
  if (access.inBatch) return 'the loop only collects the queries; one batch sends them';
  if (access.chunk) return 'one query looks for all keys of a chunk';
  if (access.effect.access?.single === true) return 'the library takes one at a time';
  return isBatched(access) ? 'the client merges these calls into one query' : 'one statement writes the rows of a whole group';
}

/** Many elements a round trip, or nothing that could take many. */
function isTogether(access: LoopAccess): boolean {
  return access.inBatch === true || access.chunk === true || isBatched(access) || isOneAGroup(access) || access.effect.access?.single === true;
}

/** Merged by the client, but only when all calls start in one tick; what the loop itself stands in only does that again. */
function isBatched({ effect, loop }: LoopAccess): boolean {
  const from = effect.loops.findIndex(({ at }) => at.path === loop.at.path && at.start === loop.at.start);
  return effect.access?.batched === true && loop.kind === 'concurrent' && effect.loops.slice(from + 1).every(({ kind }) => kind === 'concurrent');
}

/** One write for many rows a group: rows that take different values need a statement for each value. */
function isOneAGroup(access: LoopAccess): boolean {
  const op = access.effect.access?.op;
  return access.effect.access?.bulk === true && access.groups === true && op !== 'read';
}

function review(loop: LoopSubject, access: LoopAccess) {
  return {
    outcome: 'review' as const, variant: access.loop.limited ? 'limited' : access.loop.kind, at: loop.at, subject: loop.id, reason: access.depends.reason ?? (access.only ? 'alternative' as const : 'expression' as const),
    evidence: `Whether ${access.effect.label} depends on the element is not decidable.`, because: trail(loop, access),
  };
}

function violation(loop: LoopSubject, access: LoopAccess, count: number, question: LoopQuestion): Verdict {
  const { effect } = access;
  const via = effect.via.map((step) => step.callee).filter(isNamed);
  const path = via.length === 0 ? '' : ` through ${via.join(' -> ')}`;
  const pace = access.loop.kind === 'sequential' ? 'one after the other' : access.loop.limited ? 'several at once' : 'all at once';
  const how = `${access.conditions === 0 ? 'once an element' : 'for the elements that get to it'}, ${pace}`;
  const more = count > 1 ? ` (not the only ${question.noun} of this loop)` : '';
  const bulk = effect.access?.bulkForm;
  return {
    outcome: 'violation', variant: access.loop.limited ? 'limited' : access.loop.kind, at: loop.at, subject: loop.id,
    evidence: `The ${loop.context.form} loop runs ${effect.label} ${how}${path}${more}; ${access.fresh ? 'each round makes a row of its own' : 'its arguments depend on the element'}.`,
    ...(bulk === undefined ? {} : { recommendation: `Replace the ${question.nouns} of the loop by one ${question.noun} for all elements: ${bulk}.` }),
    because: trail(loop, access),
  };
}

function isNamed(callee: string): boolean {
  return !/^(?:anonymous function|function in )/.test(callee);
}

function trail(loop: LoopSubject, { effect }: LoopAccess) {
  return [{ at: loop.at, message: 'the loop starts here' }, ...effect.via.map((step) => ({ at: step.at, message: `calls ${step.callee}` })), { at: effect.at, message: `runs ${effect.label}` }];
}
