import type { Finding, RunResult } from '@assay/contract';
import { formatPlace } from './lines.js';
import { byPath, fullMessage, violationsOf } from './violations.js';
import { element, escapeXml, xmlDocument } from './xml.js';

/**
 * JUnit XML: a suite for each file with a failed case for each finding, and one suite with a passed case for each rule that found
 * nothing, so that a clean run does not look like no run. A rule that failed is an error.
 */
export function junit(result: RunResult): string {
  const violations = violationsOf(result);
  const failing = new Set(violations.map(finding => finding.rule));
  const clean = result.checked.filter(({ rule }) => !failing.has(rule));
  const errors = result.problems.filter(({ code, level }) => code === 'internal' && level === 'problem');
  const suites = [
    ...[...byPath(violations)].map(([path, findings]) => suite(path, findings.map(failed), { failures: findings.length })),
    suite('assay', [
      ...clean.map(({ rule, subjects, pass }) => element('testcase', { classname: 'assay', name: `${rule}: no finding (${pass} passed, ${subjects})` })),
      ...errors.map(({ message }) => element('testcase', { classname: 'assay', name: 'analysis' }, [element('error', { message, type: 'internal' })])),
    ], { errors: errors.length }),
  ];
  const tests = violations.length + clean.length + errors.length;
  return xmlDocument(element('testsuites', { name: 'assay', tests, failures: violations.length, errors: errors.length }, suites));
}

function suite(name: string, cases: readonly string[], { failures = 0, errors = 0 }: { readonly failures?: number; readonly errors?: number }): string {
  return element('testsuite', { name, tests: cases.length, failures, errors, skipped: 0 }, cases);
}

function failed(finding: Finding): string {
  const { rule, severity, title, where } = finding;
  const text = `<failure message="${escapeXml(title)}" type="${escapeXml(`${severity} ${rule}`)}">${escapeXml(fullMessage(finding))}</failure>`;
  return element('testcase', { classname: where.path, name: `${rule} at ${formatPlace(where)}: ${title}`, file: where.path, line: where.lines.first }, [text]);
}
