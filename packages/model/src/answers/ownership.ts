import { Label, type Endpoint, type Expr, type TraceStep } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import type { EntryFlow } from './entry-flow.js';
import { selectorsOf } from './selectors.js';

/** An access that other code of the project narrows to the caller. `sure`: who narrows it does not take the caller's right to the row for granted: it is a change, or one row. */
export interface Narrowed { readonly event: FlowEvent; readonly flow: EntryFlow; readonly sure: boolean }

/** What shows that the rows of a table are somebody's. */
export interface Ownership {
  /** The column that says whose, as the code names it. */
  readonly column: string;
  /** Where the caller narrows an access to it, or a row is made for the caller. */
  readonly shown: TraceStep;
  readonly narrowed: readonly Narrowed[];
}

/** What a row itself is known by, also that of the caller. */
const OF_ROW = /^(?:|_?id|_?key|uuid|guid|slug|sub|e_?mail|username|login|handle|name|token|hash|value)$/i;
const IDENTITY = Label.principal | Label.credential;

/** The owned tables, by name: an entry point narrows an access to them by a column that holds the caller, or makes rows with one. */
export function ownedTables(entries: readonly Endpoint[], flowOf: (entry: Endpoint) => EntryFlow, linker: Linker): ReadonlyMap<string, Ownership> {
  const tables = new Map<string, { column: string; shown: TraceStep; narrowed: Narrowed[] }>();
  for (const flow of entries.map(flowOf)) {
    for (const event of flow.own) {
      const concept = event.concept?.kind === 'access' ? event.concept : undefined;
      const column = concept?.table === undefined ? undefined : concept.op === 'create' ? madeFor(event, linker) : narrowedBy(event, linker);
      if (concept?.table === undefined || column === undefined) continue;
      const known = tables.get(concept.table) ?? { column, shown: { at: event.at, message: `${concept.op === 'create' ? 'elsewhere rows are made for' : 'elsewhere rows are narrowed to'} the caller by ${column}` }, narrowed: [] };
      if (concept.op !== 'create') known.narrowed.push({ event, flow, sure: concept.op === 'update' || concept.op === 'delete' || isOne(event, linker) });
      tables.set(concept.table, known);
    }
  }
  return tables;
}

/** The column of a where that holds the caller, and is not what the caller's own row is known by. */
function narrowedBy(event: FlowEvent, linker: Linker): string | undefined {
  return selectorsOf(event, linker).find(({ source, column }) => source === 'principal' && !OF_ROW.test(column))?.column;
}

/** The request says which of the caller's rows. */
function isOne(event: FlowEvent, linker: Linker): boolean {
  return selectorsOf(event, linker).some(({ source }) => source === 'request');
}

/** The field of a new row that holds the caller. */
function madeFor({ expr, env }: FlowEvent, linker: Linker): string | undefined {
  const fields = (value: Expr): readonly string[] => {
    if (value.kind === 'cast' || value.kind === 'await') return fields(value.value);
    if (value.kind === 'array') return value.items.flatMap(fields);
    if (value.kind !== 'object') return [];
    return value.members.flatMap((member) => {
      if (member.kind !== 'property') return [];
      return member.value.kind === 'object' ? fields(member.value) : !OF_ROW.test(member.key) && linker.labels(member.value, env) & IDENTITY ? [member.key] : [];
    });
  };
  return expr.kind === 'call' ? expr.args.flatMap(fields)[0] : undefined;
}
