import type { Expr, Job } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { textOf } from '../link/values.js';
import { argumentOf, framesOf, homeOf, type Frame } from './frames.js';

const MAX_DEPTH = 10;

/** What the handlers of messages do, by the name that they are asked for by. */
export type Peers = ReadonlyMap<string, readonly FlowEvent[]>;

/** The handlers that are given what a peer sent; a name that two of them have is none's. */
export function peersOf(jobs: readonly { readonly job: Job; readonly events: readonly FlowEvent[] }[]): Peers {
  const handlers = jobs.filter(({ job }) => job.protocol !== undefined);
  const counts = new Map<string, number>();
  for (const { job } of handlers) counts.set(job.name, (counts.get(job.name) ?? 0) + 1);
  return new Map(handlers.flatMap(({ job, events }) => (counts.get(job.name) === 1 ? [[job.name, events] as const] : [])));
}

/** Does the call ask a peer, and wait for what it answers? What happens then is the peer's. */
export function asksPeer({ concept }: FlowEvent): boolean {
  return concept?.kind === 'external' && concept.asks !== undefined;
}

/** What the peer does that a call asks, where it is a program of this repository. */
export function doneByPeer(event: FlowEvent, peers: Peers, linker: Linker): readonly FlowEvent[] | undefined {
  const at = event.concept?.kind === 'external' ? event.concept.asks : undefined;
  const pattern = event.expr.kind === 'call' && at !== undefined ? event.expr.args[at] : undefined;
  const frame = framesOf(event, undefined).at(-1);
  const name = pattern && frame && nameIn(pattern, frame, linker, 0);
  return name === undefined ? undefined : peers.get(name);
}

/** `'orders.place'`, `{ cmd: 'place' }`, as the handler's decorator says it; names and arguments are followed to where they are written. */
function nameIn(expr: Expr, frame: Frame, linker: Linker, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (expr.kind === 'cast') return nameIn(expr.value, frame, linker, depth + 1);
  if (expr.kind === 'object') {
    const parts = expr.members.map((member) => (member.kind === 'property' ? nameIn(member.value, frame, linker, depth + 1) : undefined));
    return parts.length > 0 && parts.every((part) => part !== undefined) ? parts.join('.') : undefined;
  }
  const binding = expr.kind === 'name' ? frame.file.bindings[expr.binding] : undefined;
  const home = expr.kind === 'name' && binding && !binding.imported ? homeOf(expr.binding, frame) : undefined;
  if (binding && home && binding.kind === 'param') {
    const arg = argumentOf(binding.index ?? 0, home);
    return arg && home.caller && nameIn(arg, home.caller, linker, depth + 1);
  }
  if (home && binding?.init && (binding.assigned?.length ?? 0) === 0) return nameIn(binding.init, home, linker, depth + 1);
  return textOf(linker.evaluate(expr, linker.envOf(frame.file, linker.index.functionAt(frame.file, expr.at[0]))));
}
