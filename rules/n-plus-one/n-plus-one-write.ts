import { defineRule, type LoopAccess } from '@assay/contract';
import { judgeLoop } from './judge-loop.js';

/** A write that runs once an element of a loop. */
export const nPlusOneWrite = defineRule({
  id: 'n-plus-one-write',
  meta: {
    standard: 'n-plus-one',
    category: 'performance',
    variants: {
      sequential: { severity: 'major', title: 'N+1 write: {subject}' },
      concurrent: { severity: 'minor', title: 'N+1 write, all at once: {subject}' },
      limited: { severity: 'minor', title: 'N+1 write, several at once: {subject}' },
    },
    summary: 'A loop runs one write for each element.',
    why: 'Each row costs a round trip, locks are held longer, and a failure in the middle leaves some rows written.',
    recommendation: 'Collect the rows in the loop and write them with one statement after it.',
    subjects: 'loops that reach a write',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'stable',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const loop of model.loops) yield* judgeLoop(loop, { counts: isWrite, noun: 'write', nouns: 'writes' });
  },
});

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'upsert', 'delete']);

function isWrite({ effect }: LoopAccess): boolean {
  return WRITES.has(effect.access?.op ?? '');
}
