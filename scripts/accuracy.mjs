// npm run accuracy -- [<folder> [--update] [names...]]
//
// Scores Assay on the hand labels of fixtures/corpus/labels.tsv, over checkouts of the labelled repositories (all rules, no roll-up), and prints every label that was missed or
// reported though clean. --update stores the figures in fixtures/corpus/accuracy.json and writes the sections in docs/accuracy.md;
// without a folder only the sections are written. Exit code 1 when a checkout is absent or unlike its labels.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { analysed, unfitness } from './corpus/analysed.mjs';
import { count, judge, placeOf, readLabels, STANDARDS } from './corpus/labels.mjs';
import { accuracyPage } from './corpus/accuracy-page.mjs';

const REPOSITORY = join(import.meta.dirname, '..');
const STORED = join(REPOSITORY, 'fixtures', 'corpus', 'accuracy.json');
const PAGE = join(REPOSITORY, 'docs', 'accuracy.md');

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const update = args.includes('--update');
  const [given, ...names] = args.filter((arg) => arg !== '--update');
  if (given === undefined) return writePage();
  const labels = readLabels();
  const labelled = [...new Set(labels.map((label) => label.repo))].sort();
  const wrong = [given, ...names].find((arg, index) => arg.startsWith('--') || (index > 0 && !labelled.includes(arg)));
  if (wrong !== undefined) {
    console.error(`no labels for ${wrong}\nusage: npm run accuracy -- [<folder of checkouts> [--update] [names...]]`);
    return 2;
  }
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), given);
  const scores = {};
  const left = [];
  for (const repo of names.length > 0 ? names : labelled) {
    const own = labels.filter((label) => label.repo === repo);
    const unfit = unfitness(join(folder, repo), own);
    const findings = unfit === undefined ? analysed(join(folder, repo)) : undefined;
    if (findings) scores[repo] = scored(repo, judge(own, findings));
    else left.push(`${repo}: ${unfit ?? 'the analysis failed'}`);
  }
  total(scores);
  for (const line of left) console.log(`NOT SCORED  ${line}`);
  if (update) store({ ...(existsSync(STORED) ? JSON.parse(readFileSync(STORED, 'utf8')) : {}), ...scores });
  return left.length > 0 ? 1 : 0;
}

/** Prints and counts one repository, standard by standard. */
function scored(repo, judged) {
  console.log(`\n${repo}`);
  const score = {};
  for (const standard of STANDARDS) {
    const own = judged.filter((label) => label.standard === standard);
    if (own.length === 0) continue;
    const [decided, tagged] = [own.filter((label) => !label.tagged), own.filter((label) => label.tagged)];
    score[standard] = { decided: count(decided), tagged: count(tagged) };
    console.log(`  ${line(standard, score[standard].decided)}`);
    for (const label of decided) if (label.positive !== label.hit.length > 0) printLabel(label);
  }
  return score;
}

function printLabel(label) {
  console.log(`    ${label.positive ? 'missed' : 'FALSE '}  ${placeOf(label)}  ${label.why}`);
  if (!label.positive) for (const { rule, where, title } of label.hit) console.log(`            ${rule} ${where.path}:${where.lines} ${title}`);
}

function total(scores) {
  const records = Object.values(scores);
  if (records.length === 0) return;
  console.log(`\nall ${records.length}`);
  for (const standard of STANDARDS) {
    const sum = (kind, key) => records.reduce((all, record) => all + (record[standard]?.[kind][key] ?? 0), 0);
    const counts = (kind) => Object.fromEntries(['found', 'missed', 'alarms', 'kept'].map((key) => [key, sum(kind, key)]));
    console.log(`  ${line(standard, counts('decided'))}`);
    console.log(`  ${line('  opinion', counts('tagged'))}`);
  }
}

function line(name, { found, missed, alarms, kept }) {
  return `${name.padEnd(20)} found ${String(found).padStart(3)}   missed ${String(missed).padStart(3)}   false alarms ${String(alarms).padStart(3)}   clean kept ${String(kept).padStart(3)}`;
}

function store(scores) {
  const sorted = Object.fromEntries(Object.entries(scores).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(STORED, `${JSON.stringify(sorted, null, 1)}\n`);
  writePage();
  console.log('\nstored in fixtures/corpus/accuracy.json and docs/accuracy.md');
}

function writePage() {
  writeFileSync(PAGE, accuracyPage(readFileSync(PAGE, 'utf8'), join(REPOSITORY, 'fixtures', 'corpus')));
  return 0;
}
