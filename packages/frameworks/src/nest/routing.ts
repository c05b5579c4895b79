import type { ClassValue, Linked, ModelNode, RoutingItem, RoutingScope } from '@assay/contract';
import { applicationsOf, nearest, type Application } from './applications.js';
import { controllerScopes, type ControllerScopes, type Mounted } from './controllers.js';
import { decoratedClasses, inheritedDecorators, lastOf, type Decorated } from './decorated.js';
import { consumersOf, type Consumer } from './consumers.js';
import { isGated } from './gates.js';
import { consumerItems } from './middleware.js';
import { modulePaths, modulesOf, type ModulePart, type Modules } from './modules.js';
import { COMMON, FRAMEWORK, GRAPHQL } from './names.js';
import { rootPrefix } from './places.js';
import { isAbstractResolver, resolverScope } from './resolvers.js';
import { settingsOf, type Settings } from './settings.js';
import { optionsOf, property, type Listed } from './values.js';

/** A class that declares routes, with the modules that list it. */
interface Home {
  readonly cls: ClassValue;
  readonly kind: 'controller' | 'resolver';
  readonly parts: readonly ModulePart[];
  /** No module lists it, and all lists are known. */
  readonly unmounted: boolean;
}

/** One root scope for each application of the project. */
export function* routing(project: Linked): Generator<ModelNode> {
  const classes = decoratedClasses(project);
  const modules = modulesOf(classes, project);
  const apps = applicationsOf(modules, project);
  const homes = [...homesOf(classes, modules, project)];
  const consumers = consumersOf(project);
  for (const app of apps) {
    const scope = rootScope(app, homes.filter((home) => belongs(home, app, apps)), modules, consumers, project);
    if (scope) yield { kind: 'scope', scope };
  }
}

function rootScope(app: Application, homes: readonly Home[], modules: Modules, consumers: readonly Consumer[], project: Linked): RoutingScope | undefined {
  const settings = settingsOf(app, project);
  const paths = modulePaths(modules, project);
  const scopes = homes.map((home) => scopesOf(home, app, paths, settings, project));
  const first = homes[0];
  const at = app.at ?? (first && project.span(first.cls.file, first.cls.cls.nameAt));
  const routes = scopes.flatMap((one) => one.routes);
  if (!at || routes.length === 0) return undefined;
  const prefix = rootPrefix(settings);
  return {
    key: `${FRAMEWORK}:${app.key}`, framework: FRAMEWORK, order: 'encapsulated', root: true, at, ...(prefix === undefined ? {} : { prefix }),
    items: [...globalItems(app, settings, routes, consumers, project), ...scopes.flatMap((one) => one.items)],
  };
}

/** What covers the whole application, in the order in which it runs. */
function globalItems(app: Application, settings: Settings, routes: readonly Mounted[], consumers: readonly Consumer[], project: Linked): readonly RoutingItem[] {
  const own = new Set(app.parts.map((part) => part.of));
  const applied = consumers.filter((consumer) => consumer.module === undefined || own.has(consumer.module));
  return [
    ...settings.middleware,
    ...applied.flatMap((consumer) => [...consumerItems(consumer, routes, settings, project)]),
    ...settings.guards.filter((step) => !isGated(step)).map((step): RoutingItem => ({ kind: 'step', step })),
    ...settings.interceptors.map((step): RoutingItem => ({ kind: 'around', step })),
    ...settings.filters,
  ];
}

function scopesOf(home: Home, app: Application, paths: ReadonlyMap<string, readonly string[]>, settings: Settings, project: Linked): ControllerScopes {
  if (home.kind === 'resolver') return resolverScope(home.cls, home.unmounted, settings, project);
  const listing = home.parts.filter((part) => app.parts.includes(part));
  const prefixes = [...new Set(listing.flatMap((part) => paths.get(part.of) ?? ['']))];
  return controllerScopes(home.cls, prefixes.length === 0 ? [''] : prefixes, home.unmounted, settings, project);
}

/** Controllers and resolvers: decorated themselves, or listed by a module and decorated by inheritance. */
function* homesOf(classes: readonly Decorated[], modules: Modules, project: Linked): Generator<Home> {
  const controllers = listingOf(modules.parts, (part) => part.controllers, project);
  const resolvers = listingOf(modules.parts, (part) => part.providers, project);
  const seen = new Set<string>();
  for (const cls of [...classes.map((one) => one.cls), ...controllers.classes.values(), ...resolvers.classes.values()]) {
    if (cls.cls.abstract || seen.has(cls.key)) continue;
    seen.add(cls.key);
    const own = classes.find((one) => one.cls.key === cls.key)?.own ?? [];
    const listed = controllers.parts.has(cls.key) || resolvers.parts.has(cls.key);
    const applied = listed ? inheritedDecorators(cls, project) : own;
    const resolver = lastOf(applied, GRAPHQL, 'Resolver');
    const kind = lastOf(applied, COMMON, 'Controller') ? 'controller' : resolver && !isAbstractResolver(resolver, project) ? 'resolver' : undefined;
    if (!kind) continue;
    const listing = kind === 'controller' ? controllers : resolvers;
    const parts = listing.parts.get(cls.key) ?? [];
    yield { cls, kind, parts, unmounted: parts.length === 0 && listing.complete && modules.parts.length > 0 };
  }
}

interface Listing {
  readonly parts: ReadonlyMap<string, readonly ModulePart[]>;
  readonly classes: ReadonlyMap<string, ClassValue>;
  readonly complete: boolean;
}

/** Which modules list a class, as itself or as `{ provide, useClass }`. */
function listingOf(all: readonly ModulePart[], list: (part: ModulePart) => Listed, project: Linked): Listing {
  const parts = new Map<string, ModulePart[]>();
  const classes = new Map<string, ClassValue>();
  for (const part of all) {
    for (const item of list(part).items.flatMap((one) => optionsOf(property(one, 'useClass', project) ?? one))) {
      if (item.kind !== 'class') continue;
      parts.set(item.key, [...(parts.get(item.key) ?? []), part]);
      classes.set(item.key, item);
    }
  }
  return { parts, classes, complete: all.every((part) => list(part).complete) };
}

/** An application has what its modules list; what none lists goes to the application nearest by. */
function belongs(home: Home, app: Application, apps: readonly Application[]): boolean {
  const reaches = (one: Application): boolean => home.parts.some((part) => one.parts.includes(part));
  return apps.length === 1 || reaches(app) || (!apps.some(reaches) && nearest(home.cls.file.path, apps) === app);
}
