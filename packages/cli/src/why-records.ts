import type { Finding, Place, TraceEntry } from '@assay/contract';
import type { Analysis } from '@assay/engine';

/** One verdict of any outcome, as `assay why` prints it. */
export interface VerdictRecord {
  readonly outcome: 'violation' | 'review' | 'pass';
  readonly rule: string;
  readonly subject: string;
  readonly where: Place;
  readonly trace: readonly TraceEntry[];
  readonly finding?: Finding;
  /** The reason given in the directive that silences it. */
  readonly silenced?: string;
}

/** Every verdict of an analysis: violations, then reviews, then passes. */
export function recordsOf({ result, passes }: Analysis): readonly VerdictRecord[] {
  const open = result.findings.map(finding => recordOf(finding));
  const silenced = result.suppressed.map(({ finding, reason }) => ({ ...recordOf(finding), silenced: reason }));
  const judged: readonly VerdictRecord[] = [...open, ...silenced];
  return [
    ...judged.filter(record => record.outcome === 'violation'),
    ...judged.filter(record => record.outcome === 'review'),
    ...passes.map(pass => ({ outcome: 'pass' as const, ...pass })),
  ];
}

function recordOf(finding: Finding): VerdictRecord {
  const { outcome, rule, subject, where, trace } = finding;
  return { outcome, rule, subject, where, trace, finding };
}
