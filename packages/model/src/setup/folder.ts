import type { FileFacts, PathValue, RepoPath, Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { textOf } from '../link/values.js';

/** The repository folder that `path.join(__dirname, 'routes')` and its like name. */
export function folderOf(value: Value, file: FileFacts, project: Linker): RepoPath | undefined {
  return placeOf(value, file, project)?.join('/');
}

/** A place in the repository, as its path's steps: of the file itself, of its folder, or relative to one of these. */
function placeOf(value: Value, file: FileFacts, project: Linker): readonly string[] | undefined {
  if (value.kind !== 'path') return undefined;
  const home = value.call?.file ?? file;
  const here = home.path.split('/');
  const [first, second] = value.call ? project.args(value) : [];
  switch (`${value.root} ${value.path}`) {
    case '#global import.meta.dirname': case '#global __dirname': return here.slice(0, -1);
    case '#global import.meta.filename': case '#global __filename': case '#global import.meta.url': return here;
    case 'node:url fileURLToPath()': return first && placeOf(first.value, home, project);
    case 'node:path dirname()': return first && placeOf(first.value, home, project)?.slice(0, -1);
    case 'node:path join()': case 'node:path resolve()': return joined(value, home, project);
    case '#global URL.new()': return second && relative(placeOf(second.value, home, project)?.slice(0, -1), textOf(first?.value));
    default: return undefined;
  }
}

function joined(value: PathValue, file: FileFacts, project: Linker): readonly string[] | undefined {
  const [first, ...rest] = project.args(value);
  return rest.reduce((at, arg) => relative(at, textOf(arg.value)), first && placeOf(first.value, file, project));
}

function relative(from: readonly string[] | undefined, path: string | undefined): readonly string[] | undefined {
  if (!from || path === undefined) return undefined;
  const steps = [...from];
  for (const part of path.split('/')) {
    if (part === '..') steps.pop();
    else if (part !== '.' && part !== '') steps.push(part);
  }
  return steps;
}
