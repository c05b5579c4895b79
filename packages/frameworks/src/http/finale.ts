// https://github.com/tommybananas/finale#usage  (lib/Resource.js: a controller an action, lib/Controllers/base.js: the milestones of one)
import { defineAdapter, walk, weakMemo, type AccessConcept, type AccessOp, type ChainStep, type PathValue, type Protocol, type RouteDeclaration, type RoutingScope, type Setup, type SetupCall, type Value } from '@assay/contract';
import { property } from '../nest/values.js';
import { quiet, rows } from '../runtime/shared.js';
import { EXPRESS_HANDLER } from './protocols.js';

const PACKAGES: readonly string[] = ['finale-rest', 'epilogue'];

/** `(req, res, context)`: it answers and returns `context.stop`, or throws, to turn a request away. */
const MILESTONE: Protocol = { name: 'finale-milestone', params: ['#request', '#response', ''], continues: 'return', replyStops: true };

interface Action { readonly method: string; readonly of: 'plural' | 'singular'; readonly op: AccessOp }

/** Actions of a resource, the method of each, whether it is about all rows or about one, and what the library does to them. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['create', { method: 'POST', of: 'plural', op: 'create' }], ['list', { method: 'GET', of: 'plural', op: 'read' }], ['read', { method: 'GET', of: 'singular', op: 'read' }],
  ['update', { method: 'PUT', of: 'singular', op: 'update' }], ['delete', { method: 'DELETE', of: 'singular', op: 'delete' }],
]);
/** Milestones that come before the rows change. */
const BEFORE = /\.(all|create|list|read|update|delete)\.(?:start|auth|fetch|data)(?:\.(?:before|after))?\(\)$|\.(all|create|list|read|update|delete)\.write\.before\(\)$/;

interface Served { readonly app: Value; readonly base: string; readonly method: string }

/** A route of a resource, with the steps before its action. `does` goes where one of them always answers in its place. */
interface Made { readonly steps: ChainStep[]; readonly route: Omit<RouteDeclaration, 'does'> & { does?: AccessConcept } }

/** The route of each action of a resource. */
type Routes = ReadonlyMap<string, Made>;

/** What the library was told last, and the resources that it made. */
interface State { served?: Served; readonly resources: Map<string, Routes> }

const stateOf = weakMemo((_setup: Setup): State => ({ resources: new Map() }));

/** `initialize({ app, sequelize, base, updateMethod })` */
function initialize(call: SetupCall, setup: Setup): void {
  const options = call.args[0]?.value;
  const app = property(options, 'app', setup.project);
  if (!app) return;
  const { project } = setup;
  stateOf(setup).served = { app, base: project.text(property(options, 'base', project)) ?? '', method: project.text(property(options, 'updateMethod', project))?.toUpperCase() ?? 'PUT' };
}

/** `resource({ model, endpoints: ['/lamps', '/lamps/:id'], actions })`: a route an action, on the application that was named. */
function resource(call: SetupCall, setup: Setup): void {
  const { project } = setup;
  const { served, resources } = stateOf(setup);
  if (!served) return;
  const options = call.args[0]?.value;
  const texts = (project.items(property(options, 'endpoints', project) ?? served.app) ?? []).map((item) => project.text(item));
  const wanted = project.items(property(options, 'actions', project) ?? served.app)?.map((item) => project.text(item));
  const scope = scopeOf(served.app, call, setup);
  const made = new Map<string, Made>();
  const model = property(options, 'model', project);
  const table = model?.kind === 'class' ? model.cls.name : undefined;
  for (const [action, { method, of, op }] of ACTIONS) {
    if (wanted && !wanted.includes(action)) continue;
    const text = of === 'plural' ? texts[0] : texts[1] ?? texts[0];
    const steps: ChainStep[] = [];
    const handler = { ...setup.step(call.path, EXPRESS_HANDLER, call.at, undefined), label: action };
    const path = text === undefined ? {} : { path: served.base + text };
    const route: Made['route'] = {
      protocol: 'http', method: action === 'update' ? served.method : method, ...path, at: call.at, steps, handler, framework: 'express',
      does: { kind: 'access', op, executes: 'call', ...(table === undefined ? {} : { table }) }, ...(call.conditional ? { conditional: call.conditional } : {}),
    };
    scope.items.push({ kind: 'route', route });
    made.set(action, { steps, route });
  }
  resources.set(call.path.key, made);
}

function scopeOf(app: Value, call: SetupCall, setup: Setup): RoutingScope {
  return setup.scope(app.key, () => ({ framework: 'express', order: 'sequence', passesOn: true, at: call.at }));
}

/** `users.create.auth((req, res, context) => ..)`: a step of the routes that the resource has already. */
function milestone(call: SetupCall, setup: Setup): void {
  const found = BEFORE.exec(call.path.path);
  const step = call.args[0];
  const made = resourceOf(call.path, setup);
  if (!found || !step || !made) return;
  const action = found[1] ?? found[2] ?? '';
  for (const [name, { steps, route }] of made) {
    if (action !== 'all' && action !== name) continue;
    steps.push(setup.step(step.value, MILESTONE, call.at, call.conditional));
    if (alwaysStops(step.value) && !call.conditional) delete route.does;
  }
}

/** A milestone that returns `context.stop` and never `context.continue`. */
function alwaysStops(value: Value): boolean {
  if (value.kind !== 'function') return false;
  const names = new Set([...walk(value.fn)].flatMap((expr) => (expr.kind === 'member' ? [expr.name] : [])));
  return names.has('stop') && !names.has('continue');
}

function resourceOf(path: PathValue, setup: Setup): Routes | undefined {
  const { resources } = stateOf(setup);
  for (let at: PathValue | undefined = path; at; at = at.parent) {
    const found = resources.get(at.key);
    if (found) return found;
  }
  return undefined;
}

/** finale, and epilogue before it: REST routes of Sequelize models, made by the library. */
export const finale = defineAdapter({
  name: 'finale',
  kind: 'http',
  packages: PACKAGES,
  docs: 'https://github.com/tommybananas/finale#usage',
  verbs: ['initialize', 'resource', 'auth', 'before'],
  models: PACKAGES.flatMap((name) => rows(name, '**', quiet)),
  setup(call, setup) {
    if (call.method === 'initialize') initialize(call, setup);
    else if (call.method === 'resource') resource(call, setup);
    else milestone(call, setup);
  },
});
