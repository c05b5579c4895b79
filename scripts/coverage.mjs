// npm run coverage -- [<folder> [names...] [--update]]
//
// Measures what the analysis sees of checkouts of the repositories in fixtures/corpus.json (each in a process of its own, with a limit of memory and of CPU time) and prints what
// differs from the stored figures. With --update they are stored in fixtures/corpus/coverage.json, with the commit of this project, and docs/coverage.md is written from them.
// Without a folder only the page is written.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { about, compare } from './corpus/inventories.mjs';
import { coveragePage } from './corpus/page.mjs';
import { LAYERS, STACKS } from './corpus/technologies.mjs';

const REPOSITORY = join(import.meta.dirname, '..');
const STORED = join(REPOSITORY, 'fixtures', 'corpus', 'coverage.json');
const PAGE = join(REPOSITORY, 'docs', 'coverage.md');
const MEGABYTES = 4500;
const CPU_SECONDS = 180;

const [given, ...names] = process.argv.slice(2).filter((arg) => arg !== '--update');
const isUpdate = process.argv.includes('--update') || given === undefined;
const pins = JSON.parse(readFileSync(join(REPOSITORY, 'fixtures', 'corpus.json'), 'utf8'));
const runs = existsSync(STORED) ? JSON.parse(readFileSync(STORED, 'utf8')) : {};
if (given) {
  const build = spawnSync('git', ['rev-parse', '--short=7', 'HEAD'], { cwd: REPOSITORY, encoding: 'utf8' }).stdout.trim();
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), given);
  for (const { name, commit, folder: part } of pins.filter((pin) => (names.length === 0 || names.includes(pin.name)) && existsSync(join(folder, pin.name)))) {
    const stored = runs[name];
    runs[name] = { commit, build, ...(part === undefined ? measured(name, join(folder, name)) : measuredPart(name, join(folder, name, part))) };
    console.log(name, runs[name].outcome, runs[name].seconds ?? '');
    for (const line of differences(stored ?? {}, runs[name])) console.log(`  ${line}`);
    if (isUpdate) writeFileSync(STORED, `${JSON.stringify(Object.fromEntries(Object.entries(runs).sort(([a], [b]) => (a < b ? -1 : 1))), null, 1)}\n`);
  }
}
if (isUpdate) writeFileSync(PAGE, coveragePage(runs));

/** What another build counts: entry points, calls and verdicts. */
function differences(before, now) {
  const flat = ({ endpoints, dataCalls, routeCalls, rules }) => new Map(Object.entries({ endpoints, dataCalls, routeCalls, ...rules }).flatMap(([name, counts]) => Object.entries(counts ?? {}).map(([key, count]) => [`${name}.${key}`, count])));
  const [was, is] = [flat(before), flat(now)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((key) => !key.endsWith('.reasons') && (was.get(key) ?? 0) !== (is.get(key) ?? 0)).sort().map((key) => `${key}: ${was.get(key) ?? 0} -> ${is.get(key) ?? 0}`);
}

/** An application in the folder of a repository that is no backend itself: by itself, or its folder's name would make it an example of something. */
function measuredPart(name, root) {
  const copy = mkdtempSync(join(tmpdir(), 'assay-coverage-'));
  try {
    cpSync(root, copy, { recursive: true });
    return measured(name, copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** One repository in a process of its own. The limit is CPU time: a busy machine changes nothing. */
function measured(name, root) {
  const script = join(import.meta.dirname, 'corpus', 'measure.mjs');
  const child = spawnSync('bash', ['-c', `ulimit -t ${CPU_SECONDS}; exec "$0" --max-old-space-size=${MEGABYTES} "$1" "$2"`, process.execPath, script, root], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (child.status !== 0) return { outcome: child.stderr.includes('heap out of memory') ? `more than ${MEGABYTES} MB` : child.signal === null ? 'crashed' : `more than ${CPU_SECONDS} s` };
  const result = JSON.parse(child.stdout);
  const { coverage } = result;
  const inventory = compare(name, result.endpoints);
  return {
    outcome: result.crashed ? 'a rule or an adapter failed' : 'done',
    files: coverage.files, endpoints: coverage.endpoints, opaque: result.opaque, dataCalls: coverage.dataCalls, cut: coverage.cut,
    routeCalls: result.routeCalls,
    rules: Object.fromEntries(result.checked.map(({ rule, pass, violation, review, reasons }) => [rule, { pass, violation, review, reasons }])),
    stacks: namedWith(STACKS, result, (frameworks) => sum(result.served, (framework) => frameworks.includes(framework))),
    layers: namedWith(LAYERS, result, (roots) => sum(result.accessed, (library) => roots.test(library))),
    unknowns: unknowns(result.unknown), unknownRoutes: unknowns(result.unknownRoutes),
    ...(inventory ? { inventory: { stack: about[name].stack, listed: inventory.listed, found: inventory.found, invented: inventory.invented, ...(about[name].pattern ? { pattern: matches(root, about[name]) } : {}), guards: inventory.guards } } : {}),
    seconds: Math.round(result.seconds), megabytes: Math.round(result.megabytes),
  };
}

/** What manifests name of a table, with what was found of it; where that is nothing, with the number of product files that import it, and of those that show a sign of use. */
function namedWith(table, { dependencies, imports, signs }, count) {
  return Object.fromEntries(table.flatMap(([name, packages, found]) => {
    if (!dependencies.some((dependency) => packages.test(dependency))) return [];
    const total = count(found);
    return [[name, total > 0 ? { found: total } : { found: total, importedBy: sum(imports, (specifier) => packages.test(specifier)), ...(signs[name] === undefined ? {} : { signs: signs[name] }) }]];
  }));
}

function sum(counts, wanted) {
  return Object.entries(counts).reduce((total, [key, count]) => total + (wanted(key) ? count : 0), 0);
}

/** Unknown calls by reason, package and method, the largest first. */
function unknowns(list) {
  const counts = new Map();
  for (const { reason = '', library = '', name } of list) {
    const key = JSON.stringify({ reason, library, method: name });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([key, count]) => ({ ...JSON.parse(key), count }));
}

/** How often the inventory's pattern stands in the code of its folders, comments and tests left out. */
function matches(root, { pattern, under = [''] }) {
  const expression = new RegExp(pattern, 'gm');
  const files = under.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name) && !/\.(?:test|spec)\.|\.d\.ts$/.test(entry.name) && !/[/\\](?:node_modules|__tests__|tests?|dist)(?:[/\\]|$)/.test(entry.parentPath.slice(root.length)));
  return files.reduce((total, entry) => total + [...readFileSync(join(entry.parentPath, entry.name), 'utf8').replaceAll(/^\s*(?:\/\/|\*).*$/gm, '').matchAll(expression)].length, 0);
}
