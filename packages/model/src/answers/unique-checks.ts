import { Label, walk, walkExpr, type Expr, type FileFacts, type FunctionFact } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { calleeText } from '../text.js';
import { columnsSet } from './changed-state.js';
import { createsLeftOut } from './left-out.js';
import { conditionsOf } from './exclusive.js';
import { contains, framesOf, functionAround } from './frames.js';
import { isMadeUp, mixesMadeUp } from './made-up.js';
import { createsMissing } from './missing-rows.js';
import { meetsNone } from './natural-keys.js';
import { needsAbsence, refusesFound } from './refusals.js';
import { selectorsOf } from './selectors.js';
import { isToldOfProgram, isToldOfRequest } from './told-of-request.js';
import { triesAround } from './tries.js';
import type { UniqueKeys } from './unique-keys.js';
import { writtenAs } from './written-values.js';

/** Names of errors that say a row is there already; a mere conflict may be any state. */
const DUPLICATE = /(?<!not_?)exists?(?!nt)|duplicate|taken|already|unique|in_?use/i;
const UNIQUE_CODES: ReadonlySet<unknown> = new Set([
  'P2002', '23505', 'ER_DUP_ENTRY', 11000, 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE', 'SequelizeUniqueConstraintError', 'UniqueConstraintError', 'UniqueViolationError', 'UniqueConstraintViolationException', '23P01',
]);
const CONFLICT_STEPS: ReadonlySet<string> = new Set(['onConflict', 'ignore', 'orIgnore', 'orUpdate', 'onConflictDoNothing', 'onConflictDoUpdate']);

/** Why a repeated creation does not happen: what exists is looked for first, or the store's own refusal is handled. */
export function uniquenessOf(create: FlowEvent, events: readonly FlowEvent[], unique: UniqueKeys, linker: Linker): string | undefined {
  const before = events.slice(0, events.indexOf(create));
  const isOver = (row: FlowEvent): boolean => meetsNone(row, events, unique, linker);
  const looked = lookedUp(create, before, linker);
  const changes = events.some(({ concept }) => concept?.kind === 'access' && concept.op !== 'read' && concept.op !== 'create');
  if (refuses(before, looked, asksFree(create, before, linker), linker, (refusal) => !isByChance(refusal, create, linker) && !isOfStore(refusal, before, isOver) && (changes || !saysOver(refusal)))) return 'a repeated request meets a check for what exists already';
  if (looked.some((read) => needsAbsence(create, read, linker) && !isOptional(read, create, linker)) || (createsMissing(create, linker) && !looked.some((read) => isOptional(read, create, linker)))) return 'it creates only what was not found';
  if (looked.length > 0 && createsLeftOut(create, linker)) return 'a repeated request finds what the first one created, and leaves it out';
  if (leavesOutSecond(create) || ((refusesSecond(create, linker) || isToldTaken(create, events)) && !isOver(create))) return 'the store refuses a second row, and that is handled';
  return consumes(before, linker) ? 'a token that is used up by the first request is looked up' : undefined;
}

/** Is what exists already looked for only where the request says something that it may leave out? */
export function isRefusedByChance(create: FlowEvent, events: readonly FlowEvent[], linker: Linker): boolean {
  const before = events.slice(0, events.indexOf(create));
  return refuses(before, lookedUp(create, before, linker), asksFree(create, before, linker), linker, (refusal) => isByChance(refusal, create, linker));
}

/** `if (req.body.code) { .. if (taken) throw .. }`, and the creation stands behind it. */
function isByChance(refusal: FlowEvent, create: FlowEvent, linker: Linker): boolean {
  const around = refusal.within.filter((arm) => !create.arms.includes(arm)).slice(0, -1).filter((arm) => arm.endsWith('~t'));
  return conditionsOf(around, framesOf(refusal, undefined)).some(({ test, frame }) => isGiven(test, frame.file, linker));
}

