import type { ChainStep, Linked, PathValue, Span, Value } from '@assay/contract';
import { callsOf } from './calls.js';
import { COMMON, isPath, NEST_MIDDLEWARE } from './names.js';
import type { Pattern } from './paths.js';
import { patternsOf } from './settings.js';
import { stepsOf } from './steps.js';
import { listed } from './values.js';

/** `consumer.apply(...).exclude(...).forRoutes(...)` of a module. */
export interface Consumer {
  /** Key of the module's class; undefined when a function outside of one makes the call. */
  readonly module?: string;
  readonly steps: readonly ChainStep[];
  readonly targets: readonly Value[];
  readonly excluded: readonly Pattern[];
  readonly at: Span;
}

export function consumersOf(project: Linked): readonly Consumer[] {
  const classes = new Map([...project.classes()].map((cls) => [`${cls.file.path}#${cls.id}`, cls.key]));
  return callsOf(new Set(['forRoutes']), project).flatMap(({ path, file, cls, at, conditional }) => {
    const calls = callsBefore(path);
    if (!calls) return [];
    const named = (name: string): readonly PathValue[] => calls.filter((call) => call.parent?.step === name);
    const module = classes.get(`${file.path}#${cls}`);
    const steps = named('apply').flatMap((call) => stepsOf(project.args(call), NEST_MIDDLEWARE, at, project));
    return [{
      at, ...(module === undefined ? {} : { module }),
      steps: conditional ? steps.map((step) => ({ ...step, conditional })) : steps,
      excluded: named('exclude').flatMap((call) => project.args(call).flatMap((arg) => patternsOf(arg.value, project))),
      targets: distinct(project.args(path).flatMap((arg) => targetsOf(arg.value))),
    }];
  });
}

/** An array or several arguments; what is not known stands for any route. */
function targetsOf(value: Value): readonly Value[] {
  const { items, complete } = listed(value);
  return complete ? items : [...items, { kind: 'unknown', key: '?', reason: 'config-driven' }];
}

function distinct(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map((value) => [value.key, value])).values()];
}

/** The calls back to the `apply` that this one ends; undefined when the receiver is not Nest's consumer. */
function callsBefore(path: PathValue): readonly PathValue[] | undefined {
  const calls: PathValue[] = [];
  let closed = false;
  for (let at: PathValue | undefined = path; at; at = at.parent) {
    if (isPath(at, COMMON, 'MiddlewareConsumer.new()')) return calls;
    if (at.step !== '()' || closed) continue;
    calls.push(at);
    closed = at.parent?.step === 'apply';
  }
  return undefined;
}
