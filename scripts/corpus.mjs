// npm run corpus -- <folder> [--update] [--all] [names...]
//
// Runs `assay check` over checkouts of public repositories and compares what it counts with fixtures/corpus/counts.json.
// Without names: those of fixtures/corpus.json that exist below <folder>; --all takes every sub-folder. --update stores the counts.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, realpathSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const MEASURE = 'ASSAY_CORPUS_MEASURE';
const REPOSITORY = join(import.meta.dirname, '..');
const CLI = join(REPOSITORY, 'packages', 'cli', 'dist', 'main.js');
const PINS = join(REPOSITORY, 'fixtures', 'corpus.json');
const COUNTS = join(REPOSITORY, 'fixtures', 'corpus', 'counts.json');
const MINUTES = 10;

if (process.env[MEASURE]) {
  // Preloaded into the measured process (--import): tells its peak memory on descriptor 3 and does nothing else.
  delete process.env[MEASURE];
  process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
} else if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}

async function main(args) {
  const flags = args.filter((arg) => arg.startsWith('--'));
  const unknown = flags.filter((flag) => flag !== '--update' && flag !== '--all');
  const [given, ...names] = args.filter((arg) => !arg.startsWith('--'));
  if (!given || unknown.length > 0) {
    console.error(`${unknown.length > 0 ? `unknown flag ${unknown[0]}\n` : ''}usage: npm run corpus -- <folder> [--update] [--all] [names...]`);
    return 2;
  }
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), given);
  const pins = JSON.parse(readFileSync(PINS, 'utf8'));
  const present = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort() : [];
  const missing = names.filter((name) => !present.includes(name));
  if (missing.length > 0) {
    console.error(`no such checkout below ${given}: ${missing.join(', ')}`);
    return 2;
  }
  const pinned = pins.map((pin) => pin.name).filter((name) => present.includes(name));
  const chosen = names.length > 0 ? names : flags.includes('--all') ? present : pinned;
  if (chosen.length === 0) {
    console.error(`no checkout to analyse below ${given}; fixtures/corpus.json lists repositories and commits`);
    return 2;
  }
  const stored = existsSync(COUNTS) ? JSON.parse(readFileSync(COUNTS, 'utf8')) : {};
  const counts = { ...stored };
  let failed = 0;
  for (const name of chosen) {
    const pin = pins.find((candidate) => candidate.name === name);
    const run = await analyse(join(folder, name));
    console.log(`\n${name}${pin ? `  ${pin.repo}@${pin.commit}` : '  (not pinned)'}`);
    if (!run.report) {
      failed += 1;
      console.log(`  FAILED  ${run.outcome}\n${indent(run.stderr.trim().split('\n').slice(-12).join('\n'))}`);
      continue;
    }
    const now = { commit: pin?.commit ?? '', ...summarize(run.report) };
    print(now, run);
    printDifference(stored[name], now);
    counts[name] = now;
  }
  if (flags.includes('--update')) {
    writeFileSync(COUNTS, `${JSON.stringify(Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`);
    console.log('\nstored in fixtures/corpus/counts.json');
  }
  if (failed > 0) console.log(`\n${failed} of ${chosen.length} failed`);
  return failed > 0 ? 1 : 0;
}

/** One run of the command in a process of its own: its report, seconds and peak memory. */
function analyse(root) {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', import.meta.url, CLI, 'check', root, '-f', 'json-full', '--fail-on', 'never', '--no-rollup'], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, [MEASURE]: '1' },
  });
  const read = [1, 2, 3].map((descriptor) => {
    const chunks = [];
    child.stdio[descriptor].on('data', (chunk) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString('utf8');
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), MINUTES * 60_000);
  return new Promise((done) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const [stdout, stderr, memory] = read.map((text) => text());
      const seconds = (performance.now() - began) / 1000;
      const outcome = signal ? `ended by ${signal} after ${seconds.toFixed(1)} s` : `exit code ${code}`;
      done({ report: parse(stdout), stderr, seconds, megabytes: Number(memory) / 1024, outcome, code });
    });
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is stored: counts only, so that the file is the same on every machine. */
function summarize(report) {
  const { coverage } = report;
  const { yes, no, unknown } = coverage.dataCalls;
  const rules = report.checked.map(({ rule, violation, review, pass }) => [rule, { violation, review, pass }]);
  return {
    status: report.status,
    files: coverage.files,
    endpoints: coverage.endpoints.total,
    mutating: coverage.endpoints.mutating,
    unresolvedHandlers: coverage.endpoints.unresolvedHandlers,
    unmounted: coverage.endpoints.unmounted,
    migrations: coverage.migrations.total,
    dataCalls: { yes, no, unknown },
    rules: Object.fromEntries(rules.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function print(now, run) {
  const { yes, no, unknown } = now.dataCalls;
  const calls = yes + no + unknown;
  const share = calls === 0 ? 'none' : `${(((yes + no) / calls) * 100).toFixed(1)} % of ${calls}`;
  console.log(`  ${run.outcome}, ${now.status}   ${run.seconds.toFixed(1)} s   ${run.megabytes.toFixed(0)} MB`);
  console.log(`  files ${now.files}   endpoints ${now.endpoints} (${now.mutating} mutating, ${now.unmounted} unmounted, ${now.unresolvedHandlers} without handler)   migrations ${now.migrations}   data calls classified ${share}`);
  for (const [rule, { violation, review, pass }] of Object.entries(now.rules)) {
    console.log(`  ${rule.padEnd(36)} violation ${pad(violation)}   review ${pad(review)}   pass ${pad(pass)}`);
  }
}

function printDifference(before, now) {
  if (!before) return console.log('  no stored counts');
  const was = flatten(before);
  const is = flatten(now);
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key));
  if (changed.length === 0) return console.log('  as stored');
  for (const key of changed) console.log(`  changed  ${key}: ${was.get(key) ?? 'none'} -> ${is.get(key) ?? 'none'}`);
}

function flatten(value, path = '') {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...flatten(inner, path ? `${path}.${key}` : key)]));
}

function pad(count) {
  return String(count).padStart(5);
}

function indent(text) {
  return text.replace(/^/gm, '  | ');
}
