import { keptIn, weakMemo, type Linked, type Value } from '@assay/contract';
import type { Decorated } from './decorated.js';
import { lastOf } from './decorated.js';
import { COMMON, CORE, isPath } from './names.js';
import { isGiven, listed, optionsOf, property, type Listed } from './values.js';

/** What one `@Module`, or one dynamic module, brings. */
export interface ModulePart {
  /** Key of the module's class. */
  readonly of: string;
  readonly imports: Listed;
  readonly controllers: Listed;
  readonly providers: Listed;
}

export interface Modules {
  readonly parts: readonly ModulePart[];
  /** Parts reached by imports from a module, in the order in which Nest meets them; undefined when the module is not known. */
  reachedFrom(root: Value | undefined): readonly ModulePart[] | undefined;
}

export function modulesOf(classes: readonly Decorated[], project: Linked): Modules {
  const byClass = new Map<string, ModulePart>();
  for (const { cls, own } of classes) {
    const decorator = lastOf(own, COMMON, 'Module');
    if (decorator) byClass.set(cls.key, partOf(cls.key, project.argument(decorator.value, 0), project));
  }
  const parts = new Set<ModulePart>();
  for (const part of byClass.values()) visitPart(part, parts, byClass, project);
  return {
    parts: [...parts],
    reachedFrom: (root) => {
      if (root?.kind !== 'class' || !byClass.has(root.key)) return undefined;
      const reached = new Set<ModulePart>();
      visit(root, reached, byClass, project);
      return [...reached];
    },
  };
}

function partOf(of: string, options: Value | undefined, project: Linked): ModulePart {
  const list = (name: string): Listed => (options?.kind === 'unknown' ? { items: [], complete: false } : listed(property(options, name, project)));
  return { of, imports: list('imports'), controllers: list('controllers'), providers: list('providers') };
}

function visitPart(part: ModulePart, into: Set<ModulePart>, byClass: ReadonlyMap<string, ModulePart>, project: Linked): void {
  if (into.has(part)) return;
  into.add(part);
  for (const item of part.imports.items) visit(item, into, byClass, project);
}

function visit(module: Value, into: Set<ModulePart>, byClass: ReadonlyMap<string, ModulePart>, project: Linked): void {
  for (const option of optionsOf(module)) {
    if (option.kind === 'class') {
      const part = byClass.get(option.key);
      if (part) visitPart(part, into, byClass, project);
    } else if (option.kind === 'object') visitDynamic(option, into, byClass, project);
    // `forwardRef(() => Orders)`
    else if (option.kind === 'function') visit(project.call(option, []), into, byClass, project);
    else if (option.kind === 'path') for (const inner of wrapped(option, project)) visit(inner, into, byClass, project);
  }
}

/** `{ module: X, providers: [...] }`, as `X.forRoot()` answers it. */
function visitDynamic(options: Value, into: Set<ModulePart>, byClass: ReadonlyMap<string, ModulePart>, project: Linked): void {
  const module = property(options, 'module', project);
  if (module?.kind !== 'class') return;
  visit(module, into, byClass, project);
  const dynamic = dynamicPart(options, module.key, project);
  visitPart(dynamic, into, byClass, project);
}

const dynamics = weakMemo((_project: Linked) => new Map<string, ModulePart>());

/** One part an object, so that imports that lead back end. */
function dynamicPart(options: Value, of: string, project: Linked): ModulePart {
  return keptIn(dynamics(project), options.key, () => partOf(of, options, project));
}

/** Modules handed to a library: `ConditionalModule.registerWhen(X, ..)`. */
function wrapped(path: Extract<Value, { kind: 'path' }>, project: Linked): readonly Value[] {
  return path.path.endsWith('()') ? project.args(path).flatMap((arg) => (arg.value.kind === 'class' ? [arg.value] : [])) : [];
}

/** Path prefixes that `RouterModule.register([{ path, module, children }])` gives to modules, by the key of the module's class. */
export function modulePaths(modules: Modules, project: Linked): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const walk = (routes: Value | undefined, prefix: string): void => {
    for (const route of listed(routes).items) {
      const module = route.kind === 'class' ? route : property(route, 'module', project);
      const path = `${prefix}/${project.text(property(route, 'path', project)) ?? ''}`;
      if (module?.kind === 'class') found.set(module.key, [...(found.get(module.key) ?? []), path]);
      if (isGiven(property(route, 'children', project))) walk(property(route, 'children', project), path);
    }
  };
  for (const item of modules.parts.flatMap((part) => part.imports.items)) if (isPath(item, CORE, 'RouterModule.register()')) walk(project.argument(item, 0), '');
  return found;
}
