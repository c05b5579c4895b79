import type { ChainStep, Linked, RoutingItem, Span, Value } from '@assay/contract';
import { SAILS_HANDLER, SAILS_MACHINE, SAILS_STEP } from '../protocols.js';
import { fileAt, policyOf, type Application } from './places.js';

/** The policies of an action as steps; `true` lets everyone in, `false` nobody. */
export function policySteps(action: string, app: Application, at: Span, project: Linked): readonly ChainStep[] {
  const policy = policyOf(action, app.policies);
  if (!policy) return [];
  return (project.items(policy) ?? [policy]).flatMap((value): ChainStep[] => {
    const name = project.text(value);
    const file = name === undefined ? undefined : fileAt(`${app.root}api/policies/${name}`, project);
    if (value.kind === 'const' && value.value === true) return [];
    if (value.kind === 'const' && value.value === false) return [{ value: project.role('#policy.nobody'), protocol: SAILS_STEP, at, label: 'nobody' }];
    return [{ value: file ? project.exported(file.path, 'default') : value, protocol: SAILS_STEP, at, label: name ?? (value.kind === 'function' ? value.fn.name : 'policy') }];
  });
}

/** A function of request and response, or a machine: `{ inputs, exits, fn(inputs) }`, whose `this` has the request. */
export function handlerStep(action: Value, label: string, at: Span, project: Linked): ChainStep {
  const fn = action.kind === 'object' ? project.properties(action).get('fn') : undefined;
  if (fn?.kind !== 'function') return { value: action, protocol: SAILS_HANDLER, at, label };
  return { value: { ...fn, key: `${fn.key}@machine`, self: project.role('#machine') }, protocol: SAILS_MACHINE, at, label };
}

/** `routes.before` of the hooks of the project: they run before every route that their path covers. */
export function hookItems(app: Application, project: Linked): readonly RoutingItem[] {
  const hook = new RegExp(`^${app.root.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&')}api/hooks/[^/]+(?:/index)?\\.[cm]?[jt]s$`);
  return project.files.filter((file) => hook.test(file.path)).flatMap((file) => {
    const made = project.exported(file.path, 'default');
    const definition = made.kind === 'function' ? project.call(made, []) : made;
    const routes = project.properties(definition).get('routes');
    const before = routes && project.properties(routes).get('before');
    if (!before) return [];
    return [...project.properties(before)].flatMap(([pattern, value]): RoutingItem[] => {
      const step = value.kind === 'object' ? project.properties(value).get('fn') ?? value : value;
      const { method, path } = addressOf(pattern);
      const at = project.spanOfValue(step) ?? { path: file.path, start: 0, end: 0 };
      return [{ kind: 'step', path, step: { value: step, protocol: SAILS_STEP, at, label: step.kind === 'function' && step.fn.name !== '' ? step.fn.name : 'hook', ...(method === 'ALL' ? {} : { methods: [method] }) } }];
    });
  });
}

/** `POST /orders`, `/orders`, `GET r|^/a/(\\d+)$|id` */
export function addressOf(text: string): { readonly method: string; readonly path: string } {
  const [, verb = 'ALL', rest = text] = /^(?:(\w+)\s+)?(\S.*)$/.exec(text) ?? [];
  const pattern = /^r\|(.*)\|([\w,]*)$/.exec(rest);
  return { method: verb.toUpperCase(), path: pattern ? `/${(pattern[1] ?? '').replace(/^\^?\/?|\$$/g, '')}` : rest };
}
