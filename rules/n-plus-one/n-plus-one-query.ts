import { defineRule, type LoopAccess, type LoopSubject, type Verdict } from '@assay/contract';

/** A read that runs once an element of a loop. */
export const nPlusOneQuery = defineRule({
  id: 'n-plus-one-query',
  meta: {
    standard: 'n-plus-one',
    category: 'performance',
    variants: {
      sequential: { severity: 'major', title: 'N+1 query: {subject}' },
      concurrent: { severity: 'minor', title: 'N+1 query, all at once: {subject}' },
    },
    summary: 'A loop runs one query for each element.',
    why: 'The number of queries grows with the data: latency adds up, or the connection pool runs out when all run at once.',
    recommendation: 'Collect the keys before the loop, read all rows with one query, and look them up in a map.',
    subjects: 'loops that reach a read',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'stable',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const loop of model.loops) yield* judgeLoop(loop, isRead);
  },
});

function isRead(access: LoopAccess): boolean {
  return access.effect.access?.op === 'read' || access.effect.access?.op === 'raw';
}

/** The verdict on one loop for the accesses of a kind: the worst of them decides. */
export function* judgeLoop(loop: LoopSubject, counts: (access: LoopAccess) => boolean): Generator<Verdict> {
  const accesses = loop.accesses.filter(counts);
  const [first] = accesses;
  if (!first) return;
  const place = { at: loop.at, subject: loop.id };
  if (loop.exempt !== undefined) return yield { outcome: 'pass', ...place, because: [{ at: loop.at, message: `fine: ${loop.exempt}` }] };
  const guilty = accesses.find((access) => access.depends.known === 'yes' && !isBatched(access));
  if (guilty) return yield violation(loop, guilty, accesses.length);
  const unclear = accesses.find((access) => access.depends.known === 'unknown');
  if (unclear) return yield { outcome: 'review', variant: loop.context.kind, ...place, reason: unclear.depends.reason ?? 'expression', evidence: `Whether ${unclear.effect.label} depends on the element is not decidable.` };
  yield { outcome: 'pass', ...place, because: [{ at: first.at, message: isBatched(first) ? 'the client merges these calls into one query' : 'does not depend on the element' }] };
}

/** Merged by the client, but only when all calls start in one tick. */
function isBatched(access: LoopAccess): boolean {
  return access.effect.access?.batched === true && access.loop.kind === 'concurrent' && access.effect.loops.every((loop) => loop.kind === 'concurrent');
}

function violation(loop: LoopSubject, access: LoopAccess, count: number): Verdict {
  const { effect } = access;
  const via = effect.via.map((step) => step.callee).filter((name) => !/^(?:anonymous function|function in )/.test(name));
  const path = via.length === 0 ? '' : ` through ${via.join(' -> ')}`;
  const how = loop.context.kind === 'concurrent' ? 'once an element, all at once' : 'once an element, one after the other';
  const more = count > 1 ? ` (${count} queries in this loop)` : '';
  const bulk = effect.access?.bulkForm;
  return {
    outcome: 'violation', variant: loop.context.kind, at: loop.at, subject: loop.id,
    evidence: `The ${loop.context.form} loop runs ${effect.label} ${how}${path}${more}; its arguments depend on the element.`,
    ...(bulk === undefined ? {} : { recommendation: `Replace the queries of the loop by one before it: ${bulk}.` }),
    because: [{ at: loop.at, message: 'the loop starts here' }, ...effect.via.map((step) => ({ at: step.at, message: `calls ${step.callee}` })), { at: effect.at, message: `runs ${effect.label}` }],
  };
}
