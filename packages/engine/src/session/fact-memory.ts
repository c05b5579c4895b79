import type { FileFacts, RepoPath, SourceFile, SqlDialect } from '@assay/contract';
import type { ChooseDialect, Extracted, Reader } from '../extract.js';

interface Known<T> {
  readonly text: string;
  readonly dialect: SqlDialect | undefined;
  readonly read: T;
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
export function rememberFacts({ extractFile, outlineFile, chooseDialect }: Reader): Reader {
  const extracted = latestTexts<Extracted>();
  const outlines = latestTexts<FileFacts>();
  return {
    extractFile: (file, dialect) => extracted(file, dialect, () => extractFile(file, dialect)),
    outlineFile: file => outlines(file, undefined, () => outlineFile(file)),
    chooseDialect: rememberChoices(chooseDialect),
  };
}

/** What was read of the latest texts of each file. */
function latestTexts<T>(): (file: SourceFile, dialect: SqlDialect | undefined, read: () => T) => T {
  const memory = new Map<RepoPath, readonly Known<T>[]>();
  return ({ path, text }, dialect, read) => {
    const known = memory.get(path) ?? [];
    const hit = known.find(entry => entry.text === text && entry.dialect === dialect) ?? { text, dialect, read: read() };
    if (hit !== known[0]) memory.set(path, [hit, ...known.filter(entry => entry !== hit)].slice(0, TEXTS));
    return hit.read;
  };
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