/** `req.body.reuse && await Link.find(..)`: looked for only where the request says something that it may leave out; without that the row is made all the same. */
function isOptional(read: FlowEvent, create: FlowEvent, linker: Linker): boolean {
  const around = read.within.filter((arm) => arm.endsWith('~t') && !create.arms.includes(arm));
  return conditionsOf(around, framesOf(read, undefined)).some(({ test, frame }) => isGiven(test, frame.file, linker));
}

/** A value of the request that is there: a name or a member, and nothing that is called or stored. */
function isGiven(test: Expr, file: FileFacts, linker: Linker): boolean {
  if (test.kind === 'logical') return isGiven(test.left, file, linker) && isGiven(test.right, file, linker);
  if (test.kind !== 'name' && test.kind !== 'member') return false;
  const labels = linker.labels(test, linker.envOf(file, linker.index.functionAt(file, test.at[0])));
  return (labels & Label.input) !== 0 && (labels & Label.data) === 0;
}

/** The look-ups of the table before a creation; one for a name that was just made up asks whether that name is free. */
export function lookedUp(create: FlowEvent, before: readonly FlowEvent[], linker: Linker): readonly FlowEvent[] {
  const free = asksFree(create, before, linker);
  return before.filter((event) => readsTable(event, tableOf(create)) && !free.includes(event));
}

function asksFree(create: FlowEvent, before: readonly FlowEvent[], linker: Linker): readonly FlowEvent[] {
  return before.filter((event) => readsTable(event, tableOf(create)) && selectorsOf(event, linker).some(({ expr, env }) => isMadeUp({ expr, env }, linker) || mixesMadeUp(writtenAs(expr, env, linker), linker)));
}

function tableOf(event: FlowEvent): string | undefined {
  return event.concept?.kind === 'access' ? event.concept.table?.toLowerCase() : undefined;
}

function readsTable(event: FlowEvent, table: string | undefined): boolean {
  return event.kind === 'access' && event.concept?.kind === 'access' && event.concept.op === 'read' && table !== undefined && tableOf(event) === table;
}

/** `free`: look-ups that a repeated request asks with another name, so that what they refuse is no second row. */
function refuses(before: readonly FlowEvent[], looked: readonly FlowEvent[], free: readonly FlowEvent[], linker: Linker, isAsked: (refusal: FlowEvent) => boolean): boolean {
  return before.some((event) => {
    if ((event.kind !== 'throw' && event.kind !== 'respond') || !isAsked(event)) return false;
    if (DUPLICATE.test((event.name ?? '').replace(STATE, '')) || tellsDuplicate(event)) return !isToldOfRequest(event, linker) && !isToldOfProgram(event, linker) && !free.some((read) => refusesFound(event, read, linker));
    // Not found says nothing about a second row.
    if (event.status === undefined || event.status < 400 || event.status >= 500 || event.status === 404 || event.status === 401 || event.status === 403) return false;
    return looked.some((read) => refusesFound(event, read, linker));
  });
}

