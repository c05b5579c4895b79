import type { ChainStep, ExportFact, FileFacts, Linked, ModelNode, PathValue, RoutingItem, Span, Value } from '@assay/contract';
import { CUSTOM, CUSTOM_PACKAGES, FRAMEWORK, FUNCTION, INTERNAL, PUBLIC } from './names.js';

const MAX_LAYERS = 6;

interface Registrar {
  /** QUERY, MUTATION, ACTION or INTERNAL. */
  readonly kind: string;
  readonly steps: readonly ChainStep[];
}

/** The public functions that a file exports; https://docs.convex.dev/functions */
export function functionsOf(file: FileFacts, project: Linked): readonly RoutingItem[] {
  return registered(file, project).flatMap(({ fact, registrar, handler }) => (registrar.kind === 'INTERNAL' ? [] : [declared(file, fact, registrar, handler, project)]));
}

/** The functions that only other functions of the deployment call. */
export function internalFunctionsOf(file: FileFacts, project: Linked): readonly ModelNode[] {
  return registered(file, project).flatMap(({ fact, registrar, handler }): ModelNode[] => (
    registrar.kind === 'INTERNAL' ? [{ kind: 'job', name: nameOf(file, fact), framework: FRAMEWORK, at: project.span(file, fact.at), handler, protocol: FUNCTION }] : []));
}

interface Registered { readonly fact: ExportFact; readonly registrar: Registrar; readonly handler: Value }

function registered(file: FileFacts, project: Linked): readonly Registered[] {
  return file.exports.flatMap((fact): Registered[] => {
    const value = fact.value ? project.exported(file.path, fact.name) : undefined;
    if (value?.kind !== 'path' || value.step !== '()' || !value.parent) return [];
    const registrar = registrarOf(value.parent, 0, project);
    const handler = registrar && handlerOf(project.argument(value, 0), project);
    return registrar && handler ? [{ fact, registrar, handler }] : [];
  });
}

function declared(file: FileFacts, fact: ExportFact, { kind, steps }: Registrar, handler: Value, project: Linked): RoutingItem {
  const at = project.span(file, fact.at);
  return { kind: 'route', route: { protocol: 'function', framework: FRAMEWORK, method: kind, path: nameOf(file, fact), at, steps, handler: { value: handler, protocol: FUNCTION, at, label: fact.name } } };
}

/** `messages.send`: the path as clients write it after `api.`. */
function nameOf(file: FileFacts, fact: ExportFact): string {
  const module = file.path.replace(/\.[cm]?[jt]sx?$/, '').split('/');
  return [...module.slice(module.lastIndexOf('convex') + 1), fact.name].join('.');
}

/** `{ args, handler }`, or the handler itself. */
function handlerOf(value: Value | undefined, project: Linked): Value | undefined {
  if (!value || value.kind === 'function') return value;
  return project.properties(value).get('handler');
}

/** `mutation`, or what `customMutation(mutation, check)` made of it. */
function registrarOf(value: Value, depth: number, project: Linked): Registrar | undefined {
  if (value.kind !== 'path' || depth > MAX_LAYERS) return undefined;
  if (value.root === 'convex/server') {
    const kind = PUBLIC.get(value.path) ?? (INTERNAL.has(value.path) ? 'INTERNAL' : undefined);
    return kind === undefined ? undefined : { kind, steps: [] };
  }
  if (!CUSTOM_PACKAGES.has(value.root) || !CUSTOM.test(value.path)) return undefined;
  const [inner, check] = project.args(value);
  const base = inner && registrarOf(inner.value, depth + 1, project);
  const at = project.spanOfValue(value);
  const step = check && at && checkOf(check.value, at, project, value);
  return base && { kind: base.kind, steps: [...base.steps, ...(step ? [step] : [])] };
}

/** `customCtx(async (ctx) => ..)`, or `{ args, input: async (ctx, args) => .. }`. */
function checkOf(value: Value, at: Span, project: Linked, made: PathValue): ChainStep {
  const input = value.kind === 'path' ? project.argument(value, 0) : project.properties(value).get('input');
  return { value: input ?? value, protocol: FUNCTION, at, label: made.parent?.step ?? 'custom' };
}
