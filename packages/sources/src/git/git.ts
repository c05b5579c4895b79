import { execFileSync, type ExecFileSyncOptionsWithBufferEncoding } from 'node:child_process';
import type { RepoPath } from '@assay/contract';
import { SourcesError } from '../error.js';

const MOST_OUTPUT = 1024 * 1024 * 1024;

/** The settings of a repository may name a program that git starts when it looks at the work tree; and it fetches objects that a partial clone lacks. Neither here. */
const SETTINGS: readonly string[] = ['-c', 'core.fsmonitor=false'];
const ENVIRONMENT = { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };

/** A file of a commit or of the index. */
export interface TreeEntry {
  readonly path: RepoPath;
  /** The object that holds its contents. */
  readonly object: string;
}

/**
 * What Assay asks of git about the folder `root`: only to read, each argument passed as it is, no shell.
 * Every method throws SourcesError with what to do.
 */
export class Git {
  private constructor(readonly root: string) {}

  static open(root: string): Git {
    const git = new Git(root);
    let inside: string;
    try {
      inside = git.run(['rev-parse', '--is-inside-work-tree']).toString().trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new SourcesError('git was not found. Install git, or leave --since and --staged out.');
      const reason = stderrOf(error);
      if (/dubious ownership/.test(reason)) throw new SourcesError(`git refuses this folder because it belongs to another user. Run: git config --global --add safe.directory <the folder>.`);
      throw new SourcesError(`${root} is in no git repository, so there is nothing to compare with. Leave --since and --staged out, or run it in a checkout.`);
    }
    if (inside !== 'true') throw new SourcesError(`${root} is no work tree of git. Run it in a checkout.`);
    return git;
  }

  /** The commit at which this work and `ref` parted; `ref` itself when it is one of the ancestors. */
  base(ref: string): string {
    const commit = this.commit(ref);
    if (this.find('HEAD') === undefined) throw new SourcesError('There is no commit yet, so there is nothing to compare with.');
    try {
      return this.run(['merge-base', '--end-of-options', commit, 'HEAD']).toString().trim();
    } catch {
      if (this.isShallow()) throw new SourcesError(`This is a shallow clone, and it does not reach back to where ${ref} and this work parted. Run: git fetch --unshallow (in GitHub Actions: actions/checkout with fetch-depth: 0).`);
      throw new SourcesError(`${ref} and this work have no commit in common. Give a ref that this branch started from.`);
    }
  }

  /** Files of a commit, below the root, paths relative to it. */
  tree(commit: string): readonly TreeEntry[] {
    return entriesOf(this.run(['ls-tree', '-r', '-z', commit]).toString(), /^(100\d+) blob ([0-9a-f]+)\t([^]+)$/);
  }

  /** Files as they stand in the index. */
  index(): readonly TreeEntry[] {
    return entriesOf(this.run(['ls-files', '--stage', '-z']).toString(), /^(100\d+) ([0-9a-f]+) 0\t([^]+)$/);
  }

  /** The last commit; undefined before the first. */
  head(): string | undefined {
    return this.find('HEAD');
  }

  /** Files below the root that differ between a commit and the work tree (untracked ones count), or with `staged` the index. */
  changed(commit: string | undefined, staged: boolean): readonly RepoPath[] {
    if (commit === undefined) return this.index().map(entry => entry.path);
    const differing = this.run(['diff', '--name-only', '--no-ext-diff', '--no-renames', '--relative', '-z', ...(staged ? ['--cached'] : []), commit, '--', '.']);
    const untracked = staged ? '' : this.run(['ls-files', '--others', '--exclude-standard', '-z', '--', '.']).toString();
    return [...new Set([...differing.toString().split('\0'), ...untracked.split('\0')])].filter(path => path !== '').sort();
  }

  /** The contents of objects, in their order, as stored: no filter and no conversion of line ends runs. */
  contents(objects: readonly string[]): readonly Buffer[] {
    if (objects.length === 0) return [];
    const output = this.run(['cat-file', '--batch'], { input: `${objects.join('\n')}\n` });
    const contents: Buffer[] = [];
    let at = 0;
    for (const object of objects) {
      const end = output.indexOf(0x0a, at);
      const [, kind, size] = output.subarray(at, end).toString().split(' ');
      if (kind !== 'blob' || size === undefined) throw new SourcesError(`git does not have the object ${object}; a partial clone must be completed first. Run: git fetch --refetch --filter=blob:limit=1g.`);
      contents.push(output.subarray(end + 1, end + 1 + Number(size)));
      at = end + 1 + Number(size) + 1;
    }
    return contents;
  }

  /** What a command of git that only reads prints. */
  read(args: readonly string[], options: Pick<ExecFileSyncOptionsWithBufferEncoding, 'input'> = {}): string {
    return this.run(args, options).toString();
  }

  private commit(ref: string): string {
    const found = this.find(ref);
    if (found !== undefined) return found;
    const hint = this.isShallow() ? ' This is a shallow clone: run git fetch --unshallow, or fetch that ref (in GitHub Actions: actions/checkout with fetch-depth: 0).' : ' See git branch -a and git tag for what there is; a ref of the server must be fetched first.';
    throw new SourcesError(`git knows no commit '${ref}'.${hint}`);
  }

  private find(ref: string): string | undefined {
    try {
      return this.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]).toString().trim();
    } catch {
      return undefined;
    }
  }

  private isShallow(): boolean {
    return this.run(['rev-parse', '--is-shallow-repository']).toString().trim() === 'true';
  }

  private run(args: readonly string[], options: Pick<ExecFileSyncOptionsWithBufferEncoding, 'input'> = {}): Buffer {
    return execFileSync('git', [...SETTINGS, ...args], { cwd: this.root, maxBuffer: MOST_OUTPUT, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...ENVIRONMENT }, ...options });
  }
}

/** Regular files only: links and submodules are not read. */
function entriesOf(output: string, line: RegExp): readonly TreeEntry[] {
  return output.split('\0').flatMap(text => {
    const [, , object, path] = line.exec(text) ?? [];
    return object === undefined || path === undefined ? [] : [{ path, object }];
  });
}

function stderrOf(error: unknown): string {
  const stderr = (error as { readonly stderr?: unknown } | null)?.stderr;
  return Buffer.isBuffer(stderr) ? stderr.toString() : '';
}
