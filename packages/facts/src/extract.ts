import { createHash } from 'node:crypto';
import { ts } from '#typescript';
import { FACT_FORMAT, type FileFacts, type ReadProblem, type SourceFile, type SqlDialect, type SqlText } from '@assay/contract';
import { readClass } from './classes.js';
import { readComments } from './comments.js';
import { readConstructorFunctions } from './constructors.js';
import { Context, type Readers } from './context.js';
import { documentFacts } from './document.js';
import { readExpr } from './expressions.js';
import { readFunction } from './functions.js';
import { hoistBlock, hoistVars } from './hoist.js';
import { embeddedSql } from './sql/embedded.js';
import { readStatements } from './statements.js';
import { readType } from './types.js';
import { loadTypeScript } from './typescript.js';
import { markUnused } from './unused.js';

const READERS: Readers = { expr: readExpr, type: readType, statements: readStatements, fn: readFunction, cls: readClass };

/**
 * Everything later stages need of one code file, from one parse and one walk. Pure: the same text (and `dialect` of the SQL in it) gives the
 * same facts.
 * Never throws: syntax errors become problems and the readable rest is kept; a failure of the walk itself becomes an `internal` problem.
 */
export function extractFacts(file: SourceFile, dialect: SqlDialect = 'unknown'): FileFacts {
  if (file.kind === 'document') return documentFacts(file);
  loadTypeScript();
  const isJavaScript = /\.[cm]?jsx?$/.test(file.path);
  const problems: ReadProblem[] = [];
  let source: ts.SourceFile;
  try {
    source = parse(file, file.text);
    problems.push(...syntaxProblems(source, file));
  } catch (error) {
    problems.push(failure(file, error));
    source = parse(file, '');
  }
  const context = new Context(source, isJavaScript, READERS);
  try {
    walk(context);
  } catch (error) {
    problems.push(failure(file, error));
  }
  if (context.tooDeep !== undefined) {
    const line = source.getLineAndCharacterOfPosition(context.tooDeep).line + 1;
    problems.push({ path: file.path, line, code: 'budget', level: 'problem', message: 'nested too deep: what lies deeper was not read, the rest of the file was' });
  }
  const sql = sqlIn(source, dialect, file, problems);
  return {
    path: file.path, hash: createHash('sha256').update(file.text).digest('hex').slice(0, 32), format: FACT_FORMAT, lineStarts: source.getLineStarts().slice(),
    functions: context.functions, bindings: context.bindings, classes: context.classes, types: context.types, imports: context.imports,
    exports: context.exports, writes: context.writes, comments: readComments(file.text, context.literals), ...(sql.length > 0 ? { sql } : {}), ...(dialect === 'unknown' ? {} : { dialect }), problems,
  };
}

function sqlIn(source: ts.SourceFile, dialect: SqlDialect, file: SourceFile, problems: ReadProblem[]): readonly SqlText[] {
  try {
    return embeddedSql(source, dialect);
  } catch (error) {
    problems.push(failure(file, error));
    return [];
  }
}

/** The parser goes down as deep as the code does; code that overflows its stack is unusual, not an error of ours. */
function failure(file: SourceFile, error: unknown): ReadProblem {
  if (error instanceof RangeError) return { path: file.path, code: 'budget', level: 'problem', message: 'nested too deep to be parsed; the file was left out' };
  return { path: file.path, code: 'internal', level: 'problem', message: `facts could not be read: ${error instanceof Error ? error.message : String(error)}` };
}

function parse(file: SourceFile, text: string): ts.SourceFile {
  const isJavaScript = /\.[cm]?jsx?$/.test(file.path);
  return ts.createSourceFile(
    file.path, text,
    { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: isJavaScript ? ts.JSDocParsingMode.ParseForTypeInfo : ts.JSDocParsingMode.ParseNone },
    isJavaScript, scriptKind(file.path),
  );
}

function scriptKind(path: string): ts.ScriptKind {
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX;
  return /\.[cm]?jsx?$/.test(path) ? ts.ScriptKind.JSX : ts.ScriptKind.TS;
}

function walk(context: Context): void {
  const statements = context.source.statements;
  const text = context.source.text;
  context.functions.push({
    name: '', kind: 'module', async: true, generator: false, params: [], body: [], at: [0, text.length], nameAt: [0, Math.min(1, text.length)],
    directives: statements.flatMap((statement) => (ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression) ? [statement.expression.text] : [])),
    typeParams: [],
  });
  hoistVars(context.source, context, context.scope);
  hoistBlock(statements, context);
  const body = readStatements(statements, context);
  const module = context.functions[0];
  if (module) context.functions[0] = { ...module, body };
  readConstructorFunctions(context);
  markUnused(context);
}

interface Diagnosed { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] }

/** The parser's own complaints; a JavaScript file may use type syntax without one. */
function syntaxProblems(source: ts.SourceFile, file: SourceFile): ReadProblem[] {
  const [first, ...rest] = (source as ts.SourceFile & Diagnosed).parseDiagnostics ?? [];
  if (!first) return [];
  const line = source.getLineAndCharacterOfPosition(first.start).line + 1;
  const more = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
  return [{ path: file.path, line, code: 'syntax', level: 'problem', message: `${ts.flattenDiagnosticMessageText(first.messageText, ' ')}${more}; the readable rest was analysed` }];
}
