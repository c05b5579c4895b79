import { Label, walkExpr, type Expr } from '@assay/contract';
import { isNothing } from '../ir/is-nothing.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { calleeText } from '../text.js';
import { comesOf } from './asked-state.js';
import { framesOf } from './frames.js';
import { isMadeUp, mixesMadeUp } from './made-up.js';
import type { UniqueKey, UniqueKeys } from './unique-keys.js';
import { columnKey, writtenAs, writtenColumns, type Placed, type WrittenColumns } from './written-values.js';

/** A key that a repeated creation meets; `sure` where it does whatever the request says. */
export interface MetKey { readonly sure: boolean }

/** Does a repeated creation meet a key of its table? Not one of which a column is made up, empty or left out each time, or is what another service answered just now. */
export function metKey(create: FlowEvent, events: readonly FlowEvent[], unique: UniqueKeys, linker: Linker): MetKey | undefined {
  const table = create.concept?.kind === 'access' ? create.concept.table ?? '' : '';
  const keys = unique.keys.get(table.toLowerCase());
  if (!keys) return undefined;
  const written = writtenColumns(create, linker);
  const calls = answersBefore(create, events);
  const relations = unique.relations.get(table.toLowerCase()) ?? new Map<string, string>();
  const met = keys.filter((key) => meets(key, relations, written, create, calls, linker));
  if (met.length === 0) return undefined;
  return { sure: create.loops.length === 0 && met.some((key) => !key.partial && key.columns.length > 0 && key.columns.every((column) => isSame(column, table, written, unique, linker))) };
}

/** Is every key that is known of its table given something else each time, and its id as well? The store refuses no second row then. */
export function meetsNone(create: FlowEvent, events: readonly FlowEvent[], unique: UniqueKeys, linker: Linker): boolean {
  const table = create.concept?.kind === 'access' ? create.concept.table ?? '' : '';
  const keys = unique.keys.get(table.toLowerCase()) ?? [];
  if (keys.length === 0 || keys.some(({ partial }) => partial)) return false;
  const { values } = writtenColumns(create, linker);
  const calls = answersBefore(create, events);
  const isOver = (value: Placed): boolean => isFresh(value, linker) || isAnswered(value, create, calls, linker);
  return keys.every(({ columns }) => columns.some((column) => values.get(columnKey(column))?.every(isOver) === true)) && (values.get('id') ?? []).every(isOver);
}

/** What was answered before it and is another each time: by another service, or as a row that was just made. */
function answersBefore(create: FlowEvent, events: readonly FlowEvent[]): readonly FlowEvent[] {
  return events.slice(0, events.indexOf(create)).filter((event) => event.kind === 'external' || isNewRow(event));
}

/** Made up, also where the caller may give it and does not: `input.id ?? randomId()`. */
function isFresh(value: Placed, linker: Linker): boolean {
  const { expr, env } = writtenAs(value.expr, value.env, linker);
  if (expr.kind !== 'logical' || expr.op === '&&') return isAnother({ expr, env }, linker);
  const given = linker.evaluate(expr.left, env);
  const isLeftOut = given.kind === 'const' && (given.value === undefined || given.value === null);
  return (isLeftOut || isFresh({ expr: expr.left, env }, linker)) && isFresh({ expr: expr.right, env }, linker);
}

function meets({ columns, made }: UniqueKey, relations: ReadonlyMap<string, string>, { values, open, rest }: WrittenColumns, create: FlowEvent, calls: readonly FlowEvent[], linker: Linker): boolean {
  // A row that is copied from a stored one leaves out what only one row may have.
  const isCopied = rest.length > 0 && rest.every((value) => isStored(value, linker));
  const byRelations = [...relations].some(([, relation]) => values.get(columnKey(relation))?.some((value) => isRelated(value, linker)));
  return columns.every((column) => {
    const relation = relations.get(columnKey(column));
    const given = values.get(columnKey(column)) ?? (relation === undefined ? undefined : values.get(columnKey(relation)));
    return given ? given.some((value) => !isAnother(value, linker) && !isAnswered(value, create, calls, linker)) : open && !made && !isCopied && !(byRelations && relation !== undefined);
  });
}

/** `{ create: { .. } }`, `{ connect: { .. } }`: the row that a relation leads to. */
function isRelated(value: Placed, linker: Linker): boolean {
  const { expr, env } = writtenAs(value.expr, value.env, linker);
  if (expr.kind === 'conditional') return [expr.then, expr.else].some((arm) => isRelated({ expr: arm, env }, linker));
  return expr.kind === 'object' && expr.members.some((member) => member.kind === 'property' && /^(?:create|connect|connectOrCreate)$/.test(member.key));
}

