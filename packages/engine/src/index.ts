export { analyze } from './analyze.js';
export { judge, type Built } from './judge.js';
export type { Analysis, AnalyzeOptions, JudgeOptions } from './options.js';
export { directiveRules } from './directive-rules.js';
export { findRoot } from '@assay/sources';
export { openSessions, type Question, type RuleFindings, type Sessions, type SessionsOptions } from './session/sessions.js';
export { isAboutProject } from './session/about-project.js';
export { readSqlText, sqlCommentText, type SqlText, type SqlToken } from './sql-text.js';
export { lineStarts } from './places.js';
