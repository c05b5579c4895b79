import type { AccessConcept, AccessOp, Concept, Linked, PathValue, Value } from '@assay/contract';
import { declaredName, isCollection, nameOf, unlessNarrowed, type Site, type Use } from './shared.js';

const findOptions = ['where', 'relations', 'select', 'order', 'take', 'skip', 'withDeleted', 'lock'];

/** `find({ where })`; 0.2 also took an id or the conditions themselves. */
export function find(site: Site, project: Linked, first: number): AccessConcept {
  const given = project.argument(site.path, first);
  const options = given?.kind === 'object' && findOptions.some((key) => project.properties(given).has(key));
  return { kind: 'access', op: 'read', executes: 'call', where: options ? `${first}.where` : `${first}` };
}

/** A statement that takes one row or a list of rows. */
export function written(op: AccessOp, first: number): Use {
  return {
    is: (site, project) => ({ kind: 'access', op, executes: 'call', data: `${first}`, ...(isCollection(project.argument(site.path, first)) ? { bulk: true } : {}) }),
  };
}

/** `remove(entity)`; a manager also takes the class first: `remove(User, entity)`. */
export function persisted(op: AccessOp, site: Site, project: Linked, first: number): AccessConcept {
  const entity = entityIndex(site, project, first);
  const many = isCollection(project.argument(site.path, entity)) ? { bulk: true } : {};
  return { kind: 'access', op, executes: 'call', ...(op === 'delete' ? { where: `${entity}` } : { data: `${entity}` }), ...(op === 'upsert' ? { byId: true } : {}), ...many };
}

/** `save` inserts what was made and updates what was read; `upsert` where neither is known. */
export function saved(site: Site, project: Linked, first?: number): Concept {
  if (first !== undefined) return persisted(saveOp(project.argument(site.path, entityIndex(site, project, first)), project), site, project, first);
  const source = site.trail.findLast((place) => place.called);
  const op = source?.name === 'new' && source.path.call ? 'create' : saveOp(source?.path, project);
  return { kind: 'access', op, executes: 'call' };
}

function entityIndex(site: Site, project: Linked, first: number): number {
  const target = project.argument(site.path, 0);
  return first === 1 && (target?.kind === 'class' || target?.kind === 'const') ? 1 : 0;
}

function saveOp(entity: Value | undefined, project: Linked): AccessOp {
  switch (entity?.kind) {
    case 'instance': return entity.args ? 'create' : 'upsert';
    case 'object': return project.properties(entity).size > 0 && !project.properties(entity).has('id') ? 'create' : 'upsert';
    case 'array': return saveOp(entity.items[0], project);
    case 'list': return saveOp(entity.of, project);
    case 'path': return savedPath(entity, project);
    default: return 'upsert';
  }
}

function savedPath(entity: PathValue, project: Linked): AccessOp {
  let call: PathValue | undefined = entity;
  while (call && call.step !== '()') call = call.parent;
  const method = call?.parent?.step ?? '';
  if (call && method === 'create') {
    const made = project.argument(call, 0);
    return made?.kind === 'object' && project.properties(made).has('id') ? 'upsert' : 'create';
  }
  return /^(find|preload|merge|get(One|Many))/.test(method) ? 'update' : 'upsert';
}

const builderOps: Readonly<Record<string, AccessOp>> = {
  insert: 'create', update: 'update', delete: 'delete', softDelete: 'delete', restore: 'update', orUpdate: 'upsert', onConflict: 'upsert',
};

/** The terminal of a query builder; a chain without a write step reads. */
export function built(site: Site): Concept {
  const step = site.trail.findLast((place) => place.called && place.name in builderOps);
  const op = (step && builderOps[step.name]) ?? 'read';
  return { kind: 'access', op, executes: 'call', ...unlessNarrowed(op, site.trail.filter((place) => place.state === 'builder')) };
}

/** The entity that a call is about, by the name of its class. */
export function entityOf(site: Site, project: Linked): string | undefined {
  const given = site.on === 'manager' ? project.argument(site.path, 0) : undefined;
  return nameOf(given) ?? (given?.kind === 'path' ? namedBy(given, project) : undefined) ?? namedBy(site.path, project);
}

const byText = new Set(['getRepository', 'getTreeRepository', 'getMongoRepository', 'into', 'update', 'from']);
const typed = /^(\w*Repository|BaseEntity)\b/;

function namedBy(path: PathValue, project: Linked): string | undefined {
  for (let node: PathValue | undefined = path; node; node = node.parent) {
    const named = node.call && node.call.node.kind !== 'template' ? namedByCall(node, project) : undefined;
    if (named !== undefined) return named;
    if (typed.test(path.path) && node.parent?.step === undefined) return declaredName(node) ?? declaredName(path);
    if (node.step === 'new()' && typed.test(node.path)) return declaredName(node);
  }
  return undefined;
}

function namedByCall(node: PathValue, project: Linked): string | undefined {
  const method = node.parent?.step ?? '';
  const given = project.argument(node, 0);
  if (method === 'withRepository') return given?.kind === 'path' ? namedBy(given, project) : undefined;
  if (method === 'getCustomRepository') return given?.kind === 'class' ? declaredName({ ...node, via: given, typeArgs: undefined }) : undefined;
  // The text in `createQueryBuilder('user')` is an alias, and a class in a join is not what is read.
  return (given?.kind === 'class' && !/join/i.test(method)) || byText.has(method) ? nameOf(given) : undefined;
}
