// https://sailsjs.com/documentation/concepts/extending-sails/hooks
import { walk, weakMemo, type FileFacts, type Linked, type RepoPath, type Value } from '@assay/contract';

const MODEL = /(?:^|\/)api\/models\/(?:.*\/)?(\w+)\.[cm]?[jt]s$/;
/** A file of a folder in a hook, and the hook. */
const OF_HOOK = /^((?:.*\/)?api\/hooks\/[^/]+\/)[^/]+\/(\w+)\.[cm]?[jt]s$/;
/** One file that is called like a model may be so by chance. */
const MIN_FILES = 2;

/** A hook gives the models of the application members of its own, each those of a file that is called like the model: `Order.queries` is `api/hooks/store/models/Order`. */
export function modelMember(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind !== 'path' || owner.root !== '#global') return undefined;
  const found = extensionsOf(project).find(({ files, names }) => files.has(owner.path) && names.has(name));
  const path = found?.files.get(owner.path);
  return path === undefined ? undefined : project.exported(path, 'default');
}

/** The files of a hook by the models that they are called like, and the names that the hook's own code writes. */
interface Extension { readonly files: ReadonlyMap<string, RepoPath>; readonly names: ReadonlySet<string> }

const extensionsOf = weakMemo((project: Linked): readonly Extension[] => {
  const models = new Set(project.paths.flatMap((path) => MODEL.exec(path)?.slice(1) ?? []));
  const hooks = new Map<string, Map<string, RepoPath>>();
  for (const { path } of project.files) {
    const [, hook, name] = OF_HOOK.exec(path) ?? [];
    if (hook === undefined || name === undefined || !models.has(name)) continue;
    hooks.set(hook, (hooks.get(hook) ?? new Map<string, RepoPath>()).set(name, path));
  }
  return [...hooks].flatMap(([hook, files]) => (files.size < MIN_FILES ? [] : [{ files, names: namesIn(project.files.filter(({ path }) => path.startsWith(hook) && !path.slice(hook.length).includes('/'))) }]));
});

/** Keys of objects and members that are assigned. */
function namesIn(files: readonly FileFacts[]): ReadonlySet<string> {
  return new Set(files.flatMap((file) => file.functions.flatMap((fn) => walk(fn).flatMap((expr) => {
    if (expr.kind === 'object') return expr.members.flatMap((member) => (member.kind === 'property' ? [member.key] : []));
    return expr.kind === 'assign' && expr.target.kind === 'member' ? [expr.target.name] : [];
  }))));
}
