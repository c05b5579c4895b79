import { spanOf, type MigrationNote, type Range, type RepoPath } from '@assay/contract';

/** A comment and where it stands in its file. */
export interface PlacedComment {
  readonly text: string;
  readonly at: Range;
}

const VERIFY = /^\W*VERIFY:\s*(\S[^]*)$/;
const OPERATIONS = /^\W*OPERATIONS:\s*(\S[^]*)$/;
const FIELD = /\b(duration|impact|throttle)\s*=\s*([^,\n]+)/g;
/** https://squawkhq.com/docs/cli#disabling-rules-via-comments */
const SQUAWK = /^\W*squawk-ignore(-file)?\b[ \t]*:?[ \t]*([^\n]*)/;
/** https://atlasgo.io/lint/analyzers#nolint */
const ATLAS = /^\W*atlas:nolint\b[ \t]*([^\n]*)/;

/** What the comments of a migration say of how it is run and checked, in words that are agreed on. Nothing else is guessed from a comment. */
export function notesIn(path: RepoPath, comments: readonly PlacedComment[]): readonly MigrationNote[] {
  return comments.flatMap(({ text, at }): MigrationNote[] => {
    const place = spanOf(path, at);
    const verify = VERIFY.exec(text)?.[1]?.trim();
    if (verify) return [{ kind: 'verify', at: place, text: verify }];
    const operations = OPERATIONS.exec(text)?.[1];
    if (operations) return operationsNote(operations, place);
    const [, wholeFile, squawk] = SQUAWK.exec(text) ?? [];
    if (squawk !== undefined) return [{ kind: 'accepted', at: place, by: 'squawk-ignore', names: namesIn(squawk), wholeFile: wholeFile !== undefined }];
    const atlas = ATLAS.exec(text)?.[1];
    return atlas === undefined ? [] : [{ kind: 'accepted', at: place, by: 'atlas:nolint', names: namesIn(atlas), wholeFile: false }];
  });
}

/** One that gives none of the fields says nothing. */
function operationsNote(text: string, at: MigrationNote['at']): MigrationNote[] {
  const fields = Object.fromEntries(Array.from(text.matchAll(FIELD), ([, name = '', value = '']) => [name, value.trim()]));
  return Object.keys(fields).length === 0 ? [] : [{ kind: 'operations', at, fields }];
}

function namesIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((name) => /^[\w-]+$/.test(name));
}

const COMMENT = /--([^\n]*)|\/\*([^]*?)(?:\*\/|$)/g;

/** The comments of SQL text that stands at an offset of its file. */
export function sqlCommentsIn(text: string, from: number): readonly PlacedComment[] {
  return Array.from(text.matchAll(COMMENT), (found) => ({ text: found[1] ?? found[2] ?? '', at: [from + found.index, from + found.index + found[0].length] }));
}
