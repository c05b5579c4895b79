import { compareSpans, walkExpr, type Expr, type RetriedCall } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { calleeText, functionLabel } from '../text.js';
import { carriesKey, keyNames } from './effect-keys.js';
import { effectOf, isOutward } from './effects.js';
import { listenerDepth } from './listeners.js';

/** Makes another value each time. */
const RANDOM = /uuid|nanoid|random|ulid|cuid|createId|(?:^|\.)now$/i;
/** Headers by which services know a repeated request. */
const KEY_HEADER = /^(?:x-)?(?:idempotency-?key|request-id)$/i;

/** Calls to other services that are made again while they fail, and what tells the service that it is the same call. */
export function retriedCalls(executor: Executor, inScope: (path: string) => boolean): RetriedCall[] {
  const found = new Map<string, RetriedCall>();
  for (const { summary } of executor.activations) {
    for (const event of summary.events) {
      const loop = event.kind === 'external' && inScope(event.at.path) && listenerDepth(event) < 0 ? event.loops.find((one) => one.retries) : undefined;
      if (!loop || !(creates(event) || isPost(event))) continue;
      const place = `${event.at.path}:${event.at.start}`;
      const key = keyOf(event, loop, executor.linker);
      const known = found.get(place);
      if (known && (known.key !== 'none' || key === 'none')) continue;
      const { file, fn } = event.env;
      found.set(place, { id: `${functionLabel(file, file.functions.indexOf(fn)).replace(/^function in /, '')}: ${calleeText(event.expr, file)}`, at: event.at, retriedAt: loop.at, effect: effectOf(event), key, creates: creates(event) && !isHandedOn(event) });
    }
  }
  return [...found.values()].sort((a, b) => compareSpans(a.at, b.at));
}

/** It charges or sends, or its service takes a key because it creates. */
function creates(event: FlowEvent): boolean {
  return event.concept?.kind === 'external' && ((isOutward(event) && event.concept.effect !== 'publish') || event.concept.keyed !== undefined);
}

/** A message that the caller made may hold an id of its own, by which whoever gets it knows it again. */
function isHandedOn({ expr, env, concept }: FlowEvent): boolean {
  return concept?.kind === 'external' && concept.effect === 'publish' && expr.kind === 'call' && expr.args.some((arg) => arg.kind === 'name' && env.file.bindings[arg.binding]?.kind === 'param');
}

function isPost({ expr, env }: FlowEvent): boolean {
  if (expr.kind !== 'call') return false;
  if (/\.post(?:Form)?$/.test(calleeText(expr, env.file))) return true;
  return expr.args.some((arg) => arg.kind === 'object' && arg.members.some((member) => member.kind === 'property' && member.key === 'method' && member.value.kind === 'literal' && /^post$/i.test(String(member.value.value))));
}

function keyOf(event: FlowEvent, loop: LoopRef, linker: Linker): RetriedCall['key'] {
  const value = writtenKey(event);
  if (value) return isFresh(value, event, loop) ? 'fresh' : 'stable';
  return carriesKey(event, linker) ? 'stable' : 'none';
}

/** The key as the call itself writes it: an option of its library's, or a header. */
function writtenKey({ expr, concept }: FlowEvent): Expr | undefined {
  if (expr.kind !== 'call' || concept?.kind !== 'external') return undefined;
  const names = keyNames(concept);
  for (const arg of expr.args) {
    for (const inner of walkExpr(arg)) {
      if (inner.kind !== 'object') continue;
      for (const member of inner.members) if (member.kind === 'property' && (names.has(member.key) || KEY_HEADER.test(member.key))) return member.value;
    }
  }
  return undefined;
}

/** It is made anew each time round: written in the call, or declared in what the retry runs. */
function isFresh(value: Expr, event: FlowEvent, loop: LoopRef): boolean {
  const { file, fn } = event.env;
  const isRandom = (expr: Expr): boolean => [...walkExpr(expr)].some((inner) => inner.kind === 'call' && RANDOM.test(calleeText(inner, file)));
  if (isRandom(value)) return true;
  const binding = value.kind === 'name' ? file.bindings[value.binding] : undefined;
  if (!binding?.init || binding.kind === 'param' || file.functions[binding.fn] !== fn || !isRandom(binding.init)) return false;
  return loop.depth < event.steps.length || (loop.file === file && binding.init.at[0] >= loop.at.start && binding.init.at[1] <= loop.at.end);
}
