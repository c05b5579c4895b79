// https://github.com/seanpmaxwell/overnight  (lib/Server.js: a router a controller, its class middleware first, children last)
import { defineAdapter, type DecoratorUse, type InstanceValue, type PathValue, type RoutingScope, type Setup, type SetupCall, type Value } from '@assay/contract';
import { quiet, rows } from '../runtime/shared.js';
import { register } from './express.js';
import { EXPRESS_ERROR, EXPRESS_HANDLER, EXPRESS_STEP } from './protocols.js';

const PACKAGE = '@overnightjs/core';
const VERBS: ReadonlyMap<string, string> = new Map(['Get', 'Post', 'Put', 'Patch', 'Delete', 'All', 'Head', 'Options'].map((name) => [`${name}()`, name === 'All' ? 'ALL' : name.toUpperCase()]));

/** The server that a class extends, or its Express application. */
function serverOf(path: PathValue | undefined): PathValue | undefined {
  if (path?.root !== PACKAGE) return undefined;
  return path.path === 'Server.new()' ? path : path.path === 'Server.new().app' ? path.parent : undefined;
}

function scopeOf(server: PathValue, call: SetupCall, setup: Setup): RoutingScope {
  return setup.scope(server.key, () => ({ framework: 'express', order: 'sequence', at: call.at }));
}

/** Library decorators with this name; of several the first puts its middleware first. */
function named(uses: readonly DecoratorUse[], name: string): readonly PathValue[] {
  return uses.flatMap(({ value }) => (value.kind === 'path' && value.root === PACKAGE && value.path === `${name}()` ? [value] : []));
}

/** The arguments of decorators, lists laid out. */
function listed(uses: readonly PathValue[], setup: Setup): readonly Value[] {
  return uses.flatMap((use) => setup.project.args(use).flatMap((arg) => setup.project.items(arg.value) ?? [arg.value]));
}

function addControllers(values: readonly Value[], shared: readonly Value[], owner: RoutingScope, call: SetupCall, setup: Setup): void {
  for (const controller of values) if (controller.kind === 'instance') mount(controller, shared, owner, call, setup);
}

/** A controller as a router under its path. */
function mount(controller: InstanceValue, shared: readonly Value[], owner: RoutingScope, call: SetupCall, setup: Setup): void {
  const { project } = setup;
  const { cls, file } = controller.of;
  const uses = project.decorators(cls.decorators, file, controller.of.env);
  const [base] = named(uses, 'Controller');
  if (!base) return;
  const at = project.span(file, cls.nameAt);
  const path = project.text(project.argument(base, 0));
  const scope = setup.scope(`${owner.key}/${controller.key}`, () => ({ framework: 'express', order: 'sequence', at }));
  owner.items.push({ kind: 'mount', ...(path === undefined ? {} : { path }), scope, at: call.at, ...(call.conditional ? { conditional: call.conditional } : {}) });
  for (const value of [...shared, ...listed(named(uses, 'ClassMiddleware'), setup)]) scope.items.push({ kind: 'step', step: setup.step(value, EXPRESS_STEP, at, undefined) });
  routes(controller, scope, setup);
  addControllers(listed([...named(uses, 'ChildControllers'), ...named(uses, 'Children')], setup), [], scope, call, setup);
  for (const handler of listed(named(uses, 'ClassErrorMiddleware'), setup)) scope.items.push({ kind: 'error-handler', handler, protocol: EXPRESS_ERROR, at });
}

function routes(controller: InstanceValue, scope: RoutingScope, setup: Setup): void {
  const { project } = setup;
  const { cls, file, env } = controller.of;
  for (const member of cls.members) {
    const uses = project.decorators(member.decorators, file, env);
    const steps = listed(named(uses, 'Middleware'), setup).map((value) => setup.step(value, EXPRESS_STEP, project.span(file, member.at), undefined));
    for (const { value, at } of uses) {
      const method = value.kind === 'path' && value.root === PACKAGE ? VERBS.get(value.path) : undefined;
      if (method === undefined || value.kind !== 'path') continue;
      const first = project.argument(value, 0);
      const path = first ? project.text(first) : '';
      const handler = { ...setup.step(project.member(controller, member.name), EXPRESS_HANDLER, at, undefined), label: `${cls.name}.${member.name}` };
      scope.items.push({ kind: 'route', route: { protocol: 'http', method, ...(path === undefined ? {} : { path }), at, steps, handler, framework: 'express' } });
    }
  }
}

/** OvernightJS: Express controllers by decorators, added to a server that the project's class extends. */
export const overnight = defineAdapter({
  name: 'overnight',
  kind: 'http',
  packages: [PACKAGE],
  docs: 'https://github.com/seanpmaxwell/overnight',
  verbs: ['addControllers'],
  models: [...rows(PACKAGE, '**', quiet)],
  setup(call, setup) {
    const server = serverOf(call.receiver);
    if (!server) return;
    const scope = scopeOf(server, call, setup);
    if (call.method !== 'addControllers') return register(call, scope, false, setup);
    const [controllers, , shared] = call.args;
    if (controllers) addControllers(setup.project.items(controllers.value) ?? [controllers.value], shared ? setup.project.items(shared.value) ?? [shared.value] : [], scope, call, setup);
  },
});
