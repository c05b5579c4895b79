import { compareSpans, compareText, type Endpoint, type Job, type TableUse } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { calleeText } from '../text.js';
import { conditionsOf, type Conditions } from './conditions.js';

interface Users {
  readonly entries: readonly { readonly entry: Endpoint; readonly events: readonly FlowEvent[] }[];
  readonly jobs: readonly { readonly job: Job; readonly events: readonly FlowEvent[] }[];
  /** Functions that nothing known calls. */
  readonly rest: readonly { readonly label: string; readonly events: readonly FlowEvent[] }[];
}

interface Place { readonly event: FlowEvent; readonly conditions: Conditions[]; readonly entries: Set<string>; readonly jobs: Set<string>; readonly functions: Set<string> }

/** Every access to a table that is known by name, with those whom it serves, by place. */
export function tableUses({ entries, jobs, rest }: Users, linker: Linker): readonly TableUse[] {
  const places = new Map<string, Place>();
  const visit = (events: readonly FlowEvent[], use: (place: Place) => void): void => {
    for (const event of events) {
      if (event.kind !== 'access' || event.concept?.kind !== 'access' || event.concept.table === undefined) continue;
      const key = `${event.at.path}:${event.at.start}:${event.concept.table}:${event.concept.op}`;
      const place = places.get(key) ?? { event, conditions: [], entries: new Set(), jobs: new Set(), functions: new Set() };
      places.set(key, place);
      place.conditions.push(conditionsOf(event, linker));
      use(place);
    }
  };
  for (const { entry, events } of entries) visit(events, ({ entries: own }) => own.add(entry.id));
  for (const { job, events } of jobs) visit(events, ({ jobs: own }) => own.add(job.name));
  for (const { label, events } of rest) visit(events, (place) => { if (place.entries.size + place.jobs.size === 0) place.functions.add(label); });
  return [...places.values()].flatMap((place) => useOf(place)).sort((a, b) => compareText(a.table, b.table) || compareSpans(a.at, b.at) || compareText(a.op, b.op));
}

function useOf({ event, conditions, entries, jobs, functions }: Place): readonly TableUse[] {
  if (event.concept?.kind !== 'access' || event.concept.table === undefined) return [];
  const { table, op } = event.concept;
  const columns = new Set(conditions.flatMap((one) => one.columns));
  return [{ table, op, at: event.at, label: calleeText(event.expr, event.env.file), columns: [...columns].sort(), ...searchOf(conditions), entries: [...entries].sort(), jobs: [...jobs].sort(), functions: [...functions].sort() }];
}

/** By what the place searches however it is come by; where that differs, more may be said than is seen. */
function searchOf(conditions: readonly Conditions[]): Pick<TableUse, 'searched' | 'open'> {
  const [first, ...rest] = conditions;
  const searched = (first?.searched ?? []).filter((column) => rest.every((other) => other.searched.includes(column)));
  return { searched, open: conditions.some(({ open, searched: own }) => open || own.length !== searched.length) };
}
