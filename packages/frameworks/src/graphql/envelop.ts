// https://the-guild.dev/graphql/envelop/plugins/use-generic-auth
import type { ApiModel, Linked, PathValue, RoutingItem } from '@assay/contract';
import { none, principal, rows } from '../runtime/shared.js';
import { property } from '../nest/values.js';
import { libraryCalls } from './calls.js';
import { RULE } from './names.js';

const GENERIC_AUTH = '@envelop/generic-auth';

/** `useGenericAuth({ mode: 'protect-all' })` turns away who is not known; the other modes leave that to directives and resolvers. */
export const envelopRows: readonly ApiModel[] = rows(GENERIC_AUTH, 'useGenericAuth()', (path, project) => (protectsAll(path, project) ? principal : none));

/** The step that the plugin puts before every field. */
export function pluginSteps(project: Linked): readonly RoutingItem[] {
  return [...libraryCalls(new Set([GENERIC_AUTH]), project)].flatMap((call): readonly RoutingItem[] => {
    const at = project.spanOfValue(call);
    return at && protectsAll(call, project) ? [{ kind: 'step', step: { value: call, protocol: RULE, at, label: 'useGenericAuth' } }] : [];
  });
}

function protectsAll(call: PathValue, project: Linked): boolean {
  const options = project.argument(call, 0);
  return options !== undefined && project.text(property(options, 'mode', project)) === 'protect-all';
}
