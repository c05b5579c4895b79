export { extractFacts } from './extract.js';
export { extractSqlFacts } from './sql/file.js';
export { vote as voteDialect } from './sql/read.js';
