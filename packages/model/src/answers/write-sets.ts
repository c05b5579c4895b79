import { compareSpans, spanOf, type Effect, type Env, type Expr, type Span, type WriteSet } from '@assay/contract';
import { compatible } from '../flow/rejection.js';
import type { FlowEvent } from '../flow/events.js';
import { walkExpr } from '../ir/children.js';
import { functionLabel } from '../text.js';
import { effectOf, isWrite } from './effects.js';

/** Bookkeeping that may be lost without harm; a write of it does not depend on another. */
const BEST_EFFORT = /audit|log|event|metric|stat|histor|activit|notification|session|cache|analytic|token|visit|view|queue|job|webhook|feedback|telemetry|lastseen|last_seen/i;

/** A function from which writes are reached, with what is known of it. */
export interface WriteScope {
  readonly label: string;
  readonly at: Span;
  readonly events: readonly FlowEvent[];
}

/**
 * Two dependent writes that one run performs and no common transaction joins. The place is where the two ways part: the function that
 * reaches both by different steps.
 */
export function writeSets(scopes: readonly WriteScope[]): WriteSet[] {
  const sets = new Map<string, WriteSet>();
  for (const scope of scopes) {
    const writes = scope.events.filter(isWrite);
    if (writes.length < 2) continue;
    const split = firstSplit(writes);
    const home = split ? homeOf(split.first, split.second, scope) : undefined;
    const id = home?.label ?? scope.label;
    const set: WriteSet = {
      id, at: home?.at ?? scope.at, writes: writes.map(effectOf), known: 'yes',
      ...(split ? { split: { first: effectOf(split.first), second: effectOf(split.second), dependence: split.dependence } } : {}),
    };
    const key = `${set.at.path}:${set.at.start}`;
    const known = sets.get(key);
    if (!known || (!known.split && split)) sets.set(key, set);
  }
  return [...sets.values()].sort((a, b) => compareSpans(a.at, b.at));
}

interface Split { readonly first: FlowEvent; readonly second: FlowEvent; readonly dependence: string }

function firstSplit(writes: readonly FlowEvent[]): Split | undefined {
  for (const [index, first] of writes.entries()) {
    for (const second of writes.slice(index + 1)) {
      if (!canBothRun(first, second) || joined(first, second)) continue;
      const dependence = dependenceOf(first, second);
      if (dependence !== undefined) return { first, second, dependence };
    }
  }
  return undefined;
}

function canBothRun(a: FlowEvent, b: FlowEvent): boolean {
  const failing = (event: FlowEvent): boolean => event.arms.some((arm) => arm.endsWith('~catch'));
  return compatible(a.arms, b.arms) && !failing(a) && !failing(b);
}

function joined(a: FlowEvent, b: FlowEvent): boolean {
  if (a.transaction && b.transaction) return a.transaction.key === b.transaction.key;
  return a.transaction !== undefined || b.transaction !== undefined ? false : passesHandle(a) || passesHandle(b);
}

/** The handle comes from a caller that is not known: it may be a transaction. */
function passesHandle(event: FlowEvent): boolean {
  const concept = event.concept;
  return concept?.kind === 'access' && concept.handle === undefined && concept.handleArg !== undefined;
}

function dependenceOf(first: FlowEvent, second: FlowEvent): string | undefined {
  const a = effectOf(first);
  const b = effectOf(second);
  if (!differ(a, b) || isBestEffort(a) || isBestEffort(b)) return undefined;
  const shared = [...leaves(first)].filter((leaf) => leaves(second).has(leaf)).sort()[0];
  if (shared !== undefined) return `both use ${shared.split('#').at(-1) ?? shared}`;
  return usesResult(first, second) ? 'the second uses the result of the first' : undefined;
}

function differ(a: Effect, b: Effect): boolean {
  if (a.access?.table === undefined || b.access?.table === undefined) return false;
  return a.access.table !== b.access.table;
}

function isBestEffort(effect: Effect): boolean {
  return BEST_EFFORT.test(effect.access?.table ?? '');
}

/** Names that a write reads, each followed through the calls that led to it as far as arguments are plain names. */
function leaves(event: FlowEvent): ReadonlySet<string> {
  const found = new Set<string>();
  collect(event.expr, event.env, event.steps.length, event, found, 0);
  return found;
}

function collect(expr: Expr, env: Env, depth: number, event: FlowEvent, found: Set<string>, guard: number): void {
  if (guard > 12) return;
  const args = expr.kind === 'call' ? [...expr.args, ...chainArgs(expr)] : [expr];
  for (const arg of args) for (const inner of walkExpr(arg)) if (inner.kind === 'name') follow(inner.binding, env, depth, event, found, guard + 1);
}

function chainArgs(expr: Extract<Expr, { kind: 'call' }>): Expr[] {
  const object = expr.callee.kind === 'member' ? expr.callee.object : undefined;
  return object?.kind === 'call' ? [...object.args, ...chainArgs(object)] : [];
}

function follow(id: number, env: Env, depth: number, event: FlowEvent, found: Set<string>, guard: number): void {
  const file = env.file;
  const binding = file.bindings[id];
  if (!binding || binding.imported || binding.kind === 'function' || binding.kind === 'class' || binding.kind === 'enum') return;
  if (HANDLE_NAMES.test(binding.name)) return;
  const step = depth > 0 ? event.steps[depth - 1] : undefined;
  if (binding.kind === 'param' && step && file.functions[binding.fn] === step.callee.fn && (step.expr.kind === 'call' || step.expr.kind === 'new')) {
    const arg = step.expr.args[binding.index ?? 0];
    if (arg && arg.kind !== 'function' && arg.kind !== 'spread') return collect(arg, { ...env, file: step.file }, depth - 1, event, found, guard);
  }
  if (binding.init && (binding.init.kind === 'member' || binding.init.kind === 'name') && binding.kind !== 'param') return collect(binding.init, env, depth, event, found, guard);
  found.add(`${file.path}:${binding.fn}#${binding.name}`);
}

const HANDLE_NAMES = /^(?:tx|trx|transaction|manager|em|session|client|db|knex|prisma|conn|connection|queryRunner|this|req|request|res|ctx|context|config|options|log|logger)$/i;

/** A name that holds the first write's result is read by the second. */
function usesResult(first: FlowEvent, second: FlowEvent): boolean {
  const file = first.env.file;
  if (first.env.file !== second.env.file || first.steps.length !== second.steps.length) return false;
  for (const inner of walkExpr(second.expr)) {
    const binding = inner.kind === 'name' ? file.bindings[inner.binding] : undefined;
    if (binding?.init && binding.init.at[0] <= first.expr.at[0] && binding.init.at[1] >= first.expr.at[1]) return true;
  }
  return false;
}

/** The function from which the two writes are reached by different steps, and the place of the first step there. */
function homeOf(first: FlowEvent, second: FlowEvent, scope: WriteScope): { readonly label: string; readonly at: Span } {
  let depth = 0;
  while (depth < first.steps.length && depth < second.steps.length && first.steps[depth]?.expr === second.steps[depth]?.expr && first.steps[depth]?.callee.id === second.steps[depth]?.callee.id) depth += 1;
  const inside = depth > 0 ? first.steps[depth - 1] : undefined;
  const label = inside ? functionLabel(inside.callee.file, inside.callee.id) : scope.label;
  const step = first.steps[depth];
  return { label, at: step ? spanOf(step.file.path, step.expr.at) : first.at };
}
