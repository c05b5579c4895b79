import { weakMemo, type Endpoint, type IdempotencyAnswer } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { originOf, type Arm } from '../flow/arms.js';
import type { Linker } from '../link/linker.js';
import { calleeText } from '../text.js';
import { countsLooks, isMatterOf, isNamedBy, isTelemetry, type Bookkeeping } from './best-effort.js';
import { carriesSameKey } from './effect-keys.js';
import { isOutward, isWrite } from './effects.js';
import { framesOf, type Frame } from './frames.js';
import { givesBack } from './given-back.js';
import { insertsNew } from './new-rows.js';
import { asksPeer } from './peers.js';
import { changesAgain, findsNothing } from './repeated-updates.js';
import { isSwallowed } from './swallowed.js';

/** The table of an access, in lower case; empty where it is not told. */
export function tableOf(event: FlowEvent): string {
  return event.concept?.kind === 'access' ? (event.concept.table ?? '').toLowerCase() : '';
}

/** What an effect is, in one word. */
export function kindOf(event: FlowEvent): NonNullable<IdempotencyAnswer['kind']> {
  return event.concept?.kind === 'external' && event.concept.effect !== 'call' ? event.concept.effect : 'create';
}

/** A creation, also one that would find the row only by an id which it makes up. */
export function isCreate(event: FlowEvent, linker: Linker): boolean {
  return isWrite(event) && event.concept?.kind === 'access' && (event.concept.op === 'create' || (event.concept.op === 'upsert' && (findsNothing(event, linker) || insertsNew(event, linker))));
}

/** A run of an entry point, and what is known of the tables that it writes to. */
export interface Run { readonly entry: Endpoint; readonly events: readonly FlowEvent[]; readonly isBestEffort: Bookkeeping }

/** Creations, outward effects and changes that add up or make a new secret; other updates, deletions and upserts repeat without harm, and so do rows of bookkeeping. */
export function repeats(event: FlowEvent, { entry, events, isBestEffort }: Run, linker: Linker): boolean {
  if (isOutward(event) || takesKey(event)) return !isLive(event) && !asksPeer(event) && !carriesSameKey(event, linker) && !isOfFailure(event) && !isRefused(event, events) && !(kindOf(event) === 'publish' && isBeside(event, entry.path));
  if (!isWrite(event)) return false;
  if (entry.method === 'PATCH') return changesAgain(event, linker) === 'secret';
  const isBookkeeping = ({ concept }: FlowEvent): boolean => concept?.kind === 'access' && isBestEffort(concept.table);
  const table = event.concept?.kind === 'access' ? event.concept.table ?? '' : '';
  if (isBookkeeping(event) && !isNamedBy(entry.path, table) && (events.some((other) => writes(other) && !isBookkeeping(other)) || !isMatterOf(entry.path, table))) return false;
  if (isOfFailure(event) || isRefused(event, events) || isNotedDown(event) || isOfCheck(event) || isOfTrail(event, entry) || isSavedAgain(event, entry)) return false;
  return isCreate(event, linker) || changesAgain(event, linker) !== undefined;
}

/** What is published tells how the program fares, or that somebody looked. */
function isBeside({ expr, env, steps }: FlowEvent, path: string): boolean {
  return isTelemetry(path, steps.map(({ callee }) => callee.fn.name)) || (expr.kind === 'call' && countsLooks(path, calleeText(expr, env.file)));
}

/** It happens only where something failed. */
function isOfFailure(event: FlowEvent): boolean {
  return event.arms.some((arm) => arm.endsWith('~catch')) || event.steps.some(({ expr }) => expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'catch');
}

/** The branch that it stands in goes on to refuse the request: what is told or noted is that it was refused. */
function isRefused(event: FlowEvent, events: readonly FlowEvent[]): boolean {
  const arm = event.within.at(-1);
  return arm !== undefined && (refusedIn(events).get(arm) ?? -1) > events.indexOf(event);
}

