import type { ESLint } from 'eslint';
import { directiveRules } from '@assay/engine';
import { rules } from '@assay/rules';
import { configsFor } from './configs.js';
import { sqlLanguage } from './sql/language.js';
import { VERSION } from './version.js';
import { viewOf } from './view.js';

// What judges a change between two revisions is no matter of one file.
const all = [...rules.filter(({ meta }) => meta.judges !== 'change'), ...directiveRules];

/** The rules of Assay as rules of ESLint, the language `assay/sql`, and the configs `recommended` and `strict`. */
const plugin = {
  meta: { name: 'eslint-plugin-assay', version: VERSION, namespace: 'assay' },
  languages: { sql: sqlLanguage },
  rules: Object.fromEntries(all.map(rule => [rule.id, viewOf(rule)])),
};

/** The plugin: `plugins: { assay }`, or one of its `configs` as it stands. */
const assay = Object.assign(plugin as unknown as ESLint.Plugin, { configs: configsFor(plugin as unknown as ESLint.Plugin, all) });

export default assay;
// What `require` answers: a CommonJS config writes `const assay = require('eslint-plugin-assay')`.
export { assay as 'module.exports' };