/** It meets no other row: it is empty, or another one each time. */
function isAnother(value: Placed, linker: Linker): boolean {
  const written = writtenAs(value.expr, value.env, linker);
  const { expr, env } = written;
  if (expr.kind === 'conditional') return [expr.then, expr.else].every((arm) => isAnother({ expr: arm, env }, linker)) || isMadeUp(value, linker) || mixesMadeUp(written, linker);
  // A related row that is made with it.
  if (expr.kind === 'object' && expr.members.length === 1 && expr.members.every((member) => member.kind === 'property' && member.key === 'create')) return true;
  return isNothing(expr) || isMadeUp(value, linker) || mixesMadeUp(written, linker);
}

/** A row as it was looked up. */
function isStored({ expr, env }: Placed, linker: Linker): boolean {
  if ((linker.labels(expr, env) & (Label.input | Label.data)) === Label.data) return true;
  return expr.kind === 'call' && optionsOf(linker.evaluate(expr, env)).every((option) => option.kind === 'path' && linker.concept(option)?.kind === 'access');
}

/** What another service answered just now; of an object that is handed over only the member that is written. */
function isAnswered(value: Placed, create: FlowEvent, calls: readonly FlowEvent[], linker: Linker): boolean {
  const { expr, env } = writtenAs(value.expr, value.env, linker);
  const frame = framesOf(create, undefined).findLast((one) => one.file === env.file && (one.fn === undefined || one.fn === env.fn));
  return frame !== undefined && calls.some((call) => (call.kind === 'external' || isIdentity(expr) || isIdentity(value.expr)) && comesOf(expr, call, frame));
}

/** A row that the same request has just made; one that is left out where it is there already may be an older one. */
function isNewRow({ concept, expr, arms }: FlowEvent): boolean {
  return concept?.kind === 'access' && concept.op === 'create' && concept.leavesOut !== true && arms.length === 0 && !/conflict|ignore|duplicates|orCreate/i.test(namesIn(expr));
}

function namesIn(expr: Expr): string {
  return walkExpr(expr).map((inner) => (inner.kind === 'member' ? inner.name : inner.kind === 'object' ? inner.members.map((member) => (member.kind === 'property' ? member.key : '')).join(' ') : '')).join(' ');
}

/** The column is written, never empty, and a repeated request gives it the same value. */
function isSame(column: string, table: string, { values, rest }: WrittenColumns, unique: UniqueKeys, linker: Linker): boolean {
  const given = values.get(columnKey(column)) ?? rest;
  const isFilled = unique.isFilled(table, column);
  return given.length > 0 && given.every((value) => repeats(value, linker) && (isFilled || isThere(value, linker)));
}

/** What is kept for the time of a request: `this.cls.get('user.id')`. */
const AMBIENT = /(?:^|\.)(?:cls|als|session|requestContext)(?:Service)?\.get$/i;

/** Made of what the request says, of who the caller is, and of constants: nothing that is stored, made up or told by a clock. */
function repeats({ expr: given, env: from }: Placed, linker: Linker): boolean {
  const { expr, env } = writtenAs(given, from, linker);
  const labels = linker.labels(expr, env);
  if (linker.evaluate(expr, env).kind === 'const') return true;
  if (labels & Label.data) return isIdentity(expr);
  if (expr.kind === 'call' && AMBIENT.test(calleeText(expr, env.file))) return true;
  return (labels & (Label.input | Label.principal)) !== 0 && !mixesMadeUp({ expr, env }, linker) && !walkExpr(expr).some((inner) => changes(inner, env, linker));
}

/** The id of a row that was looked up. */
function isIdentity(expr: Expr): boolean {
  return expr.kind === 'member' && /^_?(?:\w*Id|id|\w+_id|uuid)$/.test(expr.name);
}

/** A date, a moment, or what a function looks up or waits for. */
function changes(expr: Expr, env: Placed['env'], linker: Linker): boolean {
  if (expr.kind === 'new' || expr.kind === 'await') return true;
  if (expr.kind !== 'call') return false;
  return /(?:^|\.)(?:now|date|moment|dayjs|time(?:stamp)?|hrtime)$/i.test(calleeText(expr, env.file)) || optionsOf(linker.evaluate(expr.callee, env)).some((option) => option.kind === 'function' && option.fn.async);
}

/** A value that is there for every request: of the caller, of the address, a constant, the id of a row. */
function isThere({ expr: given, env: from }: Placed, linker: Linker): boolean {
  const { expr, env } = writtenAs(given, from, linker);
  const options = optionsOf(linker.evaluate(expr, env));
  if (options.some((option) => option.kind === 'const' && (option.value === null || option.value === undefined))) return false;
  if (isIdentity(expr) || (linker.labels(expr, env) & Label.principal) !== 0) return true;
  return options.every((option) => option.kind === 'const' || (option.kind === 'path' && option.root === '#request' && option.path.startsWith('params.')));
}
