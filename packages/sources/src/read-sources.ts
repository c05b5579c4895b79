import type { RepoPath, SourceFile, SourceKind, SourceRole } from '@assay/contract';
import type { Disk } from './disk.js';
import { isDoubtfulFolder } from './folders.js';
import { isDeclaration, isHidden, isTypeScript, kindOf } from './kinds.js';
import { folderOf } from './paths.js';
import type { Problems } from './problems.js';
import { readSource, type Omission } from './read-source.js';
import { isTestByText, rolesOf, type Packages } from './roles.js';
import { standsAlone } from './run-by-hand.js';

export interface SourcesRead {
  readonly files: readonly SourceFile[];
  /** Paths that are a source file by their name and were not taken, with the reason. */
  readonly omitted: Map<RepoPath, Omission>;
}

export interface SourcesInput {
  readonly disk: Disk;
  readonly paths: readonly RepoPath[];
  readonly packages: Packages;
  /** Do commands of the packages run such a file, for what is done once? */
  readonly runByHand: (path: RepoPath) => boolean;
  /** Does the folder's tsconfig exclude it? */
  readonly isExcluded: (folder: RepoPath) => boolean;
  readonly maxSize: number;
  readonly problems: Problems;
}

/** Reads the source files among `paths`, in their order, and gives each its role. */
export function readSources(input: SourcesInput): SourcesRead {
  const { disk, paths, maxSize, problems } = input;
  const omission = omissionByPath(input);
  const read: { path: RepoPath; kind: SourceKind; text: string }[] = [];
  const omitted = new Map<RepoPath, Omission>();
  for (const path of paths) {
    const kind = kindOf(path);
    if (kind === undefined) continue;
    const reason = omission(path);
    const result = reason === undefined ? readSource(disk, path, kind, maxSize, problems) : { omitted: reason };
    if ('text' in result) read.push({ path, kind, text: result.text });
    else omitted.set(path, result.omitted);
  }
  const roles = rolesOf(read.map((file) => file.path), input.packages);
  const roleOf = ({ path, text }: { readonly path: RepoPath; readonly text: string }): SourceRole => {
    if (isTestByText(path, text)) return 'test';
    const role = roles.get(path) ?? 'product';
    return role === 'product' && input.runByHand(path) && standsAlone(text) ? 'script' : role;
  };
  return { files: read.map((file) => ({ ...file, role: roleOf(file) })), omitted };
}

function omissionByPath({ packages, isExcluded }: SourcesInput): (path: RepoPath) => Omission | undefined {
  const trust = new Map<RepoPath, 'all' | 'typescript' | 'none'>();
  return (path) => {
    if (isHidden(path)) return 'hidden';
    if (isDeclaration(path)) return 'declaration';
    if (kindOf(path) !== 'code') return undefined;
    const folder = folderOf(path);
    let level = trust.get(folder);
    if (level === undefined) {
      const doubtful = isDoubtfulFolder(folder, (at) => packages.has(at));
      trust.set(folder, (level = !doubtful ? 'all' : isExcluded(folder) ? 'none' : 'typescript'));
    }
    return level === 'all' || (level === 'typescript' && isTypeScript(path)) ? undefined : 'output';
  };
}
