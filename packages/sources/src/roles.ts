import type { RepoPath, SourceRole } from '@assay/contract';
import { ancestors, baseName, folderOf } from './paths.js';

/**
 * `anywhere`; `outside-source`: not below `src`, `app`, `server` or `lib`, where the name may be a feature's;
 * `package-root`: only right beside a package.json; `package`: a package below the root that is no deployed one, by the name of its folder or its own.
 */
type Reach = 'anywhere' | 'outside-source' | 'package-root' | 'package';

interface FolderRule {
  readonly role: Exclude<SourceRole, 'product'>;
  readonly names: RegExp;
  readonly reach: Reach;
  /** Holds only when the repository has product code elsewhere. */
  readonly beside?: boolean;
}

interface FileRule {
  readonly role: Exclude<SourceRole, 'product'>;
  readonly names: RegExp;
  readonly reach: Reach;
}

const FILE_RULES: readonly FileRule[] = [
  { role: 'test', names: /\.(test|tests|spec|int-spec|e2e[\w-]*|stories|story|cy|mocks?|fixtures?|stubs?)\./, reach: 'anywhere' },
  { role: 'test', names: /^(jest|vitest|playwright|cypress|karma|wdio|protractor)(-[\w-]+)?(\.[\w-]+)*\.(config|preset|setup|workspace|conf|base)(\.|$)/, reach: 'anywhere' },
  { role: 'test', names: /^(setupTests|(test|tests|e2e)[-_]?(setup|utils?|helpers?))\.[cm]?[jt]sx?$/i, reach: 'anywhere' },
  { role: 'test', names: /^mock[-_](?:users?|data|server|service|fixtures?)\.[cm]?[jt]sx?$/i, reach: 'anywhere' },
  { role: 'script', names: /^(seeds?|seeder)\.|\.(seed|seeder)\.[cm]?[jt]s$/, reach: 'anywhere' },
  // What a generator of code copies: parts of another project.
  { role: 'script', names: /\.template\.[cm]?[jt]sx?$/, reach: 'anywhere' },
  { role: 'script', names: /^(gulpfile|gruntfile|jakefile)\b.*\.[cm]?[jt]s$/i, reach: 'package-root' },
  { role: 'script', names: /^(webpack|rollup|rolldown|rspack|vite|babel|eslint|prettier|tailwind|postcss|tsup|tsdown|esbuild|commitlint|stylelint|lint-staged|drizzle|prisma|svgo|metro|docusaurus|next|nuxt|astro|svelte)\b.*\bconf(ig)?\b.*\.[cm]?[jt]s$/, reach: 'package-root' },
];

const FOLDER_RULES: readonly FolderRule[] = [
  { role: 'test', names: /^__?(tests?|mocks|fixtures|snapshots)__?$/, reach: 'anywhere' },
  { role: 'test', names: /^(tests?|e2e|fixtures|mocks)$/, reach: 'anywhere' },
  { role: 'test', names: /^(tests?|e2e)(?:[-_](utils?|helpers?|common|setup|support|data|fixtures|lib|migrations)|(Utils?|Helpers?|Common|Setup|Support|Data|Fixtures))$/, reach: 'anywhere' },
  { role: 'test', names: /^(specs?|cypress|playwright|testing)$/, reach: 'package-root' },
  { role: 'test', names: /^(?:testing|test(?:ing)?[-_]?(?:utils?|utilities|helpers?|kit|support|lib|tools?|harness|common|fixtures)|(?:_{2,}|_*(?:[a-zA-Z\d.]+[-_]+)+)(?:test[-_](?:utils?|helpers?|kit|support)|(?<!(?:^|[-_])(?:ab|split|load|pen|penetration|usability|user)[-_])testing))$/, reach: 'package' },
  { role: 'test', names: /^(?:cypress|playwright)$/, reach: 'package' },
  { role: 'test', names: /^.+[-_](e2e|tests)$/, reach: 'outside-source' },
  { role: 'test', names: /^(?:load|stress|perf(?:ormance)?|smoke)[-_]tests?(?:[-_][\w-]+)?$/, reach: 'outside-source' },
  { role: 'script', names: /^(?:scripts|(?:[a-z]+[-_])*(?:seeds?|seeding|seeders?))$/, reach: 'anywhere' },
  { role: 'test', names: /^(?:tests?[-_](?:int|integration|e2e|acceptance|system|functional|unit)|(?:api|int|integration|acceptance|functional|unit)[-_]tests?)$/, reach: 'anywhere' },
  // A stand-in of another service, for machines of developers and for tests.
  { role: 'test', names: /^.+[-_]mocks?$/, reach: 'anywhere' },
  { role: 'script', names: /^(tools|tooling|benchmarks?)$/, reach: 'outside-source' },
  { role: 'script', names: /^(docs|examples?|samples?)$/, reach: 'outside-source', beside: true },
];