/** Where the last refusal of a branch stands among the events. */
const refusedIn = weakMemo((events: readonly FlowEvent[]) => {
  const found = new Map<Arm, number>();
  for (const [index, { kind, status, within }] of events.entries()) {
    const arm = within.at(-1);
    if (arm !== undefined && (kind === 'throw' || (kind === 'respond' && status !== undefined && status >= 400 && status < 500))) found.set(arm, index);
  }
  return found;
});

const NOTES_DOWN = /^_?(?:record|track|log|audit|note|report|trace|measure|count)/i;

/** A row that a function of that name puts down, whose failure nobody hears of and whose answer nobody asks for. */
function isNotedDown(event: FlowEvent): boolean {
  const depth = event.steps.length - 1;
  const name = event.steps[depth]?.callee.fn.name ?? '';
  return NOTES_DOWN.test(name) && !givesBack(event, depth) && isSwallowed(event, event, framesOf(event, undefined).slice(1), 0);
}

const TRAIL = /^_?(?:add|append|create|emit|insert|log|make|push|record|save|send|store|track|write)?_?audit_?(?:(?:log|trail|event|record)s?|entr(?:y|ies))?$/i;

/** A row that a function of that name puts down, of what the request does: `insertAuditLogs(tx, ..)`. */
function isOfTrail({ steps }: FlowEvent, { path }: Endpoint): boolean {
  return !/audit/i.test(path) && steps.some(({ callee }) => TRAIL.test(callee.fn.name));
}

const UPDATES = /^(?:bulk_?)?(?:[Uu]pdate|[Ee]dit|[Mm]odify|[Rr]ename|[Pp]atch)_?(?=[A-Z_]|$)/;

/** `updateKiln`, and a kiln is saved that was put together of what the request says: its id, by which the mapper finds the row, is in it. */
function isSavedAgain({ expr, concept }: FlowEvent, { path }: Endpoint): boolean {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || expr.callee.name !== 'save' || concept?.kind !== 'access') return false;
  const [noun = '', operation = ''] = ['', ...path.split(/[/.:]/).filter((segment) => segment !== '' && !segment.startsWith('{'))].slice(-2);
  const named = operation.replace(UPDATES, '');
  return UPDATES.test(operation) && singular(named === '' ? noun : named) === singular((concept.table ?? '').replace(/Entity$/, ''));
}

/** `ProductVariants` and `product_variant` are one name. */
function singular(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase().replace(/ies$/, 'y').replace(/s$/, '');
}

const CHECKS = /^_?(?:check(?!In|Out)|detect|is|has)(?=[A-Z_])/;

/** A row that a check puts down about some of those whom it judges: `checkBot(..)`. */
function isOfCheck(event: FlowEvent): boolean {
  const frame = framesOf(event, undefined).at(-1);
  const name = event.steps.at(-1)?.callee.fn.name ?? '';
  return CHECKS.test(name) && frame?.fn !== undefined && event.within.some((arm) => standsIn(arm, frame));
}

function standsIn(arm: Arm, { file, fn }: Frame): boolean {
  const origin = originOf(arm);
  return origin?.path === file.path && fn !== undefined && fn.at[0] <= origin.offset && origin.offset <= fn.at[1];
}

/** Something is written, also where it is not known what by. */
function writes(event: FlowEvent): boolean {
  return event.kind === 'unresolved' ? /^(?:insert|update|upsert|delete|create|save)/.test(event.name ?? '') : isWrite(event);
}

/** Clients that are refreshed twice show the same. */
function isLive(event: FlowEvent): boolean {
  return event.concept?.kind === 'external' && event.concept.live === true;
}

/** A remote creation for which its service offers a key. */
export function takesKey(event: FlowEvent): boolean {
  return event.kind === 'external' && event.concept?.kind === 'external' && event.concept.keyed !== undefined;
}

/** Charges, messages and events first, then creations; of these the nearest. */
export function prioritize(events: readonly FlowEvent[], linker: Linker): readonly FlowEvent[] {
  return [...events].sort((a, b) => Number(isOutward(b)) - Number(isOutward(a)) || Number(isCreate(b, linker)) - Number(isCreate(a, linker)) || a.steps.length - b.steps.length);
}
