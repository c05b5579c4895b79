import { Label, spanOf, type Endpoint, type Expr, type ExprOf, type TraceStep, type UnknownReason, type WriteScoping } from '@assay/contract';
import { Bit, groundsOf } from '../flow/certainty.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { isParked } from '../link/parked.js';
import { optionsOf } from '../link/values.js';
import { describe, effectOf, isWrite } from './effects.js';
import type { EntryFlow } from './entry-flow.js';
import { onlyHangsRows } from './hung-rows.js';
import { writesByLibrary } from './library-made.js';
import { looksBefore } from './looks.js';
import type { Ownership } from './ownership.js';
import { asksForOthers, isOfOthers } from './rights-of-others.js';
import { allKeys, requestKeysOf, type RequestKeys } from './request-keys.js';
import { carriesInput, selectorsOf, type Selector } from './selectors.js';
import { isShared, isWide } from './shared-objects.js';

const IDENTITY = Label.principal | Label.credential;
/** Fields that say whose a row is. */
const OWNER_FIELD = /^(?:(?:owner|user|author|account|creator|created_?by|tenant|org|organi[sz]ation|company|workspace|team)(?:_?id|Id|ID)?)$/i;
/** .. and in tables of people, or of what they may do, what its holder may do: the role of a chat's message is none. */
const RANK_FIELD = /^(?:role|roles|is_?admin|permissions)$/i;
const OF_PEOPLE = /user|account|member|admin|staff|invit|employee|profile|collaborator|participant|permission|role|grant|access|share|owner|team|person|people/i;
const ADMIN = /\/admin(?:\/|$)/i;
/** What a program notes of itself. */
const BOOKKEEPING = /(?:audit|log|logs|event|events|activit(?:y|ies)|history|histories|metric|metrics|session|sessions|token|tokens|visit|visits|view|views)$/i;

/** How the project tells callers apart: whether some changes are for callers with a role only, and which tables hold rows of somebody. */
export interface ToldApart { readonly rolesCount: boolean; readonly owned: ReadonlyMap<string, Ownership> }

/** What ties the changes of an entry point to its caller; changes that no known caller reaches are left to the guard's own question. */
export function scopingOf(flow: EntryFlow, told: ToldApart, linker: Linker): readonly WriteScoping[] {
  const seen = new Map<string, WriteScoping>();
  const followers = new Set<WriteScoping>();
  for (const event of flow.own) {
    if (!isWrite(event) || !(event.certainty.bits & (Bit.principal | Bit.role | Bit.owner))) continue;
    const one = scopingOfWrite(event, flow, told, linker);
    const key = `${event.at.path}:${event.at.start}`;
    if (one.by === 'object' && effectOf(event).access?.op === 'update' && !carriesInput(event, linker)) followers.add(one);
    if (!seen.has(key) || rank(one) < rank(seen.get(key) as WriteScoping)) seen.set(key, one);
  }
  const all = [...seen.values()];
  // A counter or a date that follows from a row of the caller's own is nobody's object.
  const ties = all.some((one) => one.known === 'yes' && (one.by === 'owner' || one.by === 'selector'));
  return ties ? all.map((one) => (followers.has(one) ? { ...one, known: 'yes' as const, by: 'free' as const } : one)) : all;
}

/** Of one write reached in several ways the one that is tied least counts. */
function rank({ known }: WriteScoping): number {
  return ['no', 'unknown', 'yes'].indexOf(known);
}

