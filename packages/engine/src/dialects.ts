import { groupBy, type FrameworkAdapter, type RepoPath, type Repository, type SqlDialect } from '@assay/contract';
import type { ChooseDialect } from './extract.js';

/**
 * Which database each file's SQL is for: what adapters declare nearest above it. The SQL files of a folder that nothing is declared for, or whose
 * declared grammar refuses them (a second database that no manifest names), are of the dialect whose grammar alone takes them all.
 */
export function dialectsOf(repository: Repository, adapters: readonly FrameworkAdapter[], choose: ChooseDialect): (path: RepoPath) => SqlDialect {
  const declared = declarations(repository, adapters);
  const voted = new Map<RepoPath, SqlDialect>();
  const sqlFiles = repository.files.filter(file => file.kind === 'sql');
  for (const group of groupBy(sqlFiles, file => groupKey(file.path, declared)).values()) {
    const dialect = choose(group.map(file => file.text), nearest(group[0]?.path ?? '', declared));
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

/** Which files belong together: those below one folder of migrations, else those of one folder, as far as one dialect is declared for them. */
function groupKey(path: RepoPath, declared: ReadonlyMap<RepoPath, SqlDialect>): string {
  const folder = /^.*migrat[^/]*(?=\/)/i.exec(path)?.[0] ?? parentOf(path);
  return `${folder}#${nearest(path, declared)}`;
}
