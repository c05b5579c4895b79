import type { ExportFact, FileFacts, Linked, RoutingItem, Value } from '@assay/contract';
import { placeOf } from './app-routes.js';
import { FRAMEWORK, SERVER_ACTION } from './names.js';
import { safeAction } from './safe-action.js';

const DIRECTIVE = 'use server';

/** Does the file hold functions that browsers may call? */
export function holdsActions(file: FileFacts): boolean {
  return file.functions.some((fn) => fn.directives.includes(DIRECTIVE));
}

/** Server actions: what a `'use server'` file exports, and functions with the directive. https://nextjs.org/docs/app/api-reference/directives/use-server */
export function actionsOf(file: FileFacts, project: Linked): readonly RoutingItem[] {
  if (file.functions[0]?.directives.includes(DIRECTIVE)) return exportedActions(file, project);
  return file.functions.flatMap((fn, id): RoutingItem[] => {
    if (!fn.directives.includes(DIRECTIVE)) return [];
    const value = project.evaluate({ kind: 'function', fn: id, at: fn.at }, project.envOf(file, fn.parent ?? 0));
    return [action(fn.name || 'action', value, { path: file.path, start: fn.nameAt[0], end: fn.nameAt[1] })];
  });
}

function exportedActions(file: FileFacts, project: Linked): readonly RoutingItem[] {
  return file.exports.flatMap((fact): RoutingItem[] => {
    if (fact.name === '*' || fact.name === '=' || isType(fact, file)) return [];
    const value = project.exported(file.path, fact.name);
    const at = placeOf(value, fact, project, file.path);
    const name = fact.name === 'default' && value.kind === 'function' ? value.fn.name || 'default' : fact.name;
    const built = safeAction(value, name, at, project);
    if (built) return [built];
    return value.kind === 'function' || value.kind === 'path' || value.kind === 'union' ? [action(name, value, at)] : [];
  });
}

function isType(fact: ExportFact, file: FileFacts): boolean {
  return fact.value?.kind === 'name' && file.bindings[fact.value.binding]?.kind === 'type';
}

function action(name: string, value: Value, at: { readonly path: string; readonly start: number; readonly end: number }): RoutingItem {
  return { kind: 'route', route: { protocol: 'function', framework: FRAMEWORK, method: 'ACTION', path: name, at, steps: [], handler: { value, protocol: SERVER_ACTION, at, label: name } } };
}
