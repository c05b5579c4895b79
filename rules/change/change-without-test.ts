import { defineRule, type Change, type Endpoint, type Verdict } from '@assay/contract';

/** An entry point that a change adds, and no test of the change names. */
export const changeWithoutTest = defineRule({
  id: 'change-without-test',
  meta: {
    standard: 'change',
    category: 'testing',
    variants: { endpoint: { severity: 'minor', title: 'New entry point without a test: {subject}' } },
    summary: 'A change adds an entry point and no test for it.',
    why: 'What is not tested when it is written rarely is later, and the next change breaks it unseen.',
    recommendation: 'Add a test that calls this entry point, and one in which it turns away a caller without the right to it.',
    subjects: 'entry points that a change adds',
    languages: ['code'],
    judges: 'change',
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ change }) {
    if (!change) return;
    for (const entry of change.newEndpoints) yield verdict(entry, change);
  },
});

function verdict(entry: Endpoint, change: Change): Verdict {
  const place = { at: entry.at, subject: entry.id };
  const { named, changed } = change.testsOf(entry);
  if (named.length > 0) return { outcome: 'pass', ...place, because: named };
  if (changed > 0) return { outcome: 'review', variant: 'endpoint', ...place, reason: 'unlinked-test', evidence: `${changed} ${changed === 1 ? 'test changes' : 'tests change'} with it, and none is seen to name this entry point.` };
  return { outcome: 'violation', variant: 'endpoint', ...place, evidence: `It is new since ${change.against}, and the change adds and alters no test.` };
}
