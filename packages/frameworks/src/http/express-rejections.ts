import { innermost, type Linked, type RepoPath } from '@assay/contract';

/** Packages that hand on what async handlers throw. */
const PATCHES: readonly string[] = ['express-async-errors', 'express-promise-router', 'express-async-router', '@awaitjs/express', 'express-async-patch', 'async-express-decorator', 'express-asyncify'];

/** From version 5 on Express answers for what an async handler throws; before, nobody does unless a package adds it. https://expressjs.com/en/guide/error-handling.html */
export function answersRejections(path: RepoPath, project: Linked): boolean {
  if (PATCHES.some((name) => project.dependsOn(name))) return true;
  const manifests = project.manifests.filter(({ dependencies }) => 'express' in dependencies);
  const near = innermost(manifests.map(({ folder }) => folder), path);
  const range = manifests.find(({ folder }) => folder === near)?.dependencies.express;
  const major = /^[~^>=v\s]*(\d+)/.exec(range ?? '')?.[1];
  return major === undefined || Number(major) >= 5;
}
