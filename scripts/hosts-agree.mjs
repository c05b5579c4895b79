// node scripts/hosts-agree.mjs <folder>...: does ESLint show in each folder what the command line shows? Exit code 1 when it does not.
import { relative, sep } from 'node:path';
import { ESLint } from 'eslint';
import assay from 'eslint-plugin-assay';
import tseslint from 'typescript-eslint';
import { analyze, directiveRules, findRoot, isAboutProject } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { readSettings } from '@assay/config';
import { rules } from '@assay/rules';

const CODE = '**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}';
const config = [
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  { files: [CODE], languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } } },
  ...assay.configs.strict,
  { files: [CODE, '**/*.sql'], rules: { 'assay/unused-directive': 'error' } },
];

const text = ({ path, line, rule, message }) => `${path}:${line} ${rule} ${message}`;

async function byEslint(cwd) {
  const eslint = new ESLint({ cwd, overrideConfigFile: true, overrideConfig: config });
  const results = await eslint.lintFiles(['.']);
  const path = ({ filePath }) => relative(cwd, filePath).split(sep).join('/');
  return {
    files: results.length,
    unread: results.filter(({ messages }) => messages.some(({ fatal }) => fatal)).map(path),
    shown: results.flatMap((result) => result.messages
      .filter(({ ruleId }) => ruleId?.startsWith('assay/') && ruleId.slice('assay/'.length) in assay.rules)
      .map(({ ruleId, line, message }) => text({ path: path(result), line, rule: ruleId.slice('assay/'.length), message }))),
  };
}

function byAnalysis(folder) {
  const root = findRoot(folder);
  const settings = readSettings({ root, rules, always: directiveRules, unsaid: 'strict' });
  const { result } = analyze({
    root, rollup: false, rules: settings.rules, ruleOptions: settings.options, level: settings.level, reports: (path) => !settings.ignored(path), adapters: [...settings.adapters, ...adapters],
  });
  return result.findings
    .filter((finding) => finding.outcome === 'violation' && !isAboutProject(finding, rules))
    .map(({ rule, where, title, evidence }) => text({ path: where.path, line: where.lines.first, rule, message: `${title}: ${evidence}` }));
}

/** What is in `these` more often than in `those`. */
function without(these, those) {
  const rest = [...those];
  return these.filter((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

for (const folder of process.argv.slice(2)) {
  const started = performance.now();
  const expected = byAnalysis(folder);
  const analysed = performance.now();
  const { files, unread, shown } = await byEslint(folder);
  const linted = performance.now();
  const missing = without(expected, shown);
  const extra = without(shown, expected);
  const seconds = (from, to) => ((to - from) / 1000).toFixed(1);
  console.log(`${folder}: ${expected.length} findings, ${shown.length} in ESLint over ${files} files; analysis ${seconds(started, analysed)} s, ESLint ${seconds(analysed, linted)} s`);
  for (const line of missing) console.log(`  only the command line: ${line}`);
  for (const line of extra) console.log(`  only ESLint: ${line}`);
  for (const path of unread) console.log(`  ESLint cannot parse ${path}`);
  if (missing.length + extra.length > 0) process.exitCode = 1;
}
