import type { RepoPath } from '@assay/contract';
import { join } from './paths.js';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.json'];

/** What a written extension may stand for: TypeScript's names for its output first, because sources win over output beside them. */
const SWAPS: readonly (readonly [string, readonly string[]])[] = [
  ['.js', ['.ts', '.tsx', '.js', '.jsx', '.d.ts']],
  ['.jsx', ['.tsx', '.ts', '.jsx', '.js', '.d.ts']],
  ['.mjs', ['.mts', '.mjs', '.d.mts']],
  ['.cjs', ['.cts', '.cjs', '.d.cts']],
  ['.d.ts', ['.d.ts']],
  ['.ts', ['.ts', '.tsx', '.d.ts']],
  ['.tsx', ['.tsx', '.ts', '.d.ts']],
];

const OUTPUT_EXTENSION = /(\.d)?\.[cm]?[jt]sx?$/;

/** An output folder's name, with what builders append: `dist`, `dist-cjs`, `lib`, `es`. */
const OUTPUT_FOLDER = /^(dist|build|built|lib|out|output|es|esm|cjs|umd|mjs|compiled|types|typings|node|bin)([-_.].*)?$/;

const SOURCE_ROOTS = ['src', 'lib', 'source', 'app'];

/** The files that an import of `base` can mean, best first: as written, by swapped extension, by added extension, as a folder. */
export function fileCandidates(base: RepoPath): readonly RepoPath[] {
  const swap = SWAPS.find(([written]) => base.endsWith(written));
  const asFile = swap === undefined ? [base] : swap[1].map((extension) => base.slice(0, -swap[0].length) + extension);
  return [...asFile, ...EXTENSIONS.map((extension) => base + extension), ...indexCandidates(base)];
}

/** `folder` is a path as `join` gives it. */
function indexCandidates(folder: RepoPath): readonly RepoPath[] {
  const start = folder === '' ? 'index' : `${folder}/index`;
  return EXTENSIONS.map((extension) => start + extension);
}

/**
 * Where the source of a package's `target` may lie when the target itself is build output: `dist/a/b.js` can come from `src/a/b.ts`,
 * `lib/a/b.ts` or `a/b.ts`. Leading output folders are taken off one by one; a `src` inside the target is believed.
 * Answers bases without extension.
 */
export function sourceBases(folder: RepoPath, target: string): readonly RepoPath[] {
  const bases = new Set<RepoPath>([join(folder, withoutExtension(target))]);
  for (const rest of withoutOutputFolders(target)) {
    for (const root of SOURCE_ROOTS) bases.add(join(folder, `${root}/${rest}`));
    bases.add(join(folder, rest));
  }
  const [, fromSource] = /(?:^|\/)(src\/.*)$/.exec(withoutExtension(target)) ?? [];
  if (fromSource !== undefined) bases.add(join(folder, fromSource));
  return [...bases];
}

/** The same below one folder that is known to be the sources' own. */
export function basesBelow(sourceRoot: RepoPath, target: string): readonly RepoPath[] {
  return withoutOutputFolders(target).map((rest) => join(sourceRoot, rest));
}

function withoutOutputFolders(target: string): readonly string[] {
  const parts = withoutExtension(target).split('/');
  const cuts = parts.map((_, cut) => cut).filter((cut) => parts.slice(0, cut).every((part) => OUTPUT_FOLDER.test(part)));
  return cuts.map((cut) => parts.slice(cut).join('/'));
}

function withoutExtension(target: string): string {
  return join('', target).replace(OUTPUT_EXTENSION, '');
}
