import type { Arg, ExprOf, Value } from '@assay/contract';
import type { Site } from './calls.js';
import type { Link } from './link.js';
import { entriesOf, folderOf } from './places.js';
import { objectOf, textOf } from './values.js';

/**
 * Packages whose one function requires every file of a folder and answers an object with a member for each, by the file's name: those that
 * are given the folder's path. https://www.npmjs.com/package/auto-load https://www.npmjs.com/package/require-dir
 */
export const FOLDER_LOADERS: ReadonlySet<string> = new Set(['auto-load', 'require-dir', 'require-all']);

/** `autoload(path.join(root, 'models'))`: the object with what each file of the folder exports. */
export function loadedFolder(args: readonly Arg[], { expr, env }: Site, link: Link): Value | undefined {
  const given = args[0]?.value;
  const text = textOf(given);
  const here = env.file.path.split('/').slice(0, -1).join('/');
  const folder = text?.startsWith('./') ? [here, text.slice(2)].filter((part) => part !== '').join('/') : given && folderOf(given, env.file, link);
  const names = folder === undefined ? [] : entriesOf(folder, link).filter((name) => /\.[cm]?[jt]s$/.test(name) && !/^index\./.test(name));
  if (names.length === 0) return undefined;
  const members = names.map((name) => ({ kind: 'property' as const, key: name.replace(/\.[cm]?[jt]s$/, ''), value: { kind: 'require' as const, specifier: `/${folder}/${name}`, at: expr.at }, at: expr.at }));
  const node: ExprOf<'object'> = { kind: 'object', members, at: expr.at };
  return objectOf(env.file, node, env);
}
