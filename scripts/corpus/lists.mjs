// Places that readers listed before they looked at what Assay says (fixtures/corpus/recall), and how a run is scored on them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from './page-section.mjs';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'corpus', 'recall');
/** Readers name the line of the call or of its statement; of a transaction where its connection is taken, while findings stand where it begins. */
const SLACK = 2;
const SLACK_OF = { 'transaction-without-rollback': 20 };
/** A loop or a function of more lines says little about each of them. */
const MOST_LINES = 12;

/** Every list: `{ file, rows }`, each row with the columns of its file and `path`, `start`, `end`. */
export function readLists() {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.tsv')).sort().map((name) => {
    const file = join(FOLDER, name);
    const text = readFileSync(file, 'utf8');
    return { file, head: text.slice(0, text.indexOf('\n')).split('\t'), rows: readTable(text).map((row) => ({ ...row, ...placeIn(row) })) };
  });
}

/** Writes the columns of a list back. */
export function writeList({ file, head, rows }) {
  writeFileSync(file, `${[head, ...rows.map((row) => head.map((name) => row[name]))].map((cells) => cells.join('\t')).join('\n')}\n`);
}

/** `path:line`, `path:from-to`, or `path#METHOD`: an entry point of a file that is one. */
function placeIn({ repository, place }) {
  const [, path, start, end = start, method] = /^(.*?)(?::(\d+)(?:-(\d+))?|#([A-Z]+))$/.exec(place) ?? [];
  if (path === undefined) throw new Error(`no place: ${repository} ${place}`);
  return method === undefined ? { path, start: Number(start), end: Number(end) } : { path, start: 1, end: 1, method };
}

/**
 * What the findings of a run say of a listed place. A violation is `found` where a finding or its trace comes by, left to a person (`review`), or `missed`; a clean
 * place is `accused` by a finding that stands there, left to a person, or `clean`.
 */
export function verdictOn(row, findings) {
  const own = findings.filter(({ rule, outcome }) => rule === row.rule && outcome !== 'pass');
  const about = (outcome) => own.some((finding) => finding.outcome === outcome && meets(row, finding));
  if (about('violation')) return row.expected === 'violation' ? 'found' : 'accused';
  return about('review') ? 'review' : row.expected === 'violation' ? 'missed' : 'clean';
}

function meets(row, { where, trace = [], subject = '' }) {
  if (row.method !== undefined) return where.path === row.path && new RegExp(`\\b(?:${row.method}|ALL)\\b`).test(subject);
  if (row.expected === 'clean') return [where, ...trace.map((step) => step.where)].some((place) => isNarrow(place) && overlaps(row, place, 0));
  return [where, ...trace.map((step) => step.where)].some((place) => overlaps(row, place, SLACK_OF[row.rule] ?? SLACK));
}

function isNarrow({ lines }) {
  const [from, to = from] = String(lines).split('-').map(Number);
  return to - from < MOST_LINES;
}

function overlaps({ path, start, end }, place, slack) {
  const [from, to = from] = String(place.lines).split('-').map(Number);
  return place.path === path && from <= end + slack && to >= start - slack;
}
