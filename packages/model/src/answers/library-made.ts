import type { Effect, Endpoint, WriteScoping } from '@assay/contract';
import { Bit } from '../flow/certainty.js';
import type { Linker } from '../link/linker.js';
import { describe } from './effects.js';
import type { EntryFlow } from './entry-flow.js';
import { carriesInput } from './selectors.js';

/** What the handler of an entry point does to the store where a library makes it; nothing where code of the project does it. */
export function effectOfLibrary({ at, route, handler }: Endpoint): readonly Effect[] {
  const { does } = route;
  if (!does || !handler) return [];
  const root = handler.value.kind === 'path' ? handler.value.root : '';
  return [{ kind: 'access', at, concept: does, access: does, via: [], loops: [], inTry: false, arms: [], package: root, label: handler.label }];
}

/** The changes among them. */
export function writesByLibrary(entry: Endpoint): readonly Effect[] {
  return effectOfLibrary(entry).filter(({ access }) => access !== undefined && access.op !== 'read');
}

/**
 * What ties the row that such a handler changes to the caller: it takes the row that the path names, whosever it is. So only what stands before it can: a role, or a step
 * that looks up what the request names, of which it is not known whether it compares.
 */
export function scopingByLibrary(entry: Endpoint, { boundary: { bits, because }, events }: EntryFlow, linker: Linker): readonly WriteScoping[] {
  return writesByLibrary(entry).flatMap((effect): WriteScoping[] => {
    if (!(bits & (Bit.principal | Bit.role | Bit.owner))) return [];
    const trail = [...because, { at: effect.at, message: describe(effect) }];
    if (bits & (Bit.role | Bit.owner)) return [{ known: 'yes', by: 'role', effect, because: trail }];
    if (bits & Bit.service || effect.access?.op === 'create') return [{ known: 'yes', by: 'free', effect, because: trail }];
    const look = events.find((event) => event.kind === 'access' && event.concept?.kind === 'access' && event.concept.op === 'read' && carriesInput(event, linker));
    if (look || bits & (Bit.opaque | Bit.doubt)) return [{ known: 'unknown', by: 'doubt', effect, because: look ? [...trail, { at: look.at, message: 'looks up what the request names' }] : trail, reason: 'opaque-guard' }];
    return [{ known: 'no', by: 'object', effect, because: trail }];
  });
}
