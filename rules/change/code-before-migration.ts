import { defineRule, type EarlyUse, type Verdict } from '@assay/contract';

/** Code that uses a table in a commit before the one that brings the migration which makes the table. */
export const codeBeforeMigration = defineRule({
  id: 'code-before-migration',
  meta: {
    standard: 'change',
    category: 'change',
    variants: { use: { severity: 'major', title: 'Code before its migration: {subject}' } },
    summary: 'A commit uses a table that only a later commit makes.',
    why: 'Every commit may be deployed, bisected or reverted on its own: between the two the code runs against a schema that does not have the table.',
    recommendation: 'Put the migration into a commit before the code that needs it, or into the same one.',
    subjects: 'tables that a change makes and uses',
    languages: ['code'],
    judges: 'change',
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaults: {},
  },
  *check({ change }) {
    for (const use of change?.uses ?? []) yield verdict(use);
  },
});

function verdict({ table, migration, at, label, commits }: EarlyUse): Verdict {
  const place = { at, subject: table };
  if (!commits) return { outcome: 'pass', ...place };
  return { outcome: 'violation', variant: 'use', ...place, evidence: `${label} uses ${table} since ${commits.use}; ${migration}, which makes the table, comes later, in ${commits.migration}.` };
}
