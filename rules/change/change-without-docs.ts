import { defineRule, type Change, type Verdict } from '@assay/contract';

/** A new entry point that the interface description leaves out, or a new environment variable that no document names. */
export const changeWithoutDocs = defineRule({
  id: 'change-without-docs',
  meta: {
    standard: 'change',
    category: 'docs',
    variants: {
      contract: { severity: 'minor', title: 'New entry point missing in the interface description: {subject}' },
      variable: { severity: 'minor', title: 'New environment variable without documentation: {subject}' },
    },
    summary: 'A change adds an entry point or an environment variable, and the document that lists the others does not have it.',
    why: 'Clients are built from the interface description, and whoever deploys reads the list of variables: what is missing there is found out in production.',
    recommendation: 'Add it to the document that lists the others, in the same change.',
    subjects: 'entry points and environment variables that a change adds',
    languages: ['code'],
    judges: 'change',
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ change }) {
    if (!change) return;
    yield* contracts(change);
    yield* variables(change);
  },
});

function* contracts(change: Change): Generator<Verdict> {
  for (const entry of change.newEndpoints) {
    const found = change.describedIn(entry);
    if (!found) continue;
    const place = { at: entry.at, subject: entry.id };
    if (found.described) yield { outcome: 'pass', ...place, because: [{ at: { path: found.path, start: 0, end: 0 }, message: 'described here' }] };
    else yield { outcome: 'violation', variant: 'contract', ...place, evidence: `It is new since ${change.against}, and ${found.path}, which describes other entry points of this project, does not have it.` };
  }
}

function* variables(change: Change): Generator<Verdict> {
  for (const { name, at, documentedIn } of change.newVariables) {
    const place = { at, subject: name };
    if (documentedIn !== undefined) yield { outcome: 'pass', ...place, because: [{ at: { path: documentedIn, start: 0, end: 0 }, message: 'named here' }] };
    else yield { outcome: 'violation', variant: 'variable', ...place, evidence: `It is read since ${change.against}; documents of the project name others of its variables, and none names this one.` };
  }
}
