import type { LoopAccess, LoopSubject } from '@assay/contract';
import { compareSpans } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { functionLabel } from '../text.js';
import { dependsOnLoop } from './dependence.js';
import { effectOf } from './effects.js';

interface Draft { readonly subject: Omit<LoopSubject, 'accesses'>; readonly accesses: Map<string, LoopAccess> }

/**
 * Loops that reach a data access through any number of calls, with each distinct access. A loop counts where it stands; of several ways to
 * one access the one that proves dependence is kept.
 */
export function loopSubjects(executor: Executor, linker: Linker, inScope: (path: string) => boolean): LoopSubject[] {
  const drafts = new Map<string, Draft>();
  for (const { fn, env, summary } of executor.activations) {
    if (!inScope(fn.file.path)) continue;
    for (const event of summary.events) {
      if (event.kind !== 'access') continue;
      for (const loop of event.loops) if (loop.depth === 0) add(drafts, functionLabel(fn.file, fn.id), loop, event, () => dependsOnLoop(event, loop, env, linker));
    }
  }
  return [...drafts.values()].map(({ subject, accesses }) => ({ ...subject, accesses: [...accesses.values()] })).sort((a, b) => compareSpans(a.at, b.at));
}

function add(drafts: Map<string, Draft>, fn: string, loop: LoopRef, event: FlowEvent, depends: () => LoopAccess['depends']): void {
  const key = `${loop.at.path}:${loop.at.start}`;
  let draft = drafts.get(key);
  if (!draft) {
    const context = { at: loop.at, kind: loop.kind, form: loop.form };
    draft = { subject: { id: `${loop.form} loop in ${fn}`, at: loop.at, context, ...(loop.exempt ? { exempt: loop.exempt } : {}) }, accesses: new Map() };
    drafts.set(key, draft);
  }
  const place = `${event.at.path}:${event.at.start}`;
  const known = draft.accesses.get(place);
  if (known && known.depends.known === 'yes') return;
  const found = depends();
  if (known && found.known !== 'yes') return;
  draft.accesses.set(place, { loop: draft.subject.context, fn, at: event.at, effect: effectOf(event), depends: found, ...(loop.exempt ? { exempt: loop.exempt } : {}) });
}
