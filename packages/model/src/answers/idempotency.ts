import type { Endpoint, FileFacts, IdempotencyAnswer } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { walk } from '../ir/children.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { describe, effectOf, isOutward, isWrite } from './effects.js';
import type { EntryFlow } from './entry-flow.js';
import { purposeOf } from './purposes.js';

const KEY_NAME = /^(?:x-)?(?:idempoten(?:cy|t)(?:[-_]?key)?|request[-_]?token|client[-_]?(?:mutation[-_]?id|token))$/i;
const DUPLICATE = /exist|duplicate|conflict|taken|already|unique|in_?use/i;
const SIGN_IN = /login|logout|refresh|reset|verif|callback|health|error report/;
const UNIQUE_CODES: ReadonlySet<unknown> = new Set(['P2002', '23505', 'ER_DUP_ENTRY', 11000, 'SQLITE_CONSTRAINT', 'SQLITE_CONSTRAINT_UNIQUE', 'SequelizeUniqueConstraintError', 'UniqueConstraintError']);

/** Is a repeated request harmless? `no` when it surely repeats a creation or an outward effect. */
export function idempotencyOf(entry: Endpoint, flow: EntryFlow, readers: ReadonlySet<string>): IdempotencyAnswer {
  const repeated = flow.events.filter(repeats);
  const [first] = prioritize(repeated);
  if (!first) return { known: 'yes', because: [] };
  const effect = effectOf(first);
  const kind = first.concept?.kind === 'external' ? (first.concept.effect as 'charge' | 'send' | 'publish') : 'create';
  const pass = (message: string): IdempotencyAnswer => ({ known: 'yes', effect, kind, because: [{ at: first.at, message }] });
  if (entry.method === 'PUT' || entry.method === 'DELETE') return pass(`${entry.method} names what it changes`);
  const purpose = purposeOf(entry);
  if (purpose !== undefined && SIGN_IN.test(purpose)) return pass(`${purpose} is repeated by nature`);
  if (readsKey(entry, flow, readers)) return pass('an idempotency key is read on the way');
  if (kind === 'create' && isKeyed(first, flow.events)) return pass('a repeated request meets a check for what exists already');
  return { known: 'no', effect, kind, because: [...effect.via.map((step) => ({ at: step.at, message: `calls ${step.callee}` })), { at: effect.at, message: describe(effect) }] };
}

/** Creations and outward effects; updates, deletions and upserts repeat without harm. */
function repeats(event: FlowEvent): boolean {
  if (isOutward(event)) return event.concept?.kind === 'external' && !(event.concept.keyed !== undefined && hasKey(event, event.concept.keyed));
  return isWrite(event) && event.concept?.kind === 'access' && event.concept.op === 'create';
}

function hasKey(event: FlowEvent, place: string): boolean {
  const [index = '0', name = ''] = place.split('.');
  const arg = event.expr.kind === 'call' ? event.expr.args[Number(index)] : undefined;
  return arg?.kind === 'object' && arg.members.some((member) => member.kind === 'property' && member.key === name);
}

function prioritize(events: readonly FlowEvent[]): readonly FlowEvent[] {
  return [...events].sort((a, b) => Number(isOutward(b)) - Number(isOutward(a)));
}

function readsKey(entry: Endpoint, flow: EntryFlow, readers: ReadonlySet<string>): boolean {
  const steps = flow.events.flatMap((event) => event.steps.map((step) => step.callee));
  const chain = [...entry.chain, ...(entry.handler ? [entry.handler] : [])].flatMap((step) => optionsOf(step.value).flatMap((value) => (value.kind === 'function' ? [value] : [])));
  return [...steps, ...chain].some((fn) => around(fn.file, fn.id).some((id) => readers.has(`${fn.file.path}#${id}`)));
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

/** The creation is preceded by a look for an existing row that ends the request, or a duplicate is handled. */
function isKeyed(create: FlowEvent, events: readonly FlowEvent[]): boolean {
  const table = create.concept?.kind === 'access' ? create.concept.table : undefined;
  const looked = events.some((event) => event.kind === 'access' && event.concept?.kind === 'access' && event.concept.op === 'read' && event.concept.table !== undefined && event.concept.table === table);
  const refused = events.some((event) => (event.kind === 'throw' || event.kind === 'respond') && (event.status === 409 || (event.status !== undefined && event.status >= 400 && event.status < 500 && looked) || DUPLICATE.test(event.name ?? '')));
  return (looked && refused) || handlesDuplicate(create);
}

function handlesDuplicate(create: FlowEvent): boolean {
  for (const expr of walk(create.env.fn)) {
    if (expr.kind === 'literal' && UNIQUE_CODES.has(expr.value)) return true;
    if (expr.kind === 'member' && (expr.name === 'onConflict' || expr.name === 'orIgnore' || expr.name === 'orUpdate')) return true;
  }
  return false;
}
