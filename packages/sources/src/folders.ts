import type { RepoPath } from '@assay/contract';
import { ancestors, baseName, folderOf } from './paths.js';

/** Dependencies, caches and output of known tools: never sources, wherever they lie. */
const NEVER_SOURCES = new Set([
  'node_modules', 'bower_components', 'jspm_packages', '.git', '.hg', '.svn', '.next', '.nuxt', '.output', '.svelte-kit', '.turbo', '.cache',
  '.nx', '.yarn', '.pnpm-store', '.vercel', '.netlify', '.serverless', '.aws-sam', '.angular', '.parcel-cache', '.nyc_output', '.assay-cache',
  'storybook-static', 'dist',
]);

/** Output or assets beside a package.json, but good names for a feature inside the sources. */
const OUTPUT_NAMES = new Set(['build', 'out', 'coverage', 'public', 'static', 'vendor']);

const SOURCE_FOLDERS = new Set([
  'src', 'source', 'app', 'server', 'lib', 'api', 'routes', 'controllers', 'modules', 'features', 'services',
]);

/** Is a folder of this name left out of every walk? */
export function isNeverSources(name: string): boolean {
  return NEVER_SOURCES.has(name);
}

/**
 * Is the folder left out of the walk? `dist` and the folders of tools always are; `build`, `out`, `coverage`, `public`, `static` and
 * `vendor` are when they lie right beside a package.json (the root counts), where tools put their output.
 */
export function isIgnoredFolder(folder: RepoPath, isPackage: (folder: RepoPath) => boolean): boolean {
  const name = baseName(folder);
  if (isNeverSources(name)) return true;
  const parent = folderOf(folder);
  return OUTPUT_NAMES.has(name) && (parent === '' || isPackage(parent));
}

/**
 * May the folder hold output or assets, or as well a feature's sources? So it is for an output name anywhere else, unless a source folder
 * (`src`, `server`, `routes`, ...) is above the name. Of its code only TypeScript is read, if the tsconfig does not exclude it: `components/public/list.tsx`, not `docs/static/menu.js`.
 */
export function isDoubtfulFolder(folder: RepoPath, isPackage: (folder: RepoPath) => boolean): boolean {
  const isOutput = (at: RepoPath): boolean => OUTPUT_NAMES.has(baseName(at));
  const isBelowSources = (at: RepoPath): boolean => [...ancestors(folderOf(at))].some((above) => isSourceFolder(above, isPackage));
  return [...ancestors(folder)].some((at) => isOutput(at) && !isBelowSources(at));
}

/** Named like a place where a project keeps its sources, and no package of its own. */
function isSourceFolder(folder: RepoPath, isPackage: (folder: RepoPath) => boolean): boolean {
  return SOURCE_FOLDERS.has(baseName(folder)) && !isPackage(folder);
}
