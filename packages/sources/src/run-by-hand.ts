import type { RepoPath } from '@assay/contract';
import { asObject } from './jsonc.js';
import type { PackageFile } from './manifest.js';
import { baseName, folderOf, join } from './paths.js';

/** `tsx ./convert/berths.ts`, `node --env-file=.env dist/fix.js`. https://docs.npmjs.com/cli/v11/using-npm/scripts */
const RUNS = /(?:^|[\s/])(?:node|tsx|ts-node(?:-esm|-script)?|babel-node|esno|bun(?:\s+run)?|swc-node|jiti)\s+((?:-\S+\s+)*)(\S+\.[cm]?[jt]s)\b/g;

/** Words that stand for something done once, or by hand. */
const ONCE = /(?:^|[:_./-])(?:scripts?|converts?|convertors?|migrate|migrations?|seeds?|populate|import|ingest|backfill|fix|repair|set-?up|init|bootstrap|reset|clean-?up|clean|purge|reindex|restore|dump|generate|create|update|rename|upgrade|onboard|copy|load)(?=$|[:_./-])/i;

/** Commands and files that run the product: its servers, and the jobs beside them. */
const PRODUCT = /(?:^|[:_./-])(?:start|dev|develop|serve|servers?|watch|preview|workers?|consumers?|consume|queues?|jobs?|cron|crons|cronjobs?|tasks?|schedulers?|daemons?|bot|main|index|app|www)(?=$|[:_./-])/i;

/** Text that others use, or that answers requests. */
const USED = /^export\s|\bmodule\.exports\b|^exports\.|\.listen\(|\bcreateServer\(/m;

/** Files named after what mends data that is there, or makes the first of it: `fix_counts.js`, `backfill-owners.ts`. Nothing does that twice. */
const MENDS = /^(?:fix(?:es)?|repair|backfill|convert|populate|seed)[._-]/i;

/** Folders of the product's own sources: a script in one of them says nothing of the others. */
const OF_PRODUCT = /^(?:src|app|server|lib|api|backend)$/;

/**
 * The files that a command of a package.json runs by themselves, and that are named after what is done once: conversions, repairs, imports. Those beside
 * them are alike, unless a command runs them as the product; and those that are named after a repair are run by hand where no command is there for it.
 */
export function runByHand(packages: readonly PackageFile[]): (path: RepoPath) => boolean {
  const once = new Set<RepoPath>();
  const product = new Set<RepoPath>();
  for (const { manifest, json } of packages) {
    for (const [name, command] of Object.entries(asObject(json['scripts']) ?? {})) {
      if (typeof command !== 'string') continue;
      for (const [, , file = ''] of command.matchAll(RUNS)) {
        const isOnce = (ONCE.test(name) || ONCE.test(file)) && !PRODUCT.test(name) && !PRODUCT.test(file);
        for (const path of sourcesOf(join(manifest.folder, file))) (isOnce ? once : product).add(path);
      }
    }
  }
  const roots = new Set(packages.map(({ manifest }) => manifest.folder));
  const folders = new Set([...once].map(folderOf).filter((folder) => !roots.has(folder) && !OF_PRODUCT.test(baseName(folder))));
  return (path) => !product.has(path) && (once.has(path) || folders.has(folderOf(path)) || MENDS.test(baseName(path)));
}

/** Does the text stand by itself? */
export function standsAlone(text: string): boolean {
  return !USED.test(text);
}

/** What is compiled is run from another folder, under another ending. */
function sourcesOf(path: RepoPath): readonly RepoPath[] {
  const written = path.replace(/\.([cm]?)js$/, '.$1ts');
  const folders = [path, written, ...['src/', ''].map((folder) => written.replace(/(^|\/)(?:dist|build|lib|out)\//, `$1${folder}`))];
  return [...new Set(folders)].filter((one) => baseName(one) !== '');
}
