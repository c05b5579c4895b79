import type { Severity } from '@assay/contract';
import type { Cap, Measure, Share } from './model.js';

/** How much a rule weighs in a rating, by the gravest severity that it may give. */
export const WEIGHTS: Readonly<Record<Severity, number>> = { critical: 4, major: 3, minor: 2, info: 1 };

/** The highest rating that an open violation of this severity leaves. */
const SEVERITY_CAPS: readonly (readonly [Severity, number])[] = [['critical', 0.4], ['major', 0.9]];

export interface Rated {
  readonly base: number;
  readonly confidence: number;
  readonly caps: readonly Cap[];
  readonly rating: number;
}

/**
 * The published formula: the weighted mean of the measured ratios, at most what the gravest open violation allows and at most
 * (1 + confidence) / 2, cut to two decimals. Undefined when no measure decided anything.
 */
export function rate(measures: readonly Measure[], shares: readonly Share[], open: readonly Severity[]): Rated | undefined {
  const decided = measures.flatMap(({ ratio, weight }) => (ratio === undefined ? [] : [{ ratio, weight }]));
  if (decided.length === 0) return undefined;
  const base = decided.reduce((sum, { ratio, weight }) => sum + ratio * weight, 0) / decided.reduce((sum, { weight }) => sum + weight, 0);
  const confidence = Math.min(1, ...shares.map(share => share.value));
  const caps: Cap[] = SEVERITY_CAPS.filter(([severity]) => open.includes(severity)).slice(0, 1).map(([severity, atMost]) => ({ why: `an open ${severity} finding`, atMost }));
  if (confidence < 1) caps.push({ why: `a confidence of ${percent(confidence)}`, atMost: (1 + confidence) / 2 });
  return { base, confidence, caps, rating: cut(Math.min(base, ...caps.map(cap => cap.atMost))) };
}

/** The share as whole percent, never rounded up to all. */
export function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}

/** Two decimals, never rounded up: what is not wholly so is no 1.00. */
function cut(value: number): number {
  return Math.floor(value * 100 + 1e-9) / 100;
}
