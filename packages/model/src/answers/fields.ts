import { walk, type Endpoint, type FieldSubject, type FunctionValue } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { optionsOf } from '../link/values.js';
import { isDetached } from './detached.js';
import { effectOf } from './effects.js';
import type { EntryFlows } from './entry-flow.js';
import { anchorAt } from './frames.js';
import { listenerDepth } from './listeners.js';

/** Field resolvers of objects that stand in lists, with what each of them asks the data store. What goes through a batching loader is no access of theirs. */
export function fieldSubjects(endpoints: readonly Endpoint[], flows: EntryFlows): FieldSubject[] {
  return endpoints.filter((entry) => entry.route.perElement === true).map((entry) => {
    const resolver = optionsOf(entry.handler?.value ?? { kind: 'unknown', key: '?', reason: 'opaque-handler' }).find((value) => value.kind === 'function');
    const accesses = distinct(flows.of(entry).handled.filter((event) => event.kind === 'access' && listenerDepth(event) < 0 && !isDetached(anchorAt(event, 0), event.steps[0]?.file ?? event.env.file)));
    const exempt = resolver && usesLoaded(resolver, (entry.path.split('.').at(-1) ?? '')) ? 'it answers what the parent has loaded already' : undefined;
    return { entry, accesses: accesses.map(effectOf), ...(exempt === undefined ? {} : { exempt }) };
  });
}

function distinct(events: readonly FlowEvent[]): readonly FlowEvent[] {
  return [...new Map(events.map((event) => [`${event.at.path}:${event.at.start}`, event])).values()];
}

/** `if (post.author) return post.author`: the query that found the parent may bring the field with it. */
function usesLoaded({ fn, file }: FunctionValue, field: string): boolean {
  const params = new Set(fn.params.map((param) => param.binding));
  return [...walk(fn)].some((expr) => expr.kind === 'member' && expr.name === field && expr.object.kind === 'name' && params.has(expr.object.binding) && file.bindings[expr.object.binding]?.kind === 'param');
}