/** Right below one of these a name is a feature's: `routes/test`, `modules/scripts`. */
const FEATURE_PARENT = /^(routes|controllers|modules|features|endpoints|resources|pages)$/;

/** What is deployed, whatever it is called: `apps/testing`. */
const DEPLOYED_PARENT = /^(?:apps?|services?)$/;

/** File-system routes: each folder below is a segment of a URL. */
const ROUTE_TREE = /(^|\/)(app|pages)\/api\//;

const SOURCE_FOLDER = /^(src|app|server|lib)$/;

/** The folders that have a package.json, with the name it gives. */
export type Packages = ReadonlyMap<RepoPath, string | undefined>;

/**
 * Tells product code from tests and scripts, by path alone: names of files, then of folders, tests before scripts.
 * `docs` and `examples` count as product when nothing else does. `packages` has the name of each folder's package. Answers one role a path.
 */
export function rolesOf(paths: readonly RepoPath[], packages: Packages): ReadonlyMap<RepoPath, SourceRole> {
  const strict = classify(paths, packages, FOLDER_RULES);
  if ([...strict.values()].includes('product')) return strict;
  return classify(paths, packages, FOLDER_RULES.filter((rule) => rule.beside !== true));
}

/** `orders.integration.ts`: a kind of test by its name, which a feature may have as well. */
const TEST_KIND = /\.(?:integration|integ|int|unit|functional|acceptance|contract|smoke|regression|system)\.[cm]?[jt]sx?$/;
/** A suite or a case at the top level of the file. */
const SUITE = /^(?:describe|suite|context|it|test)(?:\.\w+)*\s*(?:\(|`)/m;

/** Is a file whose name alone leaves it open a test? Its text says so. */
export function isTestByText(path: RepoPath, text: string): boolean {
  return TEST_KIND.test(path) && SUITE.test(text);
}

function classify(paths: readonly RepoPath[], packages: Packages, rules: readonly FolderRule[]): Map<RepoPath, SourceRole> {
  const folderRoles = new Map<RepoPath, SourceRole>();
  const roles = new Map<RepoPath, SourceRole>();
  for (const path of paths) {
    const folder = folderOf(path);
    let ofFolder = folderRoles.get(folder);
    if (ofFolder === undefined) folderRoles.set(folder, (ofFolder = folderRole(folder, packages, rules)));
    roles.set(path, ofFolder === 'test' ? 'test' : fileRole(path, packages) ?? ofFolder);
  }
  return roles;
}

function fileRole(path: RepoPath, packages: Packages): SourceRole | undefined {
  const name = baseName(path);
  return FILE_RULES.find((rule) => rule.names.test(name) && reaches(rule.reach, path, packages))?.role;
}

function folderRole(folder: RepoPath, packages: Packages, rules: readonly FolderRule[]): SourceRole {
  const found = new Set<SourceRole>();
  for (const at of ancestors(folder)) {
    if (at === '' || FEATURE_PARENT.test(baseName(folderOf(at))) || ROUTE_TREE.test(at)) continue;
    const name = baseName(at);
    for (const rule of rules) {
      const named = rule.names.test(name) || (rule.reach === 'package' && rule.names.test(ownName(packages.get(at))));
      if (named && reaches(rule.reach, at, packages)) found.add(rule.role);
    }
  }
  return found.has('test') ? 'test' : found.has('script') ? 'script' : 'product';
}

/** `@harbour/testing`: its last part. */
function ownName(packageName = ''): string {
  return packageName.slice(packageName.lastIndexOf('/') + 1);
}

function reaches(reach: Reach, path: RepoPath, packages: Packages): boolean {
  const parent = folderOf(path);
  if (reach === 'anywhere') return true;
  if (reach === 'package') return packages.has(path) && !DEPLOYED_PARENT.test(baseName(parent));
  if (reach === 'package-root') return parent === '' || packages.has(parent);
  return ![...ancestors(parent)].some((folder) => SOURCE_FOLDER.test(baseName(folder)) && !packages.has(folder));
}
