import { defineRule, groupBy, type TestBlock, type Verdict } from '@assay/contract';

/** A test that is told to the runner and does not run, or that keeps the others from running. */
export const skippedTest = defineRule({
  id: 'skipped-test',
  meta: {
    standard: 'testing',
    category: 'testing',
    variants: {
      skipped: { severity: 'minor', title: 'Skipped without a reason: {subject}', scope: 'project' },
      focused: { severity: 'major', title: 'Keeps all other tests from running: {subject}', scope: 'project' },
      unwritten: { severity: 'info', title: 'Announced and not written: {subject}', scope: 'project' },
    },
    summary: 'A test does not run, or keeps others from running, and nobody says why.',
    why: 'A skipped test looks like coverage and proves nothing; a focused one silently turns the rest of its file off.',
    recommendation: 'Run it again, remove it, or say in a comment on the line above why it does not run and what will bring it back.',
    subjects: 'test cases, and suites that are marked',
    languages: ['code'],
    since: '0.1.0',
    lifecycle: 'experimental',
    reads: 'tests',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ model }) {
    for (const file of groupBy(model.tests?.blocks ?? [], ({ at }) => at.path).values()) {
      for (const block of file) if (block.kind === 'case' || block.mark !== undefined) yield verdict(block, file);
    }
  },
});

function verdict({ at, kind, name, mark, reason }: TestBlock, file: readonly TestBlock[]): Verdict {
  const place = { at, subject: name === '' ? `a ${kind} without a known name` : name };
  if (mark === 'only' && !leavesOut(file)) return { outcome: 'review', variant: 'focused', ...place, reason: 'config-driven', evidence: `This ${kind} is marked to run alone, and nothing else is in its file: whether other files run is up to the runner.` };
  if (mark === 'only') return { outcome: 'violation', variant: 'focused', ...place, evidence: `This ${kind} is marked to run alone: the runner leaves out the others of its file.` };
  if (reason !== undefined) return { outcome: 'pass', ...place, because: [{ at, message: `does not run, with a reason: ${reason}` }] };
  if (mark === 'skip') return { outcome: 'violation', variant: 'skipped', ...place, evidence: `This ${kind} is marked to be skipped, and neither its options nor a comment on it says why.` };
  if (mark === 'todo') return { outcome: 'violation', variant: 'unwritten', ...place, evidence: `This ${kind} is marked as still to be written, and neither its options nor a comment on it says more.` };
  return { outcome: 'pass', ...place };
}

/** A case of the file stands in nothing that is marked to run alone. */
function leavesOut(file: readonly TestBlock[]): boolean {
  const alone = file.filter(({ mark }) => mark === 'only');
  return file.some(({ kind, at }) => kind === 'case' && !alone.some((one) => one.at.start <= at.start && at.end <= one.at.end));
}
