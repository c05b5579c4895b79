import { createHash } from 'node:crypto';
import type { Finding, Span } from '@assay/contract';
import type { Draft } from './finding.js';
import { byPlace } from './order.js';

const LENGTH = 20;

/** A hash of what is wrong with what: no path, no line and no prose, so it survives renames, moves and rewording. */
export function fingerprint(...parts: readonly (string | number)[]): string {
  return hashOf(parts);
}

function hashOf(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, LENGTH);
}

/** Gives each finding its fingerprint. Findings that are equal in it count up in the order of their places, violations first. */
export function withFingerprints(drafts: readonly Draft[], textAt: (span: Span) => string): readonly Finding[] {
  const ordinals = new Map<string, number>();
  return drafts.toSorted((a, b) => Number(a.outcome === 'review') - Number(b.outcome === 'review') || byPlace(a, b)).map(({ key, ...finding }) => {
    const anchor = [finding.rule, finding.subject, finding.variant, key];
    const id = JSON.stringify(anchor);
    const ordinal = ordinals.get(id) ?? 0;
    ordinals.set(id, ordinal + 1);
    return { ...finding, fingerprint: fingerprint(...anchor, ordinal), identity: { anchor: fingerprint(...anchor), context: contextOf(textAt(finding.where.span)) } };
  });
}

/** A hash of the words of a piece of code: line breaks, quotes, semicolons and brackets are a matter of layout. */
function contextOf(text: string): string {
  return hashOf(text.match(/[\p{L}\p{N}_$]+/gu) ?? []);
}
