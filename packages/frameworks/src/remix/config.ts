import type { Linked, RepoPath, Value } from '@assay/contract';

/** The file that lists the routes. */
export const CONFIG = /(?:^|\/)app\/routes\.[cm]?[jt]s$/;
const MAX_DEPTH = 12;

/** Paths of the files that `app/routes.ts` names with `route`, `index`, `layout` and `prefix`; https://reactrouter.com/start/framework/routing */
export function configuredPaths(project: Linked): ReadonlyMap<RepoPath, string> {
  const found = new Map<RepoPath, string>();
  for (const file of project.files) {
    if (!CONFIG.test(file.path)) continue;
    const folder = file.path.slice(0, file.path.lastIndexOf('/'));
    visit(project.exported(file.path, 'default'), '', 0, { project, folder, found });
  }
  return found;
}

interface Walk { readonly project: Linked; readonly folder: RepoPath; readonly found: Map<RepoPath, string> }

function visit(value: Value, prefix: string, depth: number, walk: Walk): void {
  const items = walk.project.items(value);
  if (depth > MAX_DEPTH) return;
  if (items) return items.forEach((item) => visit(item, prefix, depth + 1, walk));
  // `...prefix('staff', [..])`
  if (value.kind === 'path' && value.step === '[]' && value.parent) return visit(value.parent, prefix, depth + 1, walk);
  if (value.kind !== 'path' || value.step !== '()') return;
  const args = walk.project.args(value).map((arg) => arg.value);
  const texts = args.map((arg) => walk.project.text(arg));
  const children = args.find((arg) => arg.kind === 'array');
  const isPathless = value.path === 'index()' || value.path === 'layout()';
  const path = isPathless ? prefix : join(prefix, texts[0]);
  const named = isPathless ? texts[0] : texts[1];
  if (named !== undefined && value.path !== 'prefix()') walk.found.set(resolved(walk.folder, named), path === '' ? '/' : path);
  if (children) visit(children, path, depth + 1, walk);
}

function join(prefix: string, path: string | undefined): string {
  const segments = (path ?? '').split('/').filter((segment) => segment !== '');
  return [prefix, ...segments.map((segment) => segment.replace(/^:(\w+)\??$/, '{$1}').replace(/^\*$/, '{rest}'))].join('/');
}

function resolved(folder: RepoPath, named: string): RepoPath {
  const steps = folder.split('/');
  for (const step of named.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}
