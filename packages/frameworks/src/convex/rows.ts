import { Label, type AccessOp, type ApiModel, type Concept, type RoleModel } from '@assay/contract';
import { inert, quiet, remoteCall, rows, source, type Reading } from '../runtime/shared.js';

const ctx = '#convex';
const tested = { kind: 'verify', tested: true } as const;

/** Writes of one mutation are one transaction. `db.patch(id, value)`, or with the table in front: `db.patch('users', id, value)`. */
function write(op: AccessOp, data: boolean): Reading {
  return (path, project): Concept => {
    const table = project.text(project.argument(path, 0));
    const first = table === undefined || op === 'create' ? 0 : 1;
    const where = op === 'create' ? {} : { where: String(first) };
    const value = op === 'create' ? 1 : first + 1;
    return { kind: 'access', op, executes: 'call', joined: true, ...where, ...(data ? { data: String(value) } : {}), ...(table === undefined ? {} : { table }) };
  };
}

/** `db.query('messages').withIndex(..).collect()`: the table stands at the start of the chain. */
const read: Reading = (path, project) => {
  let at = path;
  while (at.parent && at.parent.step !== 'query') at = at.parent;
  const table = project.text(project.argument(at, 0));
  return { kind: 'access', op: 'read', executes: 'call', ...(table === undefined ? {} : { table }) };
};

/** Another function of the deployment: a round trip, and for a mutation a transaction of its own. */
function run(op: AccessOp): Concept {
  return { kind: 'access', op, executes: 'call', data: '1' };
}

/** https://docs.convex.dev/api/interfaces/server.GenericDatabaseWriter */
export const dataRows: readonly ApiModel[] = [
  ...rows(ctx, 'db.insert()', write('create', true)),
  ...rows(ctx, 'db.patch() db.replace()', write('update', true)),
  ...rows(ctx, 'db.delete()', write('delete', false)),
  ...rows(ctx, 'db.get()', { kind: 'access', op: 'read', executes: 'call', where: '0' }),
  ...rows(ctx, 'db.query().**.collect() db.query().**.take() db.query().**.first() db.query().**.unique() db.query().**.paginate()', read),
  ...rows(ctx, 'runQuery()', run('read')),
  ...rows(ctx, 'runMutation()', run('update')),
  ...rows(ctx, 'runAction()', remoteCall),
  ...rows(ctx, 'vectorSearch()', { kind: 'access', op: 'read', executes: 'call' }),
  ...rows(ctx, 'scheduler.runAfter() scheduler.runAt()', { kind: 'external', effect: 'publish' }),
  ...rows(ctx, 'storage.store() storage.delete() scheduler.cancel()', remoteCall),
  ...rows(ctx, 'auth.getUserIdentity()', tested),
  ...rows(ctx, 'storage.getUrl() storage.generateUploadUrl() storage.get() storage.getMetadata() db.normalizeId() db.system.get() db.query() db.query().**', (path) => (path.step === '()' ? inert : undefined)),
  ...['user', 'userId', 'identity', 'session', 'viewer', 'viewerId'].flatMap((name) => rows(ctx, `${name}.**`, (path) => (path.step === '()' ? undefined : source(Label.principal)))),
];

export const libraryRows: readonly ApiModel[] = [
  ...rows('@convex-dev/auth/server', 'getAuthUserId() getAuthSessionId() convexAuth().auth.getUserId() convexAuth().auth.getSessionId()', tested),
  ...rows('@convex-dev/better-auth', '**.getAuthUser() **.safeGetAuthUser()', tested),
  ...rows(['@convex-dev/auth/server', '@convex-dev/better-auth'], '**', quiet),
  ...rows('convex-helpers', 'asyncMap()', { kind: 'iterate', callback: 1, over: 0, concurrent: true }),
  ...rows(['convex-helpers/server/relationships'], 'getAll()', { kind: 'access', op: 'read', executes: 'call', bulk: true }),
  ...rows(['convex-helpers/server/relationships'], 'getOneFrom() getManyFrom() getManyVia() getOneFromOrThrow() getManyViaOrThrow() getOrThrow()', { kind: 'access', op: 'read', executes: 'call' }),
  ...rows('convex/values', '**', quiet),
  ...rows('convex/server', '**', quiet),
  ...rows('convex/browser', '**.mutation() **.action() **.query()', remoteCall),
];

const contexts = 'MutationCtx QueryCtx ActionCtx GenericMutationCtx GenericQueryCtx GenericActionCtx'.split(' ');

export const roles: readonly RoleModel[] = [
  ...contexts.map((name) => ({ package: 'convex/server', path: `${name}.new()`, role: ctx })),
  ...['DatabaseReader', 'DatabaseWriter', 'GenericDatabaseReader', 'GenericDatabaseWriter'].map((name) => ({ package: 'convex/server', path: `${name}.new()`, role: `${ctx}.db` })),
];
