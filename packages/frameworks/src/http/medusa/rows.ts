import { Label, type AccessOp, type ApiModel, type Concept, type PathValue, type RoleModel } from '@assay/contract';
import { calledName, inert, none, option, principal, quiet, rows, source } from '../../runtime/shared.js';
import { PACKAGES } from './places.js';

/** The check that Medusa puts before everything below `/admin` and `/store/customers/me`. */
export const GATE = '#medusa';
const HTTP = ['@medusajs/framework/http', '@medusajs/framework', '@medusajs/medusa'];
const UTILS = ['@medusajs/framework/utils', '@medusajs/utils', '@medusajs/medusa'];
const FLOWS = ['@medusajs/medusa/core-flows', '@medusajs/core-flows'];

/** Methods of a service that `MedusaService({ Post })` makes: `createPosts`, `listAndCountPosts`. */
const GENERATED = /^(list|listAndCount|retrieve|create|update|upsert|delete|softDelete|restore)([A-Z]\w*)$/;
const OPS: Readonly<Record<string, AccessOp>> = { create: 'create', update: 'update', upsert: 'upsert', delete: 'delete', softDelete: 'update', restore: 'update' };
/** `createProductsWorkflow(container).run()` */
const WORKFLOW = /^(create|update|upsert|delete|remove|add|cancel|complete|capture|refund|\w+?)([A-Z]\w*?)?Workflow$/;

const service: (path: PathValue) => Concept | undefined = (path) => {
  const [, verb, table] = GENERATED.exec(calledName(path)) ?? [];
  if (verb === undefined || table === undefined) return undefined;
  const op = OPS[verb] ?? 'read';
  return { kind: 'access', op, executes: 'call', table, ...(op === 'create' || op === 'update' || op === 'upsert' ? { data: '0' } : { where: '0' }) };
};

/** A workflow of the core changes what its name says; the steps that it ran are compensated when one fails. */
const workflow: (path: PathValue) => Concept | undefined = (path) => {
  const name = path.path.slice(0, path.path.indexOf('('));
  const [, verb = '', table] = WORKFLOW.exec(name) ?? [];
  if (calledName(path) !== 'run') return path.step === '()' ? inert : undefined;
  const op: AccessOp = verb === 'create' || verb === 'add' ? 'create' : verb === 'delete' || verb === 'remove' ? 'delete' : verb === 'upsert' ? 'upsert' : 'update';
  return { kind: 'access', op, executes: 'call', data: '0.input', ...(table === undefined ? {} : { table }) };
};

export const medusaRows: readonly ApiModel[] = [
  ...rows(GATE, 'admin', principal),
  ...rows('#request', 'auth_context.**', (path) => (path.step === '()' ? undefined : source(Label.principal))),
  ...rows(HTTP, 'authenticate()', (path, project) => {
    const open = option(path, project, 2, 'allowUnauthenticated');
    return open?.kind === 'const' && open.value !== false ? none : open ? undefined : principal;
  }),
  ...rows(HTTP, 'validateAndTransformBody() validateAndTransformQuery() validateBody() maybeApplyLinkFilter() applyDefaultFilters() applyParamsAsFilters() clearFiltersByKey() errorHandler()', none),
  ...rows(HTTP, 'defineMiddlewares()', inert),
  ...rows(UTILS, 'MedusaService().new().*()', service),
  // A service, or the query, that a container answers.
  ...rows('#request', 'scope.resolve().graph() scope.resolve().index()', { kind: 'access', op: 'read', executes: 'call' }),
  ...rows('#request', 'scope.resolve().*()', service),
  ...rows('#request', 'scope.resolve()', inert),
  ...rows(FLOWS, '**', workflow),
  ...rows([...UTILS, '@medusajs/framework/workflows-sdk', '@medusajs/workflows-sdk'], '**', quiet),
];

export const medusaRoles: readonly RoleModel[] = [
  { package: HTTP, path: 'MedusaRequest.new()', role: '#request' },
  { package: HTTP, path: 'AuthenticatedMedusaRequest.new()', role: '#request' },
  { package: HTTP, path: 'MedusaStoreRequest.new()', role: '#request' },
  { package: HTTP, path: 'MedusaResponse.new()', role: '#response' },
  { package: HTTP, path: 'MedusaNextFunction.new()', role: '#next' },
  { package: '#request', path: 'validatedBody', role: '#request.body' },
  { package: '#request', path: 'validatedQuery', role: '#request.query' },
  { package: '#request', path: 'filterableFields', role: '#request.query' },
];

/** Everything that switches the adapter on or is spoken of. */
export const medusaPackages: readonly string[] = [...PACKAGES, '@medusajs/utils'];
