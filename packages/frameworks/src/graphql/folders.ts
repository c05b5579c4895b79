import type { FileFacts, Linked, PathValue, RepoPath, Value } from '@assay/contract';

const CODE = /\.[cm]?[jt]sx?$/;

/** The modules of a folder (with `false` after it: not of the folders in it) that `require.context('./dir', ..)` or `loadFilesSync(join(__dirname, 'dir'))` names, by file name without extension: the default export of each, or the one that bears its name. */
export function folderModules(call: PathValue, project: Linked): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  const folder = call.call && folderOf(call, call.call.file, project);
  if (folder === undefined) return found;
  const deep = project.argument(call, 1);
  const flat = deep?.kind === 'const' && deep.value === false;
  for (const path of [...project.paths].sort()) {
    const rest = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
    if (rest === undefined || (flat && rest.includes('/')) || !CODE.test(rest) || /\.(?:d|test|spec)\.[cm]?[jt]sx?$/.test(rest) || project.file(path) === undefined) continue;
    const name = rest.replace(CODE, '');
    const main = project.exported(path, 'default');
    found.set(name, main.kind === 'unknown' || main.kind === 'module' ? project.exported(path, name.split('/').at(-1) ?? '') : main);
  }
  return found;
}

/** Texts among the arguments are steps from the calling file's folder; glob patterns end the walk. */
function folderOf(call: PathValue, file: FileFacts, project: Linked): RepoPath | undefined {
  const [first] = project.args(call);
  const given = first?.value;
  const parts = given?.kind === 'path' ? project.args(given).map((arg) => project.text(arg.value)) : [project.text(given)];
  const steps = file.path.split('/').slice(0, -1);
  for (const text of parts) {
    for (const part of (text ?? '').split('/')) {
      if (part.includes('*')) return steps.join('/');
      if (part === '..') steps.pop();
      else if (part !== '.' && part !== '') steps.push(part);
    }
  }
  return steps.join('/');
}
