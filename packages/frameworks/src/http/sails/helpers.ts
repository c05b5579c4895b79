// https://sailsjs.com/documentation/concepts/helpers
import { weakMemo, type Linked, type Value } from '@assay/contract';

const FILE = /(?:^|\/)api\/helpers\/(.+)\.[cm]?[jt]s$/;
/** Marks the function of a helper, which is called with its inputs one by one or, by `with`, all together. */
const MARK = '@helper';

/** `sails.helpers.orders.closeOne` is the file `api/helpers/orders/close-one`; `.with(inputs)` calls it. */
export function helperMember(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind === 'function') return name === 'with' && owner.key.endsWith(MARK) ? owner : undefined;
  if (owner.kind !== 'path' || !owner.path.startsWith('sails.helpers')) return undefined;
  const file = helpersOf(project).get([...owner.path.split('.').slice(2), name].join('/'));
  const helper = file === undefined ? undefined : project.exported(file, 'default');
  const fn = helper?.kind === 'object' ? project.properties(helper).get('fn') : undefined;
  return fn?.kind === 'function' ? { ...fn, key: `${fn.key}${MARK}` } : undefined;
}

/** Files by the names that code calls them by: dashes become humps. */
const helpersOf = weakMemo((project: Linked): ReadonlyMap<string, string> => new Map(project.files.flatMap(({ path }) => {
  const identity = FILE.exec(path)?.[1];
  return identity === undefined ? [] : [[identity.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase()), path] as const];
})));
