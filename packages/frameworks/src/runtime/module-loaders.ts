// https://github.com/troygoode/node-require-directory  https://github.com/felixge/node-require-all
import { defineAdapter, type Linked, type RepoPath, type Value } from '@assay/contract';
import { quiet, rows } from './shared.js';

const PACKAGES = ['auto-load', 'require-directory', 'require-all', 'require-dir', 'requireindex', 'include-all', 'import-dir', 'require-dir-all'];
const CODE = /\.[cm]?[jt]s$/;

/** Libraries that answer an object with the modules of a folder, by the names of the files. */
export const moduleLoaders = defineAdapter({
  name: 'module-loaders',
  kind: 'runtime',
  packages: PACKAGES,
  docs: 'https://github.com/troygoode/node-require-directory',
  models: rows(PACKAGES, '**', quiet),
  member: loaded,
});

/** `load(path.join(__dirname, 'models')).orders` is what `models/orders.js` exports; a folder in it is an object of its own. */
function loaded(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind !== 'path' || !owner.call) return undefined;
  const call = owner.path.endsWith('default()') ? owner : undefined;
  const folder = call && folderOf(call, project);
  if (folder === undefined) return undefined;
  const path = project.paths.find((candidate) => candidate.replace(CODE, '') === `${folder}/${name}` && CODE.test(candidate));
  return path === undefined ? undefined : project.exported(path, 'default');
}

/** The folder that is named first, or as `dirname`; without a name the caller's own (`require-directory(module)`: and from there on). */
function folderOf(call: Extract<Value, { kind: 'path' }>, project: Linked): RepoPath | undefined {
  if (!call.call) return undefined;
  const { file } = call.call;
  const [first, second] = project.args(call).map((arg) => arg.value);
  const given = first?.kind === 'object' ? project.properties(first).get('dirname') : call.root === 'require-directory' ? second : first;
  const here = file.path.split('/').slice(0, -1);
  if (given === undefined) return here.join('/');
  const text = project.text(given);
  if (text === undefined) return project.folder(given, file);
  return text.split('/').reduce((steps, part) => (part === '..' ? steps.slice(0, -1) : part === '.' || part === '' ? steps : [...steps, part]), here).join('/');
}
