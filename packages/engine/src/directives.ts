import { lineAt, lineStartsOf, spanOf, type FileFacts, type Range, type RepoPath, type SourceFile, type Span } from '@assay/contract';
import { sqlComments } from './sql-comments.js';

/** An ESLint directive that concerns Assay: it names rules of Assay, or it names none and so means all. */
export interface Directive {
  readonly kind: 'disable' | 'enable' | 'disable-line' | 'disable-next-line';
  readonly at: Span;
  /** The line that a `disable-line` or `disable-next-line` covers. */
  readonly line: number;
  /** Rule ids without prefix; empty when it means every rule. */
  readonly rules: readonly string[];
  /** What stands after `--`; empty when nothing does. */
  readonly reason: string;
}

interface Comment {
  readonly text: string;
  readonly at: Range;
  readonly block: boolean;
}

const DIRECTIVE = /^eslint-(disable-next-line|disable-line|disable|enable)(?:\s+|$)([^]*)$/;
const PREFIX = 'assay/';

/** The directives of every file in the order of files and comments, read as ESLint reads them. */
export function readDirectives(files: readonly SourceFile[], facts: readonly FileFacts[]): readonly Directive[] {
  const factsOf = new Map(facts.map(file => [file.path, file]));
  return files.flatMap(file => {
    if (!file.text.includes('eslint-')) return [];
    if (file.kind === 'sql') return directivesOf(file.path, sqlComments(file.text).map(comment => ({ ...comment, block: true })), lineStartsOf(file.text));
    const known = factsOf.get(file.path);
    if (!known) return [];
    const comments = known.comments.map(({ text, at }) => ({ text, at, block: file.text.startsWith('/*', at[0]) }));
    return directivesOf(file.path, comments, known.lineStarts);
  });
}

function directivesOf(path: RepoPath, comments: readonly Comment[], starts: readonly number[]): readonly Directive[] {
  return comments.flatMap(({ text, at, block }) => {
    const [, kind, rest = ''] = DIRECTIVE.exec(text.trim()) ?? [];
    if (!isKind(kind)) return [];
    // As in ESLint: only a block comment opens or closes a stretch, and a comment over several lines is on no line of its own.
    const lines = { first: lineAt(starts, at[0]), last: lineAt(starts, Math.max(at[0], at[1] - 1)) };
    if ((kind === 'disable' || kind === 'enable') && !block) return [];
    if (kind === 'disable-line' && lines.first !== lines.last) return [];
    const [list = '', ...reason] = rest.split(/(?:^|\s)-{2,}(?:\s|$)/);
    const named = list.split(',').map(name => name.trim()).filter(name => name !== '');
    const rules = named.filter(name => name.startsWith(PREFIX)).map(name => name.slice(PREFIX.length));
    if (named.length > 0 && rules.length === 0) return [];
    return [{ kind, at: spanOf(path, at), line: kind === 'disable-next-line' ? lines.last + 1 : lines.first, rules, reason: reason.join(' -- ').trim() }];
  });
}

function isKind(text: string | undefined): text is Directive['kind'] {
  return text !== undefined;
}
