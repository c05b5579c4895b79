// node lint.mjs <list of files> <folder> <what...>: lints the files with ESLint and typescript-eslint's parser.
// What: `recommended` (untyped), `typed` (recommendedTypeChecked), `assay` (every rule), or `<plugin>=<path>` with the plugin's own recommended config.
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import assay from 'eslint-plugin-assay';
import tseslint from 'typescript-eslint';

const [list, cwd, ...what] = process.argv.slice(2);
const FILES = ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'];

const parts = await Promise.all(what.map(async (one) => {
  if (one === 'recommended') return tseslint.configs.recommended;
  if (one === 'typed') return [...tseslint.configs.recommendedTypeChecked, { files: FILES, languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: cwd } } }];
  if (one === 'assay') return assay.configs.strict.filter((block) => block.language === undefined);
  const plugin = await import(one.slice(one.indexOf('=') + 1));
  return [(plugin.default ?? plugin).configs.recommended];
}));
const base = { files: FILES, languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } }, linterOptions: { noInlineConfig: true } };
const eslint = new ESLint({ cwd, overrideConfigFile: true, overrideConfig: [base, ...parts.flat()], ignore: false, errorOnUnmatchedPattern: false });
const results = await eslint.lintFiles(JSON.parse(readFileSync(list, 'utf8')));
console.log(results.reduce((sum, result) => sum + result.messages.length, 0));
