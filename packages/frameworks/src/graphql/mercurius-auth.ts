// https://mercurius.dev/#/docs/integrations/mercurius-auth  (index.d.ts of mercurius-auth)
import { weakMemo, type ChainStep, type Linked, type PathValue, type Protocol, type Value } from '@assay/contract';
import { property } from '../nest/values.js';
import { libraryCalls } from './calls.js';
import { stepOf } from './fields.js';
import { schemaOf } from './sdl.js';

const PLUGIN = 'mercurius-auth';

/** `applyPolicy(policy, parent, args, context, info)`: answers true to let the caller pass. */
const POLICY: Protocol = { name: 'mercurius-policy', params: ['', '', '#request.args', '#request', ''], continues: 'approval' };

/** A registered plugin: what decides, and the directive or the map of policies that says for which fields. */
interface Policy {
  readonly decides: Value;
  readonly directive?: string;
  readonly map?: Value;
}

/** The steps that mercurius-auth puts before a field. */
export function policySteps(type: string, field: string, project: Linked): readonly ChainStep[] {
  return policiesOf(project).filter((policy) => concerns(policy, type, field, project)).map(({ decides }) => ({ ...stepOf(decides, POLICY, project), label: 'applyPolicy' }));
}

/** Is it the directive of a registered plugin, so that its policy speaks for it? */
export function isPolicyDirective(name: string, project: Linked): boolean {
  return policiesOf(project).some(({ directive }) => directive === name);
}

function concerns({ directive, map }: Policy, type: string, field: string, project: Linked): boolean {
  if (directive !== undefined) return schemaOf(project).field(type, field)?.directives.some((written) => written.split('(')[0] === directive) ?? false;
  const fields = property(map, type, project);
  return fields !== undefined && [field, '__typePolicy'].some((name) => property(fields, name, project) !== undefined);
}

const policiesOf = weakMemo((project: Linked) => [...libraryCalls(new Set(['fastify']), project)].flatMap((call) => policyOf(call, project)));

/** `app.register(mercuriusAuth, { applyPolicy, authDirective })`, `{ applyPolicy, mode: 'external', policy }` */
function policyOf(call: PathValue, project: Linked): readonly Policy[] {
  const plugin = project.argument(call, 0);
  const options = project.argument(call, 1);
  if (plugin?.kind !== 'path' || plugin.root !== PLUGIN) return [];
  const decides = property(options, 'applyPolicy', project);
  const directive = project.text(property(options, 'authDirective', project));
  const map = property(options, 'policy', project);
  return decides ? [{ decides, ...(directive === undefined ? { map } : { directive }) }] : [];
}
