// Hand labels (fixtures/corpus/labels.tsv) and how a run is scored on them; fixtures/corpus/README.md says what a label means.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from './page-section.mjs';

const LABELS = join(import.meta.dirname, '..', '..', 'fixtures', 'corpus', 'labels.tsv');
/** Which rules answer for a standard. */
const RULES = {
  'n-plus-one': ['n-plus-one-query', 'n-plus-one-write', 'n-plus-one-resolver'],
  'error-envelope': ['nonstandard-error-envelope', 'internal-error-exposed'],
  'missing-rollback': ['transaction-without-rollback', 'transaction-handle-bypassed', 'writes-without-transaction'],
  migrations: ['migration-without-rollback', 'rollback-does-not-invert', 'irreversible-migration-unannotated'],
  idempotency: ['mutation-without-idempotency-key', 'idempotency-key-ignored', 'unkeyed-retry'],
  'unguarded-mutation': ['unguarded-mutation', 'mutation-without-authorization', 'guard-order-bypass'],
};
export const STANDARDS = Object.keys(RULES);
/** Labels with one of these tags are a matter of opinion: they are counted apart and decide nothing. */
const TAGGED = /\[(?:public-by-design|borderline|low|partial|conditional-guard|GET-mutation)\]/;
const MIGRATION = /(?:^|\/)(?:migrations?|drizzle)\//;
const SLACK = 3;

/** Every label: `{ repo, standard, path, start, end, positive, tagged, why }`. Labels on migration files are a standard of their own. */
export function readLabels(text = readFileSync(LABELS, 'utf8')) {
  return readTable(text).map(({ repo, standard, location, polarity, why }) => {
    const [, path, start, end = start] = /^(.*):(\d+)(?:-(\d+))?$/.exec(location) ?? [];
    if (path === undefined || why === '' || !(standard in RULES)) throw new Error(`no label: ${repo} ${standard} ${location}`);
    const about = standard === 'missing-rollback' && MIGRATION.test(path) ? 'migrations' : standard;
    return { repo, standard: about, path, start: Number(start), end: Number(end), positive: polarity === 'positive', tagged: TAGGED.test(why), why };
  });
}

/** Labels of one repository judged by the violations of a `json-full` report: each label with `hit`, the findings that meet it. */
export function judge(labels, findings) {
  const violations = findings.filter((finding) => finding.outcome === 'violation');
  return labels.map((label) => ({ ...label, hit: violations.filter((finding) => RULES[label.standard].includes(finding.rule) && meets(label, finding)) }));
}

/** A positive is met by the place of a finding or by a place of its trace, some lines apart; a negative by the place itself; a migration is one place. */
function meets(label, { where, trace = [] }) {
  if (label.standard === 'migrations') return where.path === label.path;
  if (!label.positive) return overlaps(label, where, 0);
  return [where, ...trace.map((step) => step.where)].some((place) => overlaps(label, place, SLACK));
}

function overlaps(label, { path, lines }, slack) {
  const [start, end = start] = String(lines).split('-').map(Number);
  return path === label.path && start <= label.end + slack && end >= label.start - slack;
}

/** `{ found, missed, alarms, kept }` of judged labels, and which rules met positives (`rules`) and negatives (`alarmRules`). */
export function count(judged) {
  const positives = judged.filter((label) => label.positive);
  const negatives = judged.filter((label) => !label.positive);
  const met = (labels) => labels.filter((label) => label.hit.length > 0);
  return {
    found: met(positives).length, missed: positives.length - met(positives).length, alarms: met(negatives).length, kept: negatives.length - met(negatives).length,
    rules: byRule(met(positives)), alarmRules: byRule(met(negatives)),
  };
}

/** How many of the labels each rule met. */
function byRule(labels) {
  const counts = new Map();
  for (const { hit } of labels) for (const rule of new Set(hit.map((finding) => finding.rule))) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function placeOf({ path, start, end }) {
  return `${path}:${start}${end === start ? '' : `-${end}`}`;
}
