import { compareText, innermost, memo, type RepoPath } from '@assay/contract';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/**
 * Which files are this shard's: whole packages, the heaviest first to the shard with the least so far. Without packages of their own
 * files go with the root. Every machine comes to the same answer from the same tree.
 */
export function shardTest(shard: Shard, files: readonly RepoPath[], packages: readonly RepoPath[]): (path: RepoPath) => boolean {
  const packageOf = memo((path: RepoPath) => innermost(packages, path));
  const weights = new Map<RepoPath, number>();
  for (const file of files) weights.set(packageOf(file), (weights.get(packageOf(file)) ?? 0) + 1);
  const loads = Array.from({ length: shard.count }, () => 0);
  const owner = new Map<RepoPath, number>();
  for (const [folder, weight] of [...weights].sort(([a, x], [b, y]) => y - x || compareText(a, b))) {
    const lightest = loads.indexOf(Math.min(...loads));
    owner.set(folder, lightest);
    loads[lightest] = (loads[lightest] ?? 0) + weight;
  }
  return path => (owner.get(packageOf(path)) ?? 0) === shard.index - 1;
}
