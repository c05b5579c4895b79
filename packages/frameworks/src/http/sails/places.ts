// https://sailsjs.com/documentation/concepts/actions-and-controllers  https://sailsjs.com/documentation/concepts/policies
import type { FileFacts, Linked, RepoPath, Value } from '@assay/contract';

/** One Sails application: the folder above `config/routes`. */
export interface Application {
  readonly root: RepoPath;
  readonly routes: Value;
  readonly policies: ReadonlyMap<string, Value>;
}

const ROUTES = /^(?:(.*)\/)?config\/routes\.[cm]?[jt]s$/;
const SCRIPT = /\.[cm]?[jt]s$/;

export function applicationsOf(project: Linked): readonly Application[] {
  return project.files.flatMap((file): Application[] => {
    const match = ROUTES.exec(file.path);
    if (!match) return [];
    const root = match[1] === undefined ? '' : `${match[1]}/`;
    const routes = project.exported(file.path, 'routes');
    const policies = fileAt(`${root}config/policies`, project);
    const listed = policies ? project.properties(project.exported(policies.path, 'policies')) : new Map<string, Value>();
    return [{ root, routes, policies: new Map([...listed].map(([name, value]) => [identity(name), value])) }];
  });
}

/** The file at a path without its ending. */
export function fileAt(base: RepoPath, project: Linked): FileFacts | undefined {
  return project.files.find((file) => file.path.startsWith(`${base}.`) && SCRIPT.test(file.path) && file.path.replace(SCRIPT, '') === base);
}

/** `UserController.find`, `UserController/find` and `user/find` name one action. */
export function identity(name: string): string {
  return name.replace(/\.js$/, '').replaceAll('.', '/').split('/').map((part) => part.replace(/Controller$/, '')).join('/').toLowerCase();
}

/** Actions by identity: a file of its own, or a member of a controller's file. */
export function actionsOf(root: RepoPath, project: Linked): ReadonlyMap<string, Value> {
  const actions = new Map<string, Value>();
  const folder = `${root}api/controllers/`;
  for (const { path } of project.files) {
    if (!path.startsWith(folder) || !SCRIPT.test(path)) continue;
    const name = path.slice(folder.length).replace(SCRIPT, '');
    const value = project.exported(path, 'default');
    if (name.endsWith('Controller')) for (const [action, method] of project.properties(value)) actions.set(identity(`${name}/${action}`), method);
    else actions.set(identity(name), value);
  }
  return actions;
}

/** What stands before an action: its own policy, else that of the nearest wildcard above it. */
export function policyOf(action: string, policies: ReadonlyMap<string, Value>): Value | undefined {
  const parts = action.split('/');
  const wildcards = parts.map((_, index) => [...parts.slice(0, parts.length - 1 - index), '*'].join('/'));
  const own = policies.get(parts.slice(0, -1).join('/'));
  return [action, ...wildcards].map((name) => policies.get(name)).find((value) => value !== undefined) ?? own;
}
