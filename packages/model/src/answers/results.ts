import { blocksOf, childrenOf, keptIn, walkExpr, weakMemo, type Expr, type FileFacts, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { anchorAt, argumentOf, contains, homeOf, type Frame } from './frames.js';
import { givesBack } from './given-back.js';
import { plainTable } from './table-names.js';

/** A write or a read whose result is looked for, with the activations that lead to it. */
export interface Origin {
  readonly event: FlowEvent;
  readonly frames: readonly Frame[];
  /** The calls of the run that lead to another service. */
  readonly remote: ReadonlySet<string>;
  /** The queries of the run on other tables: what they answer is another row than the one that a write left. */
  readonly others: ReadonlySet<string>;
}

/** Is the expression made of what the access gave? Followed through variables and the answers of functions; `seen` are the names that were looked at. */
export function comesFrom(expr: Expr, frame: Frame, origin: Origin, seen: Set<string>): boolean {
  const isOn = onWay(frame, origin);
  // A callback that a library calls takes up what was made before it.
  if (!isOn && frame.step?.handed !== true) return false;
  const anchor = anchorAt(origin.event, frame.depth);
  if (isOn && walkExpr(expr).some((part) => contains(part, anchor)) && isAnswered(frame, origin, seen)) return true;
  return handedOn(expr, frame, origin).some((part) => {
    const binding = part.kind === 'name' ? frame.file.bindings[part.binding] : undefined;
    if (part.kind !== 'name' || !binding) return false;
    const home = homeOf(part.binding, frame);
    const name = `${home?.key ?? ''}|${part.binding}`;
    if (!home || seen.has(name) || (binding.kind === 'param' && home.step?.handed !== true)) return false;
    seen.add(name);
    if (binding.kind === 'param') {
      // What a library gives a callback is what the call before it answered.
      const arg = home.answered?.[binding.index ?? 0] ?? argumentOf(binding.index ?? 0, home);
      return arg !== undefined && home.caller !== undefined && comesFrom(arg, home.caller, origin, seen);
    }
    const later = (binding.assigned ?? []).filter((value) => value.at[0] < part.at[0]);
    return [binding.init, ...later].some((value) => value !== undefined && comesFrom(value, home, origin, seen));
  });
}

/**
 * The parts of an expression whose value is in it. A row of another table that is looked up or written by what a write left is another row; and what another service
 * answers is no longer made of a row that was only brought up to date to ask it (a token that is refreshed for a request).
 */
function handedOn(expr: Expr, frame: Frame, origin: Origin): readonly Expr[] {
  const { concept } = origin.event;
  const isUpdate = concept?.kind === 'access' && concept.op === 'update';
  if (!isUpdate && origin.others.size === 0) return walkExpr(expr);
  const asks = (part: Expr): boolean => (part.kind === 'call' || part.kind === 'template') && (origin.others.has(placeOf(part, frame.file)) || (isUpdate && origin.remote.has(placeOf(part, frame.file))));
  const visit = (part: Expr): readonly Expr[] => [part, ...(asks(part) ? [] : childrenOf(part).flatMap(visit))];
  return visit(expr);
}

/** The calls of a run that lead to another service, by place. */
const remoteCalls = weakMemo((events: readonly FlowEvent[]): ReadonlySet<string> =>
  new Set(events.filter(({ kind }) => kind === 'external').flatMap((event) => [placeOf(event.expr, event.env.file), ...event.steps.map(({ expr, file }) => placeOf(expr, file))])));

/** An access of a run with what else the run does. */
export function originOf(event: FlowEvent, frames: readonly Frame[], events: readonly FlowEvent[]): Origin {
  return { event, frames, remote: remoteCalls(events), others: isRead(event) ? NONE : keptIn(othersIn(events), tableOf(event), () => queriesBeside(tableOf(event), events)) };
}

const NONE: ReadonlySet<string> = new Set();

const othersIn = weakMemo((_events: readonly FlowEvent[]) => new Map<string, ReadonlySet<string>>());

function queriesBeside(table: string, events: readonly FlowEvent[]): ReadonlySet<string> {
  return new Set(events.flatMap((event) => (event.kind === 'access' && tableOf(event) !== '' && tableOf(event) !== table ? [placeOf(event.expr, event.env.file)] : [])));
}

function isRead({ concept }: FlowEvent): boolean {
  return concept?.kind === 'access' && concept.op === 'read';
}

function tableOf({ concept }: FlowEvent): string {
  return concept?.kind === 'access' && concept.table !== undefined ? plainTable(concept.table) : '';
}

function placeOf({ at }: Expr, file: FileFacts): string {
  return `${file.path}:${at[0]}-${at[1]}`;
}

/**
 * The call that leads to the write answers what the write gave, or the row that was written; of a function that answers something else the write is a
 * by-product. What a read brings may be put together piece by piece: there whatever it decides counts.
 */
function isAnswered(frame: Frame, origin: Origin, seen: Set<string>): boolean {
  const called = origin.frames[frame.depth + 1];
  if (!called?.fn) return true;
  if (isRead(origin.event)) return givesBack(origin.event, frame.depth);
  const returned = [...returnsIn(called.fn.body)];
  const rows = rowsAt(called, origin);
  return returned.length === 0 || returned.some((value) => comesFrom(value, called, origin, seen) || handedOn(value, called, origin).some((part) => part.kind === 'name' && rows.has(part.binding)));
}

/**
 * The names of an activation that hold the written row itself, or the id that it is created with: `user.save()`, `users.save(user)`, `insert({ id })`, and
 * `keep(user)` where `keep` does so.
 */
export function rowsAt(frame: Frame, { event, frames }: Pick<Origin, 'event' | 'frames'>): ReadonlySet<number> {
  const last = frames[frames.length - 1] as Frame;
  const written = chained(event.expr);
  let rows = namesAmong(written);
  if (event.concept?.kind === 'access' && event.concept.op === 'create') rows = new Set([...rows, ...idsIn(written, last.file)]);
  for (const at of frames.slice(frame.depth + 1).reverse()) rows = new Set([...rows].flatMap((row) => (homeOf(row, at) === at ? givenTo(at, row) : [row])));
  return new Set([...rows].filter((row) => !frame.file.bindings[row]?.imported));
}

/** What a call is made on and takes, and the calls that it is chained to. */
function chained(expr: Expr): readonly Expr[] {
  if (expr.kind !== 'call') return [expr];
  return [...expr.args, ...(expr.callee.kind === 'member' ? chained(expr.callee.object) : [])];
}

function namesAmong(parts: readonly Expr[]): Set<number> {
  return new Set(parts.flatMap((part) => (part.kind === 'name' ? [part.binding] : [])));
}

/** The names that stand for an id in object literals, also in those that a variable holds. */
function idsIn(written: readonly Expr[], file: FileFacts): ReadonlySet<number> {
  const parts = written.flatMap(walkExpr);
  const held = [...namesAmong(parts)].flatMap((name) => file.bindings[name]?.init ?? []);
  const members = [...parts, ...held].flatMap((part) => (part.kind === 'object' ? part.members : []));
  return namesAmong(members.flatMap((member) => (member.kind === 'property' && /^_?id$/.test(member.key) ? [member.value] : [])));
}

/** The name that a call gives for a parameter. */
function givenTo(frame: Frame, id: number): readonly number[] {
  const binding = frame.file.bindings[id];
  const arg = binding?.kind === 'param' ? argumentOf(binding.index ?? 0, frame) : undefined;
  return arg?.kind === 'name' ? [arg.binding] : [];
}

function* returnsIn(statements: readonly Stmt[]): Generator<Expr> {
  for (const statement of statements) {
    if (statement.kind === 'return' && statement.value) yield statement.value;
    for (const block of blocksOf(statement)) yield* returnsIn(block);
  }
}

/** The first write is reached through this very activation. */
function onWay(frame: Frame, origin: Origin): boolean {
  return origin.frames[frame.depth]?.key === frame.key && origin.frames[frame.depth]?.file === frame.file;
}

/** Like `comesFrom`, and through the parameters of the functions that were called with it. */
export function derivesFrom(expr: Expr, frame: Frame, origin: Origin, seen: Set<string>): boolean {
  if (comesFrom(expr, frame, origin, new Set(seen))) return true;
  return walkExpr(expr).some((inner) => {
    const binding = inner.kind === 'name' ? frame.file.bindings[inner.binding] : undefined;
    const home = inner.kind === 'name' ? homeOf(inner.binding, frame) : undefined;
    const name = `${home?.key ?? ''}|${inner.kind === 'name' ? inner.binding : ''}`;
    if (!binding || binding.imported || !home || seen.has(name)) return false;
    seen.add(name);
    const arg = binding.kind === 'param' && home.caller ? argumentOf(binding.index ?? 0, home) : undefined;
    if (arg && home.caller) return derivesFrom(arg, home.caller, origin, seen);
    return binding.kind !== 'param' && binding.init !== undefined && derivesFrom(binding.init, home, origin, seen);
  });
}
