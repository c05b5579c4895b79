import type { RepoPath, RunResult } from '@assay/contract';
import { readBaseline, type BaselineChoice } from './baseline-file.js';
import { deliver, type Delivery, type DeliveryOptions } from './delivery.js';
import type { Target } from './formats.js';
import { gate, type GateOptions, type Gated } from './gate.js';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** From findings to an exit code: what the commands that gate have in common. */
export interface VerdictOptions extends GateOptions, DeliveryOptions {
  readonly rollup: boolean;
  readonly baseline: BaselineChoice;
  readonly strictBaseline: boolean;
}

export interface ToJudge extends Omit<Gated, 'result'>, Omit<Delivery, 'result'> {
  /** Not rolled up. */
  readonly result: RunResult;
  /** What the result is about; all of the root when absent. */
  readonly paths?: readonly RepoPath[];
  /** Narrows the result to what is new since a revision. */
  narrow?(result: RunResult): RunResult;
}

/** Takes the baseline off, rolls up, writes the reports and answers the exit code. */
export async function conclude(run: ToJudge, targets: readonly Target[], options: VerdictOptions, io: Io, { engine }: Pick<Host, 'engine'>): Promise<number> {
  const baseline = readBaseline(options.baseline, run.root, engine, io);
  if (options.strictBaseline && !baseline) throw new UsageError('--strict-baseline is on, and there is no baseline. Make one with: assay baseline create');
  const fresh = baseline ? engine.withoutKnown(run.result, baseline.holding, 'the baseline', run.paths) : run.result;
  const narrowed = run.narrow ? bothOf(run.narrow(run.result), fresh) : fresh;
  const result = options.rollup ? engine.rolledUp(narrowed, run.rules, run.result.findings) : narrowed;
  await deliver(targets, { ...run, result }, options, io);
  const stale = baseline ? fresh.compared?.fixed ?? [] : [];
  if (stale.length > 0) await io.stderr.write(`${stale.map(({ rule, subject, path }) => `baseline: gone: ${rule}: ${subject} (${path})\n`).join('')}baseline: ${stale.length} ${stale.length === 1 ? 'entry is' : 'entries are'} not needed any more. Run: assay baseline prune\n`);
  const outcome = gate({ ...run, result: narrowed }, options);
  if (outcome.message !== undefined) await io.stderr.write(`assay: ${outcome.message}\n`);
  return outcome.code === 0 && options.strictBaseline && stale.length > 0 ? 1 : outcome.code;
}

/** What is new by both comparisons, told by the first. */
function bothOf(first: RunResult, second: RunResult): RunResult {
  const kept = new Set(second.findings);
  return { ...first, findings: first.findings.filter(finding => kept.has(finding)) };
}
