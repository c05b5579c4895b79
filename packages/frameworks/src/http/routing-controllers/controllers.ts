import type { ChainStep, ClassMember, ClassValue, DecoratorUse, Linked, ModelNode, PathValue, RoutingItem, RoutingScope, Span, Value } from '@assay/contract';
import { fillReserved } from '../../reserved-places.js';
import { RC_ERROR, RC_STEP } from '../protocols.js';
import { prefixes, ROUTING_CONTROLLERS } from './names.js';
import { actionProtocol, demandsUser } from './params.js';

const VERBS: ReadonlyMap<string, string> = new Map(['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Head'].map((name) => [`${name}()`, name.toUpperCase()]));

interface Use { readonly value: PathValue; readonly at: Span }

function usesOf(list: readonly DecoratorUse[]): readonly Use[] {
  return list.flatMap(({ value, at }) => (value.kind === 'path' && value.root === ROUTING_CONTROLLERS ? [{ value, at }] : []));
}

function named(uses: readonly Use[], ...names: readonly string[]): readonly Use[] {
  return uses.filter(({ value }) => names.includes(value.path.replace('()', '')));
}

/** `@UseBefore(fn, SomeMiddleware)`, then `@Authorized(..)`: the order in which an action's checks run. */
function stepsOf(uses: readonly Use[], project: Linked): ChainStep[] {
  const before = named(uses, 'UseBefore').flatMap(({ value, at }) => project.args(value).map((arg) => step(arg.value, at)));
  return [...before, ...named(uses, 'Authorized').map(({ value, at }) => step(value, at))];
}

function step(value: Value, at: Span): ChainStep {
  const label = value.kind === 'class' ? value.cls.name : value.kind === 'function' ? value.fn.name : value.kind === 'path' ? value.parent?.step ?? value.root : 'step';
  return { value, protocol: RC_STEP, at, label };
}

function pathOf(use: Use, project: Linked): string | undefined {
  const first = project.argument(use.value, 0);
  return first === undefined ? '' : project.text(first);
}

/** Controllers as they are declared; which of them a server loads is often a file pattern, so all of them count. */
export function* controllers(project: Linked): Generator<ModelNode> {
  const items: RoutingItem[] = [];
  const roles = new Map(project.sources.map((source) => [source.path, source.role]));
  for (const cls of project.classes()) {
    if (roles.get(cls.file.path) === 'test') continue;
    const uses = usesOf(project.decorators(cls.cls.decorators, cls.file, cls.env));
    items.push(...globalSteps(cls, uses, project));
  }
  for (const cls of project.classes()) {
    if (roles.get(cls.file.path) === 'test') continue;
    const uses = usesOf(project.decorators(cls.cls.decorators, cls.file, cls.env));
    const [controller] = named(uses, 'Controller', 'JsonController');
    if (controller) items.push(mountOf(cls, controller, uses, project));
  }
  const [first] = items;
  if (!first) return;
  const at: Span = first.kind === 'mount' ? first.at : { path: '', start: 0, end: 0 };
  const prefix = prefixes.get(project) ?? '';
  const reserved = fillReserved(ROUTING_CONTROLLERS, items, project);
  if (reserved) reserved.prefix = prefix;
  else yield { kind: 'scope', scope: { key: ROUTING_CONTROLLERS, framework: ROUTING_CONTROLLERS, order: 'sequence', at, items, prefix } };
}

/** `@Middleware({ type: 'before' })` stands before every action; `type: 'after'` with `error(..)` renders errors. */
function globalSteps(cls: ClassValue, uses: readonly Use[], project: Linked): RoutingItem[] {
  return named(uses, 'Middleware').flatMap(({ value, at }): RoutingItem[] => {
    const options = project.argument(value, 0);
    const type = options && project.text(project.properties(options).get('type'));
    const handler = project.method(cls, 'error');
    if (handler) return [{ kind: 'error-handler', handler, protocol: RC_ERROR, at }];
    return type === 'before' ? [{ kind: 'step', step: step(cls, at) }] : [];
  });
}

function mountOf(cls: ClassValue, controller: Use, uses: readonly Use[], project: Linked): RoutingItem {
  const at = project.span(cls.file, cls.cls.nameAt);
  const path = pathOf(controller, project);
  const items = project.lineage(cls).classes.flatMap((owner) => owner.cls.members.flatMap((member) => actions(cls, owner, member, stepsOf(uses, project), project)));
  const scope: RoutingScope = { key: `${cls.file.path}#${cls.cls.name}`, framework: ROUTING_CONTROLLERS, order: 'sequence', at, items };
  return { kind: 'mount', at, ...(path === undefined ? {} : { path }), scope };
}

function actions(cls: ClassValue, owner: ClassValue, member: ClassMember, above: readonly ChainStep[], project: Linked): RoutingItem[] {
  const uses = usesOf(project.decorators(member.decorators, owner.file, owner.env));
  const fn = project.method(cls, member.name);
  if (uses.length === 0 || !fn) return [];
  const user = demandsUser(fn, project);
  const steps = [...above, ...stepsOf(uses, project), ...(user ? [step(user.value, user.at)] : [])];
  return uses.flatMap((use): RoutingItem[] => {
    const custom = use.value.path === 'Method()' ? project.text(project.argument(use.value, 0))?.toUpperCase() : undefined;
    const method = VERBS.get(use.value.path) ?? custom;
    if (method === undefined) return [];
    const path = custom === undefined ? pathOf(use, project) : project.text(project.argument(use.value, 1));
    const handler: ChainStep = { value: fn, protocol: actionProtocol(fn, project), at: use.at, label: `${cls.cls.name}.${member.name}` };
    return [{ kind: 'route', route: { protocol: 'http', method, ...(path === undefined ? {} : { path }), at: use.at, steps, handler, framework: ROUTING_CONTROLLERS } }];
  });
}
