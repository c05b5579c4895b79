// https://eggjs.org/basics/structure  https://eggjs.org/advanced/loader
import { weakMemo, type Linked, type RepoPath, type Value } from '@assay/contract';

const PLACE = /(?:^|\/)app\/(controller|service|middleware|model)\/(.+)\.[jt]s$/;
/** `app.controller`, `ctx.service`, `this.service.api`: the kind of code, and the folders below it. */
const LOADED = /(?:^|\.)(controller|service|middleware|middlewares|model)((?:\.\w+)*)$/;

/** Files by the names that the loader gives them: `user-card.js` and `user_card.js` are `userCard`. */
const filesOf = weakMemo((project: Linked): ReadonlyMap<string, RepoPath> => new Map(project.sources.flatMap(({ path, role }) => {
  const [, kind, inner] = PLACE.exec(path) ?? [];
  return kind === undefined || inner === undefined || role === 'test' ? [] : [[`${kind}/${named(inner)}`.toLowerCase(), path] as const];
})));

function named(path: string): string {
  return path.replace(/[_-](\w)/g, (_all, letter: string) => letter.toUpperCase());
}

/** What the loader put under a kind and a name, `controller` and `api/user`: an object of the class, what a model's function answers, else what the file exports. */
export function loadedAt(kind: string, name: string, app: Value, project: Linked): Value | undefined {
  const path = filesOf(project).get(`${kind}/${name}`.toLowerCase());
  if (path === undefined) return undefined;
  const given = project.exported(path, 'default');
  const made = given.kind === 'function' && kind !== 'middleware' ? project.call(given, [{ value: app, labels: 0 }]) : given;
  return made.kind === 'class' && kind !== 'model' ? project.instanceOf(made) : made;
}

/** `app.controller.user`, `ctx.service.order`, `this.ctx.model.Order`, `app.mongoose`: code of the project, found by folder and name. */
export function loadedMember(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind !== 'path' || owner.root !== 'egg') return undefined;
  if (name === 'mongoose') return project.role('mongoose');
  const [, kind, below] = LOADED.exec(owner.path) ?? [];
  if (kind === undefined || below === undefined) return undefined;
  const inner = [...below.split('.').filter((part) => part !== ''), name].join('/');
  return loadedAt(kind.replace(/s$/, ''), inner, project.role('egg'), project);
}
