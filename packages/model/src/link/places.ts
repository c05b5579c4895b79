import { innermost, type Arg, type FileFacts, type PathValue, type RepoPath, type Value } from '@assay/contract';
import type { Link } from './link.js';
import { stepOf, textOf } from './values.js';

/** Calls nested in each other that make one place. A function that calls itself with a deeper folder each time makes as many as it is entered. */
const MAX_CALLS = 32;
/** What a value with several possibilities counts for: choices within choices multiply. */
const CALLS_OF_CHOICE = 11;

/** Begins a step that is a text behind a place. */
const JOINED = '+';
const PLACES = /^(?:#global (?:__dirname|import\.meta\.dirname|process\.cwd\(\))|node:path (?:join|resolve|dirname)\(\))(?:$|\.\+)/;

/** `__dirname + '/routes'`: a place below the one that a value names; undefined when it names none. */
export function below(value: Value, text: string): PathValue | undefined {
  return value.kind === 'path' && PLACES.test(`${value.root} ${value.path}`) ? stepOf(value, `${JOINED}${text}`) : undefined;
}

/** The repository folder or file that `path.join(__dirname, 'routes')` and its like name. */
export function folderOf(value: Value, file: FileFacts, link: Link): RepoPath | undefined {
  return placeOf(value, file, link, 0)?.join('/');
}

/** A place in the repository, as its path's steps: of the file itself, of its folder, or relative to one of these. */
function placeOf(value: Value, file: FileFacts, link: Link, calls: number): readonly string[] | undefined {
  if (value.kind === 'union' && calls <= MAX_CALLS) return agreed(value.options.map((option) => placeOf(option, file, link, calls + CALLS_OF_CHOICE)));
  if (value.kind !== 'path' || calls > MAX_CALLS) return undefined;
  if (value.parent && value.step?.startsWith(JOINED)) return relative(placeOf(value.parent, file, link, calls), value.step.slice(JOINED.length));
  const home = value.call?.file ?? file;
  const here = home.path.split('/');
  const [first, second] = argsOfCall(value, link);
  const inner = (arg: Arg): readonly string[] | undefined => placeOf(arg.value, home, link, calls + 1);
  switch (`${value.root} ${value.path}`) {
    case '#global import.meta.dirname': case '#global __dirname': return here.slice(0, -1);
    case '#global import.meta.filename': case '#global __filename': case '#global import.meta.url': return here;
    case '#global process.cwd()': return packageFolder(home, link).split('/').filter((step) => step !== '');
    case 'node:url fileURLToPath()': return first && inner(first);
    case 'node:path dirname()': return first && inner(first)?.slice(0, -1);
    case 'node:path join()': case 'node:path resolve()': return joined(value, link, inner);
    case '#global URL.new()': return second && relative(inner(second)?.slice(0, -1), textOf(first?.value));
    default: return undefined;
  }
}

/** One place that all values name. */
function agreed([first, ...others]: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return first && others.every((other) => other?.join('/') === first.join('/')) ? first : undefined;
}

/** Where a package's scripts run: the folder of the nearest manifest. */
function packageFolder(file: FileFacts, link: Link): RepoPath {
  return innermost(link.index.repository.manifests.map(({ folder }) => folder), file.path);
}

function joined(value: PathValue, link: Link, inner: (arg: Arg) => readonly string[] | undefined): readonly string[] | undefined {
  const [first, ...rest] = argsOfCall(value, link);
  return rest.reduce((at, arg) => relative(at, textOf(arg.value)), first && inner(first));
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
