import { blocksOf, Label, walk, weakMemo, type Env, type Expr, type FunctionFact } from '@assay/contract';
import { isNothing } from '../ir/is-nothing.js';
import type { FlowEvent } from '../flow/events.js';
import { compatible } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import { comesOf, isAnswerOf, needsOf, type Need } from './asked-state.js';
import { columnsAsked, columnsSet } from './changed-state.js';
import { isWrite } from './effects.js';
import { comparedIn, madeOf, turns, type Compared } from './compared-state.js';
import { anchorAt, commonSteps, contains, framesOf } from './frames.js';
import { tellsLimit } from './given-back.js';
import { propertyOf, selectorsOf } from './selectors.js';
import { asksSetOnce } from './set-once.js';
import { isSwallowed } from './swallowed.js';
import { refusesSecond, saysConflict } from './unique-checks.js';
import { columnKey, writtenAs, type Placed } from './written-values.js';

/** What keeps a repeated request from an effect; `sure` where it does whatever else holds. */
export interface Gate { readonly sure: boolean; readonly reason: string }

const CHANGED = 'the first request changes what the way to it asks for';
const CLAIMED = 'it is reached only where an earlier statement changed a row, which it does once';
const SET_ONCE = 'a key that is set once is set before it';

/** Does the first request change what must hold for the effect to be reached: a column that is compared, rows that are looked up and then deleted, a claim that only one request makes? */
export function gateOf(event: FlowEvent, events: readonly FlowEvent[], linker: Linker): Gate | undefined {
  const needs = needsOf(event, events, linker);
  const kept = needs.filter((need) => asksSetOnce(need, linker)).map(({ sure }) => ({ sure, reason: SET_ONCE }));
  const gates = [...kept, ...needs.flatMap((need) => gatesOf(need, event, events, linker)), ...demandsOf(event, events, linker)];
  return gates.find(({ sure }) => sure) ?? gates[0];
}

function gatesOf(need: Need, event: FlowEvent, events: readonly FlowEvent[], linker: Linker): readonly Gate[] {
  const index = events.indexOf(event);
  const told = toldRow(need, event, events.slice(0, index), linker);
  return [...(told ? [{ sure: false, reason: CHANGED }] : []), ...ofCaller(need, event, events, linker), ...sourcesIn(events).flatMap(({ source, isUnread, at }): readonly Gate[] => {
    if (at >= index || !comesOf(need.expr, source, need.frame)) return [];
    if (isUnread) return presence(need) === true && isAnswerOf(need.expr, source, need.frame) ? [{ sure: false, reason: CLAIMED }] : [];
    const found = isWrite(source) ? claimOf(need, source, linker) : byColumn(need, source, event, events, linker) ?? byRow(need, source, event, events, linker);
    return found ? [{ ...found, sure: found.sure && need.sure }] : [];
  })];
}

/** A method that is not understood is called of the very row that was asked: `if (plan.isFree()) throw ..; plan.change(..)`. */
function toldRow(need: Need, event: FlowEvent, before: readonly FlowEvent[], linker: Linker): boolean {
  const row = comparedIn(need, linker)?.row;
  if (row?.kind !== 'name') return false;
  return before.some(({ kind, expr, env, arms }) => kind === 'unresolved' && env.file === need.frame.file && compatible(arms, event.arms)
    && expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.object.kind === 'name' && expr.callee.object.binding === row.binding);
}

/** `if (req.user.enabled) return ..`, of the caller as a guard knows it, and the way sets that column in the caller's row. */
function ofCaller(need: Need, event: FlowEvent, events: readonly FlowEvent[], linker: Linker): readonly Gate[] {
  const asked = comparedIn(need, linker);
  if (!asked || asked.of !== undefined || !isCaller(asked.row, linker.envOf(need.frame.file, linker.index.functionAt(need.frame.file, asked.row.at[0])), linker)) return [];
  return changesIn(events).flatMap((change): readonly Gate[] => {
    const op = change.concept?.kind === 'access' ? change.concept.op : undefined;
    const values = op === 'update' && compatible(change.arms, event.arms) && selectorsOf(change, linker).some(({ expr, env }) => isCaller(expr, env, linker)) ? columnsSet(change, linker).get(columnKey(asked.column)) : undefined;
    if (!values) return [];
    const turned = values.length > 0 && values.every((value) => turns(asked, value, need, linker) === true);
    return [{ sure: turned && need.sure && accompanies(change, event), reason: CHANGED }];
  });
}

