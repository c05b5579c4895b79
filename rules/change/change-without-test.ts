import { defineRule, type Change, type Endpoint, type TestEvidence, type Verdict } from '@assay/contract';

/** An entry point that a change adds, and no test of the change reaches. */
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
    reads: 'tests',
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ change, model: { tests } }) {
    if (!change || !tests) return;
    for (const entry of change.newEndpoints) yield verdict(entry, change, tests);
  },
});

function verdict(entry: Endpoint, change: Change, tests: TestEvidence): Verdict {
  const place = { at: entry.at, subject: entry.id };
  const changed = new Set(change.files.filter(({ kind, how }) => kind === 'test' && how !== 'deleted' && how !== 'moved').map(({ path }) => path));
  const { cases, direct } = tests.of(entry);
  const reaching = [...cases, ...direct];
  if (reaching.length > 0) return { outcome: 'pass', ...place, because: reaching.slice(0, 5).map((at) => ({ at, message: changed.has(at.path) ? 'the changed test reaches it' : 'a test that was there before reaches it' })) };
  if (!entry.mounted) return { outcome: 'review', variant: 'endpoint', ...place, reason: 'no-mount', evidence: 'Its whole path is not decidable, so requests of tests cannot be matched with it.' };
  if (changed.size > 0) return { outcome: 'review', variant: 'endpoint', ...place, reason: 'unlinked-test', evidence: `${changed.size} ${changed.size === 1 ? 'test changes' : 'tests change'} with it, and none is seen to reach this entry point.` };
  return { outcome: 'violation', variant: 'endpoint', ...place, evidence: `It is new since ${change.against}, and the change adds and alters no test.` };
}
