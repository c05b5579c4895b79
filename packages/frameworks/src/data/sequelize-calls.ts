import { weakMemo, type AccessConcept, type AccessOp, type Concept, type Linked, type Stmt } from '@assay/contract';
import { nameOf, typeName, type Site } from './shared.js';

/** A new instance is inserted, one that was read is updated; `upsert` where only its type is known. */
export function saved(site: Site): Concept {
  const source = site.trail.findLast((place) => place.called);
  const made = source && ['new', 'build', 'bulkBuild'].includes(source.name);
  const op = !made ? 'update' : source.path.call ? 'create' : 'upsert';
  return { kind: 'access', op, executes: 'call', handleArg: '0.transaction' };
}

const mixins: Readonly<Record<string, AccessOp>> = {
  get: 'read', has: 'read', count: 'read', set: 'update', add: 'update', remove: 'update', create: 'create',
};

const mixin = /^(get|has|count|set|add|remove|create)([A-Z]\w*)$/;

/** A plug-in of models of users. https://www.npmjs.com/package/passport-local-sequelize */
const PLUG_IN = 'passport-local-sequelize';

/** What it puts on instances: they set fields, and store nothing. */
const SETTERS: ReadonlySet<string> = new Set(['setPassword', 'setActivationKey']);

/** `User.register(user, password)`: what it puts on models stores a row. */
export function registered(_: Site, project: Linked): Concept | undefined {
  return project.dependsOn(PLUG_IN) ? { kind: 'access', op: 'create', executes: 'call', data: '0' } : undefined;
}

/** `user.getPosts()`, `user.addPost(post)`: methods that associations put on instances. */
export function association(site: Site, project: Linked): Concept | undefined {
  if (SETTERS.has(site.method) && project.dependsOn(PLUG_IN)) return undefined;
  const [, verb, name] = mixin.exec(site.method) ?? [];
  if (!verb || !name || site.method in Object.prototype || site.method in Date.prototype || assigned(project).has(site.method) || declaredOtherwise(site, project)) return undefined;
  return mixed(verb, name, 0);
}

/** `user.$add('posts', post)` of sequelize-typescript. */
export function shortAssociation(site: Site, project: Linked): Concept | undefined {
  const name = project.text(project.argument(site.path, 0));
  return mixed(site.method.slice(1), name, 1);
}

function mixed(verb: string, table: string | undefined, first: number): AccessConcept | undefined {
  const op = mixins[verb];
  if (!op) return undefined;
  const reads = op === 'read' && verb !== 'has';
  return { kind: 'access', op, executes: 'call', table, ...(op === 'read' ? {} : { data: `${first}` }), handleArg: `${reads ? first : first + 1}.transaction` };
}

/** A class, or one that it extends, says what its members are: a mixin's declared type ends in `Mixin`. */
function declaredOtherwise({ path, method }: Site, project: Linked): boolean {
  const members = path.via === undefined ? [] : project.lineage(path.via).classes.flatMap(({ cls }) => cls.members);
  const member = members.find(({ name }) => name === method);
  return member !== undefined && !typeName(member.declared)?.endsWith('Mixin');
}

/** Names under which the project assigns functions: `User.prototype.getFullName = function () {}`. */
const assigned = weakMemo((project: Linked): ReadonlySet<string> => new Set(project.files.flatMap((file) => file.writes.filter((write) => write.value.kind === 'function').map((write) => write.name))));

const usesCls = weakMemo((project: Linked) => project.files.some((file) => file.functions.some((fn) => fn.body.some(callsUseCls))));

/** `Sequelize.useCLS(namespace)`: transactions reach queries without being passed. From version 7 on that is the default. */
export function propagates(site: Site, project: Linked): boolean {
  return site.path.root === '@sequelize/core' || usesCls(project);
}

function callsUseCls(statement: Stmt): boolean {
  if (statement.kind === 'if') return [...statement.then, ...statement.else].some(callsUseCls);
  return statement.kind === 'expr' && statement.value.kind === 'call' && statement.value.callee.kind === 'member' && statement.value.callee.name === 'useCLS';
}

export function modelOf(site: Site, project: Linked): string | undefined {
  if (site.on === 'ddl') return project.text(project.argument(site.path, 0));
  if (site.on === 'related') return site.trail.findLast((place) => place.state === 'related' && place.name !== '[]')?.name;
  for (const place of site.trail.toReversed()) {
    if (place.state !== 'model' && place.state !== 'instance') continue;
    if (['define', 'model', 'getRepository'].includes(place.name)) return nameOf(project.argument(place.path, 0));
    if (!place.called && !['rows', '[]', 'dataValues', 'constructor', 'Model'].includes(place.name) && !/^\d+$/.test(place.name)) return place.name;
    const association = /^\$?(?:get|create)(?!Repository)(\w+)?$/.exec(place.name);
    if (place.called && place.state === 'instance' && association?.[1]) return association[1];
  }
  return site.path.via?.cls.name ?? typeName(site.trail[0]?.path.typeArgs?.[0]?.type);
}
