// node scripts/mutate/run.mjs <root> <seed> <most a kind> <kinds..>: mutates one checkout in memory and prints what was reported, as JSON. A process of its own, so that its memory is given back.
import { createHash } from 'node:crypto';
import { readRepository } from '@assay/sources';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { analyzeRepository } from '../../packages/engine/dist/analyze.js';
import { plainReader } from '../../packages/engine/dist/extract.js';
import { rememberFacts } from '../../packages/engine/dist/session/fact-memory.js';
import { KINDS } from './kinds.mjs';
import { edited, undoing, without } from './syntax.mjs';

/** So many mutants cost one analysis where they do not touch each other. */
const TOGETHER = 20;

const [root, seed, most, ...only] = process.argv.slice(2);
const repository = readRepository(root);
const extract = rememberFacts(plainReader(root));
const original = analysed(new Map());
/** By kind: the texts it starts from, and what is found in them. */
const starts = new Map(KINDS.filter(({ kind }) => only.includes(kind)).map((kind) => [kind, started(kind)]));
const drawn = KINDS.filter(({ kind }) => only.includes(kind)).flatMap((kind) => draw(kind));
const results = [];
for (const batch of batches(drawn)) results.push(...judge(batch));
settle();

process.stdout.write(JSON.stringify(results.map((result) => without(result, 'mutant'))));

function started(kind) {
  if (!kind.prepared) return { texts: new Map(), analysis: original };
  const texts = new Map([...kind.prepared(original)].map(([path, edits]) => [path, edited(original.textOf(path), edits)]));
  return { texts, analysis: analysed(texts) };
}

/** Subjects of a kind that this repository has, by the seed. */
function draw(kind) {
  const { analysis } = starts.get(kind);
  const all = apart([...kind.candidates(analysis)]).filter((candidate) => !reports(analysis, kind, candidate, candidate.edits.get(candidate.place.path)));
  const key = ({ place }) => createHash('sha1').update(`${seed} ${kind.kind} ${place.path} ${place.start}`).digest('hex');
  const sorted = all.map((candidate) => ({ candidate, rank: key(candidate) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return sorted.slice(0, kind.together ? Math.max(TOGETHER, Number(most)) : Number(most)).map(({ candidate }) => ({ kind, ...candidate, subjects: all.length }));
}

/** Of several subjects that one edit is about the first: the edit is one mutant. */
function apart(candidates) {
  const edits = new Map();
  for (const candidate of candidates) {
    const key = JSON.stringify([...candidate.edits]);
    if (!edits.has(key)) edits.set(key, candidate);
  }
  return [...edits.values()];
}

/** One mutant an analysis; of kinds that do not touch each other, one a file. */
function batches(mutants) {
  const made = [];
  for (const mutant of mutants) {
    const batch = mutant.kind.together && made.find((others) => others[0].kind === mutant.kind && others.every(({ edits }) => [...edits.keys()].every((path) => !mutant.edits.has(path))));
    if (batch) batch.push(mutant);
    else made.push([mutant]);
  }
  return made;
}

function judge(batch) {
  const { texts: prepared, analysis: start } = starts.get(batch[0].kind);
  const edits = batch.flatMap((mutant) => [...mutant.edits]);
  const texts = new Map([...prepared, ...edits.map(([path, list]) => [path, edited(start.textOf(path), list)])]);
  for (const [path, list] of edits) if (edited(texts.get(path), undoing(start.textOf(path), list)) !== start.textOf(path)) throw new Error(`a mutation of ${path} cannot be undone`);
  const analysis = analysed(texts);
  return batch.map((mutant) => {
    const { kind, place, subject } = mutant;
    const found = reports(analysis, kind, mutant, mutant.edits.get(place.path));
    return { mutant, kind: kind.kind, path: place.path, line: lineOf(place, start), ...(subject === undefined ? {} : { subject }), subjects: mutant.subjects, reported: found?.outcome ?? 'no', ...(found?.outcome === 'violation' ? {} : { instead: [...changeOf(mutant, start), ...(found ? [found.evidence] : insteadOf(analysis, mutant))] }), undone: false };
  });
}

/** Every mutation is undone in this analysis: is what was reported of it gone? */
function settle() {
  const plain = analysed(new Map());
  for (const result of results) {
    const { kind, edits } = result.mutant;
    result.undone = !reports(kind.prepared ? starts.get(kind).analysis : plain, kind, result.mutant, edits.get(result.path));
  }
}

/** What the kind's rule says of the subject now, a violation before a review. Without a subject: of what stands where the edit was made. */
function reports({ findings }, { rule }, { subject, file, place }, edits) {
  const [first] = edits ?? [];
  const grown = (edits ?? []).reduce((sum, edit) => sum + edit.text.length, 0);
  const about = (finding) => {
    if (finding.where.path !== file) return false;
    return subject !== undefined ? finding.subject === subject : first !== undefined && finding.where.span.start >= first.start && finding.where.span.start <= place.end + grown;
  };
  const met = findings.filter((finding) => finding.rule === rule && about(finding));
  return met.find(({ outcome }) => outcome === 'violation') ?? met[0];
}

function analysed(texts) {
  const files = texts.size === 0 ? repository.files : repository.files.map((file) => (texts.has(file.path) ? { ...file, text: texts.get(file.path) } : file));
  const { result, passes, model, sources } = analyzeRepository({ ...repository, files }, extract, { adapters, rules, rollup: false, inlineConfig: false });
  return { findings: result.findings, passes, model, textOf: (path) => sources.get(path) };
}

/** What the rule says in place of a report: the reasons of the subject's pass, or of the first pass that is about something where the edit was made. */
function insteadOf({ passes }, { kind: { rule }, subject, file, place, edits }) {
  const end = place.end + edits.get(place.path).reduce((sum, { text }) => sum + text.length, 0);
  const isThere = ({ path, span: { start } }) => path === place.path && start >= place.start && start <= end;
  const pass = passes.find((record) => record.rule === rule && (subject === undefined ? record.trace.some(({ where }) => isThere(where)) : record.subject === subject && record.where.path === file));
  return (pass?.trace ?? []).map(({ message, where }) => `${message} (${where.path}:${where.lines.first})`);
}

/** What was edited, in short: `old text -> new text`. */
function changeOf({ edits }, analysis) {
  const short = (text) => text.replace(/\s+/g, ' ').slice(0, 100);
  return [...edits].flatMap(([path, list]) => list.map(({ start, end, text }) => `${path}:${lineOf({ path, start }, analysis)} ${short(analysis.textOf(path).slice(start, end))} -> ${short(text)}`));
}

function lineOf({ path, start }, analysis) {
  return analysis.textOf(path).slice(0, start).split('\n').length;
}
