import { once, type Effect, type Endpoint, type IdempotencyAnswer, type TraceStep } from '@assay/contract';
import type { Bookkeeping } from './best-effort.js';
import { choosesTable } from './chosen-tables.js';
import { coolsDown } from './cooldowns.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { describe, effectOf, isOutward, isWrite, traceTo } from './effects.js';
import type { EntryFlow } from './entry-flow.js';
import { readsKey, type KeyReaders } from './key-readers.js';
import { commonSteps, framesOf } from './frames.js';
import { listenerDepth } from './listeners.js';
import { asksOlder } from './old-rows.js';
import { createsMissing } from './missing-rows.js';
import { purposeOf } from './purposes.js';
import { gateOf } from './first-time.js';
import { changesAgain, makesSecret } from './repeated-updates.js';
import { needsAbsence } from './refusals.js';
import { asksPeer, doneByPeer, type Peers } from './peers.js';
import { isCreate, kindOf, prioritize, repeats, tableOf, takesKey, type Run } from './repeated-effects.js';
import { runsWith } from './same-arms.js';
import { isSwallowed } from './swallowed.js';
import { isRefusedByChance, leavesOutSecond, lookedUp, uniquenessOf } from './unique-checks.js';
import { updatesInstead } from './updates-instead.js';
import { isOneOfMany } from './one-of-many.js';
import { metKey, type MetKey } from './natural-keys.js';
import type { UniqueKeys } from './unique-keys.js';

const SIGN_IN = /login|logout|refresh|reset|verif|callback|health|error report/;
/** Asks for a message to be sent (again), where using what was sent ends the matter. */
const REQUESTS_MESSAGE = /forgot|resend|request|password-?email|send|(?:find|lost)[-_]?(?:password|pwd)|(?:^|[/.:])(?:otp|magic-?link|one-?time-?(?:code|password))s?$/i;

/** Tables of what a message asks to be used, once. */
const ONE_TIME = /reset|verif|confirm|one_?time|otp|magic|password_?less|pass_?code|nonce|activation/;

/** Tables of codes that are exchanged for a session, once and within minutes. */
const SIGNS_IN_ONCE = /(?:authori[sz]ation|auth|device|login|log_?in|sign_?in|exchange|one_?time)_?(?:code|request|challenge|grant)s?$|^(?:otps?|nonces?|csrf_?tokens?|pkce\w*|(?:webauthn|passkey)_?challenges?|magic_?links?)$/;

/** What is known of the tables that are written to. */
export interface Stores { readonly unique: UniqueKeys; readonly isBestEffort: Bookkeeping }

/** What answers are made from, beside the events. */
interface Known extends Stores { readonly linker: Linker; /** The request brings a key that is read on the way. */ readonly hasKey: () => boolean }

/** Is a repeated request harmless? `no` when it surely repeats a creation or an outward effect, by itself or by what a peer does that it asks. */
export function idempotencyOf(entry: Endpoint, flow: EntryFlow, peers: Peers, readers: KeyReaders, stores: Stores, linker: Linker): IdempotencyAnswer {
  const events = flow.done.filter((event) => listenerDepth(event) < 0);
  const known: Known = { ...stores, linker, hasKey: once(() => readsKey(entry, flow, readers, linker) !== undefined) };
  const own = answerFor(entry, events, known);
  if (own.known === 'no') return own;
  const asked = events.filter((event) => asksPeer(event) && !gateOf(event, events, linker)?.sure);
  const others = asked.flatMap((event) => {
    const answer = answerFor(entry, (doneByPeer(event, peers, linker) ?? []).filter((other) => listenerDepth(other) < 0), known);
    return answer.effect ? [throughPeer(event, answer)] : [];
  });
  const all = own.effect ? [own, ...others] : others;
  return all.find(({ known: one }) => one === 'no') ?? all.find(({ known: one }) => one === 'unknown') ?? all[0] ?? own;
}

/** The answer about what a peer does, with the way to the peer. */
function throughPeer(event: FlowEvent, answer: IdempotencyAnswer): IdempotencyAnswer {
  const effect = effectOf(event);
  return { ...answer, because: [...traceTo(effect, `asks a peer (${effect.label})`), ...answer.because] };
}

