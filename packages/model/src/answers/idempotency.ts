import { Label, walkExpr, type Effect, type Endpoint, type Expr, type IdempotencyAnswer, type TraceStep } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { branchOf } from '../flow/arms.js';
import type { Linker } from '../link/linker.js';
import { isBestEffort, isMatterOf, isNamedBy, isTelemetry } from './best-effort.js';
import { carriesSameKey } from './effect-keys.js';
import { describe, effectOf, isOutward, isWrite, traceTo } from './effects.js';
import type { EntryFlow } from './entry-flow.js';
import { readsKey, type KeyReaders } from './key-readers.js';
import { conditionsOf } from './exclusive.js';
import { commonSteps, framesOf } from './frames.js';
import { givesBack } from './given-back.js';
import { listenerDepth } from './listeners.js';
import { createsMissing } from './missing-rows.js';
import { insertsNew } from './new-rows.js';
import { purposeOf } from './purposes.js';
import { gateOf } from './first-time.js';
import { compatible } from '../flow/rejection.js';
import { changesAgain, findsNothing, makesSecret } from './repeated-updates.js';
import { needsAbsence } from './refusals.js';
import { isSwallowed } from './swallowed.js';
import { leavesOutSecond, lookedUp, uniquenessOf } from './unique-checks.js';
import { isOneOfMany } from './one-of-many.js';
import { metKey, type MetKey } from './natural-keys.js';
import type { UniqueKeys } from './unique-keys.js';

const SIGN_IN = /login|logout|refresh|reset|verif|callback|health|error report/;
/** Asks for a message to be sent (again), where using what was sent ends the matter. */
const REQUESTS_MESSAGE = /forgot|resend|request|password-?email|send|(?:find|lost)[-_]?(?:password|pwd)/i;

/** Tables of what a message asks to be used, once. */
const ONE_TIME = /reset|verif|confirm|one_?time|otp|magic|password_?less|pass_?code|nonce|activation/;

/** Is a repeated request harmless? `no` when it surely repeats a creation or an outward effect. */
export function idempotencyOf(entry: Endpoint, flow: EntryFlow, readers: KeyReaders, unique: UniqueKeys, linker: Linker): IdempotencyAnswer {
  const events = flow.done.filter((event) => listenerDepth(event) < 0);
  const repeated = prioritize(events.filter((event) => repeats(event, entry, events, linker)), linker);
  const [first] = repeated;
  if (!first) return { known: 'yes', because: [] };
  const harmless = harmlessRequest(entry, first, events, linker) ?? (readsKey(entry, flow, readers, linker) === undefined ? undefined : 'an idempotency key is read on the way');
  if (harmless !== undefined) return pass(first, harmless);
  const stopped = stopOf(events, linker);
  for (const event of repeated) {
    const reason = reasonOf(event, events, stopped, linker);
    if (reason !== undefined || updatesInstead(event, events, linker)) continue;
    const gate = gateOf(event, events, linker);
    if (gate?.sure) continue;
    const keyed = (isCreate(event, linker) && !createsInstead(event, events, linker) ? metKey(event, events, unique, linker) : undefined) ?? keyBefore(event, events, unique, linker);
    if (keyed?.sure) continue;
    const doubt = gate?.reason ?? (keyed ? 'a unique key of its table, or of one before it, may refuse it' : isOneOfMany(event, events) ? 'it is one of many that a call may reach' : undefined);
    return doubt === undefined ? failing(event, linker) : doubtful(event, doubt);
  }
  return pass(first, reasonOf(first, events, stopped, linker) ?? gateOf(first, events, linker)?.reason ?? (updatesInstead(first, events, linker) ? 'what exists already is updated instead' : 'a unique key refuses it the second time'));
}

/** A creation that its store refuses the second time comes first, and nothing goes on where it does. */
function keyBefore(event: FlowEvent, events: readonly FlowEvent[], unique: UniqueKeys, linker: Linker): MetKey | undefined {
  const before = events.slice(0, events.indexOf(event)).filter((create) => isWrite(create) && create.concept?.kind === 'access' && create.concept.op === 'create' && create.within.every((arm) => event.arms.includes(arm)) && !goesOn(create, event));
  const met = before.flatMap((create) => (createsInstead(create, events, linker) || makesRoom(create, events) ? [] : metKey(create, events, unique, linker) ?? []));
  return met.find(({ sure }) => sure) ?? met[0];
}

/** What the store refuses does not stop the request: the statement leaves it out, or nobody hears of it. */
function goesOn(create: FlowEvent, event: FlowEvent): boolean {
  return leavesOutSecond(create) || isSwallowed(create, event, framesOf(create, undefined), commonSteps(create, event));
}

/** Rows of the table are deleted before, where there are any. */
function makesRoom(create: FlowEvent, events: readonly FlowEvent[]): boolean {
  return events.slice(0, events.indexOf(create)).some((event) => event.concept?.kind === 'access' && event.concept.op === 'delete' && tableOf(event) !== '' && tableOf(event) === tableOf(create));
}

