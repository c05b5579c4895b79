// npm run recall -- <folder> [--update] [names...]
//
// Scores Assay on the places that readers listed blind (fixtures/corpus/recall), over checkouts of these repositories (all rules, no roll-up), and prints each that came
// out otherwise than the list expects. --update writes the outcome into the lists (column `after`) and docs/accuracy.md. Exit code 1 when a checkout is absent or
// unlike its list.
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { analysed, unfitness } from './corpus/analysed.mjs';
import { readLists, verdictOn, writeList } from './corpus/lists.mjs';

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const update = args.includes('--update');
  const [given, ...names] = args.filter((arg) => arg !== '--update');
  const lists = readLists();
  const rows = lists.flatMap((list) => list.rows);
  const listed = [...new Set(rows.map(({ repository }) => repository))].sort();
  const wrong = given === undefined ? 'nothing' : [given, ...names].find((arg, index) => arg.startsWith('--') || (index > 0 && !listed.includes(arg)));
  if (wrong !== undefined) {
    console.error(`no list for ${wrong}\nusage: npm run recall -- <folder of checkouts> [--update] [names...]`);
    return 2;
  }
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), given);
  const wanted = names.length > 0 ? names : listed;
  const left = wanted.flatMap((name) => score(name, join(folder, name), rows.filter(({ repository, expected }) => repository === name && expected !== 'either')));
  total(rows.filter(({ repository, now }) => wanted.includes(repository) && now !== undefined));
  for (const line of left) console.log(`NOT SCORED  ${line}`);
  if (update) {
    for (const row of rows) if (row.now !== undefined) row.after = row.now;
    lists.forEach(writeList);
    spawnSync(process.execPath, [join(import.meta.dirname, 'accuracy.mjs')], { stdio: 'inherit' });
  }
  return left.length > 0 ? 1 : 0;
}

/** Judges one repository's rows (into `now`); answers why it could not. */
function score(name, root, rows) {
  const unfit = unfitness(root, rows);
  const findings = unfit === undefined ? analysed(root) : undefined;
  if (!findings) return [`${name}: ${unfit ?? 'the analysis failed'}`];
  console.log(`\n${name}`);
  for (const row of rows) {
    row.now = verdictOn(row, findings);
    const expected = row.expected === 'violation' ? 'found' : 'clean';
    if (row.now !== expected) console.log(`  ${row.now.padEnd(8)}${row.after === row.now ? ' ' : '*'} ${row.rule} ${row.place}  ${row.why}`);
  }
  return [];
}

function total(rows) {
  console.log('\nall; a * above marks what the list has otherwise');
  for (const rule of [...new Set(rows.map((row) => row.rule))].sort()) {
    const count = (expected, verdict) => rows.filter((row) => row.rule === rule && row.expected === expected && (verdict === undefined || row.now === verdict)).length;
    console.log(`  ${rule.padEnd(34)} found ${count('violation', 'found')} of ${count('violation')}, left to a person ${count('violation', 'review')}; clean accused ${count('clean', 'accused')} of ${count('clean')}, left to a person ${count('clean', 'review')}`);
  }
}