function isCaller(expr: Expr, env: Env, linker: Linker): boolean {
  return (linker.labels(expr, env) & Label.principal) !== 0;
}

/** What may answer what a condition asks for: an access, or a call that is not known and says what to do where a row is there already. */
interface Source { readonly source: FlowEvent; readonly isUnread: boolean; /** Its place among the events. */ readonly at: number }

const sourcesIn = weakMemo((events: readonly FlowEvent[]) => events.flatMap((source, at): Source[] => {
  const isUnread = source.kind === 'unresolved' && conflictsIn(source.env.fn).some((expr) => contains(expr, source.expr));
  return isUnread || source.concept?.kind === 'access' ? [{ source, isUnread, at }] : [];
}));

/** The expressions of a function that say what to do where a row is there already. */
const conflictsIn = weakMemo((fn: FunctionFact) => walk(fn).filter(saysConflict));

/** The answer of a statement that finds its rows once: its clause asks for what it changes, it deletes, or it leaves out what is there. */
function claimOf(need: Need, write: FlowEvent, linker: Linker): Gate | undefined {
  if (!isAnswerOf(need.expr, write, need.frame)) return undefined;
  const op = write.concept?.kind === 'access' ? write.concept.op : undefined;
  if (presence(need) !== true) return undefined;
  if (op === 'upsert') return MADE.test(nameOf(need)) ? { sure: true, reason: CLAIMED } : undefined;
  const once = op === 'delete' || (op === 'update' && asksForSet(write, write, linker)) || (op === 'create' && leavesOut(write, linker));
  return once ? { sure: true, reason: CLAIMED } : undefined;
}

/** What says that a row was made by this request: `const [row, created] = await Row.findOrCreate(..)`. */
const MADE = /^(?:(?:is|was)_?)?(?:created?|new|inserted|made|built|upserted\w*)$/i;

function nameOf({ expr, frame }: Need): string {
  return expr.kind === 'name' ? frame.file.bindings[expr.binding]?.name ?? '' : expr.kind === 'member' ? expr.name : '';
}

/** The write answers what it did even where the store refused a row. */
function leavesOut(create: FlowEvent, linker: Linker): boolean {
  return refusesSecond(create, linker) && !create.arms.some((arm) => arm.endsWith('~catch'));
}

/** Does the clause of one access ask for a column that the other sets? */
function asksForSet(access: FlowEvent, change: FlowEvent, linker: Linker): boolean {
  const asked = columnsAsked(access, linker);
  return asked.size > 0 && [...columnsSet(change, linker).keys()].some((column) => asked.has(column));
}

function sameTable(one: FlowEvent, other: FlowEvent): boolean {
  const table = ({ concept }: FlowEvent): string => (concept?.kind === 'access' ? (concept.table ?? '').toLowerCase() : '');
  return table(one) !== '' && table(one) === table(other);
}

const changesIn = weakMemo((events: readonly FlowEvent[]) => events.filter((event) => isWrite(event) || isRaw(event)));

/** Changes of the rows that a look-up reads, in the same run as the effect. What was changed before the look-up is what it found. */
function changesOf(read: FlowEvent, event: FlowEvent, events: readonly FlowEvent[]): readonly FlowEvent[] {
  const index = events.indexOf(read);
  return changesIn(events).filter((other) => other !== event && ((isWrite(other) && sameTable(other, read)) || isRaw(other)) && events.indexOf(other) >= index && compatible(other.arms, event.arms) && !other.arms.some((arm) => arm.endsWith('~catch')));
}

