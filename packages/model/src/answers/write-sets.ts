import { compareSpans, keptIn, memo, spanOf, type PathValue, type Span, type WriteSet } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { packageOf } from '../link/rows.js';
import { functionLabel } from '../text.js';
import { formOf } from './begins.js';
import { effectOf, isWrite } from './effects.js';
import { chosenFrom, isGivenHandle, joined, mayBeKept, membershipOf, type Membership } from './joins.js';
import { canBothRun, changesOneRow, dependenceOf, type Dependence, type KnownTables, type Write } from './write-dependence.js';
import { pairsOf } from './write-pairs.js';
import { handleKey } from './handle-key.js';
import { isDetached } from './detached.js';
import { anchorAt } from './frames.js';
import { listenerDepth } from './listeners.js';
import { noteOf } from './notes.js';
import { isOwnerValue, ownerNamed } from './owners.js';
import { runKey } from './same-runs.js';

/** A function from which writes are reached, with what is known of it. */
export interface WriteScope {
  readonly label: string;
  readonly at: Span;
  readonly events: readonly FlowEvent[];
  /** Its callers are not known: it may run in their transaction. */
  readonly uncalled?: boolean;
  /** The call that opens a transaction around it. */
  readonly around?: PathValue;
}

/** What is known beside the runs. */
interface Around {
  readonly linker: Linker;
  /** At this place stands a hook of a model, and transactions are kept in the context. */
  readonly isHook: (at: Span) => boolean;
  readonly tables: KnownTables;
}

/**
 * Two dependent writes that one run performs and no common transaction joins. The place is where the two ways part: the function that
 * reaches both by different steps.
 */
export function writeSets(scopes: readonly WriteScope[], around: Around): WriteSet[] {
  const sets = new Map<string, WriteSet>();
  const judged = new Set<string>();
  const runs = new Set<string>();
  for (const scope of scopes) {
    const writes = distinct(scope.events.filter((event) => isWrite(event) && listenerDepth(event) < 0 && !(event.path && around.linker.rows.joinsNothing(event.path.root))));
    if (writes.length < 2) continue;
    const run = runKey(scope);
    if (runs.has(run)) continue;
    runs.add(run);
    const places = writes.map((write) => `${write.at.path}:${write.at.start}`).join('|');
    const splits = splitsOf(writes, scope, around);
    if (splits.length === 0 && judged.has(places)) continue;
    judged.add(places);
    const base = { id: scope.label, at: scope.at, writes: writes.map(effectOf), known: 'yes' } as const;
    for (const set of splits.length === 0 ? [base] : splits.map((split) => withSplit(base, split, scope, around))) keep(sets, set);
  }
  return [...sets.values()].sort((a, b) => compareSpans(a.at, b.at));
}

function withSplit(base: WriteSet, split: Split, scope: WriteScope, { isHook, linker }: Around): WriteSet {
  const home = homeOf(split.first, split.second, scope);
  const mayJoin = (write: FlowEvent): boolean => !opensOwn(write, scope.events) && (isGivenHandle(write) || mayBeKept(write, linker));
  const given = scope.uncalled === true && ([split.first, split.second].every(mayJoin) || isHook(scope.at));
  const reason = given ? 'parameter' : isOpen(split) ? 'expression' : undefined;
  return {
    ...base, id: home.label, at: home.at, ...(reason ? { known: 'unknown', reason } : {}),
    split: { first: effectOf(split.first), second: effectOf(split.second), dependence: split.dependence.text },
  };
}

/** It runs in a transaction that the run itself opens, on what is no handle that a caller may have given. */
function opensOwn({ transaction }: FlowEvent, events: readonly FlowEvent[]): boolean {
  const opening = transaction && events.find((event) => formOf(event) === 'callback' && event.at.start === transaction.at.start && event.at.path === transaction.at.path);
  return opening !== undefined && chosenFrom(opening.expr, opening.env.file).every((id) => opening.env.file.bindings[id]?.kind !== 'param');
}

/** Of several sets at one place the one that says most is kept. */
function keep(sets: Map<string, WriteSet>, set: WriteSet): void {
  const key = `${set.at.path}:${set.at.start}`;
  const known = sets.get(key);
  if (!known || (!known.split && set.split) || (known.known === 'unknown' && set.known === 'yes' && set.split)) sets.set(key, set);
}

/** One write for each call that reaches it; options of one receiver are the same write. */
function distinct(writes: readonly FlowEvent[]): readonly FlowEvent[] {
  const found = new Map<string, FlowEvent>();
  for (const write of writes) {
    const way = write.steps.map((step) => `${step.file.path}:${step.expr.at[0]}`).join('>');
    const key = `${way}|${write.at.path}:${write.at.start}`;
    if (!found.has(key)) found.set(key, write);
  }
  return [...found.values()];
}

function isOpen(split: Split): boolean {
  return split.dependence.open === true || (isOwnerOnly(split.dependence.text) && !endsWithOwner(split));
}

/** All that joins the two is whose rows they are: they may well stand alone. */
function isOwnerOnly(dependence: string): boolean {
  const shared = /^both use (.*)$/.exec(dependence)?.[1];
  return shared !== undefined && isOwnerValue(shared);
}

/** What an owner has is deleted, and the owner's own row changed: the two say one thing. */
function endsWithOwner({ first, second, dependence }: Split): boolean {
  const owner = ownerNamed(dependence.text);
  const [a, b] = [first, second].map((event) => (event.concept?.kind === 'access' ? event.concept : undefined));
  return owner !== undefined && a?.op === 'delete' && new RegExp(`^${owner}s?(?:_?(?:entity|model))?$`, 'i').test(b?.table ?? '');
}

