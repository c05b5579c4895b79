import { defineAdapter, type ChainStep, type PathValue, type Protocol, type RoutingItem, type Setup, type SetupCall, type Span, type Value } from '@assay/contract';
import { labelOf } from '../../nest/labels.js';
import { optionsOf, property } from '../../nest/values.js';
import { FORMATTER } from '../names.js';
import { operationsOf, type Operation } from './names.js';
import { ACCESS, FIELD, HOOK, keystoneRoles, keystoneRows, ROOT } from './rows.js';

const FRAMEWORK = 'keystone';
const EXTENDS = /^(?:gWithContext\(\)|graphql|g)\.extend\(\)$/;
const RULES: readonly string[] = ['operation', 'filter', 'item'];
const HOOKS: readonly string[] = ['resolveInput', 'validateInput', 'validate', 'beforeOperation', 'afterOperation'];

interface List { readonly key: string; readonly made: PathValue; readonly options: ReadonlyMap<string, Value>; readonly at: Span }

/** Rules of access to an operation: one function for everything, or by kind and operation. Undefined where nobody may. */
function rulesOf(list: List, operation: Operation, setup: Setup): readonly ChainStep[] | undefined {
  const access = list.options.get('access');
  const given = access?.kind === 'object' ? RULES.map((kind) => ofOperation(setup.project.properties(access).get(kind), operation, setup)) : [access];
  const rules = given.filter((rule) => rule !== undefined);
  if (rules.some((rule) => isNamed(rule, 'denyAll'))) return undefined;
  return rules.filter((rule) => !isNamed(rule, 'allowAll') && !isNamed(rule, 'unfiltered')).map((rule) => stepOf(rule, ACCESS, list, setup));
}

/** One function for all operations, or an object with one for each. */
function ofOperation(value: Value | undefined, operation: Operation, setup: Setup): Value | undefined {
  return value?.kind === 'object' ? setup.project.properties(value).get(operation) : value;
}

function isNamed(value: Value, name: string): boolean {
  return optionsOf(value).every((option) => option.kind === 'path' && option.step === name);
}

function hooksOf(list: List, operation: Operation, setup: Setup): readonly ChainStep[] {
  const hooks = list.options.get('hooks');
  if (operation === 'query' || hooks?.kind !== 'object') return [];
  const given = HOOKS.map((name) => ofOperation(setup.project.properties(hooks).get(name), operation, setup));
  return given.filter((hook) => hook !== undefined && hook.kind !== 'const').map((hook) => stepOf(hook, HOOK, list, setup));
}

function stepOf(value: Value, protocol: Protocol, list: List, setup: Setup): ChainStep {
  return { ...setup.step(value, protocol, setup.project.spanOfValue(value) ?? list.at, undefined), label: labelOf(value, setup.project) };
}

function* routesOf(list: List, setup: Setup): Generator<RoutingItem> {
  for (const { name, operation, method } of operationsOf(list.key, list.options.get('graphql'), setup.project)) {
    const rules = rulesOf(list, operation, setup);
    if (!rules) continue;
    const handler = { ...setup.step(setup.project.member(setup.project.member(list.made, list.key), method), HOOK, list.at, undefined), label: method };
    const route = { protocol: 'graphql', method: operation === 'query' ? 'QUERY' : 'MUTATION', path: name, at: list.at, steps: [...rules, ...hooksOf(list, operation, setup)], handler, framework: FRAMEWORK } as const;
    yield { kind: 'route', route };
  }
}

/** `g.extend((base) => ({ mutation: { publish: g.field({ resolve }) } }))`: fields beside those of the lists. https://keystonejs.com/docs/guides/schema-extension */
function* extensionsOf(extend: Value | undefined, at: Span, setup: Setup): Generator<RoutingItem> {
  const { project } = setup;
  const make = extend?.kind === 'path' && EXTENDS.test(extend.path) ? project.argument(extend, 0) : undefined;
  const made = make?.kind === 'function' ? project.properties(project.call(make, [])) : undefined;
  for (const [type, method] of [['query', 'QUERY'], ['mutation', 'MUTATION']] as const) {
    const fields = made?.get(type);
    for (const [path, field] of fields ? project.properties(fields) : []) {
      const options = field.kind === 'path' ? project.argument(field, 0) : undefined;
      const resolve = options && project.properties(options).get('resolve');
      const place = (resolve && project.spanOfValue(resolve)) ?? at;
      if (resolve) yield { kind: 'route', route: { protocol: 'graphql', method, path, at: place, steps: [], handler: setup.step(resolve, FIELD, place, undefined), framework: FRAMEWORK } };
    }
  }
}

/** `config({ lists: { Post: list({ .. }) } })`: the interface that is made of the lists. */
function configure(call: SetupCall, setup: Setup): void {
  const { project } = setup;
  const options = call.args[0]?.value;
  const lists = options?.kind === 'object' ? project.properties(options).get('lists') : undefined;
  if (!lists) return;
  const scope = setup.scope(`${FRAMEWORK}:${call.at.path}:${call.at.start}`, () => ({ framework: FRAMEWORK, order: 'sequence', at: call.at, root: true }));
  scope.unmounted = false;
  const served = options?.kind === 'object' ? property(property(options, 'graphql', project), 'apolloConfig', project) : undefined;
  const formatter = property(served, 'formatError', project);
  const formats = formatter && project.spanOfValue(formatter);
  if (formatter && formats) scope.items.push({ kind: 'error-handler', handler: formatter, protocol: FORMATTER, at: formats });
  scope.items.push(...extensionsOf(options?.kind === 'object' ? property(property(options, 'graphql', project), 'extendGraphqlSchema', project) : undefined, call.at, setup));
  for (const [key, made] of project.properties(lists)) {
    const first = made.kind === 'path' && made.root === ROOT ? project.argument(made, 0) : undefined;
    const at = project.spanOfValue(made);
    if (made.kind === 'path' && first && at) scope.items.push(...routesOf({ key, made, options: project.properties(first), at }, setup));
  }
}

/** Keystone 6: queries and mutations that it makes of lists, with the lists' rules of access and hooks around them. */
export const keystone = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [ROOT],
  docs: 'https://keystonejs.com/docs/guides/auth-and-access-control',
  verbs: ['config'],
  generated: [{ specifier: /(?:^|\/)\.?keystone\/types(?:\.ts)?$/, package: '.keystone/types' }],
  roles: keystoneRoles,
  models: keystoneRows,
  setup(call, setup) {
    if (call.path.root === ROOT && call.path.path === 'config()') configure(call, setup);
  },
});
