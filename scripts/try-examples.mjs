// npm run try-examples -- [names...]: packs Assay, installs it with the real task runner into a copy of each workspace in examples/, and runs it as its README says. Shows that the second run takes
// every analysis from the cache, that a gate which fails does not spoil it, and that a change makes it judge again. Needs the package registry.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, pack } from './pack.mjs';

const EXAMPLES = join(import.meta.dirname, '../examples');
const REPORTS = ['apps/api/assay.report', 'apps/ops/assay.report'];
/** How each runner says that it took both tasks from its cache, and that it took none. */
const RUNNERS = {
  turborepo: { all: /Cached:\s+2 cached, 2 total/, none: /Cached:\s+0 cached, 2 total/ },
  nx: { all: /read the output from the cache instead of running the command for 2 out of 2 tasks/i, none: /Successfully ran target assay-analyze for 2 projects(?![^]*instead of running)/ },
};

function tryExample(name, packed, folder) {
  cpSync(join(EXAMPLES, name), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  delete manifest.devDependencies.assay;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-dev', ...[...packed].filter(([one]) => one !== 'eslint-plugin-assay').map(([, file]) => `file:${file}`)], folder);
  const git = (...args) => spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: folder });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'first');

  const { all, none } = RUNNERS[name];
  const failures = [];
  const run = (what, expected) => {
    const started = performance.now();
    const env = { ...process.env, NO_COLOR: '1', CI: 'true', TURBO_TELEMETRY_DISABLED: '1', NX_DAEMON: 'false', NX_TUI: 'false' };
    const { status, stdout, stderr } = spawnSync('npm', ['run', 'assay'], { cwd: folder, encoding: 'utf8', env });
    const output = stdout + stderr;
    const wrong = [
      ...(status === expected.code ? [] : [`exit code ${status}, not ${expected.code}`]),
      ...expected.shows.filter((pattern) => !pattern.test(output)).map((pattern) => `does not show ${pattern}`),
    ];
    console.log(`${wrong.length === 0 ? 'ok    ' : 'FAILED'} ${name}: ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    if (wrong.length > 0) failures.push(`${wrong.join('\n')}\n${output}`);
  };
  const stored = () => REPORTS.map((path) => readFileSync(join(folder, path), 'utf8')).join('');

  const finding = /Missing authentication on DELETE \/lorries\/\{id\}/;
  run('the first run analyses both packages, and the gate fails', { code: 1, shows: [none, finding] });
  const first = stored();
  run('the second takes both from the cache, and the gate fails again', { code: 1, shows: [all, finding] });
  for (const path of REPORTS) rmSync(join(folder, path));
  run('reports that were removed come back from the cache', { code: 1, shows: [all, finding] });
  if (stored() !== first) failures.push('the reports from the cache are not those of the first run');
  writeFileSync(join(folder, 'README.md'), 'Words alone.\n');
  run('a document changes nothing', { code: 1, shows: [all, finding] });
  const lorries = join(folder, 'apps/ops/src/lorries.ts');
  writeFileSync(lorries, readFileSync(lorries, 'utf8').replace("import express", "import { requireClerk } from '@depot/auth';\nimport express").replace("'/lorries/:id', async", "'/lorries/:id', requireClerk, async"));
  run('with the guard in place both are judged again, and the gate passes', { code: 0, shows: [none] });
  run('which is cached as well', { code: 0, shows: [all] });
  for (const failure of failures) console.log(failure);
  if (failures.length > 0) process.exitCode = 1;
}

const temporary = mkdtempSync(join(tmpdir(), 'assay-examples-'));
try {
  const packed = pack(temporary);
  const wanted = process.argv.slice(2);
  for (const name of readdirSync(EXAMPLES).filter((each) => existsSync(join(EXAMPLES, each, 'package.json')))) {
    if (wanted.length === 0 || wanted.includes(name)) tryExample(name, packed, join(temporary, name));
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
