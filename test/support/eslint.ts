import { relative, sep } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import assay from 'eslint-plugin-assay';
import tseslint from 'typescript-eslint';
import { isAboutProject } from '@assay/engine';
import type { Analysis } from '@assay/engine';
import type { Finding, Rule } from '@assay/contract';

/** A finding as both hosts show it. */
export interface Shown {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** The plugin with every rule on, as a project's eslint.config.js would have it. */
export const EVERYTHING: readonly Linter.Config[] = [
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  { files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } } },
  { files: ['**/*.jsx'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
  ...(assay.configs?.['strict'] as readonly Linter.Config[]),
  { files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}', '**/*.sql'], rules: { 'assay/unused-directive': 'error' } },
];

/** ESLint in a folder, with no configuration but the one given. */
export function eslintIn(cwd: string, config: readonly Linter.Config[] = EVERYTHING, options: ESLint.Options = {}): ESLint {
  return new ESLint({ cwd, overrideConfigFile: true, overrideConfig: [...config], errorOnUnmatchedPattern: false, ...options });
}

/** What ESLint shows of Assay's rules in a folder, sorted. Throws when a file does not parse: it would hide a difference. */
export async function shownByEslint(cwd: string): Promise<Shown[]> {
  const results = await eslintIn(cwd).lintFiles(['.']);
  return results.flatMap((result) => shownOf(result, cwd)).sort(byPlace);
}

export function shownOf({ filePath, messages }: ESLint.LintResult, cwd: string): Shown[] {
  const path = relative(cwd, filePath).split(sep).join('/');
  const fatal = messages.find((message) => message.fatal);
  if (fatal) throw new Error(`${path}:${fatal.line} ${fatal.message}`);
  return messages.flatMap(({ ruleId, line, message }) => {
    const rule = ruleId?.replace(/^assay\//, '') ?? '';
    return rule in (assay.rules ?? {}) ? [{ rule, path, line, message }] : [];
  });
}

/** What the command line shows of an analysis that ESLint shows as well: violations, those about the whole project apart. */
export function shownByAnalysis({ result }: Analysis, rules: readonly Rule[]): Shown[] {
  return shownOfFindings(result.findings, rules);
}

/** What the plugin has a language for: a deployment's YAML is the command's alone. */
const LINTED = /\.(?:[cm]?[jt]sx?|sql)$/;

type Reported = Pick<Finding, 'rule' | 'variant' | 'outcome' | 'title' | 'evidence'> & { readonly where: { readonly path: string; readonly lines: { readonly first: number } } };

export function shownOfFindings(findings: readonly Reported[], rules: readonly Rule[]): Shown[] {
  return findings
    .filter((finding) => finding.outcome === 'violation' && !isAboutProject(finding, rules) && LINTED.test(finding.where.path))
    .map(({ rule, where, title, evidence }) => ({ rule, path: where.path, line: where.lines.first, message: `${title}: ${evidence}` }))
    .sort(byPlace);
}

function byPlace(a: Shown, b: Shown): number {
  const key = ({ path, line, rule, message }: Shown) => `${path}\0${String(line).padStart(8, '0')}\0${rule}\0${message}`;
  return key(a) < key(b) ? -1 : 1;
}
