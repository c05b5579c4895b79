import { parseSql, type Script } from './ast.js';
import { SqlSourceCode } from './source-code.js';

interface File {
  readonly body: string | Uint8Array;
}

/**
 * The language `assay/sql`: enough of SQL for findings, comments and directives to have their places. What a statement means is known
 * to the session alone, so no dialect is asked for, and only a string or a comment without an end makes a file unreadable.
 */
export const sqlLanguage = {
  fileType: 'text' as const,
  lineStart: 1 as const,
  columnStart: 0 as const,
  nodeTypeKey: 'type',
  visitorKeys: { SqlScript: ['body'], SqlStatement: [] },

  /** There is no option; those of other languages, set for all files, mean nothing here. */
  validateLanguageOptions(): void {},

  parse(file: File) {
    const { script, unterminated } = parseSql(textOf(file));
    if (unterminated) return { ok: false as const, errors: [{ message: 'Unterminated string, quoted name or comment', ...unterminated }] };
    return { ok: true as const, ast: script };
  },

  createSourceCode(file: File, { ast }: { readonly ast: Script }): SqlSourceCode {
    return new SqlSourceCode(textOf(file), ast);
  },
};

function textOf({ body }: File): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}
