import type { Finding, Severity, TraceEntry } from '@assay/contract';
import type { Location, Result } from 'sarif';
import { location } from './sarif-location.js';

const LEVEL: Record<Severity, 'error' | 'warning' | 'note'> = { critical: 'error', major: 'error', minor: 'warning', info: 'note' };

/** The message links this many places; the others stand in `relatedLocations` only. */
const MOST_LINKS = 10;
const MOST_LOCATIONS = 1_000;

/** One violation. `ordinal` tells results with the same fingerprint apart. */
export function sarifResult(finding: Finding, ruleIndex: number, ordinal: number): Result {
  const trace = finding.trace.slice(0, MOST_LOCATIONS);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVEL[finding.severity],
    message: { text: messageOf(finding, trace) },
    locations: [location(finding.where)],
    ...(trace.length > 0 ? { relatedLocations: trace.map((entry, index) => ({ id: index + 1, ...described(entry) })) } : {}),
    ...flow(finding, trace),
    partialFingerprints: { primaryLocationLineHash: `${finding.fingerprint}:${ordinal}`, 'assay/v1': finding.fingerprint },
    properties: { severity: finding.severity, category: finding.category, variant: finding.variant, subject: finding.subject },
  };
}

function messageOf(finding: Finding, trace: readonly TraceEntry[]): string {
  const links = trace.slice(0, MOST_LINKS).map((entry, index) => `[${linkText(entry.message)}](${index + 1})`);
  const parts = [finding.title, finding.evidence, finding.recommendation].map(sentence);
  return links.length > 0 ? `${parts.join(' ')} See: ${links.join(', ')}.` : parts.join(' ');
}

/** GitHub takes the first sentence as the title, so each part ends like one. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function linkText(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&');
}

function described({ where, message }: TraceEntry): Location {
  return { ...location(where), message: { text: message } };
}

/** The places of a rolled-up finding are a list, not a way through the code. */
function flow(finding: Finding, trace: readonly TraceEntry[]): Pick<Result, 'codeFlows'> {
  if (trace.length === 0 || finding.count !== undefined) return {};
  const last: TraceEntry = { where: finding.where, message: finding.title };
  const ends = trace.some(entry => entry.where.path === last.where.path && entry.where.span.start === last.where.span.start);
  const steps = ends ? trace : [...trace, last];
  return { codeFlows: [{ threadFlows: [{ locations: steps.map(entry => ({ location: described(entry) })) }] }] };
}
