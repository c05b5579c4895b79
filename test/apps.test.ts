import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json } from '@assay/report';
import { rules } from '@assay/rules';
import { readExpectedFindings } from './support/expected.js';
import { analyzeFolder } from './support/fixture.js';
import { FIXTURES } from './support/repository.js';

const APPS = join(FIXTURES, 'apps');
const apps = readdirSync(APPS, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();

/** An application plants mistakes in its code; which entry points its few tests leave out is not one of them. */
const JUDGED = rules.filter((rule) => rule.meta.reads === undefined);

function findingsOf(root: string): string {
  return json(analyzeFolder(root, JUDGED).result);
}

function inCopy<T>(folder: string, use: (root: string) => T): T {
  const parent = mkdtempSync(join(tmpdir(), 'assay-copy-'));
  try {
    const root = join(parent, 'elsewhere');
    cpSync(folder, root, { recursive: true });
    return use(root);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

describe.each(apps)('%s', (app) => {
  const folder = join(APPS, app);
  const stored = join(APPS, `${app}.findings.json`);

  test('gives the stored findings, byte for byte', () => {
    const findings = findingsOf(folder);
    if (process.env['UPDATE'] === '1') writeFileSync(stored, findings);
    expect(existsSync(stored), `${stored} is missing; UPDATE=1 writes it`).toBe(true);
    expect(findings).toBe(readFileSync(stored, 'utf8'));
  });

  test('gives the same bytes again, and from a copy in another folder', () => {
    const first = findingsOf(folder);
    expect(findingsOf(folder)).toBe(first);
    expect(inCopy(folder, findingsOf)).toBe(first);
  });

  const expected = join(folder, 'EXPECTED.md');
  test.runIf(existsSync(expected))('reports the places of EXPECTED.md and no other', () => {
    const { result } = analyzeFolder(folder, JUDGED, false);
    const places = readExpectedFindings(readFileSync(expected, 'utf8'));
    const violations = result.findings.filter((finding) => finding.outcome === 'violation');
    const rest = [...violations];
    const missing = places.filter((place) => {
      const at = rest.findIndex(({ rule, where }) => rule === place.rule && where.path === place.path && where.lines.first <= place.line && place.line <= where.lines.last);
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
    expect({
      missing: missing.map((place) => `${place.rule} ${place.path}:${place.line}`),
      unexpected: rest.map((finding) => `${finding.rule} ${finding.where.path}:${finding.where.lines.first} ${finding.title}`),
    }).toEqual({ missing: [], unexpected: [] });
  });
});
