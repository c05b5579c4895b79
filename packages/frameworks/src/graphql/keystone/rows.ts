import { Label, type AccessConcept, type AccessOp, type ApiModel, type PathValue, type Protocol, type RoleModel } from '@assay/contract';
import { inert, isCall, rows, source, stepsOf } from '../../runtime/shared.js';

/** What functions of access and hooks are given, and the context in it. */
export const CALL = '#keystone';
export const ROOT = '@keystone-6/core';
const CONTEXTS: readonly string[] = [CALL, ROOT, `${ROOT}/types`, `${ROOT}/context`, '.keystone/types'];

/** `({ session, context, item }) => ..`: what is falsy refuses. https://keystonejs.com/docs/guides/auth-and-access-control */
export const ACCESS: Protocol = { name: 'keystone-access', params: [CALL], continues: 'truthy' };
/** `(source, args, context, info) => ..` https://keystonejs.com/docs/guides/schema-extension */
export const FIELD: Protocol = { name: 'keystone-field', params: ['', '#request.args', CALL, '#resolve-info'], continues: 'return' };
/** https://keystonejs.com/docs/guides/hooks */
export const HOOK: Protocol = { name: 'keystone-hook', params: [CALL], continues: 'return' };

const OPS: Readonly<Record<string, AccessOp>> = { create: 'create', update: 'update', upsert: 'upsert', delete: 'delete' };
const METHOD = /^(find|count|create|update|upsert|delete|aggregate|groupBy)(One|Many|First|Unique)?(?:OrThrow)?$/;

/** `context.db.Post.updateOne({ where, data })`, `context.prisma.post.update(..)`, and what the mutations that a list is given do. */
function access(path: PathValue): AccessConcept | undefined {
  const steps = stepsOf(path);
  const [, verb, many] = METHOD.exec(steps.at(-2) ?? '') ?? [];
  if (verb === undefined) return undefined;
  const op = OPS[verb] ?? 'read';
  const table = steps.at(-3);
  return {
    kind: 'access', op, executes: 'call', ...(many === 'Many' ? { bulk: true } : {}), ...(table === undefined || table.endsWith(')') ? {} : { table }),
    ...(op === 'create' ? { data: '0.data' } : { where: '0.where' }), ...(op === 'update' ? { data: '0.data' } : {}),
  };
}

export const keystoneRows: readonly ApiModel[] = [
  ...rows(CALL, 'session session.**', (path) => (isCall(path) ? undefined : source(Label.principal))),
  ...rows(CONTEXTS, '**.db.*.*() **.query.*.*() **.lists.*.*() **.prisma.*.*()', access),
  ...rows(ROOT, 'list().*.*()', access),
  ...rows(`${ROOT}/access`, 'allowAll() unfiltered()', { kind: 'inert', answers: true }),
  ...rows(`${ROOT}/access`, 'denyAll()', { kind: 'inert', answers: false }),
  ...rows([ROOT, `${ROOT}/access`, `${ROOT}/fields`, `${ROOT}/session`, '@keystone-6/auth'], '**', (path) => (isCall(path) ? inert : undefined)),
];

export const keystoneRoles: readonly RoleModel[] = [
  { package: CALL, path: 'context', role: CALL },
  { package: CALL, path: 'inputData', role: '#request.args' },
  { package: CALL, path: 'resolvedData', role: '#request.args' },
];
