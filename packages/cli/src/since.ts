import type { RunResult } from '@assay/contract';
import type { Analysis, AnalyzeOptions } from '@assay/engine';
import type { Session } from './session.js';
import { VERSION } from './version.js';

export interface SinceOptions {
  readonly since?: string;
  readonly staged: boolean;
}

interface Revisions {
  /** The commit to compare with; undefined before the first. */
  readonly base: string | undefined;
  readonly against: string;
  readonly git: ReturnType<Session['host']['engine']['Git']['open']>;
}

/** A line that says so when no file differs; that is success, with nothing to analyse. */
export function nothingChanged(session: Session, options: SinceOptions): string | undefined {
  const { git, base, against } = revisions(session, options);
  const changed = git.changed(base, options.staged);
  return changed.length === 0 ? `No file differs from ${against}: nothing to judge.` : undefined;
}

/**
 * Judges the project now and as it was, both by the configuration of now. What comes back narrows a result to what is new. Facts are
 * cached by content, so only files that differ cost anything twice. `more` is asked of the project as it is now.
 */
export async function judgeSince(session: Session, options: SinceOptions, more: Partial<AnalyzeOptions> = {}): Promise<{ readonly analysis: Analysis; readonly narrow: (result: RunResult) => RunResult }> {
  const { git, base, against } = revisions(session, options);
  const { host: { engine }, project } = session;
  const before = await engine.withRevision(git, base === undefined ? [] : git.tree(base), root => session.judge({ root, paths: undefined }));
  const change = { against, set: engine.readChangeSet(git, base, options.staged), before };
  const analysis = options.staged ? await engine.withRevision(git, git.index(), root => session.judge({ ...more, root, change })) : await session.judge({ ...more, change });
  return { analysis, narrow: result => engine.newSince(before.result, result, against, project.paths) };
}

function revisions({ host: { engine }, project }: Session, { since, staged }: SinceOptions): Revisions {
  const git = engine.Git.open(project.root);
  return { git, base: staged ? git.head() : git.base(since ?? 'HEAD'), against: against({ since, staged }) };
}

/** What is compared with, in words. */
export function against({ since, staged }: SinceOptions): string {
  return staged ? 'the last commit' : since ?? 'HEAD';
}

/** The result of a comparison in which no file differs: nothing was analysed. */
export function emptyResult(compared: string): RunResult {
  return {
    tool: 'assay', version: VERSION, status: 'ready', findings: [], checked: [], problems: [], missingContext: [], suppressed: [], compared: { against: compared, remaining: 0, fixed: [] },
    coverage: {
      files: 0, functions: 0, frameworks: [], dataLayers: [], endpoints: { total: 0, mutating: 0, unresolvedHandlers: 0, unmounted: 0 },
      dataCalls: { yes: 0, no: 0, unknown: 0, reasons: {} }, migrations: { total: 0, tools: [] }, cut: { merged: 0, dropped: 0 },
    },
  };
}
