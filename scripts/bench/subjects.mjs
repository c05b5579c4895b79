import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { edit } from './workload.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const CLI = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'dist', 'main.js');

/**
 * What is measured on one workload: the arguments of `node`, and what is done before each run. `once` prepares a subject before its first run, as
 * a run that is not measured or a step on the disk. A subject that cannot run says why in `missing`.
 */
export function subjects(workload, { peers }) {
  const { copy, folder, list, files, root, installed } = workload;
  const cache = join(folder, 'cache');
  const check = (...more) => [CLI, 'check', copy, '--fail-on', 'never', '-f', `json-full=${join(folder, 'report.json')}`, ...more];
  const kept = check('--cache-location', cache);
  const lint = (...what) => [here('lint.mjs'), list, copy, ...what];
  const pluginCache = join(copy, 'node_modules', '.cache');
  const forget = (path) => () => rmSync(path, { recursive: true, force: true });
  const changed = files.find((file) => file.role === 'product');
  const uninstalled = installed ? undefined : 'the dependencies of the checkout are not installed';
  let turn = 0;
  return [
    { name: 'Node start', args: ['-e', '0'] },
    { name: 'parse floor', args: [here('parse-floor.mjs'), list] },
    { name: 'assay check, no cache', args: check('--no-cache') },
    { name: 'assay check, cold: fills its cache', args: kept, before: forget(cache) },
    { name: 'assay check, warm: nothing changed', args: kept, once: kept },
    { name: 'assay check, warm: one file changed', args: kept, before: () => changed && edit(copy, changed, (turn += 1)) },
    { name: 'ESLint, recommended (untyped)', args: lint('recommended') },
    { name: 'ESLint, recommended and every rule of Assay, cold', args: lint('recommended', 'assay'), before: forget(pluginCache) },
    { name: 'ESLint, recommended and every rule of Assay, warm', args: lint('recommended', 'assay'), once: lint('recommended', 'assay') },
    peer({ name: 'ESLint, recommended and sonarjs', peers, package: 'eslint-plugin-sonarjs', args: (path) => lint('recommended', `sonarjs=${path}`) }),
    { name: 'ESLint, recommendedTypeChecked', args: [here('lint.mjs'), list, root, 'typed'], missing: uninstalled, heap: 12_000 },
    { name: 'tsc --noEmit', args: [binary('typescript', 'bin/tsc'), '--noEmit', '-p', root], expected: [0, 1, 2], missing: uninstalled ?? (existsSync(join(root, 'tsconfig.json')) ? undefined : 'no tsconfig.json at the root'), heap: 12_000 },
    { name: 'oxlint, default rules', args: [binary('oxlint', 'bin/oxlint'), '--silent', '--disable-nested-config', copy] },
  ];
}

/** A tool that is no dependency of the workspace: taken from the folder of peers, where it may be missing. */
function peer({ name, peers, package: wanted, args }) {
  if (peers === undefined) return { name, missing: 'no --peers' };
  try {
    return { name, args: args(createRequire(join(peers, 'index.js')).resolve(wanted)) };
  } catch {
    return { name, missing: `${wanted} is not installed in the folder of peers` };
  }
}

function binary(name, path) {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), path);
}