/** The function that is asked makes the change on one of its ways only, and on another answers what is needed as well: to come through says nothing of the change. */
function isBeside(change: FlowEvent, event: FlowEvent, { frame, holds }: Need, linker: Linker): boolean {
  const step = change.steps[frame.depth];
  if (!step || step.file !== frame.file || framesOf(change, undefined)[frame.depth]?.key !== frame.key || accompanies(change, event) || commonSteps(change, event) !== frame.depth) return false;
  const place = anchorAt(change, frame.depth + 1);
  const block = step.callee.fn.body.flatMap(blocksOf).find((inner) => inner.some((one) => contains(one, place)));
  return block !== undefined && linker.index.returnsOf(step.callee.file, step.callee.id).some((answer) => !block.some((one) => contains(one, answer)) && comesOut(answer, holds));
}

/** May the value be as true as that? */
function comesOut(value: Expr, holds: boolean): boolean {
  return value.kind === 'literal' || isNothing(value) ? (value.kind === 'literal' && Boolean(value.value)) === holds : true;
}

const CHANGES = /^(?:update|set|save|mark|change|patch)/i;

/** A statement that is put together where it runs: its table is not told; the columns that its helper was told are, `users.update(id, { enabled: true })`. */
function isRaw({ concept, steps }: FlowEvent): boolean {
  return concept?.kind === 'access' && concept.op === 'raw' && steps.some(({ callee }) => CHANGES.test(callee.fn.name));
}

/** The change happens wherever the effect does. */
function accompanies(change: FlowEvent, event: FlowEvent): boolean {
  return change.within.every((arm) => event.arms.includes(arm));
}

/** `if (row.status !== 'open') throw ..`, and the status is set to something else. */
function byColumn(need: Need, read: FlowEvent, event: FlowEvent, events: readonly FlowEvent[], linker: Linker): Gate | undefined {
  const asked = comparedIn(need, linker);
  if (!asked) return undefined;
  const changes = changesOf(read, event, events);
  const made = changes.length === 0 ? undefined : madeOf(asked, need, linker);
  return (isOfAnother(asked.row, read, need, events) ? undefined : turnedBy(asked, changes.filter((change) => !isBeside(change, event, need, linker)), need, event, linker)) ?? (made && turnedBy(made, changes, need, event, linker));
}

function turnedBy(asked: Compared, changes: readonly FlowEvent[], need: Need, event: FlowEvent, linker: Linker): Gate | undefined {
  for (const change of changes) {
    const op = change.concept?.kind === 'access' ? change.concept.op : undefined;
    // A row that is made is not the one that was found.
    const values = op === 'delete' || op === 'create' ? undefined : valuesFor(asked, columnsSet(change, linker), linker);
    if (!values) continue;
    const turned = values.length === 0 ? undefined : values.map((value) => turns(asked, value, need, linker) ?? keepsAnswer(asked, value, event, change)).reduce((all, one) => (all === one ? all : undefined));
    if (turned !== false) return { sure: turned === true && accompanies(change, event), reason: CHANGED };
  }
  return undefined;
}

/** `if (!row.account) { const made = await accounts.create(); update({ account: made.id }) }`: what the effect answers is there from then on. */
function keepsAnswer({ among, holds }: Compared, { expr, env }: Placed, event: FlowEvent, change: FlowEvent): true | undefined {
  if (among !== undefined || holds) return undefined;
  const frame = framesOf(change, undefined).findLast((one) => one.file === env.file && (one.fn === undefined || one.fn === env.fn));
  return frame !== undefined && comesOf(expr, event, frame) ? true : undefined;
}

/** What is written to the column, or to that of a related row which the row is connected with: `state: { connect: { name: 'done' } }`. */
function valuesFor({ column, of }: Compared, set: ReadonlyMap<string, readonly Placed[]>, linker: Linker): readonly Placed[] | undefined {
  if (of === undefined) return set.get(columnKey(column));
  return set.get(columnKey(of))?.flatMap(({ expr, env }) => {
    const given = writtenAs(expr, env, linker);
    const inner = propertyOf(given.expr, 'connect') ?? given.expr;
    const value = propertyOf(inner, column);
    return value ? [{ expr: value, env: given.env }] : [];
  });
}

