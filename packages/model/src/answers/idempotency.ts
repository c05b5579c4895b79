import { walk, walkExpr, type Endpoint, type FileFacts, type IdempotencyAnswer } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { branchOf, originOf } from '../flow/arms.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { isBestEffort } from './best-effort.js';
import { carriesKey } from './effect-keys.js';
import { describe, effectOf, isOutward, isWrite } from './effects.js';
import type { EntryFlow } from './entry-flow.js';
import { listenerDepth } from './listeners.js';
import { purposeOf } from './purposes.js';
import { compatible } from '../flow/rejection.js';
import { uniquenessOf } from './unique-checks.js';

/** What a key that the caller sends is called. */
export const KEY_NAME = /^(?:x-)?(?:idempoten(?:cy|t)(?:[-_]?key)?|request[-_]?token|client[-_]?(?:mutation[-_]?id|token))$/i;
const SIGN_IN = /login|logout|refresh|reset|verif|callback|health|error report/;
/** Asks for a message to be sent (again), where using what was sent ends the matter. */
const REQUESTS_MESSAGE = /forgot|resend|request|password-?email|send/i;

/** Is a repeated request harmless? `no` when it surely repeats a creation or an outward effect. */
export function idempotencyOf(entry: Endpoint, flow: EntryFlow, readers: ReadonlySet<string>, unique: ReadonlySet<string>, linker: Linker): IdempotencyAnswer {
  const events = (flow.handler?.events ?? flow.events).filter((event) => listenerDepth(event) < 0);
  const repeated = prioritize(events.filter((event) => repeats(event, entry)));
  const [first] = repeated;
  if (!first) return { known: 'yes', because: [] };
  const harmless = harmlessRequest(entry, kindOf(first)) ?? (readsKey(entry, flow, readers, linker) === undefined ? undefined : 'an idempotency key is read on the way');
  if (harmless !== undefined) return pass(first, harmless);
  const stopped = stopOf(events);
  for (const event of repeated) {
    const reason = reasonOf(event, events, stopped);
    if (reason !== undefined || updatesInstead(event, events)) continue;
    return isDoubtful(event, events) || (isCreate(event) && unique.has(tableOf(event)) && !callsOutBefore(event, events) && !createsInstead(event, events)) ? doubtful(event) : failing(event);
  }
  return pass(first, reasonOf(first, events, stopped) ?? 'what exists already is updated instead');
}

/** A remote service is called first: a unique key of ours stops nothing there. */
function callsOutBefore(create: FlowEvent, events: readonly FlowEvent[]): boolean {
  return events.slice(0, events.indexOf(create)).some((event) => event.kind === 'external');
}

/** What a unique key stopped is caught, and another row is created. */
function createsInstead(create: FlowEvent, events: readonly FlowEvent[]): boolean {
  return events.some((event) => isCreate(event) && tableOf(event) === tableOf(create) && event.arms.some((arm) => arm.endsWith('~catch')));
}

