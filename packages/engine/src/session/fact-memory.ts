import type { RepoPath, SourceFile, SqlDialect } from '@assay/contract';
import type { Extracted, ExtractFile } from '../extract.js';

interface Known {
  readonly text: string;
  readonly dialect: SqlDialect;
  readonly extracted: Extracted;
}

/** How many texts of one file are remembered: the one on the disk and the one in the editor, taken in turns. */
const TEXTS = 2;

/** Remembers the facts of each file's latest texts, so that only what changed is parsed again. */
export function rememberFacts(extractFile: ExtractFile): ExtractFile {
  const memory = new Map<RepoPath, readonly Known[]>();
  return (file, dialect) => {
    const known = memory.get(file.path) ?? [];
    const hit = known.find(entry => entry.text === file.text && entry.dialect === dialect) ?? remember(file, dialect);
    if (hit !== known[0]) memory.set(file.path, [hit, ...known.filter(entry => entry !== hit)].slice(0, TEXTS));
    return hit.extracted;
  };

  function remember(file: SourceFile, dialect: SqlDialect): Known {
    return { text: file.text, dialect, extracted: extractFile(file, dialect) };
  }
}