/** Who may not duplicate something is told nothing of a second row. */
const SAYS_DUPLICATE = /already|taken|(?<!\b(?:to|not|can't|cannot) )duplicate|must be unique|\bin use\b/i;

/** What holds of somebody, and of no second row: `Email is already verified`. */
const STATE = /already[ _-]?(?:been[ _-]?)?(?:verified|confirmed|activated|enabled|logged[ _-]?in|signed[ _-]?in|authenticated)/gi;

/** `throw new AppError(400, 'Email already taken')`, `new AppError(`${name} is in use`)`. */
function saysDuplicate(expr: Expr): boolean {
  return walkExpr(expr).some((inner) => (inner.kind === 'literal' && typeof inner.value === 'string' && says(inner.value)) || (inner.kind === 'template' && inner.quasis.some(says)));
}

function says(text: string): boolean {
  return SAYS_DUPLICATE.test(text.replace(STATE, ''));
}

/** What something else has come to, which a request that changes no row does not bring about: `The order is already closed`. */
const OVER = /already[ _-]?(?:been[ _-]?)?(?:completed?|closed|archived|cancell?ed|finished|locked|deleted|published|expired|ended|interacted|signed)\b(?![ _-]?up)/i;

function saysOver({ expr, steps }: FlowEvent): boolean {
  return [expr, ...steps.slice(-1).map((step) => step.expr)].some((one) => walkExpr(one).some((inner) => (inner.kind === 'literal' && typeof inner.value === 'string' && OVER.test(inner.value)) || (inner.kind === 'template' && inner.quasis.some((part) => OVER.test(part)))));
}

/** In its own words, or in those that a helper of the project answers with: `refuse(res, 'Email already taken')`. */
function tellsDuplicate({ expr, steps }: FlowEvent): boolean {
  const helper = steps.at(-1)?.expr;
  return saysDuplicate(expr) || (helper !== undefined && saysDuplicate(helper));
}

/** Where the creation fails the caller is told that there is one already. */
function isToldTaken(create: FlowEvent, events: readonly FlowEvent[]): boolean {
  return events.slice(events.indexOf(create) + 1).some((event) => (event.kind === 'throw' || event.kind === 'respond') && tellsDuplicate(event) && handles(event, create));
}

/** What the store would say of rows that it lets in each time: `catch { throw new Error('The code is taken') }` around a row with a random code. */
function isOfStore(refusal: FlowEvent, before: readonly FlowEvent[], isLetIn: (row: FlowEvent) => boolean): boolean {
  if (!refusal.arms.some((arm) => arm.endsWith('~catch'))) return false;
  const rows = before.filter((event) => event.concept?.kind === 'access' && event.concept.op === 'create' && handles(refusal, event));
  return rows.length > 0 && rows.every(isLetIn);
}

/** The event is in what handles the other's failure: `try { create() } catch { throw .. }`, `create().catch(() => { throw .. })`. */
function handles(event: FlowEvent, create: FlowEvent): boolean {
  const places = [{ file: create.env.file, expr: create.expr }, ...create.steps];
  return places.some(({ file, expr }) => {
    const isIn = (outer: Pick<Expr, 'at'>): boolean => [{ file: event.env.file, expr: event.expr }, ...event.steps].some((one) => one.file === file && contains(outer, one.expr));
    const fn = functionAround(expr, file);
    return fn !== undefined && (triesAround(fn.body, expr.at).some(({ handler }) => handler?.some(isIn)) || walk(fn).some((call) => call.kind === 'call' && call.callee.kind === 'member' && call.callee.name === 'catch' && contains(call.callee.object, expr) && call.args.some(isIn)));
  });
}

/** A unique violation is caught, or the statement itself says what to do on conflict. */
export function refusesSecond(create: FlowEvent, linker: Linker): boolean {
  if (leavesOutSecond(create)) return true;
  const functions: { readonly file: FileFacts; readonly fn: FunctionFact | undefined }[] = [
    { file: create.env.file, fn: create.env.fn },
    ...create.steps.map(({ file, expr }) => ({ file, fn: file.functions[linker.index.functionAt(file, expr.at[0])] })), ...create.steps.map(({ callee: { file, fn } }) => ({ file, fn })),
  ];
  return functions.some(({ file, fn }) => fn !== undefined && fn.kind !== 'module' && mentionsCode(fn, file, linker) && !startsAnew(fn, file, linker));
}

/** `catch (error) { if (isTaken(error)) return createRoom(name) }`: what was refused is tried again by the function itself, with another value. */
function startsAnew(fn: FunctionFact, file: FileFacts, linker: Linker): boolean {
  const env = linker.envOf(file, file.functions.indexOf(fn));
  return walk(fn).some((expr) => expr.kind === 'call' && calleeText(expr, file).split('.').at(-1) === fn.name && fn.name !== '' && optionsOf(linker.evaluate(expr.callee, env)).some((callee) => callee.kind === 'function' && callee.fn === fn));
}

/** The statement itself says what to do on conflict. */
export function leavesOutSecond({ expr, concept }: FlowEvent): boolean {
  return (concept?.kind === 'access' && concept.leavesOut === true) || saysConflict(expr) || textSays(expr);
}

/** `.onConflictDoNothing()`, `{ skipDuplicates: true }`. */
export function saysConflict(expr: Expr): boolean {
  if (expr.kind === 'call') {
    if (expr.callee.kind === 'member' && CONFLICT_STEPS.has(expr.callee.name)) return true;
    if (expr.args.some((arg) => arg.kind === 'object' && arg.members.some((member) => member.kind === 'property' && (member.key === 'skipDuplicates' || member.key === 'ignoreDuplicates' || member.key === 'updateOnDuplicate')))) return true;
    return expr.callee.kind === 'member' && saysConflict(expr.callee.object);
  }
  return expr.kind === 'member' && saysConflict(expr.object);
}

/** `INSERT .. ON CONFLICT DO NOTHING`, `INSERT IGNORE`. */
function textSays(expr: Expr): boolean {
  return [...walkExpr(expr)].some((inner) => {
    const parts = inner.kind === 'template' ? inner.quasis : inner.kind === 'literal' && typeof inner.value === 'string' ? [inner.value] : [];
    return parts.some((part) => /\bon\s+conflict\b|\binsert\s+(?:or\s+)?ignore\b/i.test(part));
  });
}

/** Helpers that ask whether an error is such a refusal, and names of its code. */
const ASKS_UNIQUE = /unique_?(?:constraint|violation|key|error)|exclusion_?(?:constraint|violation)|duplicate_?(?:key|entry|error)/i;

function mentionsCode(fn: FunctionFact, file: FileFacts, linker: Linker): boolean {
  for (const expr of walk(fn)) {
    if (expr.kind === 'call' && ASKS_UNIQUE.test(calleeText(expr, file))) return true;
    if (expr.kind === 'literal' && UNIQUE_CODES.has(expr.value)) return true;
    if (expr.kind === 'member' && UNIQUE_CODES.has(expr.name)) return true;
    if (expr.kind === 'binary' && /^[!=]==?$/.test(expr.op) && [expr.left, expr.right].some((side) => isCode(side, fn, file, linker))) return true;
  }
  return false;
}

/** A constant that holds such a code, or is called after it. */
function isCode(expr: Expr, fn: FunctionFact, file: FileFacts, linker: Linker): boolean {
  if (expr.kind !== 'name' && expr.kind !== 'member') return false;
  const value = linker.evaluate(expr, linker.envOf(file, file.functions.indexOf(fn)));
  return value.kind === 'const' ? UNIQUE_CODES.has(value.value) : expr.kind === 'member' && ASKS_UNIQUE.test(expr.name);
}

/** When a row was used last, or how often: a key that is noted so is good for the next request. */
const NOTED = /^_?(?:last_?\w*|\w*_?(?:used|seen|accessed|active)_?(?:at|on|time)?|updated_?(?:at|on)|(?:use|usage|hit|access|request)s?_?(?:count|s)?|ip\w*|user_?agent)$/i;

/** A one-time row (invitation, reset, verification) is found, and deleted or marked on the way. */
function consumes(before: readonly FlowEvent[], linker: Linker): boolean {
  const ONE_TIME = /token|invit|reset|verif|otp|nonce/i;
  const read = before.find((event) => event.kind === 'access' && event.concept?.kind === 'access' && event.concept.op === 'read' && ONE_TIME.test(event.concept.table ?? ''));
  return read !== undefined && before.some((event) => event.kind === 'access' && event.concept?.kind === 'access' && !event.arms.some((arm) => arm.endsWith('~catch')) && (event.concept.op === 'delete' || (event.concept.op === 'update' && !onlyNotes(event, linker))) && tableOf(event) === tableOf(read));
}

function onlyNotes(update: FlowEvent, linker: Linker): boolean {
  const columns = [...columnsSet(update, linker).keys()];
  return columns.length > 0 && columns.every((column) => NOTED.test(column) && !/^(?:is_?)?used$/i.test(column));
}
