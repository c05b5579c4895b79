import { walk, type Endpoint, type Expr, type FieldSubject, type FunctionValue } from '@assay/contract';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { dependsOnLoop } from './dependence.js';
import { isDetached } from './detached.js';
import { effectOf } from './effects.js';
import type { EntryFlows } from './entry-flow.js';
import { anchorAt } from './frames.js';
import { isImpossible } from './impossible.js';
import { listenerDepth } from './listeners.js';

/** Field resolvers of objects that stand in lists, with what each of them asks the data store for its object. What goes through a batching loader is no access of theirs. */
export function fieldSubjects(endpoints: readonly Endpoint[], flows: EntryFlows, linker: Linker): FieldSubject[] {
  return endpoints.filter((entry) => entry.route.perElement === true).map((entry) => {
    const resolvers = optionsOf(entry.handler?.value ?? { kind: 'unknown', key: '?', reason: 'opaque-handler' }).filter((value) => value.kind === 'function');
    const [resolver] = resolvers;
    const isPossible = (event: FlowEvent): boolean => !resolver || resolvers.length > 1 || (event.steps[0]?.file ?? event.env.file) !== resolver.file || !isImpossible(event, resolver.fn, linker);
    const accesses = distinct(flows.of(entry).handled.filter((event) => event.kind === 'access' && listenerDepth(event) < 0 && !isDetached(anchorAt(event, 0), event.steps[0]?.file ?? event.env.file) && isPossible(event)));
    const own = resolver && resolvers.length === 1 ? accesses.filter((event) => isAboutParent(event, resolver, entry, linker)) : accesses;
    const exempt = exemption(resolver, (entry.path.split('.').at(-1) ?? ''), linker) ?? (own.length === 0 ? 'what it asks is the same for each object' : undefined);
    return { entry, accesses: (own.length === 0 ? accesses : own).map(effectOf), ...(exempt === undefined ? {} : { exempt }) };
  });
}

/** One for each place: that of the way with the fewest conditions. */
function distinct(events: readonly FlowEvent[]): readonly FlowEvent[] {
  const found = new Map<string, FlowEvent>();
  for (const event of events) {
    const place = `${event.at.path}:${event.at.start}`;
    if ((found.get(place)?.arms.length ?? Infinity) > event.arms.length) found.set(place, event);
  }
  return [...found.values()].sort((a, b) => a.arms.length - b.arms.length);
}

const PARENT = /^(?:Parent|Root|Source)$/;

/** The parameter that holds the object; undefined where it may be `this`, or is not known. */
function parentOf({ fn, file }: FunctionValue): number | undefined {
  if (fn.cls === undefined) return fn.params[0]?.rest === true ? undefined : fn.params[0]?.binding;
  return fn.params.find(({ decorators }) => decorators.some(({ value }) => PARENT.test(calledName(value.kind === 'call' ? value.callee : value, file))))?.binding;
}

/** Does the query depend on the object whose field it is? That of the viewer, or of an argument alone, is the same for all of a list. */
function isAboutParent(event: FlowEvent, resolver: FunctionValue, entry: Endpoint, linker: Linker): boolean {
  const parent = parentOf(resolver);
  if (parent === undefined || (event.steps[0]?.file ?? event.env.file) !== resolver.file) return true;
  const loop: LoopRef = { at: entry.at, kind: 'concurrent', form: 'field', depth: 0, bindings: [parent], file: resolver.file };
  return dependsOnLoop(event, loop, resolver.fn, linker).known !== 'no';
}

const LOADED = 'it answers what the parent has loaded already';

function exemption(resolver: FunctionValue | undefined, field: string, linker: Linker): string | undefined {
  return resolver && (usesLoaded(resolver, field) || handsToLoaded(resolver, field, linker)) ? LOADED : undefined;
}

/** `if (post.author) return post.author`: the query that found the parent may bring the field with it. */
function usesLoaded({ fn, file }: FunctionValue, field: string): boolean {
  const params = new Set(fn.params.map((param) => param.binding));
  return [...walk(fn)].some((expr) => expr.kind === 'member' && expr.name === field && expr.object.kind === 'name' && params.has(expr.object.binding) && file.bindings[expr.object.binding]?.kind === 'param');
}

/** `fill(post, 'title')` of a helper that looks whether the object has that member: `if (row[name]) return row[name]`. */
function handsToLoaded(resolver: FunctionValue, field: string, linker: Linker): boolean {
  const home = linker.envOf(resolver.file, resolver.id, resolver.self);
  return [...walk(resolver.fn)].some((expr) => {
    if (expr.kind !== 'call' || !expr.args.some((arg) => arg.kind === 'literal' && arg.value === field) || !expr.args.some((arg) => isParam(arg, resolver))) return false;
    return optionsOf(linker.evaluate(expr.callee, home)).some((callee) => callee.kind === 'function' && [...walk(callee.fn)].some((part) => part.kind === 'index' && isParam(part.object, callee) && isParam(part.index, callee)));
  });
}

function isParam(expr: Expr, { fn }: FunctionValue): boolean {
  return expr.kind === 'name' && fn.params.some(({ binding }) => binding === expr.binding);
}
