export { extractFacts } from './extract.js';
export { outlineFacts } from './outline.js';
export { extractSqlFacts } from './sql/file.js';
export { takes as takesDialect, vote as voteDialect } from './sql/read.js';
export { sqlPieces, type SqlPieces } from './sql/pieces.js';
export type { Lexeme as SqlLexeme } from './sql/scan.js';
