import type { ChainStep, FileFacts, Linked, RoutingItem, Value } from '@assay/contract';
import { labelOf } from '../../nest/labels.js';
import { listed, property } from '../../nest/values.js';
import { EXPRESS_ERROR, EXPRESS_STEP } from '../protocols.js';

/** A step of `middlewares.ts` with what it runs for; undefined where its matcher is not decidable. */
export interface Middleware { readonly step: ChainStep; readonly matches?: (method: string, path: string) => boolean }

export interface Middlewares { readonly steps: readonly Middleware[]; readonly errorHandlers: readonly RoutingItem[] }

/** `export default defineMiddlewares({ routes: [{ matcher, methods, middlewares }], errorHandler })`. https://docs.medusajs.com/learn/fundamentals/api-routes/middlewares */
export function middlewaresOf(file: FileFacts, project: Linked): Middlewares {
  const exported = project.exported(file.path, 'default');
  const made = exported.kind === 'path' ? project.argument(exported, 0) : exported;
  const routes = made?.kind === 'object' ? property(made, 'routes', project) : made;
  const errorHandler = property(made, 'errorHandler', project);
  const at = errorHandler && project.spanOfValue(errorHandler);
  return {
    steps: listed(routes).items.flatMap((route) => stepsOf(route, file, project)),
    errorHandlers: errorHandler && at && errorHandler.kind !== 'const' ? [{ kind: 'error-handler', handler: errorHandler, protocol: EXPRESS_ERROR, at }] : [],
  };
}

function stepsOf(route: Value, file: FileFacts, project: Linked): readonly Middleware[] {
  const matcher = project.text(property(route, 'matcher', project));
  const given = property(route, 'methods', project) ?? property(route, 'method', project);
  const methods = given && (project.items(given) ?? [given]).map((method) => project.text(method) ?? '');
  const matches = matcher === undefined ? undefined : (method: string, path: string): boolean => covers(matcher, methods, method, path);
  return listed(property(route, 'middlewares', project)).items.map((value) => {
    const at = project.spanOfValue(value) ?? { path: file.path, start: 0, end: 0 };
    return { step: { value, protocol: EXPRESS_STEP, at, label: labelOf(value, project) }, ...(matches ? { matches } : {}) };
  });
}

/** With methods it is registered for the path itself, without (or with `USE`) for all below it. */
function covers(matcher: string, methods: readonly string[] | undefined, method: string, path: string): boolean {
  const isOpen = methods === undefined || methods.length === 0 || methods.includes('USE');
  if (!isOpen && !methods.includes('ALL') && !methods.includes(method)) return false;
  const expression = matcher.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+').replaceAll('*', '.*').replace(/\/$/, '');
  return new RegExp(`^${expression}${isOpen ? '(?:/.*)?' : '/?'}$`).test(path);
}

/** The steps before a route, those of an undecidable matcher under a condition. */
export function stepsFor(middlewares: readonly Middleware[], method: string, path: string): readonly ChainStep[] {
  return middlewares.flatMap(({ step, matches }): readonly ChainStep[] => {
    if (!matches) return [{ ...step, conditional: step.at }];
    return matches(method, path) ? [step] : [];
  });
}