/** The other branch updates the row that is there already. */
function updatesInstead(create: FlowEvent, events: readonly FlowEvent[]): boolean {
  if (!isCreate(create)) return false;
  return events.some((event) => event.concept?.kind === 'access' && event.concept.op === 'update' && tableOf(event) === tableOf(create) && !compatible(create.arms, event.arms));
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

function failing(event: FlowEvent): IdempotencyAnswer {
  const effect = effectOf(event);
  const because = [...effect.via.map((step) => ({ at: step.at, message: `calls ${step.callee}` })), { at: effect.at, message: describe(effect) }];
  return { known: 'no', effect, kind: kindOf(event), because };
}

/** More callees than this for one call: which of them it is depends on what is not known. */
const MANY = 4;

function isDoubtful(event: FlowEvent, events: readonly FlowEvent[]): boolean {
  return event.arms.some((arm) => {
    if (originOf(arm)?.kind !== 'alt') return false;
    const branch = branchOf(arm);
    return new Set(events.flatMap((other) => other.arms.filter((candidate) => branchOf(candidate) === branch))).size > MANY;
  });
}

function doubtful(event: FlowEvent): IdempotencyAnswer {
  return { known: 'unknown', reason: 'alternative', effect: effectOf(event), kind: kindOf(event), because: failing(event).because };
}

/** What the request's own method or purpose says. */
function harmlessRequest(entry: Endpoint, kind: IdempotencyAnswer['kind']): string | undefined {
  if (entry.method === 'PUT' || entry.method === 'DELETE') return `${entry.method} names what it changes`;
  const purpose = purposeOf(entry);
  if (purpose === undefined || !SIGN_IN.test(purpose)) return undefined;
  return kind === 'send' && REQUESTS_MESSAGE.test(entry.path) ? undefined : `${purpose} is repeated by nature`;
}

interface Stop { readonly index: number; readonly reason: string }

/** The first creation that a repeated request does not pass: nothing after it is repeated either. */
function stopOf(events: readonly FlowEvent[]): Stop | undefined {
  for (const [index, event] of events.entries()) {
    if (!isCreate(event)) continue;
    const reason = uniquenessOf(event, events);
    if (reason?.startsWith('a repeated request')) return { index, reason };
  }
  return undefined;
}

function reasonOf(event: FlowEvent, events: readonly FlowEvent[], stopped: Stop | undefined): string | undefined {
  if (stopped && events.indexOf(event) >= stopped.index) return stopped.reason;
  return isCreate(event) ? uniquenessOf(event, events) : undefined;
}

function isCreate(event: FlowEvent): boolean {
  return isWrite(event) && event.concept?.kind === 'access' && event.concept.op === 'create';
}

/** Creations and outward effects; updates, deletions and upserts repeat without harm, and so do rows of bookkeeping. */
function repeats(event: FlowEvent, entry: Endpoint): boolean {
  if (isOutward(event) || takesKey(event)) return !carriesKey(event);
  if (!isCreate(event) || entry.method === 'PATCH') return false;
  return !(event.concept?.kind === 'access' && isBestEffort(event.concept.table)) && !event.arms.some((arm) => arm.endsWith('~catch'));
}

/** A remote creation for which its service offers a key. */
function takesKey(event: FlowEvent): boolean {
  return event.kind === 'external' && event.concept?.kind === 'external' && event.concept.keyed !== undefined;
}

/** Charges, messages and events first; of the creations the nearest. */
function prioritize(events: readonly FlowEvent[]): readonly FlowEvent[] {
  return [...events].sort((a, b) => Number(isOutward(b)) - Number(isOutward(a)) || a.steps.length - b.steps.length);
}

/** Is an idempotency key read on the way: by a library's step, or by code of the project? */
export function readsKey(entry: Endpoint, flow: EntryFlow, readers: ReadonlySet<string>, linker: Linker): 'library' | 'project' | undefined {
  const parts = [...entry.chain, ...(entry.handler ? [entry.handler] : [])].flatMap((step) => optionsOf(step.value));
  if (parts.some((value) => value.kind === 'path' && linker.concept(value)?.kind === 'idempotency')) return 'library';
  const steps = flow.events.flatMap((event) => event.steps.map((step) => step.callee));
  const chain = parts.flatMap((value) => (value.kind === 'function' ? [value] : []));
  return [...steps, ...chain].some((fn) => around(fn.file, fn.id).some((id) => readers.has(`${fn.file.path}#${id}`))) ? 'project' : undefined;
}

/** The first effect that a repeated request would repeat; a key may keep it from that. */
export function repeatedEffect(entry: Endpoint, events: readonly FlowEvent[]): FlowEvent | undefined {
  return prioritize(events.filter((event) => listenerDepth(event) < 0 && (repeats(event, entry) || takesKey(event))))[0];
}

function around(file: FileFacts, id: number): number[] {
  const parent = file.functions[id]?.parent;
  return parent === undefined || parent === 0 ? [id] : [id, ...around(file, parent)];
}

/** Functions that read an idempotency key from a request: a header, a member or a literal of that name. */
export function keyReaders(linker: Linker): ReadonlySet<string> {
  const readers = new Set<string>();
  for (const file of linker.files) {
    for (const [id, fn] of file.functions.entries()) {
      if (id === 0) continue;
      if (fn.params.some((param) => param.decorators.some((decorator) => [...walkExpr(decorator.value)].some((inner) => inner.kind === 'literal' && typeof inner.value === 'string' && KEY_NAME.test(inner.value))))) readers.add(`${file.path}#${id}`);
      for (const expr of walk(fn)) {
        const name = expr.kind === 'member' ? expr.name : expr.kind === 'literal' && typeof expr.value === 'string' ? expr.value : undefined;
        if (name !== undefined && KEY_NAME.test(name)) {
          readers.add(`${file.path}#${id}`);
          break;
        }
      }
    }
  }
  return readers;
}
