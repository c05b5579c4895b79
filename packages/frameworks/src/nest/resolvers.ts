import type { ClassValue, Linked, RoutingItem, Value } from '@assay/contract';
import { listedTypes } from '../graphql/listed-types.js';
import { mountItem, type ControllerScopes, type Mounted } from './controllers.js';
import { inheritedDecorators, lastOf, methodsOf, type Applied, type Method } from './decorated.js';
import { declare, routeItem, type Holder } from './handlers.js';
import { GRAPHQL } from './names.js';
import type { Settings } from './settings.js';
import { ENDPOINT, OPERATIONS } from './transports.js';
import { property } from './values.js';

/** A resolver's scope: its operations by field name, its field resolvers as `Type.field`. */
export function resolverScope(cls: ClassValue, unmounted: boolean, settings: Settings, project: Linked): ControllerScopes {
  const applied = inheritedDecorators(cls, project);
  const holder: Holder = { name: cls.cls.name, applied, guards: settings.guards };
  const routes: Mounted[] = [];
  const items: RoutingItem[] = [];
  for (const method of methodsOf(cls, project)) {
    const use = method.applied.findLast((one) => one.value.root === GRAPHQL && OPERATIONS.has(one.value.path));
    const operation = use && OPERATIONS.get(use.value.path);
    if (!use || !operation) continue;
    const perElement = operation === 'FIELD' && parentNames(applied, project).some((name) => listedTypes(project).has(name));
    const route = declare({ protocol: 'graphql', method: operation, path: fieldPath(use, operation, method, applied, project), at: use.at, ...(perElement ? { perElement } : {}) }, holder, method, project);
    items.push(routeItem(route, `${cls.file.path}#${cls.cls.name}.${method.name}`, method, project));
    routes.push({ of: cls, mount: '', local: ENDPOINT, route });
  }
  return { items: items.length === 0 ? [] : [mountItem(cls, '', items, applied, unmounted, project)], routes };
}

/** Is it a base for other resolvers only? */
export function isAbstractResolver(use: Applied, project: Linked): boolean {
  return project.args(use.value).some((arg) => {
    const flag = property(arg.value, 'isAbstract', project);
    return flag?.kind === 'const' && flag.value === true;
  });
}

function fieldPath(use: Applied, operation: string, method: Method, applied: readonly Applied[], project: Linked): string {
  const own = use.value.path === 'ResolveReference()' ? '__resolveReference' : nameGiven(use, project) ?? method.name;
  if (operation !== 'FIELD') return own;
  const type = lastOf(applied, GRAPHQL, 'Resolver');
  const parent = type && typeName(project.argument(type.value, 0), project);
  return parent === undefined ? own : `${parent}.${own}`;
}

/** The type that a resolver's fields belong to: as the schema names it, and as its class is called. */
function parentNames(applied: readonly Applied[], project: Linked): readonly string[] {
  const given = lastOf(applied, GRAPHQL, 'Resolver');
  const value = given && project.argument(given.value, 0);
  const type = value?.kind === 'function' ? project.call(value, []) : value;
  const name = typeName(type, project);
  return [...(name === undefined ? [] : [name]), ...(type?.kind === 'class' ? [type.cls.name] : [])];
}

/** `@Mutation('name')`, `@Mutation(() => T, { name })`. */
function nameGiven(use: Applied, project: Linked): string | undefined {
  return project.args(use.value).map((arg) => project.text(arg.value) ?? project.text(property(arg.value, 'name', project))).find((text) => text !== undefined);
}

/** `'User'`, `User`, `() => User`: the name of the object type. */
function typeName(value: Value | undefined, project: Linked): string | undefined {
  if (value?.kind === 'function') return typeName(project.call(value, []), project);
  if (value?.kind !== 'class') return project.text(value);
  const applied = inheritedDecorators(value, project);
  const type = lastOf(applied, GRAPHQL, 'ObjectType');
  return (type && nameGiven(type, project)) ?? value.cls.name;
}
