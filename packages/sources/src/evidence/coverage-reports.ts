import type { CoverageReport, RepoPath } from '@assay/contract';
import { asObject, parseJsonObject } from '../jsonc.js';

type Count = CoverageReport['lines'];

/**
 * Reads a coverage report by its name: Istanbul's `coverage-summary.json`, an `lcov.info`, a Cobertura XML. Undefined when it says nothing of lines.
 * The formats: https://istanbul.js.org/docs/advanced/alternative-reporters/, `man geninfo`, https://cobertura.github.io/cobertura/
 */
export function readCoverage(path: RepoPath, text: string): CoverageReport | undefined {
  if (path.endsWith('.json')) return istanbul(path, text);
  return path.endsWith('.xml') ? cobertura(path, text) : lcov(path, text);
}

function istanbul(path: RepoPath, text: string): CoverageReport | undefined {
  const total = asObject(parseJsonObject(text)?.['total']);
  const count = (name: string): Count | undefined => {
    const said = asObject(total?.[name]);
    return typeof said?.['covered'] === 'number' && typeof said['total'] === 'number' ? { covered: said['covered'], total: said['total'] } : undefined;
  };
  const [lines, branches] = [count('lines'), count('branches')];
  return lines && { path, format: 'istanbul', lines, ...(branches ? { branches } : {}) };
}

function lcov(path: RepoPath, text: string): CoverageReport | undefined {
  const sum = (word: string) => [...text.matchAll(new RegExp(`^${word}:(\\d+)\\s*$`, 'gm'))].reduce((all, [, number]) => all + Number(number), 0);
  const lines = { covered: sum('LH'), total: sum('LF') };
  const branches = { covered: sum('BRH'), total: sum('BRF') };
  return lines.total === 0 ? undefined : { path, format: 'lcov', lines, ...(branches.total === 0 ? {} : { branches }) };
}

/** The totals are attributes of the root element. */
function cobertura(path: RepoPath, text: string): CoverageReport | undefined {
  const root = /<coverage\b[^>]*>/.exec(text)?.[0] ?? '';
  const count = (name: string): Count | undefined => {
    const covered = new RegExp(`\\b${name}-covered="(\\d+)"`).exec(root)?.[1];
    const total = new RegExp(`\\b${name}-valid="(\\d+)"`).exec(root)?.[1];
    return covered === undefined || total === undefined ? undefined : { covered: Number(covered), total: Number(total) };
  };
  const [lines, branches] = [count('lines'), count('branches')];
  return lines && { path, format: 'cobertura', lines, ...(branches && branches.total > 0 ? { branches } : {}) };
}