/** What a unique key stopped is caught, and another row is created. */
function createsInstead(create: FlowEvent, events: readonly FlowEvent[], linker: Linker): boolean {
  return events.some((event) => isCreate(event, linker) && tableOf(event) === tableOf(create) && event.arms.some((arm) => arm.endsWith('~catch')));
}

/** The other branch updates the row that is there already. */
function updatesInstead(create: FlowEvent, events: readonly FlowEvent[], linker: Linker): boolean {
  if (!isCreate(create, linker)) return false;
  return events.some((event) => event.concept?.kind === 'access' && event.concept.op === 'update' && tableOf(event) === tableOf(create) && !compatible(create.arms, event.arms) && !isChosenByRequest(create, event, linker));
}

/** Which of the two happens is what the request says (`mode === 'copy'`), and not what is there. */
function isChosenByRequest(create: FlowEvent, update: FlowEvent, linker: Linker): boolean {
  const arms = create.arms.filter((arm) => update.arms.some((other) => other !== arm && branchOf(other) === branchOf(arm)));
  const met = conditionsOf(arms, framesOf(create, undefined));
  return arms.length > 0 && met.length === arms.length && met.every(({ test, frame }) => comparesText(test) && !(linker.labels(test, linker.envOf(frame.file, linker.index.functionAt(frame.file, test.at[0]))) & Label.data));
}

/** `mode === 'copy'`, `mode === Mode.Copy`, and no call. */
function comparesText(test: Expr): boolean {
  const isFixed = (expr: Expr): boolean => (expr.kind === 'literal' && typeof expr.value === 'string') || (expr.kind === 'member' && /^[A-Z]/.test(expr.name));
  return test.kind === 'binary' && /^[!=]==?$/.test(test.op) && (isFixed(test.left) || isFixed(test.right)) && ![...walkExpr(test)].some(({ kind }) => kind === 'call' || kind === 'await');
}

function tableOf(event: FlowEvent): string {
  return event.concept?.kind === 'access' ? (event.concept.table ?? '').toLowerCase() : '';
}

function kindOf(event: FlowEvent): NonNullable<IdempotencyAnswer['kind']> {
  return event.concept?.kind === 'external' && event.concept.effect !== 'call' ? event.concept.effect : 'create';
}

function pass(event: FlowEvent, message: string): IdempotencyAnswer {
  return { known: 'yes', effect: effectOf(event), kind: kindOf(event), because: [{ at: event.at, message }] };
}

function failing(event: FlowEvent, linker: Linker): IdempotencyAnswer {
  const effect = effectOf(event);
  const changes = isCreate(event, linker) ? undefined : changesAgain(event, linker);
  const because = wayTo(effect);
  return { known: 'no', effect, kind: kindOf(event), ...(changes ? { changes } : {}), because };
}

function wayTo(effect: Effect): readonly TraceStep[] {
  return traceTo(effect, describe(effect));
}

function doubtful(event: FlowEvent, doubt: string): IdempotencyAnswer {
  const effect = effectOf(event);
  return { known: 'unknown', reason: 'alternative', effect, kind: kindOf(event), because: [...wayTo(effect), { at: event.at, message: doubt }] };
}

/** What the request's own method or purpose says. */
function harmlessRequest(entry: Endpoint, first: FlowEvent, events: readonly FlowEvent[], linker: Linker): string | undefined {
  if (entry.method === 'PUT' || entry.method === 'DELETE') return `${entry.method} names what it changes`;
  const purpose = purposeOf(entry);
  if (purpose === undefined || !SIGN_IN.test(purpose)) return undefined;
  return kindOf(first) === 'send' && (REQUESTS_MESSAGE.test(entry.path) || makesOneTime(events, linker)) ? undefined : `${purpose} is repeated by nature`;
}

/** A code or link that is used once is made: what is sent asks for it. */
function makesOneTime(events: readonly FlowEvent[], linker: Linker): boolean {
  return events.some((event) => isCreate(event, linker) && ONE_TIME.test(tableOf(event)));
}

interface Stop { readonly index: number; readonly reason: string }

/** The first creation that a repeated request does not pass: nothing after it is repeated either. */
function stopOf(events: readonly FlowEvent[], linker: Linker): Stop | undefined {
  for (const [index, event] of events.entries()) {
    if (!isCreate(event, linker)) continue;
    const reason = uniquenessOf(event, events, linker);
    if (reason?.startsWith('a repeated request')) return { index, reason };
  }
  return undefined;
}

