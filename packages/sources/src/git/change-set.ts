import type { RepoPath } from '@assay/contract';
import type { Git } from './git.js';

/** A file that differs between two revisions, as git tells it. */
export interface SetFile {
  readonly path: RepoPath;
  readonly how: 'added' | 'modified' | 'deleted' | 'moved';
}

export interface SetCommit {
  /** Its abbreviated hash. */
  readonly id: string;
  readonly files: readonly RepoPath[];
  /** Values of its `Assay-Allow` trailers. */
  readonly allows: readonly string[];
}

/** What differs between an earlier commit and the work tree (or the index), with the commits that made it so. */
export interface ChangeSet {
  /** Sorted by path. */
  readonly files: readonly SetFile[];
  /** Oldest first, merges left out. */
  readonly commits: readonly SetCommit[];
  /** Those of the files that .gitattributes calls `linguist-generated`. */
  readonly markedGenerated: ReadonlySet<RepoPath>;
  /** A file as a commit has it; undefined where it has none. */
  textAt(commit: string, path: RepoPath): string | undefined;
}

const HOW: Readonly<Record<string, SetFile['how']>> = { A: 'added', D: 'deleted' };
const RECORD = '\u001e';
const FIELD = '\u001f';

/** Reads a change. With `base` undefined (before the first commit) every file of the index is new. */
export function readChangeSet(git: Git, base: string | undefined, staged: boolean): ChangeSet {
  const files = filesOf(git, base, staged);
  return {
    files,
    commits: base === undefined || staged ? [] : commitsOf(git, base),
    markedGenerated: markedGenerated(git, files.map(file => file.path)),
    textAt: (commit, path) => textAt(git, commit, path),
  };
}

function filesOf(git: Git, base: string | undefined, staged: boolean): readonly SetFile[] {
  if (base === undefined) return git.index().map(({ path }) => ({ path, how: 'added' as const }));
  const differing = parseRaw(diff(git, base, staged));
  const untracked = staged ? [] : texts(git.read(['ls-files', '--others', '--exclude-standard', '-z', '--', '.']));
  const all = new Map([...differing, ...untracked.map(path => ({ path, how: 'added' as const }))].map(file => [file.path, file]));
  return [...all.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Likeness takes contents, which a partial clone may not have: then only files that kept every byte are known to have moved. */
function diff(git: Git, base: string, staged: boolean): string {
  const raw = (likeness: string) => git.read(['diff', '--raw', '--no-ext-diff', '--no-color', likeness, '--relative', '-z', ...(staged ? ['--cached'] : []), base, '--', '.']);
  try {
    return raw('-M');
  } catch {
    return raw('-M100%');
  }
}

/** `git diff --raw -z`: `:modes objects status`, then one path, or two where the file was renamed or copied. */
function parseRaw(output: string): readonly SetFile[] {
  const parts = texts(output);
  const files: SetFile[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const status = parts[at]?.split(' ').at(-1) ?? '';
    const renamed = /^[RC]/.test(status);
    if (renamed) at += 1;
    const path = parts[at + 1];
    if (path !== undefined) files.push({ path, how: status === 'R100' ? 'moved' : HOW[status] ?? 'modified' });
  }
  return files;
}

function commitsOf(git: Git, base: string): readonly SetCommit[] {
  const format = `--format=${RECORD}%h${FIELD}%(trailers:key=Assay-Allow,valueonly,unfold)${FIELD}`;
  const output = git.read(['log', '--reverse', '--topo-order', '--no-merges', '--name-only', '--no-renames', '--relative', '-z', format, `${base}..HEAD`]);
  return output.split(RECORD).slice(1).map(record => {
    const [id = '', allows = '', files = ''] = record.split(FIELD);
    return { id, allows: allows.split('\n').map(text => text.trim()).filter(text => text !== ''), files: texts(files.replace(/^[\0\n]+/, '')).toSorted() };
  });
}

function markedGenerated(git: Git, paths: readonly RepoPath[]): ReadonlySet<RepoPath> {
  if (paths.length === 0) return new Set();
  const parts = texts(git.read(['check-attr', '-z', '--stdin', 'linguist-generated'], { input: `${paths.join('\0')}\0` }));
  return new Set(parts.filter((_, index) => index % 3 === 0 && ['set', 'true'].includes(parts[index + 2] ?? '')));
}

function textAt(git: Git, commit: string, path: RepoPath): string | undefined {
  try {
    return git.read(['show', '--no-textconv', `${commit}:./${path}`]);
  } catch {
    return undefined;
  }
}

function texts(output: string): readonly string[] {
  return output.split('\0').filter(text => text !== '');
}
