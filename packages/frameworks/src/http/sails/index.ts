import { defineAdapter, Label, type Linked, type ModelNode, type RoutingItem, type Value } from '@assay/contract';
import { principal, quiet, rows, source } from '../../runtime/shared.js';
import { helperMember } from './helpers.js';
import { modelMember } from './models.js';
import { actionsOf, applicationsOf, identity, type Application } from './places.js';
import { responseItems, responseMember } from './responses.js';
import { addressOf, handlerStep, hookItems, policySteps } from './steps.js';

const FRAMEWORK = 'sails';

function* recognize(project: Linked): Generator<ModelNode> {
  for (const app of applicationsOf(project)) {
    const actions = actionsOf(app.root, project);
    const at = project.spanOfValue(app.routes) ?? { path: `${app.root}config/routes.js`, start: 0, end: 0 };
    const items = routeItems(app, actions, project);
    yield { kind: 'scope', scope: { key: `${FRAMEWORK}:${app.root}`, framework: FRAMEWORK, order: 'encapsulated', root: true, at, items: [...hookItems(app, project), ...items, ...responseItems(app, project)] } };
  }
}

/** `'POST /orders': 'orders/create'`, in the order of the file. */
function routeItems(app: Application, actions: ReadonlyMap<string, Value>, project: Linked): readonly RoutingItem[] {
  const { routes } = app;
  if (routes.kind !== 'object') return [];
  const members = new Map(routes.node.members.flatMap((member) => (member.kind === 'property' ? [[member.key, member.at] as const] : [])));
  return [...project.properties(routes)].flatMap(([address, target]): RoutingItem[] => {
    const range = members.get(address);
    const at = range ? project.span(routes.file, range) : project.spanOfValue(target) ?? { path: routes.file.path, start: 0, end: 0 };
    const { action, value } = targetOf(target, actions, project);
    const { method, path } = addressOf(address);
    const policies = action === undefined ? [] : policySteps(action, app, at, project);
    return [{ kind: 'route', route: { protocol: 'http', framework: FRAMEWORK, method, path, at, steps: policies, ...(value ? { handler: handlerStep(value, action ?? FRAMEWORK, at, project) } : {}) } }];
  });
}

/** An action by name (`orders/create`, `OrderController.create`, `{ controller, action }`), a function, or a list that ends with one of these. */
function targetOf(target: Value, actions: ReadonlyMap<string, Value>, project: Linked): { readonly action?: string; readonly value?: Value } {
  const last = project.items(target)?.at(-1);
  if (last) return targetOf(last, actions, project);
  const options = target.kind === 'object' ? project.properties(target) : new Map<string, Value>();
  const text = project.text(target) ?? project.text(options.get('action')) ?? project.text(options.get('target'));
  const controller = project.text(options.get('controller'));
  if (text !== undefined && !/^(?:https?:)?\//.test(text)) {
    const action = identity(controller === undefined ? text : `${controller}/${text}`);
    const value = actions.get(action) ?? actions.get(`${action}/index`);
    return { action, ...(value ? { value } : {}) };
  }
  const value = target.kind === 'function' ? target : options.get('fn');
  return value ? { value } : {};
}

/** Sails: routes, policies and hooks by configuration, actions by their files. */
export const sails = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [FRAMEWORK, 'sails-hook-orm'],
  docs: 'https://sailsjs.com/documentation/concepts/routes/custom-routes',
  defaults: { errorBody: 'text, or an object that names the problem' },
  member: (owner, name, project) => helperMember(owner, name, project) ?? responseMember(owner, name, project) ?? modelMember(owner, name, project),
  serves: (path) => /(?:^|\/)api\/(?:controllers|policies|hooks|helpers|responses)\//.test(path),
  roles: [
    { package: '#machine', path: 'req', role: '#request' },
    { package: '#machine', path: 'res', role: '#response' },
  ],
  models: [
    ...rows('#policy', 'nobody', principal),
    ...rows('#request', 'allParams() param() setLocale() getLocale()', source(Label.input)),
    ...rows('#response', 'serverError()', { kind: 'respond', fixed: 500 }),
    ...rows('#response', 'ok() created() jsonx()', { kind: 'respond', body: 0 }),
    ...rows('#exits', 'success()', { kind: 'respond', body: 0 }),
    ...rows('#global', 'sails.log.** sails.log() sails.config.** sails.sockets.**', quiet),
    ...rows(FRAMEWORK, '**', quiet),
  ],
  recognize,
});
