import type { Change, Finding, MigrationUnit, RepoPath, Rule } from '@assay/contract';
import { formatLines } from '../lines.js';
import type { ChangeSection, Obligation, ObligationState, Outcome } from './model.js';
import type { SubjectVerdict } from './verdicts.js';
import { count } from './words.js';

interface DoneInput {
  readonly change: Change;
  readonly migrations: readonly MigrationUnit[];
  readonly verdicts: readonly SubjectVerdict[];
  /** The rules that judged. */
  readonly rules: readonly Rule[];
  /** Is the report about this file? */
  isReported(path: RepoPath): boolean;
  idOf(finding: Finding): string | undefined;
}

type Wanted = (rule: Rule) => boolean;

interface Duty {
  readonly what: string;
  /** The rules whose verdicts tell; of several kinds the first that said anything. */
  readonly by: readonly Wanted[];
  /** Why there is nothing to tell when no verdict does. */
  readonly otherwise: string;
  /** It is about the whole change: no place of it is meant. */
  readonly isWhole?: true;
}

const STATES: Readonly<Record<Outcome, ObligationState>> = { violation: 'not-met', review: 'to-review', accepted: 'accepted', pass: 'met' };
/** The state that decides, the worst first. */
const ORDER: readonly Outcome[] = ['violation', 'review', 'accepted', 'pass'];

const of = (standard: string, category?: string): Wanted => ({ meta }) => meta.standard === standard && (category === undefined || meta.category === category);

const OF_ENDPOINT: readonly Duty[] = [
  { what: 'guard', by: [of('authorization')], otherwise: 'no rule of authorization found anything to judge: it changes no state that is seen' },
  { what: 'error envelope', by: [of('error-envelope')], otherwise: 'no place that answers with an error is reached from it' },
  { what: 'idempotency', by: [of('idempotency')], otherwise: 'no effect that a repeated request would repeat is seen' },
  { what: 'transaction', by: [of('rollback')], otherwise: 'no writes that depend on each other are seen' },
  { what: 'queries', by: [of('n-plus-one')], otherwise: 'no loop around a query is seen' },
  { what: 'test', by: [of('testing'), of('change', 'testing')], otherwise: 'no rule about tests judged it' },
  { what: 'contract entry', by: [of('change', 'docs')], otherwise: 'no description of the interface holds the other entry points' },
];

const OF_MIGRATION: readonly Duty[] = [
  { what: 'rollback', by: [of('rollback')], otherwise: 'it changes nothing that is to be undone' },
  { what: 'safe for a database in use', by: [of('migrations')], otherwise: 'it holds no statement that the rules judge' },
];

const OF_VARIABLE: readonly Duty[] = [{ what: 'documentation', by: [of('change', 'docs')], otherwise: 'no rule judged it' }];
const OF_ORDER: readonly Duty[] = [{ what: 'migration before its use', by: [of('change', 'change')], otherwise: 'the change makes no table that it uses' }];
const OF_CHANGE: readonly Duty[] = [{ what: 'size', by: [of('change', 'change')], otherwise: 'it touches no file that counts', isWhole: true }];

/** Parts of a definition of done that are no property of code. */
const UNSEEN: readonly string[] = [
  'functional requirements are met: whoever asked for the change confirms it', 'observability and alerts are in place: nothing here judges them', 'the deployment is validated and the way back was tried',
  'a review after the launch is scheduled, with a baseline of metrics',
];

/** What a change owes by the definition of done, each with its state. All of it follows from the verdicts of the rules; nothing is judged here. */
export function doneOf({ change, migrations, verdicts, rules, isReported, idOf }: DoneInput): ChangeSection {
  const added = new Set(change.files.filter(({ how }) => how === 'added').map(({ path }) => path));
  const units = migrations.filter(({ path }) => added.has(path) && isReported(path));
  const endpoints = change.newEndpoints.filter(({ at }) => isReported(at.path));
  const variables = change.newVariables.filter(({ at }) => isReported(at.path));
  const owed = (subject: string, duties: readonly Duty[], isAbout: (verdict: SubjectVerdict) => boolean): readonly Obligation[] => {
    const own = verdicts.filter(isAbout);
    return duties.map((duty) => (rules.some((rule) => duty.by.some((wanted) => wanted(rule))) ? obligation(subject, duty, own, idOf) : unjudged(subject, duty)));
  };
  const tables = [...new Set(change.uses.filter(({ at }) => isReported(at.path)).map(({ table }) => table))].sort();
  const whole = `the change since ${change.against}`;
  return {
    against: change.against, files: change.files.length, commits: change.commits.length, newEndpoints: endpoints.length, newMigrations: units.length, newVariables: variables.length,
    obligations: [
      ...endpoints.flatMap(({ id }) => owed(id, OF_ENDPOINT, ({ entries }) => entries.includes(id))),
      ...units.flatMap(({ name, path }) => owed(name, OF_MIGRATION, ({ subject, where, rule }) => where.path === path && (subject === name || rule.meta.standard === 'migrations'))),
      ...variables.flatMap(({ name }) => owed(name, OF_VARIABLE, ({ subject }) => subject === name)),
      ...tables.flatMap((table) => owed(table, OF_ORDER, ({ subject }) => subject === table)),
      ...owed(whole, OF_CHANGE, ({ subject }) => subject === whole),
    ],
    unseen: UNSEEN,
  };
}

function unjudged(subject: string, { what }: Duty): Obligation {
  return { subject, what, state: 'not-applicable', evidence: 'not judged: the rules about it are not in force', findings: [] };
}

function obligation(subject: string, { what, by, otherwise, isWhole }: Duty, verdicts: readonly SubjectVerdict[], idOf: DoneInput['idOf']): Obligation {
  const own = by.map((wanted) => verdicts.filter(({ rule }) => wanted(rule))).find(({ length }) => length > 0) ?? [];
  const worst = ORDER.find((outcome) => own.some((verdict) => verdict.outcome === outcome));
  if (worst === undefined) return { subject, what, state: 'not-applicable', evidence: otherwise, findings: [] };
  const deciding = own.filter(({ outcome }) => outcome === worst);
  const [first] = deciding;
  const more = deciding.length > 1 ? ` (${count(deciding.length, 'verdict')} like it)` : '';
  return {
    subject, what, state: STATES[worst], evidence: `${first?.rule.id}: ${first?.said ?? 'passes'}${more}`,
    ...(first && !isWhole ? { place: { path: first.where.path, lines: formatLines(first.where.lines) } } : {}),
    findings: deciding.flatMap(({ finding }) => (finding ? idOf(finding) ?? [] : [])),
  };
}
