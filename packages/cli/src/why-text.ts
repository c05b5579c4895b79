import { lineOf, type Endpoint, type Span } from '@assay/contract';
import type { Analysis } from '@assay/engine';
import { formatLines, formatPlace, visible } from '@assay/report';
import type picocolors from 'picocolors';
import type { VerdictRecord } from './why-records.js';

/** An endpoint as the model has it: where it is declared, and what runs before its handler in which order. */
export function endpointText(endpoint: Endpoint, { sources }: Analysis): string {
  const line = lineOf(sources);
  const at = (span: Span) => `${span.path}:${line(span)}`;
  const chain = endpoint.chain.map((step, index) => {
    const limits = [step.conditional ? 'only under a condition' : '', step.methods ? `only ${step.methods.join(', ')}` : ''].filter(text => text !== '');
    return `before ${index + 1}: ${at(step.at)}: ${step.label}${limits.length > 0 ? ` (${limits.join('; ')})` : ''}`;
  });
  return block(visible(`endpoint ${endpoint.id}`), [
    `declared: ${at(endpoint.at)} (${endpoint.framework}${endpoint.mounted ? '' : '; its place in the application is not known'})`,
    ...(chain.length > 0 ? chain : ['before: nothing runs before the handler']),
    endpoint.handler ? `handler: ${at(endpoint.handlerAt)}: ${endpoint.handler.label}` : 'handler: not found',
  ]);
}

const PAINT = { violation: 'red', review: 'cyan', pass: 'green' } as const;

/** A verdict: its outcome and rule, its place, what was seen, and each step of the decision with its place. */
export function recordText({ outcome, rule, subject, where, trace, finding, silenced }: VerdictRecord, colors: ReturnType<typeof picocolors.createColors>): string {
  const severity = finding && outcome === 'violation' ? ` (${finding.severity})` : '';
  const undecided = finding?.reason === undefined ? '' : ` (undecided: ${finding.reason})`;
  const head = `${colors[PAINT[outcome]](outcome)} ${visible(`${rule}${severity}${undecided}: ${finding?.title ?? subject}`)}`;
  return block(head, [
    `subject: ${subject}`,
    `place: ${where.path}:${formatLines(where.lines)}`,
    ...(finding ? [`why: ${finding.evidence}`] : []),
    ...(trace.length > 0 ? trace.map((step, index) => `step ${index + 1}: ${formatPlace(step.where)}: ${step.message}`) : ['steps: none recorded']),
    ...(silenced === undefined ? [] : [`silenced: by a directive${silenced === '' ? ' without a reason' : `: ${silenced}`}`]),
    ...(finding && outcome === 'violation' ? [`fix: ${finding.recommendation}`] : []),
  ]);
}

function block(head: string, lines: readonly string[]): string {
  return [head, ...lines.map(line => `  ${visible(line)}`)].map(line => `${line}\n`).join('');
}
