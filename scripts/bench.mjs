// npm run bench -- <folder of checkouts> [--runs <n>] [--peers <folder>] [names...]
//
// Measures Assay and its neighbours on the same files, each as whole processes of their own: CPU seconds (user and system), the median of the runs,
// as a ratio to the parse floor; peak memory; one edit in an editor's session; the time of each stage and rule. The checkouts are copied, not touched.
// A peer that needs the dependencies of a checkout is measured where they are installed. --peers names a folder with a node_modules for peers that
// this workspace does not have.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure, median, quantile } from './bench/measure.mjs';
import { subjects } from './bench/subjects.mjs';
import { seconds, table, times } from './bench/table.mjs';
import { fileNear, prepare } from './bench/workload.mjs';

const FLOOR = 'parse floor';
const EDITED_LINES = 500;
const here = (name) => fileURLToPath(new URL(`bench/${name}`, import.meta.url));

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '3' }, peers: { type: 'string' } } });
const from = process.env.INIT_CWD ?? process.cwd();
const [given, ...names] = positionals;
const runs = Number(values.runs);
const folder = given && resolve(from, given);
if (!folder || !existsSync(folder) || !Number.isInteger(runs) || runs < 1) {
  console.error('usage: npm run bench -- <folder of checkouts> [--runs <n>] [--peers <folder>] [names...]');
  process.exitCode = 2;
} else {
  const present = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  const absent = names.filter((name) => !present.includes(name));
  if (absent.length > 0) console.error(`no such checkout below ${given}: ${absent.join(', ')}`);
  if (absent.length > 0) process.exitCode = 2;
  else for (const name of names.length > 0 ? names : present) await bench(join(folder, name));
}

async function bench(root) {
  const workload = prepare(root);
  try {
    console.log(`\n## ${workload.name}: ${workload.files.length} files, ${workload.lines} lines\n`);
    console.log(await processes(workload));
    console.log(`\n${await editor(workload)}`);
    console.log(`\n${await stages(workload)}`);
  } finally {
    workload.discard();
  }
}

/** All subjects in turns, so that a machine that gets slower does so for each of them. */
async function processes(workload) {
  const measured = subjects(workload, { peers: values.peers && resolve(from, values.peers) }).map((subject) => ({ ...subject, samples: [] }));
  for (let run = 0; run < runs; run += 1) {
    for (const subject of measured) {
      if (subject.missing) continue;
      if (run === 0 && subject.once) await measure({ ...subject, args: subject.once, cwd: workload.folder });
      subject.before?.();
      const sample = await measure({ ...subject, cwd: workload.folder });
      console.error(`${workload.name}, run ${run + 1} of ${runs}: ${subject.name}: ${sample.failure ?? `${seconds(sample.cpu)} s, ${sample.peak.toFixed(0)} MB`}`);
      if (sample.failure) subject.missing = sample.failure;
      else subject.samples.push(sample);
    }
  }
  const cpu = (subject) => median(subject.samples.map((sample) => sample.cpu));
  const floor = cpu(measured.find((subject) => subject.name === FLOOR));
  return table(['what', 'CPU s', 'x floor', 'peak MB'], measured.map((subject) => (subject.missing
    ? [subject.name, 'not measured', subject.missing, '']
    : [subject.name, seconds(cpu(subject)), times(cpu(subject), floor), median(subject.samples.map((sample) => sample.peak)).toFixed(0)])));
}

async function editor({ copy, files, folder: cwd }) {
  const file = fileNear(files, EDITED_LINES);
  if (!file) return 'editor: no file to edit';
  const { out, failure } = await measure({ args: [here('editor.mjs'), copy, file.path], cwd });
  if (failure) return `editor: not measured, ${failure}`;
  const { opened, edits } = JSON.parse(out);
  const lines = file.text.split('\n').length;
  const row = (name, times) => [name, times.length, median(times).toFixed(0), quantile(times, 0.95).toFixed(0)];
  return table([`editor, ms of CPU, a file of ${lines} lines`, 'edits', 'median', 'p95'], [row('first text', [opened]), ...edits.map(([kind, times]) => row(kind, times)), row('every edit', edits.flatMap(([, times]) => times))]);
}

async function stages({ copy, folder: cwd }) {
  const { out, failure } = await measure({ args: [here('stages.mjs'), copy], cwd });
  if (failure) return `stages: not measured, ${failure}`;
  const told = JSON.parse(out);
  const ms = (value) => value.toFixed(0);
  return [
    table(['stage', 'ms of CPU'], told.stages.map(([stage, time]) => [stage, ms(time)])), '',
    table(['rule', 'ms of CPU', 'violations', 'reviews', 'passes'], told.rules.map(({ id, time, violation = 0, review = 0, pass = 0 }) => [id, ms(time), violation, review, pass])),
  ].join('\n');
}
