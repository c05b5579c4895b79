import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Git, analyze, readChangeSet, withRevision } from '@assay/engine';
import type { Analysis } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import type { Rule } from '@assay/contract';
import type { CaseFile } from './markdown.js';

/**
 * A case of a rule that judges a change: `before/src/a.ts` is what `src/a.ts` was in the earlier revision, `between/src/a.ts` what it was in a commit in
 * between; empty, it was not there. What neither names was there all the time. `between/COMMIT` is that commit's message.
 */
const EARLIER = /^(before|between)\//;
const MESSAGE = 'between/COMMIT';

/** The files of a case as they are now. */
export function filesNow(files: readonly CaseFile[]): readonly CaseFile[] {
  return files.filter(({ path }) => !EARLIER.test(path));
}

/** Judges the change of a case, in a repository of its own. */
export function analyzeChange(files: readonly CaseFile[], rule: Rule): Analysis {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'assay-change-')));
  try {
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: root, encoding: 'utf8' });
    git('init', '-q', '-b', 'trunk');
    for (const [step, message] of [['before', 'earlier'], ['between', textOf(files, MESSAGE) ?? 'between'], ['now', 'now']] as const) {
      write(root, stateAt(files, step));
      git('add', '-A');
      git('commit', '-qm', message, '--allow-empty');
    }
    const opened = Git.open(root);
    const base = git('rev-parse', 'HEAD~2').trim();
    const options = { root, rules: [rule], adapters, rollup: false };
    const before = withRevision(opened, opened.tree(base), (at) => analyze({ ...options, root: at }));
    return analyze({ ...options, change: { against: 'trunk', set: readChangeSet(opened, base, false), before } });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Each path's text at a step; '' where it is not there. */
function stateAt(files: readonly CaseFile[], step: 'before' | 'between' | 'now'): ReadonlyMap<string, string> {
  const paths = new Set(files.filter(({ path }) => path !== MESSAGE).map(({ path }) => path.replace(EARLIER, '')));
  const sources = { before: ['before/', 'between/', ''], between: ['between/', ''], now: [''] }[step];
  return new Map([...paths].map((path) => [path, sources.map((folder) => textOf(files, folder + path)).find((text) => text !== undefined) ?? '']));
}

function textOf(files: readonly CaseFile[], path: string): string | undefined {
  return files.find((file) => file.path === path)?.text.replace(/^\n$/, '');
}

function write(root: string, state: ReadonlyMap<string, string>): void {
  for (const [path, text] of state) {
    rmSync(join(root, path), { force: true });
    if (text === '') continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
