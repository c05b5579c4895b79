import type { FrameworkAdapter, RepoPath, Repository, SourceFile, SqlDialect } from '@assay/contract';
import { voteDialect } from '@assay/facts';

/**
 * Which database each file's SQL is for: what adapters declare nearest above it. The SQL files of a folder that nothing is declared for are of
 * the dialect whose grammar alone takes them all.
 */
export function dialectsOf(repository: Repository, adapters: readonly FrameworkAdapter[]): (path: RepoPath) => SqlDialect {
  const declared = declarations(repository, adapters);
  const undeclared = repository.files.filter(file => file.kind === 'sql' && nearest(file.path, declared) === 'unknown');
  const voted = new Map<RepoPath, SqlDialect>();
  for (const group of byFolder(undeclared).values()) {
    const dialect = voteDialect(group.map(file => file.text), 'certain');
    for (const file of group) voted.set(file.path, dialect);
  }
  return path => voted.get(path) ?? nearest(path, declared);
}

/** Folders with the one dialect that is declared for them; with two, it is not known. */
function declarations(repository: Repository, adapters: readonly FrameworkAdapter[]): ReadonlyMap<RepoPath, SqlDialect> {
  const found = new Map<RepoPath, SqlDialect>();
  for (const { folder, dialect } of adapters.flatMap(adapter => [...(adapter.dialects?.(repository) ?? [])])) {
    const known = found.get(folder);
    found.set(folder, known === undefined || known === dialect ? dialect : 'unknown');
  }
  return found;
}

function nearest(path: RepoPath, declared: ReadonlyMap<RepoPath, SqlDialect>): SqlDialect {
  for (let folder = path; folder !== ''; folder = parentOf(folder)) {
    const dialect = declared.get(folder);
    if (dialect) return dialect;
  }
  return declared.get('') ?? 'unknown';
}

function parentOf(path: RepoPath): RepoPath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Files that belong together: those below one folder of migrations, else those of one folder. */
function byFolder(files: readonly SourceFile[]): ReadonlyMap<RepoPath, SourceFile[]> {
  const groups = new Map<RepoPath, SourceFile[]>();
  for (const file of files) {
    const folder = /^.*migrat[^/]*(?=\/)/i.exec(file.path)?.[0] ?? parentOf(file.path);
    groups.set(folder, [...(groups.get(folder) ?? []), file]);
  }
  return groups;
}
