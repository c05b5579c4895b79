// node scripts/corpus/measure.mjs <root>: analyses one checkout and prints what coverage is made of, as JSON. A process of its own, so that memory and time are those of one repository.
import { lineOf as lineIn } from '@assay/contract';
import { readRepository } from '@assay/sources';
import { analyze, findRoot } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { signsOf } from './signs.mjs';
import { LAYERS, STACKS } from './technologies.mjs';

const root = process.argv[2];
const repository = readRepository(root);
const dependencies = [...new Set(repository.manifests.flatMap((manifest) => Object.keys(manifest.dependencies)))].sort();
const { result, model, dataCalls, routeCalls, sources, crashed } = analyze({ root: findRoot(root), adapters, rules, rollup: false });
const routes = routeCalls();
const lineOf = lineIn(sources);
const opaque = model.endpoints.filter((entry) => model.guarded(entry).level === 'opaque').length;

process.stdout.write(JSON.stringify({
  crashed,
  coverage: result.coverage,
  checked: result.checked,
  dependencies,
  imports: imported(),
  signs: Object.fromEntries([...STACKS, ...LAYERS].flatMap(([name, packages]) => (dependencies.some((dependency) => packages.test(dependency)) ? [[name, signsOf(name, packages, repository.files)]] : []))),
  manifests: repository.manifests.length,
  opaque,
  served: tally(model.endpoints, ({ framework }) => framework),
  accessed: tally(dataCalls.filter(({ known }) => known === 'yes'), ({ library }) => library ?? ''),
  unknown: unknown(dataCalls),
  routeCalls: { yes: 0, no: 0, unknown: 0, ...tally(routes, ({ known }) => known) },
  unknownRoutes: unknown(routes),
  endpoints: [
    ...model.endpoints.map((entry) => ({ method: entry.method, path: entry.path, file: entry.at.path, line: lineOf(entry.at), framework: entry.framework, guard: model.guarded(entry).level })),
    ...model.jobs.map((job) => ({ method: 'JOB', path: job.name, file: job.at.path, line: lineOf(job.at), framework: job.framework, guard: 'none' })),
  ],
  problems: result.problems.filter(({ level }) => level === 'problem').map(({ path, code, message }) => ({ path, code, message })),
  seconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  megabytes: process.resourceUsage().maxRSS / 1024,
}));

/** How many files of product code import each of the packages, types left out. */
function imported() {
  const texts = repository.files.filter(({ role, kind }) => role === 'product' && kind === 'code').map(({ text }) => text);
  const counts = {};
  for (const text of texts) {
    const specifiers = [...text.matchAll(/(?:^\s*(?:import|export)\s+(?!type\b)(?:[^'"`;]*?\bfrom\s*)?|\b(?:require|import)\s*\(\s*)['"]([^'".][^'"]*)['"]/gm)].map(([, specifier]) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/'));
    for (const name of new Set(specifiers)) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function unknown(calls) {
  return calls.filter(({ known }) => known === 'unknown').map(({ name, reason, library, at }) => ({ name, reason, library, path: at.path, line: lineOf(at), text: (sources.get(at.path) ?? '').slice(at.start, at.end).slice(0, 160) }));
}

function tally(items, keyOf) {
  const counts = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
