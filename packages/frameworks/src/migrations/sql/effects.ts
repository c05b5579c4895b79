import { statements, type Statement } from './statements.js';

/** Statements that steer the session or the transaction and leave data and schema as they were. */
const SESSION: ReadonlySet<string> = new Set([
  'BEGIN', 'COMMIT', 'ROLLBACK', 'END', 'START', 'SAVEPOINT', 'RELEASE', 'SET', 'RESET', 'USE', 'GO', 'PRAGMA', 'DELIMITER', 'RETURN',
]);
const SELECT_WORDS: ReadonlySet<string> = new Set(['SELECT', 'AS', 'NULL', 'TRUE', 'FALSE', 'RESULT', 'NOOP', 'DUAL']);

/** The statements of SQL text that can change something. None: the text is empty, commented out or `SELECT 1`. */
export function changes(text: string): Statement[] {
  return statements(text).filter((statement) => !isSession(statement) && !isConstantSelect(statement));
}

function isSession(statement: Statement): boolean {
  const [first] = statement.tokens;
  return first?.kind === 'word' && SESSION.has(first.text);
}

/** `SELECT 1`, `SELECT 'nothing to do'`: what one writes where a tool wants some statement. */
function isConstantSelect(statement: Statement): boolean {
  if (statement.tokens[0]?.text !== 'SELECT') return false;
  return statement.tokens.every((token) => {
    if (token.kind === 'word') return SELECT_WORDS.has(token.text);
    return token.kind === 'mark' ? token.text === ',' : token.kind !== 'body';
  });
}
