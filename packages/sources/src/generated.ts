import type { RepoPath } from '@assay/contract';
import { isTypeScript } from './kinds.js';

const PATH_SAYS_GENERATED = /(^|\/)__generated__\/|\.generated\.[^/]*$/;

/** Migrations run as they stand, whoever wrote them: a tool's header does not take them out. */
const MIGRATION = /(^|\/)migrations?\//i;

const HEADER_SAYS_GENERATED =
  /@generated\b|\bdo not (edit|modify)\b|\b(is|was|are|been) (auto-?|automatically )generated\b|\b(auto-?|automatically )generated\b\W*($|by|from|with|using|file|code|do not)/im;

/** Everything before the first statement: blank lines, comments, a shebang, directives. */
const LEADING_COMMENTS = /^(?:\s+|#![^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(['"])use \w+\1;?)*/;

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const RE_EXPORT = /\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^{}]*\})\s*from\s*(['"])[^'"\n]+\1;?/g;

const MINIFIED_NAME = /[.-]min\.[cm]?js$/;
const MINIFIED_SIZE = 3 * 1024;
const MINIFIED_LINE = 400;

/** Why a code file is nobody's handwriting, or undefined. Only the comment at the top (first 2 KB) is believed, not prose further down. */
export function generatedReason(path: RepoPath, text: string): string | undefined {
  if (MIGRATION.test(path)) return undefined;
  if (PATH_SAYS_GENERATED.test(path)) return 'generated, by its path';
  const header = LEADING_COMMENTS.exec(text.slice(0, 2048))?.[0] ?? '';
  if (HEADER_SAYS_GENERATED.test(header) && !isBarrel(text)) return 'generated, by its header comment';
  if (!isTypeScript(path) && (MINIFIED_NAME.test(path) || hasEndlessLines(text))) return 'minified';
  return undefined;
}

/** Re-exports and nothing else: others reach handwritten code through it. */
function isBarrel(text: string): boolean {
  return text.replace(COMMENT, '').replace(RE_EXPORT, '').trim() === '';
}

function hasEndlessLines(text: string): boolean {
  if (text.length <= MINIFIED_SIZE) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > MINIFIED_LINE;
}
