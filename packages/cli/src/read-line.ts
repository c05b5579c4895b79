import type { RepoPath } from '@assay/contract';

/** Answers lines (1-based, without line break) of the files that were read. */
export function readLineOf(sources: ReadonlyMap<RepoPath, string>): (path: RepoPath, line: number) => string | undefined {
  const split = new Map<RepoPath, readonly string[]>();
  return (path, line) => {
    const lines = split.get(path) ?? sources.get(path)?.split(/\r\n|\n|\r/) ?? [];
    split.set(path, lines);
    return lines[line - 1];
  };
}
