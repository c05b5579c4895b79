import { defineRule, type Reversal, type SchemaDifference, type Verdict } from '@assay/contract';

/** Parts whose loss costs speed or a definition that is kept elsewhere, not data. */
const LESSER: ReadonlySet<SchemaDifference['part']> = new Set(['index', 'default', 'view', 'function', 'trigger', 'object']);
const SHOWN = 3;

export const rollbackDoesNotInvert = defineRule({
  id: 'rollback-does-not-invert',
  meta: {
    standard: 'rollback',
    category: 'data',
    variants: {
      fails: { severity: 'major', title: 'Rollback of {subject} cannot run' },
      structure: { severity: 'major', title: 'Rollback of {subject} does not restore the schema' },
      detail: { severity: 'minor', title: 'Rollback of {subject} does not restore every detail' },
    },
    summary: 'Going up and down again leaves the schema as it was.',
    why: 'A down that misses part of its up is found out on the day it is needed: the older release then meets a schema it does not know, or going up again fails because something is already there.',
    recommendation: 'Let the down undo each step of the up, in reverse order, and give back types, nullability and defaults as they were.',
    subjects: 'migrations with a down',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    defaults: {},
  },
  *check({ model }) {
    for (const reversal of model.reversals) yield judge(reversal);
  },
});

function judge({ unit, restores, differences, because }: Reversal): Verdict {
  const { name: subject, at } = unit;
  if (restores === 'yes') return { outcome: 'pass', subject, at, because: [{ at, message: 'Replayed, the down leaves the schema as it was.' }] };
  const variant = variantOf(differences);
  if (restores === 'unknown') return { outcome: 'review', variant: 'structure', subject, at, reason: 'opaque-sql', evidence: `Part of the down of this ${unit.tool} migration cannot be read.`, because };
  return {
    outcome: 'violation', variant, subject, at, evidence: `Replayed on the schema before it, ${unit.tool} would not get back to where it was: ${sentences(differences)}.`,
    because: differences.map((difference) => ({ at: difference.at, message: `${difference.part} ${difference.name}: ${difference.detail}.` })),
  };
}

function variantOf(differences: readonly SchemaDifference[]): string {
  if (differences.some(({ what }) => what === 'fails')) return 'fails';
  return differences.every(({ part }) => LESSER.has(part)) ? 'detail' : 'structure';
}

function sentences(differences: readonly SchemaDifference[]): string {
  const shown = differences.slice(0, SHOWN).map(({ part, name, detail, what }) => (what === 'fails' ? detail : `${part} ${name} (${detail})`));
  const more = differences.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
