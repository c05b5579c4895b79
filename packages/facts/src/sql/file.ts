import { createHash } from 'node:crypto';
import { FACT_FORMAT, lineStartsOf, type FileFacts, type ReadProblem, type SourceFile, type SqlDialect, type SqlText } from '@assay/contract';
import { readSql } from './read.js';

/** The facts of a `.sql` file: its statements. Pure for a text and a dialect; never throws. */
export function extractSqlFacts(file: SourceFile, dialect: SqlDialect): FileFacts {
  const sql = readSql([{ text: file.text, at: [0, file.text.length], offsetOf: (offset) => offset, plain: true }], dialect);
  const lineStarts = lineStartsOf(file.text);
  return {
    path: file.path, hash: createHash('sha256').update(file.text).digest('hex').slice(0, 32), format: FACT_FORMAT, lineStarts,
    functions: [], bindings: [], classes: [], types: [], imports: [], exports: [], writes: [], comments: [], problems: problemsOf(file, sql), sql, ...(dialect === 'unknown' ? {} : { dialect }),
  };
}

/** One note for all statements of a file that could not be parsed: the rest was. */
function problemsOf(file: SourceFile, sql: readonly SqlText[]): readonly ReadProblem[] {
  const refused = sql.flatMap((text) => text.statements).filter((statement) => statement.confidence === 'unparsed');
  const [first] = refused;
  if (!first) return [];
  const line = file.text.slice(0, first.at[0]).split('\n').length;
  const more = refused.length === 1 ? '' : ` (and ${refused.length - 1} more)`;
  return [{ path: file.path, line, code: 'sql', level: 'note', message: `statement not understood: ${first.problem ?? ''}${more}; the other statements were read` }];
}
