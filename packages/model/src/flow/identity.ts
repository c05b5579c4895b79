import { firstStep } from './carried.js';
import type { FlowEvent } from './events.js';

/** Events of one activation that nobody tells apart have the same. */
export function identity(event: FlowEvent): string {
  const first = firstStep(event);
  const place = `${event.kind}@${event.at.path}:${event.at.start}`;
  if (first && event.kind === 'unresolved') return place;
  const way = !first ? event.arms.join(',') : event.kind === 'access' ? first.expr.at[0] : event.kind === 'transaction' ? event.steps.map((step) => step.expr.at[0]).join(',') : '';
  return `${place}/${event.transaction?.key ?? ''}/${event.loops.map((loop) => loop.at.start).join(',')}/${event.certainty.bits}/${event.status ?? ''}/${event.body ? event.body.env.id : ''}/${way}`;
}
