import { defineRule, type Edit, type MigrationUnit, type Span, type TraceStep, type UnknownReason, type Verdict, type Violation } from '@assay/contract';

/** Reasons that a unit may give for an unknown down. */
const REASONS: readonly UnknownReason[] = ['unresolved-import', 'external-wrapper', 'spread-args', 'computed-member', 'generated-code', 'opaque-sql', 'expression'];

export const migrationWithoutRollback = defineRule({
  id: 'migration-without-rollback',
  meta: {
    standard: 'rollback',
    category: 'data',
    variants: {
      absent: { severity: 'major', title: 'No rollback for {subject}' },
      empty: { severity: 'major', title: 'Empty rollback for {subject}' },
      'destructive-forward-only': { severity: 'major', title: 'Destructive change without rollback in {subject}' },
      'tool-without-downs': { severity: 'info', title: 'Migrations without rollback scripts in {subject}', scope: 'project' },
    },
    summary: 'Every migration can be undone, or says why not.',
    why: 'A release that must be taken back needs its schema taken back with it. A down that is missing or does nothing turns that into manual work on the production database, and the tool reports success all the same.',
    recommendation: 'Write a down that undoes what the up did, or declare the migration irreversible and say why.',
    subjects: 'migrations',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'stable',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    defaults: {},
  },
  *check({ model }) {
    for (const group of model.migrationGroups) for (const unit of group) if (!unit.noop) yield judge(unit, group);
    yield* toolFindings(model.migrations.filter((unit) => !unit.noop));
  },
});

/** The verdict on one migration, by what stands in place of its down. Where a tool cuts one into numbered files, the down of one may undo what another does: `group`. */
function judge(unit: MigrationUnit, group: readonly MigrationUnit[]): Verdict {
  const { name: subject, at, tool, down } = unit;
  const shared = down.kind === 'empty' || down.kind === 'absent' ? group.flatMap((other) => (other.down.kind === 'present' ? [other.down.at] : []))[0] : undefined;
  if (shared) return pass(unit, shared, 'The files of this migration are taken back together; what they do is undone here.');
  switch (down.kind) {
    case 'present': return pass(unit, down.at, 'The down is written here.');
    case 'inferred': return pass(unit, at, `${tool} derives the down from the up.`);
    case 'irreversible': return pass(unit, down.at, down.reason ? `Declared irreversible: ${down.reason}` : 'Declared irreversible; no reason is given.');
    case 'empty':
      return {
        outcome: 'violation', variant: 'empty', subject, at, evidence: `The down of this ${tool} migration runs nothing, while its up changes the database: rolling back leaves the change in place.`,
        recommendation: `Write the down of this ${tool} migration so that it undoes the up. ${IRREVERSIBLE}`, because: [...elsewhere(down.at, at, 'The empty down.'), ...upStep(unit)], ...suggestion(down.refuse),
      };
    case 'absent':
      return {
        outcome: 'violation', variant: 'absent', subject, at, evidence: `This ${tool} migration has an up and no down.`,
        recommendation: `Add the down that this ${tool} migration lacks. ${IRREVERSIBLE}`, because: upStep(unit), ...suggestion(down.refuse),
      };
    case 'forward-only': return unit.destructive || unit.dropsCopy ? destructive(unit) : pass(unit, at, `${tool} runs no downs; this file loses nothing that was there.`);
    case 'unknown':
      return { outcome: 'review', variant: 'absent', subject, at, reason: REASONS.find((reason) => reason === down.reason) ?? 'expression', evidence: `The down of this ${tool} migration comes from something that could not be followed.` };
  }
}

const IRREVERSIBLE = 'If there is no way back, let the down throw the reason, or state it in a comment: IRREVERSIBLE: <reason>.';

/** A rollback that fails says what is missing; one that does nothing reports success. */
function suggestion(refuse: Edit | undefined): Pick<Violation, 'suggest'> {
  return refuse ? { suggest: [{ message: 'Let the down fail until it is written', edits: [refuse] }] } : {};
}

function destructive(unit: MigrationUnit): Violation {
  return {
    outcome: 'violation', variant: 'destructive-forward-only', subject: unit.name, at: unit.at,
    evidence: `This ${unit.tool} file ${unit.destructive ? 'drops, deletes or clears data' : 'drops what was copied elsewhere before'}, ${unit.tool} runs no downs, and no reviewed way back lies beside it.`,
    recommendation: 'Keep a reviewed down script (down.sql) beside it that restores the structure, and say where the data can be restored from; or state in the file: -- IRREVERSIBLE: <reason>.',
  };
}

/** One finding for each tool of the project that has no downs. */
function* toolFindings(units: readonly MigrationUnit[]): Generator<Violation> {
  const forward = units.filter((unit) => unit.down.kind === 'forward-only');
  for (const tool of new Set(forward.map((unit) => unit.tool))) {
    const own = forward.filter((unit) => unit.tool === tool);
    const [first] = own;
    if (!first) continue;
    const isLossy = own.some((unit) => unit.destructive);
    yield {
      outcome: 'violation', variant: 'tool-without-downs', subject: `project ${tool}`, at: first.at,
      evidence: `${tool} applies migrations forward only: ${own.length} ${own.length === 1 ? 'file has' : 'files have'} no rollback script${isLossy ? ', destructive ones among them' : ''}.`,
      recommendation: 'Agree on one way back for the project (a reviewed down.sql beside each migration, or a written roll-forward procedure) and check it in review.',
    };
  }
}

function pass(unit: MigrationUnit, at: Span, message: string): Verdict {
  return { outcome: 'pass', subject: unit.name, at: unit.at, because: [{ at, message }] };
}

function upStep(unit: MigrationUnit): TraceStep[] {
  return unit.up ? [{ at: unit.up, message: 'The up changes the database here.' }] : [];
}

/** A step for a place other than the one reported. */
function elsewhere(place: Span, at: Span, message: string): TraceStep[] {
  return place.path === at.path && place.start === at.start ? [] : [{ at: place, message }];
}
