import { isWithin, type FileFacts, type Linked, type RepoPath } from '@assay/contract';

/** A file below `src/api` that Medusa serves because of where it stands; parameters of the path as `{name}`. */
export interface Place { readonly file: FileFacts; readonly path: string }

/** A Medusa application or plugin: what its folder `src` holds. */
export interface Application {
  readonly root: RepoPath;
  readonly places: readonly Place[];
  readonly middlewares?: FileFacts;
  /** Files of `src/subscribers` and `src/jobs`. */
  readonly subscribers: readonly FileFacts[];
  readonly jobs: readonly FileFacts[];
}

/** Any of them makes a package one. */
export const PACKAGES: readonly string[] = ['@medusajs/framework', '@medusajs/medusa'];
const ROUTE = /^src\/api\/(?:(.+)\/)?route\.[jt]s$/;
const MIDDLEWARES = /^src\/api\/middlewares\.[jt]s$/;
const SCRIPT = /\.[jt]s$/;

/** Applications by the packages that their manifests name. https://docs.medusajs.com/learn/fundamentals/api-routes */
export function applicationsOf(project: Linked): readonly Application[] {
  const roots = project.manifests.filter(({ dependencies }) => PACKAGES.some((name) => name in dependencies)).map(({ folder }) => folder).sort((a, b) => b.length - a.length);
  const files = new Map<RepoPath, FileFacts[]>(roots.map((root) => [root, []]));
  for (const file of project.files) {
    const root = roots.find((candidate) => isWithin(file.path, candidate));
    if (root !== undefined) files.get(root)?.push(file);
  }
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([root, own]) => application(root, own));
}

function application(root: RepoPath, files: readonly FileFacts[]): Application {
  const inside = ({ path }: FileFacts): string => path.slice(root === '' ? 0 : root.length + 1);
  const middlewares = files.find((file) => MIDDLEWARES.test(inside(file)));
  const below = (folder: string): readonly FileFacts[] => files.filter((file) => inside(file).startsWith(folder) && SCRIPT.test(file.path));
  return { root, places: files.flatMap((file) => placeOf(file, inside(file))), subscribers: below('src/subscribers/'), jobs: below('src/jobs/'), ...(middlewares ? { middlewares } : {}) };
}

/** What lies below a folder that begins with `_` is left out; `[id]` is a parameter. */
function placeOf(file: FileFacts, path: string): readonly Place[] {
  const found = ROUTE.exec(path);
  if (!found) return [];
  const segments = (found[1] ?? '').split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => segment.startsWith('_'))) return [];
  return [{ file, path: `/${segments.map((segment) => segment.replace(/\[(\w+)\]/, '{$1}')).join('/')}` }];
}
