// npm run growth -- [sizes]
//
// How time and memory grow with the size of a project: writes monorepos of the given numbers of files (100 to 50,000 unless said; see growth/project.mjs), each into a folder of its own
// that is removed again, and measures whole processes on each: the parse floor and `assay check` without a cache. What was written is known, so each run also says whether all of it was found.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './bench/measure.mjs';
import { seconds, table } from './bench/table.mjs';
import { writeProject } from './growth/project.mjs';

const SIZES = [100, 500, 2_000, 10_000, 50_000];
const HEAP = 12_000;
const CLI = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));
const FLOOR = fileURLToPath(new URL('bench/parse-floor.mjs', import.meta.url));

const sizes = process.argv.slice(2).map(Number);
if (sizes.some((size) => !Number.isInteger(size) || size < 1)) {
  console.error('usage: npm run growth -- [sizes]');
  process.exitCode = 2;
} else {
  const rows = [];
  for (const size of sizes.length > 0 ? sizes : SIZES) {
    const measured = await measuredAt(size);
    console.error(`${size} files: ${measured.failure ?? `${seconds(measured.assay.cpu)} s, ${measured.assay.peak.toFixed(0)} MB`}`);
    rows.push(rowOf(measured, rows.at(-1)?.measured));
  }
  console.log(table(['files', 'lines', 'floor, CPU s', 'assay, CPU s', 'x floor', 'ms a file', 'assay, MB', 'growth of time', 'growth of memory', 'entry points'], rows.map(({ cells }) => cells)));
}

/** One project, and what the floor and Assay take on it. */
async function measuredAt(size) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-growth-'));
  try {
    const made = writeProject(join(folder, 'project'), size);
    const list = join(folder, 'files.json');
    writeFileSync(list, JSON.stringify(codeIn(join(folder, 'project'))));
    const floor = await measure({ args: [FLOOR, list], cwd: folder, heap: HEAP });
    const assay = await measure({ args: [CLI, 'check', '--no-cache', '-f', 'json-full', '--fail-on', 'never'], cwd: join(folder, 'project'), heap: HEAP });
    const failure = floor.failure ?? assay.failure;
    return failure ? { made, failure } : { made, floor, assay, found: JSON.parse(assay.out).coverage.endpoints.total };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function codeIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.name.endsWith('.ts')).map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** Growth is what a file more costs, against the size before: 1 is linear. */
function rowOf(measured, before) {
  const { made, floor, assay, found, failure } = measured;
  if (failure) return { cells: [made.files, made.lines, failure, ...Array.from({ length: 7 }, () => '')] };
  const growth = (value, old) => (before?.assay ? (value / old / (made.files / before.made.files)).toFixed(2) : '');
  return {
    measured,
    cells: [
      made.files, made.lines, seconds(floor.cpu), seconds(assay.cpu), (assay.cpu / floor.cpu).toFixed(2), ((assay.cpu * 1000) / made.files).toFixed(1), assay.peak.toFixed(0),
      growth(assay.cpu, before?.assay?.cpu), growth(assay.peak, before?.assay?.peak), `${found} of ${made.routes}`,
    ],
  };
}
