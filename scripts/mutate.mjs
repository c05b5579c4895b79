// npm run mutate -- <folder> [--seed n] [--each n] [--kinds a,b] [--update] [names...]
//
// Breaks code that Assay passes, one small edit at a time, in checkouts of the pinned repositories, and counts how often the rule that is meant to see it does (all rules, no
// roll-up). Nothing is written into a checkout. --each: at most so many mutants of a kind from one repository (8); of kinds that do not touch each other 20. --kinds: these only. --update stores the results in fixtures/corpus/mutation.json and
// writes docs/mutation.md. Exit code 1 when a repository could not be analysed or a report stayed after its mutation was undone.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KINDS } from './mutate/kinds.mjs';
import { without } from './mutate/syntax.mjs';
import { isEquivalent, mutationPage, readEquivalents } from './mutate/page.mjs';

const REPOSITORY = join(import.meta.dirname, '..');
const RUN = join(import.meta.dirname, 'mutate', 'run.mjs');
const PINS = join(REPOSITORY, 'fixtures', 'corpus.json');
const STORED = join(REPOSITORY, 'fixtures', 'corpus', 'mutation.json');
const PAGE = join(REPOSITORY, 'docs', 'mutation.md');
const MEGABYTES = 6000;

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const { values, positionals: [given, ...names] } = parseArgs({ args, allowPositionals: true, options: { seed: { type: 'string', default: '1' }, each: { type: 'string', default: '8' }, kinds: { type: 'string' }, update: { type: 'boolean', default: false } } });
  const kinds = values.kinds?.split(',') ?? KINDS.map(({ kind }) => kind);
  const strange = kinds.find((name) => !KINDS.some(({ kind }) => kind === name));
  if (given === undefined || strange !== undefined) {
    console.error(`${strange === undefined ? '' : `no kind ${strange}: ${KINDS.map(({ kind }) => kind).join(', ')}\n`}usage: npm run mutate -- <folder of checkouts> [--seed n] [--each n] [--kinds a,b] [--update] [names...]`);
    return 2;
  }
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), given);
  const pins = JSON.parse(readFileSync(PINS, 'utf8'));
  const chosen = names.length > 0 ? names : pins.map(({ name }) => name).filter((name) => existsSync(join(folder, name)));
  let failed = 0;
  for (const name of chosen) {
    const mutants = mutated(join(folder, name), values, kinds);
    if (!mutants || mutants.some(({ undone }) => !undone)) failed += 1;
    print(name, mutants);
    if (mutants && values.update) store(name, mutants.map((mutant) => without(mutant, 'instead')), kinds);
  }
  return failed > 0 ? 1 : 0;
}

function mutated(root, { seed, each }, kinds) {
  const child = spawnSync(process.execPath, [`--max-old-space-size=${MEGABYTES}`, RUN, root, seed, each, ...kinds], { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'inherit'] });
  return child.status === 0 ? JSON.parse(child.stdout) : undefined;
}

function print(name, mutants) {
  console.log(`\n${name}`);
  if (!mutants) return console.log('  FAILED');
  const equivalents = readEquivalents();
  for (const mutant of mutants) {
    const { kind, reported, path, line, undone, instead = [] } = mutant;
    console.log(`  ${kind.padEnd(20)} ${(reported !== 'violation' && isEquivalent(equivalents, name, mutant) ? 'equivalent' : reported).padEnd(10)} ${path}:${line}  ${mutant.subject ?? ''}${undone ? '' : '  STILL REPORTED AFTER UNDOING'}`);
    for (const reason of instead) console.log(`      ${reason}`);
  }
}

/** Mutants of kinds that were not made this time stay. */
function store(name, mutants, kinds) {
  const results = existsSync(STORED) ? JSON.parse(readFileSync(STORED, 'utf8')) : {};
  const others = (results[name]?.mutants ?? []).filter(({ kind }) => !kinds.includes(kind));
  const all = KINDS.flatMap(({ kind }) => [...others, ...mutants].filter((mutant) => mutant.kind === kind));
  const sorted = Object.fromEntries(Object.entries({ ...results, [name]: { mutants: all } }).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(STORED, `${JSON.stringify(sorted, null, 1)}\n`);
  writeFileSync(PAGE, mutationPage(sorted));
}
