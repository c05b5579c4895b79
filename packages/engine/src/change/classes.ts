import type { BackendModel, ChangeClass, RepoPath, Repository } from '@assay/contract';
import { rolesOf, type ChangeSet } from '@assay/sources';

/** By path alone, the first that fits. Tools' own documentation names these files. */
const BY_PATH: readonly (readonly [ChangeClass, RegExp])[] = [
  ['lock', /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|[\w.-]+\.lock)$/],
  ['snapshot', /(?:^|\/)__snapshots__\/|\.(?:snap|snapshot)$/],
  ['generated', /(?:^|\/)(?:dist|build|__generated__|generated)\/|\.(?:generated|gen)\.\w+$|\.min\.(?:js|css)$|(?:^|\/)meta\/(?:\d+_snapshot|_journal)\.json$/],
  ['binary', /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|svg|mp[34]|webm|ogg|wav|woff2?|ttf|otf|eot|pdf|zip|gz|tgz|tar|wasm|node|exe|dll|so|db|sqlite3?)$/i],
  ['docs', /\.(?:md|mdx|rst|adoc|txt)$|(?:^|\/)(?:LICENSE|NOTICE|CODEOWNERS)$|(?:^|\/)(?:docs?|\.changeset)\//],
  ['contract', /(?:^|\/)[^/]*(?:openapi|swagger)[^/]*\.(?:ya?ml|json)$|\.(?:graphqls?|gql|proto)$/i],
];

const MIGRATION_FOLDER = /(?:^|\/)migrations?\//i;
/** Not read as a source, and no code. */
const CONFIG = /(?:^|\/)\.[^/]+(?:\/|$)|\.(?:json[c5]?|ya?ml|toml|ini|cfg|conf|env[\w.-]*|properties|lock)$|(?:^|\/)(?:[\w.-]*Dockerfile|Makefile|Procfile)[\w.-]*$|\.config\.[cm]?[jt]s$/;

/** What each file of a change is, by what the analysis knows of it and else by its path: that of a deleted file, or of one that no reader reads. */
export function changeClasses({ files, problems, manifests }: Repository, { migrations }: Pick<BackendModel, 'migrations'>, set: Pick<ChangeSet, 'files' | 'markedGenerated'>): (path: RepoPath) => ChangeClass {
  const byName = rolesOf([...files, ...set.files].map(({ path }) => path), new Map(manifests.map(({ folder, name }) => [folder, name])));
  const roles = new Map([...byName, ...files.map(({ path, role }) => [path, role] as const)]);
  const generated = new Set(problems.filter(({ code }) => code === 'generated').map(({ path }) => path));
  const units = new Set(migrations.flatMap(({ path, up, at }) => [path, at.path, ...(up ? [up.path] : [])]));
  return path => {
    if (units.has(path)) return 'migration';
    if (set.markedGenerated.has(path) || generated.has(path)) return 'generated';
    const byPath = BY_PATH.find(([, test]) => test.test(path))?.[0];
    if (byPath) return byPath;
    const role = roles.get(path);
    if (role === 'test') return 'test';
    if (MIGRATION_FOLDER.test(path)) return 'migration';
    if (CONFIG.test(path)) return 'config';
    return role ?? 'product';
  };
}
