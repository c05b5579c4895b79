import { walk, type AccessConcept, type AccessOp, type Concept, type Expr, type Linked, type PathValue, type Value } from '@assay/contract';
import { declaredName, isCollection, nameOf, type Meaning, type Site } from './shared.js';

/** Does the call run on a fork, which does not see the transaction of the context? */
export function isForked(site: Site): boolean {
  return site.trail.some((place) => place.name === 'fork');
}

/** `insert(Entity, data)`, `insert(entity)`: a statement at once. */
export function written(op: AccessOp, first: number): Meaning {
  return (site, project) => {
    const data = first === 1 && project.args(site.path).length === 1 ? 0 : first;
    return { kind: 'access', op, executes: 'call', data: `${data}`, ...(isCollection(project.argument(site.path, data)) ? { bulk: true } : {}) };
  };
}

/** `persistAndFlush(entities)`, `removeAndFlush(entities)`. */
export function persisted(form: 'save' | 'delete', site: Site, project: Linked): AccessConcept {
  const given = project.argument(site.path, 0);
  const access = { kind: 'access', executes: 'call', table: entityName(given, project), ...(isCollection(given) ? { bulk: true } : {}) } as const;
  return form === 'delete' ? { ...access, op: 'delete', where: '0' } : { ...access, op: madeOp(given, project) ?? 'upsert', data: '0' };
}

/** A new entity is inserted, one that was found is updated. */
function madeOp(value: Value | undefined, project: Linked): AccessOp | undefined {
  switch (value?.kind) {
    case 'array': return madeOp(value.items[0], project);
    case 'list': return madeOp(value.of, project);
    case 'instance': return value.args ? 'create' : undefined;
    case 'path': return /\.create\(\)(\.\[\])?$/.test(value.path) ? 'create' : /\.(find|getReference|populate)/.test(value.path) ? 'update' : undefined;
    default: return undefined;
  }
}

interface Pending { readonly op: AccessOp; readonly table?: string; readonly row?: Expr }

const strength: readonly AccessOp[] = ['create', 'upsert', 'update', 'delete'];

/**
 * A flush writes all that changed in one transaction. What that is stands before it in the function: entities that were made, persisted
 * or removed. `persist(x).flush()` says it in the chain itself.
 */
export function flushed(site: Site, project: Linked): Concept {
  const pending = pendingOf(site.path, project);
  const op = strength.find((candidate) => pending.some((change) => change.op === candidate)) ?? 'update';
  const changes = pending.filter((change) => change.op === op);
  const tables = new Set(changes.map((change) => change.table));
  const [first, ...more] = changes;
  // Of several rows none is the one that the statement is about.
  const row = more.length === 0 && (op === 'update' || op === 'delete') ? first?.row : undefined;
  return { kind: 'access', op, executes: 'call', table: tables.size === 1 ? [...tables][0] : undefined, ...(row ? { row } : {}) };
}

function pendingOf({ call }: PathValue, project: Linked): readonly Pending[] {
  if (call?.node.kind !== 'call') return [];
  const { node, file, env } = call;
  const found: Pending[] = [];
  for (const expr of walk(env.fn)) {
    const isBefore = expr.at[0] < node.at[0] || (expr.at[0] === node.at[0] && expr.at[1] < node.at[1]);
    const change = isBefore && file === env.file ? changeOf(expr, (inner) => project.evaluate(inner, env), project) : undefined;
    if (change) found.push(change);
  }
  return found;
}

function changeOf(expr: Expr, evaluate: (expr: Expr) => Value, project: Linked): Pending | undefined {
  if (expr.kind === 'new') {
    const made = evaluate(expr);
    return made.kind === 'instance' && isEntity(made.of, project) ? { op: 'create', table: made.of.cls.name } : undefined;
  }
  const [first] = expr.kind === 'call' ? expr.args : [];
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !first || !/^(create|persist|persistLater|remove|removeLater|assign)$/.test(expr.callee.name)) return undefined;
  const receiver = evaluate(expr.callee.object);
  if (receiver.kind !== 'path' || !receiver.root.startsWith('@mikro-orm/') || /\.find|Collection/.test(receiver.path)) return undefined;
  if (expr.callee.name === 'create') return { op: 'create', table: nameOf(evaluate(first)) ?? declaredName(receiver) };
  const entity = evaluate(first);
  const table = entityName(entity, project);
  if (expr.callee.name.startsWith('remove')) return { op: 'delete', table, row: first };
  return { op: madeOp(entity, project) ?? 'update', table, row: first };
}

function isEntity(cls: Extract<Value, { kind: 'class' }>, project: Linked): boolean {
  return project.decorators(cls.cls.decorators, cls.file, cls.env).some((use) => use.value.kind === 'path' && /\bEntity\(\)$/.test(use.value.path));
}

const builderOps: Readonly<Record<string, AccessOp>> = {
  insert: 'create', insertInto: 'create', update: 'update', updateTable: 'update', delete: 'delete', del: 'delete', deleteFrom: 'delete', truncate: 'truncate', merge: 'upsert', replaceInto: 'upsert',
};
const terminals = /^(execute\w*|getResult\w*|getSingleResult|getCount|stream)$/;

/** A query builder reads unless a step of it writes; it runs when awaited or by its terminal. */
export function built(site: Site): Concept {
  const names = [...site.trail.filter((place) => place.called).map((place) => place.name), site.method];
  const write = names.findLast((name) => name in builderOps);
  return { kind: 'access', op: builderOps[write ?? ''] ?? 'read', executes: terminals.test(site.method) ? 'call' : 'await' };
}

/** The entity that a call is about, by the name of its class. */
export function entityOf(site: Site, project: Linked): string | undefined {
  const own = site.on === 'manager' ? entityName(project.argument(site.path, 0), project) : undefined;
  if (own !== undefined) return own;
  for (const place of site.trail.toReversed()) {
    if (place.state === 'related' && !place.called) return place.name;
    if (place.state === 'repository') return place.called && place.name !== 'new' ? nameOf(project.argument(place.path, 0)) : declaredName(place.path) ?? declaredName(site.path);
    const named = place.called && /^(entity|builder|kyselyQuery|knexQuery|collection)$/.test(place.state) ? entityName(project.argument(place.path, 0), project) : undefined;
    if (named !== undefined) return named;
  }
  return undefined;
}

/** A class, its name, an entity of it, or what a call of the library answered. */
function entityName(value: Value | undefined, project: Linked): string | undefined {
  if (value?.kind !== 'path') return nameOf(value);
  for (let node: PathValue | undefined = value; node; node = node.parent) {
    const named = node.call && node.call.node.kind !== 'template' ? nameOf(project.argument(node, 0)) : undefined;
    if (named !== undefined) return named;
    if (node.step === 'new()') return declaredName(node);
  }
  return undefined;
}
