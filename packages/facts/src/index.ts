export { extractFacts } from './extract.js';
export { extractSqlFacts } from './sql/file.js';
export { takes as takesDialect, vote as voteDialect } from './sql/read.js';
