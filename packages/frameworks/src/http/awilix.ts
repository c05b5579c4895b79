// https://github.com/jeffijoe/awilix-express  https://github.com/jeffijoe/awilix-router-core
import { defineAdapter, type ClassValue, type Linked, type PathValue, type RoutingItem, type RoutingScope, type Setup, type SetupCall, type Value } from '@assay/contract';
import { inert, quiet, rows } from '../runtime/shared.js';
import { EXPRESS_HANDLER, EXPRESS_STEP } from './protocols.js';

const ROOT = 'awilix-express';
const ROOTS: readonly string[] = [ROOT, 'awilix-router-core'];
const VERBS: ReadonlyMap<string, string> = new Map(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ALL'].map((verb) => [`${verb}()`, verb]));
const BUILDER: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all']);
const INVOKER = /^make(?:Class|Function)?Invoker\(\)\(\)$/;

/** `makeInvoker(Orders)('close')`: the method, called on an object that the container makes for the request. */
export function invoked(value: Value, project: Linked): Value {
  if (value.kind !== 'path' || value.root !== ROOT || !INVOKER.test(value.path)) return value;
  const of = value.parent && project.argument(value.parent, 0);
  const name = project.text(project.argument(value, 0));
  return (of?.kind === 'class' && name !== undefined ? project.method(of, name) : undefined) ?? value;
}

/** The router that `controller(Orders)` makes of classes, or `loadControllers(pattern)` of all controllers of the project. */
export function awilixRouter(value: Value, call: SetupCall, setup: Setup): RoutingScope | undefined {
  if (value.kind !== 'path' || value.root !== ROOT || !/^(?:controller|loadControllers)\(\)$/.test(value.path)) return undefined;
  const given = setup.project.argument(value, 0);
  const controllers = value.path === 'controller()' ? (given && setup.project.items(given)) ?? (given ? [given] : []) : [...exportedControllers(patternOf(setup.project.text(given)), setup.project)];
  const scope = setup.scope(`awilix:${call.at.path}:${call.at.start}`, () => ({ framework: 'express', order: 'sequence', at: call.at }));
  for (const controller of controllers) scope.items.push(...(controller.kind === 'class' ? ofClass(controller, setup) : controller.kind === 'path' ? ofBuilder(controller, setup) : []));
  return scope;
}

/** `routes/*.js`: sources may end otherwise than what is built of them. Without a decidable pattern every file counts. */
function patternOf(glob: string | undefined): RegExp {
  const steps = glob?.replace(/^\.\//, '').replace(/\.[^/]*$/, '').split('**').map((part) => part.replace(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '[^/]*'));
  return new RegExp(steps === undefined ? '' : `(?:^|/)${steps.join('.*')}\\.[cm]?[jt]s$`);
}

/** Classes with decorators, and what `createController(..)` builds, as exports of the files. */
function* exportedControllers(pattern: RegExp, project: Linked): Generator<Value> {
  for (const file of project.files) {
    if (!pattern.test(file.path) || !file.imports.some(({ specifier }) => ROOTS.includes(specifier))) continue;
    for (const { name } of file.exports) if (name !== '*' && name !== '=') yield project.exported(file.path, name);
  }
}

function named(list: ReturnType<Linked['decorators']>, name: string): readonly PathValue[] {
  return list.flatMap(({ value }) => (value.kind === 'path' && ROOTS.includes(value.root) && value.path === `${name}()` ? [value] : []));
}

function* ofClass(cls: ClassValue, setup: Setup): Generator<RoutingItem> {
  const { project } = setup;
  const above = project.decorators(cls.cls.decorators, cls.file, cls.env);
  const prefixes = named(above, 'route').map((use) => project.text(project.argument(use, 0)));
  for (const member of cls.cls.members) {
    const uses = project.decorators(member.decorators, cls.file, cls.env);
    const paths = named(uses, 'route').map((use) => project.text(project.argument(use, 0)));
    const steps = [...named(above, 'before'), ...named(uses, 'before')].flatMap((use) => stepsOf(project.argument(use, 0), project.span(cls.file, member.at), setup));
    const handler = project.method(cls, member.name);
    for (const { value, at } of uses) {
      const method = value.kind === 'path' && ROOTS.includes(value.root) ? VERBS.get(value.path) : undefined;
      if (method === undefined || !handler) continue;
      for (const prefix of prefixes.length > 0 ? prefixes : ['']) {
        for (const path of paths.length > 0 ? paths : ['']) {
          const whole = prefix === undefined || path === undefined ? {} : { path: `${prefix}${path}` };
          yield { kind: 'route', route: { protocol: 'http', method, ...whole, at, steps, handler: { ...setup.step(handler, EXPRESS_HANDLER, at, undefined), label: `${cls.cls.name}.${member.name}` }, framework: 'express' } };
        }
      }
    }
  }
}

/** `createController(Orders).prefix('/orders').before([known]).get('/:id', 'show', { before: [..] })` */
function* ofBuilder(path: PathValue, setup: Setup): Generator<RoutingItem> {
  const { project } = setup;
  const calls: PathValue[] = [];
  for (let at: PathValue | undefined = path; at; at = at.parent) if (at.step === '()') calls.unshift(at);
  const [made, ...rest] = calls;
  const of = made && ROOTS.includes(made.root) && made.path === 'createController()' ? project.argument(made, 0) : undefined;
  let prefix: string | undefined = '';
  const before: Value[] = [];
  for (const call of rest) {
    const [first, second, third] = project.args(call).map((arg) => arg.value);
    const name = call.parent?.step ?? '';
    const at = placeOf(call, project);
    if (name === 'prefix') prefix = project.text(first);
    else if (name === 'before' && first) before.push(first);
    else if (BUILDER.has(name) && of?.kind === 'class') {
      const method = project.text(second);
      const handler = method === undefined ? undefined : project.method(of, method);
      const own = third && project.properties(third).get('before');
      const route = project.text(first);
      if (handler) {
        yield {
          kind: 'route',
          route: {
            protocol: 'http', method: name.toUpperCase(), ...(prefix === undefined || route === undefined ? {} : { path: `${prefix}${route}` }), at, framework: 'express',
            steps: [...before, ...(own ? [own] : [])].flatMap((value) => stepsOf(value, at, setup)), handler: { ...setup.step(handler, EXPRESS_HANDLER, at, undefined), label: `${of.cls.name}.${method}` },
          },
        };
      }
    }
  }
}

/** Where the method's name stands in the chain. */
function placeOf({ call }: PathValue, project: Linked): RoutingScope['at'] {
  const node = call?.node;
  if (!call || node?.kind !== 'call' || node.callee.kind !== 'member') return { path: call?.file.path ?? '', start: 0, end: 0 };
  return project.span(call.file, [node.callee.at[1] - node.callee.name.length, node.at[1]]);
}

function stepsOf(value: Value | undefined, at: RoutingScope['at'], setup: Setup) {
  return value ? (setup.project.items(value) ?? [value]).map((step) => setup.step(step, EXPRESS_STEP, at, undefined)) : [];
}

/** Awilix: controllers that a container makes, registered on routers of Express by its adapter. */
export const awilix = defineAdapter({
  name: 'awilix',
  kind: 'runtime',
  packages: ['awilix', ...ROOTS],
  docs: 'https://github.com/jeffijoe/awilix-express',
  models: [
    ...rows(ROOT, 'scopePerRequest() inject()', { kind: 'guard', ensures: 'none' }),
    ...rows('awilix', 'createContainer() createContainer().**.register() createContainer().loadModules() asClass() asFunction() asValue()', inert),
    ...rows(ROOTS, '**', quiet),
  ],
});