function scopingOfWrite(event: FlowEvent, flow: EntryFlow, { rolesCount, owned }: ToldApart, linker: Linker): WriteScoping {
  const effect = effectOf(event);
  const here: TraceStep = { at: event.at, message: describe(effect) };
  const { bits, because } = event.certainty;
  const trail = [...because, ...event.steps.map((step) => ({ at: spanOf(step.file.path, step.expr.at), message: `calls ${step.callee.fn.name || 'a function'}` }))];
  const yes = (by: WriteScoping['by'], ...more: readonly TraceStep[]): WriteScoping => ({ known: 'yes', by, effect, because: [...trail, ...more, here] });
  const doubt = (reason: UnknownReason, ...more: readonly TraceStep[]): WriteScoping => ({ known: 'unknown', by: 'doubt', effect, because: [...trail, ...more, here], reason });
  const right = (bits & (Bit.role | Bit.owner)) !== 0;
  const elsewhere = right ? rightElsewhere(event, flow, linker) : NONE;
  if (!elsewhere) return yes('role');
  if (bits & Bit.service) return yes('free');
  const selectors = selectorsOf(event, linker);
  const own = selectors.find((selector) => selector.source === 'principal');
  if (own) return yes('selector', { at: spanOf(own.env.file.path, own.expr.at), message: `${own.name} is the caller's` });
  if (isMadeFor(event, linker)) return yes('owner');
  const owners = owned.get(effect.access?.table ?? '');
  const charge = chargeOf(event, selectors, linker) ?? (owners?.narrowed.some(({ sure }) => sure) && isWide(event, selectors, linker) ? { ...SHARED, by: 'everyone' as const, name: owners.column } : undefined) ?? (rolesCount && isShared(event, selectors, linker) ? SHARED : undefined);
  if (!charge) return yes('free');
  const asked = looksBefore(event, { named: charge.named, everyone: charge.by === 'everyone', narrowed: owners?.narrowed ?? [], elsewhere }, flow, linker);
  if (asked.sure) return yes('comparison', asked.sure);
  if (asked.may) return doubt('opaque-guard', asked.may);
  const unclear = elsewhere.size > 0 && isOnlyCommon(event, flow) ? 0 : bits & (Bit.opaque | Bit.doubt);
  // What is not decided lies before the caller's own rows as well: it asks who calls, and gives no right to the rows of others.
  if (unclear && !owners?.narrowed.some(({ event: other, sure }) => (other.certainty.bits & unclear) === unclear && (sure || !(unclear & Bit.opaque)))) return doubt('opaque-guard');
  if (flow.cut) return doubt('budget');
  if (!charge.sure) return doubt('expression');
  return { known: 'no', by: charge.by, name: charge.name, effect, because: [...trail, here, ...(owners && owners.shown.at !== event.at ? [owners.shown] : [])] };
}

const NONE: ReadonlySet<FlowEvent> = new Set();

/** What asked for the right that the write has, where the right is one to another object than the row. */
function rightElsewhere(event: FlowEvent, flow: EntryFlow, linker: Linker): ReadonlySet<FlowEvent> | undefined {
  const asked = asksForOthers(event, flow, linker);
  const charge = asked && chargeOf(event, selectorsOf(event, linker), linker);
  return asked && charge?.by === 'object' && charge.sure && isOfOthers(asked, event, charge.named, flow, linker) ? asked.events : undefined;
}

/** All that is not decided stands before the routes of others as well: a route that asks for rights itself, though for other objects, leaves them to nothing there. */
function isOnlyCommon({ certainty }: FlowEvent, { common }: EntryFlow): boolean {
  const grounds = groundsOf(certainty, Bit.opaque | Bit.doubt);
  return grounds?.every(({ at }) => common.because.some((other) => other.at.path === at.path && other.at.start === at.start)) ?? false;
}

interface Charge {
  readonly by: 'object' | 'assigned' | 'shared' | 'everyone';
  readonly name: string;
  /** The values of the request that say which row it is, or whose it becomes. */
  readonly named: RequestKeys;
  readonly sure: boolean;
}

const SHARED: Charge = { by: 'shared', name: '', named: { keys: new Set(), open: false }, sure: true };

/** What the request alone decides: which row is changed, or whose a new row becomes. */
function chargeOf(event: FlowEvent, selectors: readonly Selector[], linker: Linker): Charge | undefined {
  const concept = event.concept?.kind === 'access' ? event.concept : undefined;
  if (!concept || (isAdding(concept.op) && BOOKKEEPING.test(concept.table ?? ''))) return undefined;
  if (concept.op === 'create') {
    const owner = assignedOwner(event, linker);
    return owner && { by: 'assigned', name: owner.key, named: rowKeys(owner.row, event, linker), sure: !isUntold(owner.value, event, linker) };
  }
  if (onlyHangsRows(event, linker)) return undefined;
  const given = selectors.filter((selector) => selector.source === 'request');
  const [first] = given;
  const sure = selectors.every((selector) => (selector.source === 'request' && !isUntold(selector.expr, selector, linker)) || linker.evaluate(selector.expr, selector.env).kind === 'const');
  return first && { by: 'object', name: first.name, named: allKeys(given.map(({ expr, env }) => requestKeysOf(expr, env, linker))), sure };
}

/** What a new row takes from the request: a right to what it hangs on lets the caller say whose it becomes. */
function rowKeys(row: ExprOf<'object'>, { env }: FlowEvent, linker: Linker): RequestKeys {
  return allKeys(row.members.map(({ value }) => requestKeysOf(value, env, linker)));
}