interface Split { readonly write: Write; readonly first: FlowEvent; readonly second: FlowEvent; readonly dependence: Dependence }

/** Splits of one function that are told. */
const MAX_TOLD = 3;

/** What goes on with the values of a piece of work that was told belongs to that. */
const LOOSE = /^both |^one changes a row|made of what was read/;

/** It begins behind what was told of the function, and writes to other tables: a stretch of work of its own. */
function isApart(told: Split, first: Write, second: Write, places: ReadonlyMap<FlowEvent, number>): boolean {
  if (isOpen(told) || (places.get(first.event) ?? 0) <= (places.get(told.second) ?? 0)) return false;
  const tables = new Set([told.first, told.second].map(tableOf));
  return [first.event, second.event].some((event) => !tables.has(tableOf(event)));
}

function tableOf({ concept }: FlowEvent): string | undefined {
  return concept?.kind === 'access' ? concept.table : undefined;
}

/** The splits of a scope, one for each function in which two ways part. */
function splitsOf(events: readonly FlowEvent[], scope: WriteScope, { linker, tables }: Around): readonly Split[] {
  const membership = memo((write: Write) => within(scope, membershipOf(write.event, scope.events, linker), write.event, linker));
  const functions = new Map<string, Map<string, Split[]>>();
  const places = new Map(events.map((event, index) => [event, index]));
  for (const { first, second, frame, depth } of pairsOf(events, linker)) {
    const splits = keptIn(functions, frame.key, () => new Map<string, Split[]>());
    // What is done when something failed is an operation of its own.
    const { failures } = first;
    const known = splits.get(failures) ?? [];
    // So is what is done in another case: one split is told for each.
    const beside = known.filter((split) => split.write === first || canBothRun(split.write, first));
    const told = known.findIndex((split) => beside.includes(split) && (known.length >= MAX_TOLD || !isApart(split, first, second, places)));
    const before = known[told];
    if ((before && !isOpen(before)) || !canBothRun(first, second)) continue;
    if (isDetached(anchorAt(first.event, depth), frame.file) || isDetached(anchorAt(second.event, depth), frame.file)) continue;
    const found = dependenceOf(first, second, scope.events, tables) ?? halfOutside(first, second, membership);
    if (found === undefined || (!before && beside.length > 0 && LOOSE.test(found.text)) || joined(membership(first), membership(second))) continue;
    const dependence = endsWork(first, second, scope.events, linker) ? { ...found, open: true } : found;
    const split = { write: first, first: first.event, second: second.event, dependence };
    if (!before) splits.set(failures, [...known, split]);
    else if (!isOpen(split)) splits.set(failures, known.with(told, split));
  }
  return [...functions.values()].flatMap((splits) => [...splits.values()].flat());
}

/** Where a transaction is opened around everything, it reaches what runs on its handle, and may reach what is not bound to a client by name. */
function within({ around }: WriteScope, own: Membership, write: FlowEvent, linker: Linker): Membership {
  if (around === undefined || own.kind !== 'none' || write.path === undefined || packageOf(write.path.root) !== packageOf(around.root)) return own;
  if (isOn(write.path, around, linker)) return { kind: 'in', key: around.key };
  return isGivenHandle(write) || mayBeKept(write, linker) ? { kind: 'caller', handed: false } : own;
}

/** It runs on the handle that was made for the transaction. Each request makes its own: they are told apart by how they are made. */
function isOn(path: PathValue, around: PathValue, linker: Linker): boolean {
  const key = handleKey(around, linker);
  let handle: PathValue | undefined = around;
  while (handle && handle.key !== key) handle = handle.parent;
  return handle?.step === '()' && path.path.startsWith(`${handle.path}.`);
}

/** The second says how a piece of work went that was claimed before the first: the claim tells of work that was left half done. */
function endsWork(first: Write, second: Write, events: readonly FlowEvent[], linker: Linker): boolean {
  const { concept } = second.event;
  if (second.note !== 'course' || concept?.kind !== 'access') return false;
  return events.slice(0, events.indexOf(first.event)).some((event) => event.concept?.kind === 'access' && event.concept.table === concept.table && noteOf(event, linker) === 'claim');
}

/** `users.update(id, data); transaction((unit) => .. unit.update(id, more))`. */
function halfOutside(first: Write, second: Write, membership: (write: Write) => Membership): Dependence | undefined {
  const text = changesOneRow(first, second);
  const kinds = text === undefined ? [] : [membership(first), membership(second)];
  return text !== undefined && kinds.some(({ kind }) => kind === 'in') && kinds.some((one) => one.kind === 'none' && one.outer) ? { text } : undefined;
}

/** The function from which the two writes are reached by different steps, and the place of the first step there. */
function homeOf(first: FlowEvent, second: FlowEvent, scope: WriteScope): { readonly label: string; readonly at: Span } {
  let depth = 0;
  while (depth < first.steps.length && depth < second.steps.length && first.steps[depth]?.expr === second.steps[depth]?.expr && first.steps[depth]?.callee.id === second.steps[depth]?.callee.id) depth += 1;
  const inside = depth > 0 ? first.steps[depth - 1] : undefined;
  const label = inside ? functionLabel(inside.callee.file, inside.callee.id) : scope.label;
  // What a promise's next step runs is told where it stands, and not where the chain begins.
  while (isNextStep(first.steps[depth])) depth += 1;
  const step = first.steps[depth];
  return { label, at: step ? spanOf(step.file.path, step.expr.at) : first.at };
}

function isNextStep(step: FlowEvent['steps'][number] | undefined): boolean {
  return step?.handed === true && step.expr.kind === 'call' && step.expr.callee.kind === 'member' && step.expr.callee.name === 'then';
}