function reasonOf(event: FlowEvent, events: readonly FlowEvent[], stopped: Stop | undefined, linker: Linker): string | undefined {
  if (stopped && events.indexOf(event) >= stopped.index) return stopped.reason;
  if (takesKey(event) && createsMissing(event, linker)) return 'it creates only what was not found';
  if (!isCreate(event, linker)) return isOutward(event) && events.some((other) => isCreate(other, linker) && sendsOnce(event, other, events, linker)) ? 'it is reached only where what is created was not found' : undefined;
  return replaces(event, events) && !makesSecret(event, linker) ? 'what the first request created is deleted before it is created again' : uniquenessOf(event, events, linker);
}

/** Is it reached only where the row, which the first request created, was looked for and not found? */
function sendsOnce(event: FlowEvent, create: FlowEvent, events: readonly FlowEvent[], linker: Linker): boolean {
  return lookedUp(create, events.slice(0, events.indexOf(event)), linker).some((read) => needsAbsence(event, read, linker));
}

/** Rows are deleted, whatever happens, and created anew. */
function replaces(create: FlowEvent, events: readonly FlowEvent[]): boolean {
  return events.slice(0, events.indexOf(create)).some((event) => {
    const deletes = event.concept?.kind === 'access' && event.concept.op === 'delete' && tableOf(event) !== '' && tableOf(event) === tableOf(create);
    return deletes && event.loops.every((loop) => create.loops.some((other) => other.at.start === loop.at.start)) && event.arms.every((arm) => create.arms.includes(arm));
  });
}

/** A creation, also one that would find the row only by an id which it makes up. */
function isCreate(event: FlowEvent, linker: Linker): boolean {
  return isWrite(event) && event.concept?.kind === 'access' && (event.concept.op === 'create' || (event.concept.op === 'upsert' && (findsNothing(event, linker) || insertsNew(event, linker))));
}

/** Creations, outward effects and changes that add up or make a new secret; other updates, deletions and upserts repeat without harm, and so do rows of bookkeeping. */
function repeats(event: FlowEvent, entry: Endpoint, events: readonly FlowEvent[], linker: Linker): boolean {
  if (isOutward(event) || takesKey(event)) return !isLive(event) && !carriesSameKey(event, linker) && !isOfFailure(event) && !(kindOf(event) === 'publish' && isTelemetry(entry.path, event.steps.map(({ callee }) => callee.fn.name)));
  if (!isWrite(event)) return false;
  if (entry.method === 'PATCH') return changesAgain(event, linker) === 'secret';
  if (isBookkeeping(event) && !isNamedBy(entry.path, tableOf(event)) && (events.some(writesElse) || !isMatterOf(entry.path, tableOf(event)))) return false;
  if (isOfFailure(event) || isNotedDown(event)) return false;
  return isCreate(event, linker) || changesAgain(event, linker) !== undefined;
}

/** It happens only where something failed. */
function isOfFailure(event: FlowEvent): boolean {
  return event.arms.some((arm) => arm.endsWith('~catch')) || event.steps.some(({ expr }) => expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'catch');
}

const NOTES_DOWN = /^_?(?:record|track|log|audit|note|report|trace|measure|count)/i;

/** A row that a function of that name puts down, whose failure nobody hears of and whose answer nobody asks for. */
function isNotedDown(event: FlowEvent): boolean {
  const depth = event.steps.length - 1;
  const name = event.steps[depth]?.callee.fn.name ?? '';
  return NOTES_DOWN.test(name) && !givesBack(event, depth) && isSwallowed(event, event, framesOf(event, undefined).slice(1), 0);
}

/** Something else is written, also where it is not known what by. */
function writesElse(event: FlowEvent): boolean {
  return event.kind === 'unresolved' ? /^(?:insert|update|upsert|delete|create|save)/.test(event.name ?? '') : isWrite(event) && !isBookkeeping(event);
}

function isBookkeeping(event: FlowEvent): boolean {
  return event.concept?.kind === 'access' && isBestEffort(event.concept.table);
}

/** Clients that are refreshed twice show the same. */
function isLive(event: FlowEvent): boolean {
  return event.concept?.kind === 'external' && event.concept.live === true;
}

/** A remote creation for which its service offers a key. */
function takesKey(event: FlowEvent): boolean {
  return event.kind === 'external' && event.concept?.kind === 'external' && event.concept.keyed !== undefined;
}

/** Charges, messages and events first, then creations; of these the nearest. */
function prioritize(events: readonly FlowEvent[], linker: Linker): readonly FlowEvent[] {
  return [...events].sort((a, b) => Number(isOutward(b)) - Number(isOutward(a)) || Number(isCreate(b, linker)) - Number(isCreate(a, linker)) || a.steps.length - b.steps.length);
}

/** The first effect that a repeated request would repeat; a key may keep it from that. */
export function repeatedEffect(entry: Endpoint, events: readonly FlowEvent[], linker: Linker): FlowEvent | undefined {
  return prioritize(events.filter((event) => listenerDepth(event) < 0 && (repeats(event, entry, events, linker) || takesKey(event))), linker)[0];
}