/** What a decorator of the project hands over, of which nothing is known. */
function isUntold(expr: Expr, { env }: Pick<FlowEvent, 'env'>, linker: Linker): boolean {
  return optionsOf(linker.evaluate(expr, env)).some((option) => option.kind === 'path' && option.root === '#request' && /^handed\b/.test(option.path));
}

function isAdding(op: string): boolean {
  return op === 'create' || op === 'upsert';
}

/** A new row that says who made it; or a relation of the caller's own (`followers: { connect: { id: user.id } }`). */
function isMadeFor(event: FlowEvent, linker: Linker): boolean {
  if (event.concept?.kind !== 'access' || event.expr.kind !== 'call') return false;
  if (event.concept.op === 'create') return (linker.labels(event.expr, event.env) & IDENTITY) !== 0 && !onlyByRank(event, linker);
  return event.concept.op !== 'delete' && !carriesInput(event, linker) && event.expr.args.some((arg) => relates(arg, 0, event, linker));
}

/** What the new row has of the caller is what his rank makes of it: `isOfficial: caller.isStaff`. */
function onlyByRank({ expr, env }: FlowEvent, linker: Linker): boolean {
  const [row] = expr.kind === 'call' ? expr.args : [];
  const data = row?.kind === 'object' ? row.members.find((member) => member.kind === 'property' && member.key === 'data')?.value ?? row : undefined;
  if (data?.kind !== 'object') return false;
  const ofCaller = data.members.filter(({ value }) => linker.labels(value, env) & IDENTITY);
  return ofCaller.length > 0 && ofCaller.every((member) => member.kind === 'property' && !OF_SOMEBODY.test(member.key) && linker.labels(member.value, env) & Label.role);
}

/** Fields that hold who or which. */
const OF_SOMEBODY = /(?:id|by|user|owner|author|account|creator|member|tenant|org\w*|company|workspace|team)$/i;

/** The caller, in an object below a field of what is written. */
function relates(expr: Expr, depth: number, event: FlowEvent, linker: Linker): boolean {
  if (expr.kind !== 'object') return depth > 2 && (linker.labels(expr, event.env) & IDENTITY) !== 0;
  return expr.members.some((member) => relates(member.value, depth + 1, event, linker));
}

/** The field by which a new row is given to somebody whom the request names. */
function assignedOwner(event: FlowEvent, linker: Linker): { readonly key: string; readonly value: Expr; readonly row: ExprOf<'object'> } | undefined {
  if (event.expr.kind !== 'call') return undefined;
  const ofPeople = event.concept?.kind === 'access' && OF_PEOPLE.test(event.concept.table ?? 'user');
  for (const arg of event.expr.args) {
    const data = arg.kind === 'object' ? arg.members.flatMap((member) => (member.kind === 'property' && member.key === 'data' && member.value.kind === 'object' ? [member.value] : [arg])) : [];
    for (const object of data) {
      for (const member of object.members) {
        if (member.kind === 'property' && (OWNER_FIELD.test(member.key) || (RANK_FIELD.test(member.key) && ofPeople)) && linker.labels(member.value, event.env) & Label.input && !isParked(member.value, event.env, linker)) return { key: member.key, value: member.value, row: object };
      }
    }
  }
  return undefined;
}

/** Does any of the flows change something only for callers with a role? */
export function rolesCount(entries: readonly Endpoint[], flowOf: (entry: Endpoint) => EntryFlow): boolean {
  return entries.some((entry) => flowOf(entry).own.some((event) => isWrite(event) && (event.certainty.bits & Bit.role) !== 0));
}

/** Does any of the flows tell one caller from another: by a role, or by rows of their own? Where all that a step before them closes is below an `admin` of the address, who gets there administers. */
export function callersDiffer(entries: readonly Endpoint[], flowOf: (entry: Endpoint) => EntryFlow, linker: Linker): boolean {
  const closed = entries.filter((entry) => (flowOf(entry).boundary.bits & (Bit.principal | Bit.service)) === Bit.principal);
  if (closed.length > 0 && closed.every(({ path }) => ADMIN.test(path))) return closed.some((entry) => (flowOf(entry).boundary.bits & (Bit.role | Bit.owner)) !== 0);
  return entries.some((entry) => (writesByLibrary(entry).length > 0 && (flowOf(entry).boundary.bits & (Bit.role | Bit.owner)) !== 0) || flowOf(entry).own.some((event) => (event.certainty.bits & (Bit.role | Bit.owner)) !== 0 || isMadeFor(event, linker) || (event.kind === 'access' && selectorsOf(event, linker).some(({ source }) => source === 'principal'))));
}
