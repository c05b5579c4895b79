import type { RepoPath, SourceFile, SqlDialect } from '@assay/contract';
import type { ChooseDialect, Extracted, Reader } from '../extract.js';

interface Known {
  readonly text: string;
  readonly dialect: SqlDialect;
  readonly extracted: Extracted;
}

interface Chosen {
  readonly texts: readonly string[];
  readonly declared: SqlDialect;
  readonly dialect: SqlDialect;
}

/** How many texts of one file are remembered: the one on the disk and the one in the editor, taken in turns. */
const TEXTS = 2;
/** How many answers about the dialect of files are remembered: more than a project has folders of SQL. */
const CHOICES = 100;

/** Remembers the facts of each file's latest texts, so that only what changed is parsed again. */
export function rememberFacts({ extractFile, chooseDialect }: Reader): Reader {
  const memory = new Map<RepoPath, readonly Known[]>();
  return {
    extractFile: (file, dialect) => {
      const known = memory.get(file.path) ?? [];
      const hit = known.find(entry => entry.text === file.text && entry.dialect === dialect) ?? remember(file, dialect);
      if (hit !== known[0]) memory.set(file.path, [hit, ...known.filter(entry => entry !== hit)].slice(0, TEXTS));
      return hit.extracted;
    },
    chooseDialect: rememberChoices(chooseDialect),
  };

  function remember(file: SourceFile, dialect: SqlDialect): Known {
    return { text: file.text, dialect, extracted: extractFile(file, dialect) };
  }
}

function rememberChoices(choose: ChooseDialect): ChooseDialect {
  let latest: readonly Chosen[] = [];
  return (texts, declared) => {
    const isSame = (chosen: Chosen) => chosen.declared === declared && chosen.texts.length === texts.length && chosen.texts.every((text, index) => text === texts[index]);
    const hit = latest.find(isSame) ?? { texts, declared, dialect: choose(texts, declared) };
    if (hit !== latest[0]) latest = [hit, ...latest.filter(one => one !== hit)].slice(0, CHOICES);
    return hit.dialect;
  };
}
