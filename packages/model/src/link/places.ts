import type { Arg, FileFacts, PathValue, RepoPath, Value } from '@assay/contract';
import type { Link } from './link.js';
import { textOf } from './values.js';

/** The repository folder or file that `path.join(__dirname, 'routes')` and its like name. */
export function folderOf(value: Value, file: FileFacts, link: Link): RepoPath | undefined {
  return placeOf(value, file, link)?.join('/');
}

/** A place in the repository, as its path's steps: of the file itself, of its folder, or relative to one of these. */
function placeOf(value: Value, file: FileFacts, link: Link): readonly string[] | undefined {
  if (value.kind === 'union') return agreed(value.options.map((option) => placeOf(option, file, link)));
  if (value.kind !== 'path') return undefined;
  const home = value.call?.file ?? file;
  const here = home.path.split('/');
  const [first, second] = argsOfCall(value, link);
  switch (`${value.root} ${value.path}`) {
    case '#global import.meta.dirname': case '#global __dirname': return here.slice(0, -1);
    case '#global process.cwd()': return packageOf(here, link);
    case '#global import.meta.filename': case '#global __filename': case '#global import.meta.url': return here;
    case 'node:url fileURLToPath()': return first && placeOf(first.value, home, link);
    case 'node:path dirname()': return first && placeOf(first.value, home, link)?.slice(0, -1);
    case 'node:path join()': case 'node:path resolve()': return joined(value, home, link);
    case '#global URL.new()': return second && relative(placeOf(second.value, home, link)?.slice(0, -1), textOf(first?.value));
    default: return undefined;
  }
}

/** One place that all values name. */
function agreed([first, ...others]: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return first && others.every((other) => other?.join('/') === first.join('/')) ? first : undefined;
}

/** Where a package's code is started: the folder of its manifest. */
function packageOf(steps: readonly string[], link: Link): readonly string[] {
  const folders = new Set(link.index.repository.manifests.map(({ folder }) => folder));
  const length = steps.findLastIndex((_, index) => folders.has(steps.slice(0, index).join('/')));
  return steps.slice(0, Math.max(length, 0));
}

function joined(value: PathValue, file: FileFacts, link: Link): readonly string[] | undefined {
  const [first, ...rest] = argsOfCall(value, link);
  return rest.reduce((at, arg) => relative(at, textOf(arg.value)), first && placeOf(first.value, file, link));
}

function argsOfCall({ call }: PathValue, link: Link): readonly Arg[] {
  return call && call.node.kind !== 'template' ? call.node.args.map((arg) => link.arg(arg, call.env)) : [];
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

/** The names of what code lies in a folder: its files, and folders that hold some. */
export function entriesOf(folder: RepoPath, link: Link): readonly string[] {
  const start = folder === '' ? '' : `${folder}/`;
  return [...new Set(link.index.files.flatMap(({ path }) => (path.startsWith(start) ? path.slice(start.length).split('/', 1) : [])))].sort();
}

/** What `require(..)` or `import(..)` is given, as a specifier: a text, or a place in the repository. */
export function specifierOf(value: Value | undefined, file: FileFacts, link: Link): string | undefined {
  if (value === undefined) return undefined;
  const place = textOf(value) === undefined ? folderOf(value, file, link) : undefined;
  return place === undefined ? textOf(value) : `/${place}`;
}