function answerFor(entry: Endpoint, events: readonly FlowEvent[], { unique, isBestEffort, linker, hasKey }: Known): IdempotencyAnswer {
  const repeated = prioritize(events.filter((event) => repeats(event, { entry, events, isBestEffort }, linker)), linker);
  const [first] = repeated;
  if (!first) return { known: 'yes', because: [] };
  const harmless = harmlessRequest(entry, first, events, linker) ?? (hasKey() ? 'an idempotency key is read on the way' : undefined);
  if (harmless !== undefined) return pass(first, harmless);
  const stopped = stopOf(events, unique, linker);
  for (const event of repeated) {
    const reason = reasonOf(entry, event, events, stopped, unique, linker);
    if (reason !== undefined || updatesInstead(event, events, linker)) continue;
    const gate = gateOf(event, events, linker);
    if (gate?.sure || coolsDown(event, events)) continue;
    const keyed = (isCreate(event, linker) && !createsInstead(event, events, linker) ? metKey(event, events, unique, linker) : undefined) ?? keyBefore(event, events, unique, linker);
    if (keyed?.sure) continue;
    const doubt = gate?.reason ?? doubtOf(entry, event, events, keyed !== undefined, linker) ?? (unique.keys.size > 0 && choosesTable(event, linker) ? 'which table it is for is chosen on the way: a unique key of it may refuse it' : undefined);
    return doubt === undefined ? failing(event, linker) : doubtful(event, doubt);
  }
  return pass(first, reasonOf(entry, first, events, stopped, unique, linker) ?? gateOf(first, events, linker)?.reason ?? (updatesInstead(first, events, linker) ? 'what exists already is updated instead' : coolsDown(first, events) ? 'a second request is refused for a while' : 'a unique key refuses it the second time'));
}

/** What may keep the effect from happening again, where nothing surely does. */
function doubtOf(entry: Endpoint, event: FlowEvent, events: readonly FlowEvent[], isKeyed: boolean, linker: Linker): string | undefined {
  if (isCreate(event, linker) && isRefusedByChance(event, events, linker)) return 'a check for what exists already is made where the request says something';
  if (isSignUpElsewhere(entry, event, events)) return 'what signs the caller up is not understood: it may refuse who is there already';
  if (isKeyed) return 'a unique key of its table, or of one before it, may refuse it';
  return isOneOfMany(event, events) ? 'it is one of many that a call may reach' : undefined;
}

const SIGN_UP = /^_?(?:create|insert|save|register|sign_?up)/i;

/** An account is made first by something that is not known; an address of mail has one. */
function isSignUpElsewhere(entry: Endpoint, event: FlowEvent, events: readonly FlowEvent[]): boolean {
  if (kindOf(event) !== 'send' || purposeOf(entry) !== 'registration' || events.some((other) => isWrite(other) && other.concept?.kind === 'access' && other.concept.op === 'create')) return false;
  return events.slice(0, events.indexOf(event)).some((other) => other.kind === 'unresolved' && SIGN_UP.test(other.name ?? '') && runsWith(other, other.within, event, events));
}

/** The first effect that a repeated request would repeat; a key may keep it from that. */
export function repeatedEffect(run: Run, linker: Linker): FlowEvent | undefined {
  return prioritize(run.events.filter((event) => listenerDepth(event) < 0 && (repeats(event, run, linker) || takesKey(event))), linker)[0];
}

