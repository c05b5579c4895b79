export { analyze } from './analyze.js';
export { judge, type Built } from './judge.js';
export type { Analysis, AnalyzeOptions, JudgeOptions } from './options.js';
export { directiveRules } from './directive-rules.js';
export { findRoot } from '@assay/sources';
