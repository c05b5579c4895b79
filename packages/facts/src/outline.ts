import { createHash } from 'node:crypto';
import { ts } from '#typescript';
import { FACT_FORMAT, lineStartsOf, type FileFacts, type ImportFact, type SourceFile } from '@assay/contract';
import { loadTypeScript } from './typescript.js';

/** `import type { A } from 'x'`, `export type { A } from 'x'`, up to the specifier's quote; a name `type` that is imported is none. */
const TYPES = /\b(?:import|export)\s+type\s+(?!from\b)[^'"`;]*?\bfrom\s*['"]/g;

/**
 * What a code file imports, by a scan of its tokens: a small part of what it takes to parse it. Nothing else of it is told; each import is given as a statement at
 * its specifier. For files of which nothing else matters. Never throws.
 */
export function outlineFacts(file: SourceFile): FileFacts {
  loadTypeScript();
  const { text, path } = file;
  const typeOnly = new Set(Array.from(text.matchAll(TYPES), (match) => match.index + match[0].length));
  const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos, end }): ImportFact => ({ specifier: fileName, kind: 'import', typeOnly: typeOnly.has(pos) || typeOnly.has(pos + 1), at: [pos, end] }));
  return {
    path, hash: createHash('sha256').update(text).digest('hex').slice(0, 32), format: FACT_FORMAT, lineStarts: lineStartsOf(text),
    functions: [{ name: '', kind: 'module', async: true, generator: false, params: [], body: [], at: [0, text.length], nameAt: [0, Math.min(1, text.length)], directives: [], typeParams: [] }],
    bindings: [], classes: [], types: [], imports, exports: [], writes: [], comments: [], problems: [],
  };
}
