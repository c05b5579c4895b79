import { defineRule, type LoopAccess } from '@assay/contract';
import { judgeLoop } from './judge-loop.js';

/** A read that runs once an element of a loop. */
export const nPlusOneQuery = defineRule({
  id: 'n-plus-one-query',
  meta: {
    standard: 'n-plus-one',
    category: 'performance',
    variants: {
      sequential: { severity: 'major', title: 'N+1 query: {subject}' },
      concurrent: { severity: 'minor', title: 'N+1 query, all at once: {subject}' },
      limited: { severity: 'minor', title: 'N+1 query, several at once: {subject}' },
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
    for (const loop of model.loops) yield* judgeLoop(loop, { counts: isRead, noun: 'query', nouns: 'queries' });
  },
});

/** SQL of which nothing is known counts as a read, as most of it is, unless the call answers no rows. */
function isRead({ effect: { access } }: LoopAccess): boolean {
  return access?.op === 'read' || (access?.op === 'raw' && access.rowless !== true);
}
