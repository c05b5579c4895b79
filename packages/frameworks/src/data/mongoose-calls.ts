import { weakMemo, type AccessConcept, type AccessOp, type Concept, type Linked, type PathValue, type Stmt, type Value } from '@assay/contract';
import { upserts } from './mongodb.js';
import { at, continues, inert, isFunction, nameOf, typeName, type Site, type Use } from './shared.js';

/** A model's or a query's method that answers a Query; `options` is the index of its options. */
export function queried(op: AccessOp, details: Partial<AccessConcept>, options: number): Use {
  return {
    is: (site, project) => {
      if (site.method === 'find' && site.on === 'query' && isFunction(project.argument(site.path, 0))) return undefined;
      const own: AccessConcept = {
        kind: 'access', executes: 'await', ...details, op: op === 'update' && upserts(site, project, options) ? 'upsert' : op, handleArg: `${options}.session`, ...handleOf(site, project),
      };
      // Before version 7 a callback ran the query at once.
      return isFunction(project.args(site.path).at(-1)?.value) ? { ...own, executes: 'call' } : own;
    },
    to: 'query',
  };
}

const chainOps: readonly (readonly [RegExp, AccessOp])[] = [
  [/^(update(One|Many)?|replaceOne|findOneAnd(Update|Replace)|findByIdAndUpdate)$/, 'update'],
  [/^(delete(One|Many)|remove|findOneAnd(Delete|Remove)|findByIdAnd(Delete|Remove))$/, 'delete'],
  [/^(find|aggregate|count|distinct|exists|where|\$where|estimated|paginate)/, 'read'],
];
const makes = /^(new|hydrate|create|insertOne|insertMany|save|\$save)$/;

const runs = new Set(['exec', 'toArray', 'next', 'forEach', 'eachAsync', 'explain']);
const ofArrays = new Set(['sort', 'find', 'forEach']);

/** A step on a query: the access is the one that the chain began with. On a document only `populate` asks the database. */
export function chain(site: Site, project: Linked): Concept | undefined {
  if (ofArrays.has(site.method) && site.trail.at(-1)?.name !== 'cursor' && isFunction(project.argument(site.path, 0))) return undefined;
  const access = { kind: 'access', op: 'read', executes: runs.has(site.method) ? 'call' : 'await', ...handleOf(site, project) } as const;
  if (site.method.endsWith('opulate') && !continues(site.path)) return { ...access, followsRow: true };
  const source = site.trail.findLast((place) => place.called && (makes.test(place.name) || chainOps.some(([names]) => names.test(place.name))));
  if (source && makes.test(source.name)) return inert;
  const op = (source && chainOps.find(([names]) => names.test(source.name))?.[1]) ?? 'read';
  // Where the call that the chain began with has its filter and its values.
  return { ...access, op, ...(op === 'read' ? {} : { where: '0' }), ...(op === 'update' ? { data: '1' } : {}) };
}

/** `set`, `equals` and `get` are a query's in a chain, and a document's after an await. */
export function either(site: Site, project: Linked): Concept | undefined {
  return continues(site.path) ? chain(site, project) : inert;
}

/** The session of a query: `.session(s)`, or `{ session: s }` among the options of a call that the chain began with. */
function handleOf(site: Site, project: Linked): { readonly handle?: PathValue } {
  const calls = [...site.trail.filter((place) => place.called), { name: site.method, path: site.path }].reverse();
  for (const { name, path } of calls) {
    const given = name === 'session' ? project.argument(path, 0) : sessionAmong(name, path, project);
    if (given) return { handle: given.kind === 'path' ? given : undefined };
  }
  return {};
}

const OPTIONS_THIRD = /^(?:find(?:One|ById)?|distinct|update(?:One|Many)?|replaceOne|findOneAnd(?:Update|Replace)|findByIdAndUpdate)$/;
const OPTIONS_SECOND = /^(?:count|countDocuments|exists|findAndCount|aggregate|create|insertOne|insertMany|bulkWrite|bulkSave|deleteOne|deleteMany|remove|findOneAnd(?:Delete|Remove)|findByIdAnd(?:Delete|Remove))$/;

function sessionAmong(name: string, path: PathValue, project: Linked): Value | undefined {
  const index = OPTIONS_THIRD.test(name) ? 2 : OPTIONS_SECOND.test(name) ? 1 : undefined;
  const options = index === undefined ? undefined : project.argument(path, index);
  const given = options?.kind === 'object' ? project.member(options, 'session') : undefined;
  return given?.kind === 'const' ? undefined : given;
}

/** A new document is inserted, one that was read is updated, in the session that it was read in; `upsert` where only its type is known. */
export function saved(site: Site, project: Linked): Concept {
  const source = site.trail.findLast((place) => place.called);
  const op = source?.name !== 'new' ? 'update' : source.path.call ? 'create' : 'upsert';
  return { kind: 'access', op, executes: 'call', handleArg: '0.session', followsRow: true, ...handleOf(site, project) };
}

/** A document's own write: `where` is the document. */
export function documentOp(op: AccessOp, handleArg: string): Use {
  return at(op, { executes: 'await', handleArg, followsRow: true, ...(op === 'update' ? { data: '0' } : {}) }, 'query');
}

/** A callback that runs in a transaction with the session as its parameter. */
export function called(callback: number, ambient: (project: Linked) => boolean): Use {
  return {
    is: (_site, project) => ({ kind: 'transaction', form: 'callback', callback, handle: 0, onReceiver: true, ...(ambient(project) ? { ambient: true } : {}) }),
    to: 'session',
  };
}

/** `mongoose.set('transactionAsyncLocalStorage', true)`: sessions reach queries without being passed. */
export const propagates = weakMemo((project: Linked) => project.files.some((file) => file.functions.some((fn) => fn.body.some(setsStorage))));

function setsStorage(statement: Stmt): boolean {
  const call = statement.kind === 'expr' && statement.value.kind === 'await' ? statement.value.value : statement.kind === 'expr' ? statement.value : undefined;
  const option = call?.kind === 'call' && call.callee.kind === 'member' && call.callee.name === 'set' ? call.args[0] : undefined;
  return option?.kind === 'literal' && option.value === 'transactionAsyncLocalStorage';
}

/** `model('User')`, `models.User`, `getModelForClass(User)`, `Model<User>`, `class User extends Model`. */
export function modelOf(site: Site, project: Linked): string | undefined {
  const place = site.trail.findLast((candidate) => candidate.state === 'model' || (candidate.state === 'collection' && candidate.called)) ?? site.trail[0];
  if (!place) return undefined;
  if (place.called && place.name !== 'new') return nameOf(project.argument(place.path, 0));
  if (!place.called && !['Model', '[]', 'constructor', 'model', 'connection', 'default'].includes(place.name)) return place.name;
  return typeName(place.path.typeArgs?.[0]?.type) ?? site.path.via?.cls.name;
}
