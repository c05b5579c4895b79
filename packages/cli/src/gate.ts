import { isUnder, type RunResult, type Severity } from '@assay/contract';
import type { Analysis } from '@assay/engine';
import { isAtLeast } from '@assay/report';
import type { Project } from './project.js';

export interface GateOptions {
  /** Findings of this severity or a graver one fail the run. */
  readonly failOn: Severity | 'never';
  readonly strict: boolean;
  readonly allowEmpty: boolean;
}

/** What a gate looks at. */
export interface Gated {
  readonly result: RunResult;
  readonly crashed: boolean;
  readonly judged: number;
  readonly filesRead: number;
}

export interface Outcome {
  readonly code: 0 | 1 | 2;
  /** Why, when the report itself does not show it. */
  readonly message?: string;
}

/** The exit code: 2 when the result cannot be relied on, 1 when it has findings that count, else 0. Reviews never count. */
export function gate({ result, crashed, judged, filesRead }: Gated, options: GateOptions): Outcome {
  const unread = result.problems.filter(problem => problem.level === 'problem');
  if (crashed) return { code: 2, message: 'A rule or an adapter failed (see the problems above), so the result is not complete. Please report it with the message.' };
  if (options.strict && unread.length > 0) return { code: 2, message: `${unread.length} ${unread.length === 1 ? 'problem' : 'problems'} with reading the project (listed above), and --strict is on. Mend them, or leave --strict out.` };
  if (judged === 0 && !options.allowEmpty) return { code: 2, message: `Nothing to judge: ${filesRead} files were read, and no rule found a subject in them. Check that the path is the root of a backend, or pass --allow-empty.` };
  const { failOn } = options;
  const counts = failOn !== 'never' && result.findings.some(finding => finding.outcome === 'violation' && isAtLeast(finding.severity, failOn));
  return { code: counts ? 1 : 0 };
}

/** Why nothing under the given paths could be judged; undefined when something was read there. */
export function emptyPaths({ sources }: Pick<Analysis, 'sources'>, { paths }: Pick<Project, 'paths'>): string | undefined {
  if (!paths || [...sources.keys()].some(isUnder(paths))) return undefined;
  return `Nothing to judge: no file was read under ${paths.join(', ')} (ignored, generated, or no source file). Give another path, or pass --allow-empty.`;
}