/** The row is what a look-up of another table answered, which was only asked for with what this one did. */
function isOfAnother(row: Expr, read: FlowEvent, { frame }: Need, events: readonly FlowEvent[]): boolean {
  return !isAnswerOf(row, read, frame) && sourcesIn(events).some(({ source }) => source.concept?.kind === 'access' && !isWrite(source) && isAnswerOf(row, source, frame) && !sameTable(source, read));
}

/** Rows must be there, or must not: undefined where the condition is about something of them. */
function presence({ expr, holds }: Need): boolean | undefined {
  if (expr.kind !== 'binary') return holds;
  const [side, other] = expr.left.kind === 'literal' || expr.left.kind === 'undefined' ? [expr.left, expr.right] : [expr.right, expr.left];
  if (other.kind === 'member' && !/^(?:length|count|size|affected|rowCount|affectedRows|changes|modifiedCount|deletedCount|nModified|n|numUpdatedRows|numDeletedRows|matchedCount)$/.test(other.name)) return undefined;
  const plain = isNothing(side) || (side.kind === 'literal' && (side.value === 0 || side.value === false));
  if (/^[!=]==?$/.test(expr.op)) return plain ? holds === expr.op.startsWith('!') : side.kind === 'literal' && side.value === 1 ? holds !== expr.op.startsWith('!') : undefined;
  const op = side === expr.right ? expr.op : expr.op.replace(/[<>]/, (sign) => (sign === '<' ? '>' : '<'));
  if (side.kind !== 'literal') return undefined;
  if ((op === '>' && side.value === 0) || (op === '>=' && side.value === 1)) return holds;
  return (op === '<' && side.value === 1) || (op === '<=' && side.value === 0) ? !holds : undefined;
}

/** What was looked up must be there, and is deleted or no longer asked for; or must not, and is created. */
function byRow(need: Need, read: FlowEvent, event: FlowEvent, events: readonly FlowEvent[], linker: Linker): Gate | undefined {
  const there = isAnswerOf(need.expr, read, need.frame) ? presence(need) : undefined;
  if (there === undefined) return undefined;
  if (read.steps.some((_step, depth) => depth >= need.frame.depth && tellsLimit(read, depth))) return undefined;
  const change = changesOf(read, event, events).find((other) => !isBeside(other, event, need, linker) && endsLookUp(other, read, there, linker));
  return change && { sure: accompanies(change, event), reason: CHANGED };
}

/** The look-up comes to something else after the change. */
function endsLookUp(change: FlowEvent, read: FlowEvent, there: boolean, linker: Linker): boolean {
  const op = change.concept?.kind === 'access' ? change.concept.op : undefined;
  if (op === 'update') return asksForSet(read, change, linker);
  return there ? op === 'delete' : op === 'create' || op === 'upsert';
}

/** Statements that fail where their row is not there any more: a deletion by key, a look-up that throws of what is deleted later. */
function demandsOf(event: FlowEvent, events: readonly FlowEvent[], linker: Linker): readonly Gate[] {
  const before = events.slice(0, events.indexOf(event)).filter((other) => other.concept?.kind === 'access' && other.concept.absent === 'throws' && !isSwallowed(other, event, framesOf(other, undefined), commonSteps(other, event)) && accompanies(other, event));
  return before.flatMap((other): readonly Gate[] => {
    const op = other.concept?.kind === 'access' ? other.concept.op : undefined;
    if (op === 'delete' || (op === 'update' && asksForSet(other, other, linker))) return [{ sure: true, reason: CLAIMED }];
    const change = op === 'read' ? changesOf(other, event, events).find((one) => endsLookUp(one, other, true, linker)) : undefined;
    return change ? [{ sure: accompanies(change, event), reason: CHANGED }] : [];
  });
}
