import { isWithin, type FileFacts, type Linked, type RepoPath } from '@assay/contract';

/** A file that Next serves under a path because of where it stands. */
export interface Place {
  readonly file: FileFacts;
  readonly kind: 'app' | 'pages';
  /** Of the request, parameters as `{name}`. */
  readonly path: string;
}

/** One Next application: the folder of its package or of its configuration. */
export interface Application {
  readonly root: RepoPath;
  readonly places: readonly Place[];
  readonly middleware?: FileFacts;
}

const APP = /^(?:src\/)?app\/(?:(.+)\/)?route\.[cm]?[jt]sx?$/;
const PAGES = /^(?:src\/)?pages\/(api(?:\/.+)?)\.[cm]?[jt]sx?$/;
/** `proxy` since version 16, `middleware` before. */
const MIDDLEWARE = /^(?:src\/)?(?:middleware|proxy)\.[cm]?[jt]sx?$/;
const CONFIG = /(?:^|\/)next\.config\.[cm]?[jt]s$/;

/** Is the file a route by its name, whichever folder the application stands in? */
export function isRouteFile(path: RepoPath): boolean {
  return /(?:^|\/)app\/(?:.+\/)?route\.[cm]?[jt]sx?$/.test(path) || /(?:^|\/)pages\/api\//.test(path);
}

/** The Next applications of the project, each with the files it serves. */
export function applicationsOf(project: Linked): readonly Application[] {
  const folders = [
    ...project.manifests.flatMap((manifest) => ('next' in manifest.dependencies ? [manifest.folder] : [])),
    ...project.paths.flatMap((path) => (CONFIG.test(path) ? [path.slice(0, Math.max(path.lastIndexOf('/'), 0))] : [])),
  ];
  const roots = [...new Set(folders)].sort((a, b) => b.length - a.length);
  const files = new Map<RepoPath, FileFacts[]>(roots.map((root) => [root, []]));
  for (const file of project.files) {
    const root = roots.find((candidate) => isWithin(file.path, candidate));
    if (root !== undefined) files.get(root)?.push(file);
  }
  return roots.map((root) => application(root, files.get(root) ?? [])).filter((app) => app.places.length > 0).sort((a, b) => (a.root < b.root ? -1 : 1));
}

function application(root: RepoPath, files: readonly FileFacts[]): Application {
  const inside = (file: FileFacts): string => file.path.slice(root === '' ? 0 : root.length + 1);
  const middleware = files.find((file) => MIDDLEWARE.test(inside(file)));
  const places = files.flatMap((file): Place[] => placeOf(file, inside(file)));
  return { root, places, ...(middleware ? { middleware } : {}) };
}

function placeOf(file: FileFacts, path: string): Place[] {
  const app = APP.exec(path);
  if (app) {
    const segments = (app[1] ?? '').split('/').filter((segment) => segment !== '');
    return segments.some((segment) => segment.startsWith('_')) ? [] : [{ file, kind: 'app', path: routePath(segments) }];
  }
  const pages = PAGES.exec(path)?.[1];
  return pages === undefined ? [] : [{ file, kind: 'pages', path: routePath(pages.replace(/\/index$/, '').split('/')) }];
}

/** `%5F` stands for a leading underscore; `(group)` and `@slot` are no part of the path; `[id]`, `[...rest]` and `[[...rest]]` are parameters. */
function routePath(segments: readonly string[]): string {
  const shown = segments.filter((segment) => !/^(?:\(.*\)|@.*)$/.test(segment)).map((segment) => segment.replace(/^%5F/, '_').replace(/^\[{1,2}(?:\.\.\.)?([^\]]+)\]{1,2}$/, '{$1}'));
  return `/${shown.join('/')}`;
}
