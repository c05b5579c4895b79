import type { ChainStep, Linked, RoutingItem, Value } from '@assay/contract';
import type { Application } from './applications.js';
import type { MethodCall } from './calls.js';
import { argSpan } from './labels.js';
import { NEST_GUARD, NEST_INTERCEPTOR, NEST_MIDDLEWARE } from './names.js';
import { join, pathTexts, patternOf, withoutWildcard, type Pattern } from './paths.js';
import { providedFilters, providedGuards, providedInterceptors } from './providers.js';
import { errorHandler, injected, stepsOf } from './steps.js';
import { stepOn } from './transports.js';
import { listed, property } from './values.js';
import { versioningOf, type Versioning } from './versions.js';

/** What an application says of all its routes, by its set-up code or by providers. */
export interface Settings {
  /** The global prefix; '' when there is none or it is configuration. */
  readonly prefix: string;
  readonly excluded: readonly Pattern[];
  readonly versioning?: Versioning;
  readonly middleware: readonly RoutingItem[];
  /** In the order in which they run: provided ones come first. */
  readonly guards: readonly ChainStep[];
  readonly interceptors: readonly ChainStep[];
  readonly filters: readonly RoutingItem[];
}

export function settingsOf(app: Application, project: Linked): Settings {
  const calls = (name: string): readonly MethodCall[] => app.settings.filter((call) => call.name === name);
  const arg = (call: MethodCall, index: number): Value | undefined => project.argument(call.path, index);
  const prefixed = calls('setGlobalPrefix').find((call) => project.text(arg(call, 0)) !== undefined);
  const versioned = calls('enableVersioning')[0];
  const versioning = versioned && versioningOf(arg(versioned, 0), project);
  const guards = calls('useGlobalGuards').flatMap((call) => stepsOf(project.args(call.path), NEST_GUARD, call.at, project).map((step) => when(step, call)));
  const filters = calls('useGlobalFilters').flatMap((call) => project.args(call.path).map((one) => errorHandler(injected(one.value, project), argSpan(one, call.at, project))));
  return {
    prefix: join(project.text(prefixed && arg(prefixed, 0)) ?? ''),
    excluded: prefixed ? patternsOf(property(arg(prefixed, 1), 'exclude', project), project) : [],
    ...(versioning ? { versioning } : {}),
    middleware: calls('use').flatMap((call) => usedBy(call, project)),
    guards: [...providedGuards(app.parts, project), ...guards],
    interceptors: [...calls('useGlobalInterceptors').flatMap((call) => stepsOf(project.args(call.path), NEST_INTERCEPTOR, call.at, project)), ...providedInterceptors(app.parts, project)],
    filters: [...filters, ...providedFilters(app.parts, project)],
  };
}

/** Routes named in a list, as far as they are known. */
export function patternsOf(value: Value | undefined, project: Linked): readonly Pattern[] {
  return listed(value).items.map((item) => patternOf(item, project)).filter((pattern) => pattern !== undefined);
}

function when(step: ChainStep, call: MethodCall): ChainStep {
  return call.conditional ? { ...step, conditional: call.conditional } : step;
}

const RUNS: ReadonlySet<Value['kind']> = new Set(['function', 'class', 'instance', 'typed', 'module']);

/** `app.use(fn)`, `app.use('/path', fn)`: the platform's own middleware, which knows no global prefix. */
function usedBy(call: MethodCall, project: Linked): readonly RoutingItem[] {
  const [first, ...rest] = project.args(call.path);
  if (!first) return [];
  const paths = rest.length > 0 && !RUNS.has(first.value.kind) ? pathTexts(first.value, project) : [''];
  const decided = paths.every((path) => path !== undefined);
  const hasPath = decided ? paths.some((path) => path !== '') : first.value.kind !== 'path';
  const steps = stepsOf(hasPath ? rest : [first, ...rest], NEST_MIDDLEWARE, call.at, project).map((step) => when(step, call));
  if (!hasPath) return steps.map((step) => ({ kind: 'step', step }));
  return steps.flatMap((step) => paths.flatMap((path): RoutingItem[] => {
    if (path === undefined) return [{ kind: 'step', step: { ...step, conditional: call.at } }];
    return [...stepOn(step, { path: withoutWildcard(path), prefix: true })];
  }));
}