/** A creation that its store refuses the second time comes first, and nothing goes on where it does. */
function keyBefore(event: FlowEvent, events: readonly FlowEvent[], unique: UniqueKeys, linker: Linker): MetKey | undefined {
  const before = events.slice(0, events.indexOf(event)).filter((create) => isWrite(create) && create.concept?.kind === 'access' && create.concept.op === 'create' && runsWith(create, create.within, event, events) && !goesOn(create, event));
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
  if (deletesByName(entry, first, events)) return 'it deletes what it names';
  if (isCreate(first, linker) && SIGNS_IN_ONCE.test(tableOf(first))) return 'it makes a code that signs in once, anew by nature';
  const purpose = purposeOf(entry);
  if (purpose === undefined || !SIGN_IN.test(purpose)) return undefined;
  if ((entry.method === 'PATCH' && changesAgain(first, linker) === 'secret') || (isOutward(first) && /unsubscribe/i.test(entry.path))) return undefined;
  // What is queued may be the message.
  const asksMessage = isOutward(first) && kindOf(first) !== 'charge' && REQUESTS_MESSAGE.test(entry.path);
  return asksMessage || (kindOf(first) === 'send' && makesOneTime(events, linker)) ? undefined : `${purpose} is repeated by nature`;
}

const DELETES = /^(?:delete|remove|destroy|erase)/i;

/** `Mutation.deleteShelf`, `POST /shelves/{id}/remove`: rows are deleted whenever the effect is reached, and what tells of that finds none the second time. */
function deletesByName({ path }: Endpoint, first: FlowEvent, events: readonly FlowEvent[]): boolean {
  const last = path.split(/[/.:]/).findLast((segment) => segment !== '' && !segment.startsWith('{')) ?? '';
  return DELETES.test(last) && kindOf(first) !== 'create' && events.some(({ concept, arms, loops }) => concept?.kind === 'access' && concept.op === 'delete' && loops.length === 0 && arms.every((arm) => first.arms.includes(arm)));
}

/** A code or link that is used once is made: what is sent asks for it. */
function makesOneTime(events: readonly FlowEvent[], linker: Linker): boolean {
  return events.some((event) => isCreate(event, linker) && ONE_TIME.test(tableOf(event)));
}

interface Stop { readonly create: FlowEvent; readonly reason: string }

/** The first creation that a repeated request does not pass: nothing after it is repeated either. */
function stopOf(events: readonly FlowEvent[], unique: UniqueKeys, linker: Linker): Stop | undefined {
  for (const create of events) {
    if (!isCreate(create, linker)) continue;
    const reason = uniquenessOf(create, events, unique, linker);
    if (reason?.startsWith('a repeated request')) return { create, reason };
  }
  return undefined;
}

/** It comes after the creation, and is not reached past the branch that this stands in. */
function isStopped(event: FlowEvent, { create }: Stop, events: readonly FlowEvent[]): boolean {
  return events.indexOf(event) >= events.indexOf(create) && runsWith(create, create.within, event, events);
}

function reasonOf({ method }: Endpoint, event: FlowEvent, events: readonly FlowEvent[], stopped: Stop | undefined, unique: UniqueKeys, linker: Linker): string | undefined {
  if (stopped && isStopped(event, stopped, events)) return stopped.reason;
  if (takesKey(event) && createsMissing(event, linker)) return 'it creates only what was not found';
  if (!isCreate(event, linker)) return method !== 'PATCH' && isOutward(event) && events.some((other) => isCreate(other, linker) && sendsOnce(event, other, events, linker)) ? 'it is reached only where what is created was not found' : undefined;
  return replaces(event, events, linker) && !makesSecret(event, linker) ? 'what the first request created is deleted before it is created again' : uniquenessOf(event, events, unique, linker);
}

/** Is it reached only where the row, which the first request created, was looked for and not found? */
function sendsOnce(event: FlowEvent, create: FlowEvent, events: readonly FlowEvent[], linker: Linker): boolean {
  return lookedUp(create, events.slice(0, events.indexOf(event)), linker).some((read) => needsAbsence(event, read, linker));
}

/** Rows are deleted, whatever happens, and created anew. */
function replaces(create: FlowEvent, events: readonly FlowEvent[], linker: Linker): boolean {
  return events.slice(0, events.indexOf(create)).some((event) => {
    const deletes = event.concept?.kind === 'access' && event.concept.op === 'delete' && tableOf(event) !== '' && tableOf(event) === tableOf(create);
    return deletes && !asksOlder(event, linker) && event.loops.every((loop) => create.loops.some((other) => other.at.start === loop.at.start)) && runsWith(event, event.arms, create, events);
  });
}
