// https://github.com/tommybananas/finale#usage  (lib/Resource.js: a controller an action, lib/Controllers/base.js: the milestones of one)
import { defineAdapter, type ChainStep, type PathValue, type Protocol, type RoutingScope, type Setup, type SetupCall, type Value } from '@assay/contract';
import { property } from '../nest/values.js';
import { quiet, rows } from '../runtime/shared.js';
import { EXPRESS_HANDLER } from './protocols.js';

const PACKAGES: readonly string[] = ['finale-rest', 'epilogue'];

/** `(req, res, context)`: it answers and returns `context.stop`, or throws, to turn a request away. */
const MILESTONE: Protocol = { name: 'finale-milestone', params: ['#request', '#response', ''], continues: 'return', replyStops: true };

/** Actions of a resource, the method of each, and whether it is about all rows or about one. */
const ACTIONS: ReadonlyMap<string, { readonly method: string; readonly of: 'plural' | 'singular' }> = new Map([
  ['create', { method: 'POST', of: 'plural' }], ['list', { method: 'GET', of: 'plural' }], ['read', { method: 'GET', of: 'singular' }],
  ['update', { method: 'PUT', of: 'singular' }], ['delete', { method: 'DELETE', of: 'singular' }],
]);
/** Milestones that come before the rows change. */
const BEFORE = /\.(all|create|list|read|update|delete)\.(?:start|auth|fetch|data)(?:\.(?:before|after))?\(\)$|\.(all|create|list|read|update|delete)\.write\.before\(\)$/;

interface Served { readonly app: Value; readonly base: string; readonly method: string }

/** The steps before each action of a resource. */
type Steps = ReadonlyMap<string, ChainStep[]>;

/** What the library was told last, and the resources that it made. */
interface State { served?: Served; readonly resources: Map<string, Steps> }

const states = new WeakMap<Setup, State>();

function stateOf(setup: Setup): State {
  let state = states.get(setup);
  if (!state) states.set(setup, (state = { resources: new Map() }));
  return state;
}

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
  const before = new Map<string, ChainStep[]>();
  for (const [action, { method, of }] of ACTIONS) {
    if (wanted && !wanted.includes(action)) continue;
    const text = of === 'plural' ? texts[0] : texts[1] ?? texts[0];
    const steps: ChainStep[] = [];
    const handler = { ...setup.step(call.path, EXPRESS_HANDLER, call.at, undefined), label: action };
    const path = text === undefined ? {} : { path: served.base + text };
    scope.items.push({ kind: 'route', route: { protocol: 'http', method: action === 'update' ? served.method : method, ...path, at: call.at, steps, handler, framework: 'express', ...(call.conditional ? { conditional: call.conditional } : {}) } });
    before.set(action, steps);
  }
  resources.set(call.path.key, before);
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
  for (const [name, steps] of made) if (action === 'all' || action === name) steps.push(setup.step(step.value, MILESTONE, call.at, call.conditional));
}

function resourceOf(path: PathValue, setup: Setup): Steps | undefined {
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
