import type { Finding, RunResult, Severity } from '@assay/contract';
import { byPath, violationsOf } from './violations.js';
import { element, xmlDocument } from './xml.js';

const SEVERITY: Record<Severity, 'error' | 'warning' | 'info'> = { critical: 'error', major: 'error', minor: 'warning', info: 'info' };

/** Checkstyle's XML, which Jenkins' warnings plugin and many others read: one `file` with its `error`s; lines and columns 1-based. */
export function checkstyle(result: RunResult): string {
  const files = [...byPath(violationsOf(result))].map(([name, findings]) => element('file', { name }, findings.map(errorOf)));
  return xmlDocument(element('checkstyle', { version: '4.3' }, files));
}

function errorOf({ where, severity, title, evidence, recommendation, rule }: Finding): string {
  const message = `${title}. ${evidence}. Fix: ${recommendation}`;
  return element('error', { line: where.lines.first, column: where.columns.first, severity: SEVERITY[severity], message, source: `assay.${rule}` });
}
