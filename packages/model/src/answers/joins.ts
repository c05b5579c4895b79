import { walk, weakMemo, type DecoratorFact, type DecoratorUse, type Env, type Expr, type FileFacts, type FunctionValue, type PathValue, type Value } from '@assay/contract';
import type { FlowEvent, OpenTransaction } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { packageOf } from '../link/rows.js';
import { givesNothing } from '../link/settled.js';
import { optionsOf } from '../link/values.js';
import { batchOf } from './batches.js';
import { beginKeys } from './begins.js';
import { joinsOpen } from './joins-open.js';
import { isMerged } from './merged.js';

/**
 * Which transaction a write runs in: a key, `none`, or `caller` when a handle comes from code that is not known. `handed`: the code gives it that handle by
 * name. `outer`: it goes to a client that is no such handle, whoever calls.
 */
export type Membership = { readonly kind: 'in'; readonly key: string } | { readonly kind: 'caller'; readonly handed: boolean } | { readonly kind: 'none'; readonly outer: boolean };
/** Names of helpers that run what they are given in a transaction. */
export const HELPER = /transaction|transactional|atomic|unit_?of_?work|\buow\b|inTx|withTx/i;

/** The transaction of a write among the events of its flow. */
export function membershipOf(write: FlowEvent, events: readonly FlowEvent[], linker: Linker): Membership {
  const joins = joinsOpen(write, events);
  if (joins) return joins.kind === 'in' ? joins : { ...joins, handed: false };
  if (write.transaction && mayBeGiven(write, linker)) return { kind: 'caller', handed: false };
  if (write.transaction) return { kind: 'in', key: `${write.transaction.key}${wayTo(write.transaction, write)}` };
  if (write.concept?.kind === 'access' && write.concept.joined) return { kind: 'in', key: 'framework' };
  const batch = batchOf(write, events);
  if (batch) return { kind: 'in', key: `${batch.at.path}:${batch.at.start}` };
  const ambient = ambientOf(write, linker);
  if (ambient !== undefined) return { kind: 'in', key: ambient };
  const manual = manualOf(write, events, linker);
  if (manual !== undefined) return { kind: 'in', key: manual };
  if (takesHandle(write, linker)) return { kind: 'caller', handed: isHandedByName(write) };
  // A wrapper around a client, of which it is not told whether this caller gave it a connection.
  if (write.concept?.kind === 'access' && write.concept.sql !== undefined && isMerged(write)) return { kind: 'caller', handed: false };
  return inHelper(write) ? { kind: 'caller', handed: false } : { kind: 'none', outer: isOuter(write) };
}

/** The calls that lead to the function which opens the transaction: each call of a helper that opens one opens another. */
function wayTo({ outer }: OpenTransaction, { steps }: FlowEvent): string {
  const last = steps.findLastIndex(({ callee }) => callee.file.path === outer.path && callee.fn.at[0] <= outer.start && outer.end <= callee.fn.at[1]);
  return steps.slice(0, last + 1).map(({ file, expr }) => `<${file.path}:${expr.at[0]}`).join('');
}

/** `const unit = given ?? own`: what the caller gives comes before the transaction that is open here. */
function mayBeGiven({ expr, env }: FlowEvent, linker: Linker): boolean {
  const chosen = chosenFrom(expr, env.file);
  return chosen.length > 1 && chosen.some((binding) => env.file.bindings[binding]?.kind === 'param' && env.file.bindings[binding]?.fn !== env.file.functions.indexOf(env.fn) && !givesNothing({ kind: 'name', binding, at: expr.at }, env, linker));
}

/** The handle is a parameter, or an option that is given one. */
function isHandedByName({ expr, env, concept }: FlowEvent): boolean {
  const isParam = (id: number | undefined): boolean => id !== undefined && env.file.bindings[id]?.kind === 'param';
  if (concept?.kind !== 'access' || concept.handle === undefined) return false;
  if (GIVEN.test(concept.handle.path)) return true;
  const [index = '0', member = ''] = concept.handleArg?.split('.') ?? [];
  const options = concept.handleArg !== undefined && expr.kind === 'call' ? expr.args[Number(index)] : undefined;
  const option = options?.kind === 'object' ? options.members.find((entry) => entry.kind === 'property' && entry.key === member)?.value : undefined;
  return option ? option.kind === 'name' && isParam(option.binding) : chosenFrom(expr, env.file).some(isParam);
}

function isOuter(write: FlowEvent): boolean {
  const concept = write.concept?.kind === 'access' ? write.concept : undefined;
  return concept?.handle !== undefined && concept.followsRow !== true && !isGivenHandle(write) && !isReplaced(write);
}

/** Do the two writes stand or fall together, as far as is known? */
export function joined(a: Membership, b: Membership): boolean {
  if (a.kind === 'in' && b.kind === 'in') return a.key === b.key;
  if ((a.kind === 'caller' && a.handed && isOutside(b)) || (b.kind === 'caller' && b.handed && isOutside(a))) return false;
  return a.kind === 'caller' || b.kind === 'caller';
}

function isOutside(membership: Membership): boolean {
  return membership.kind === 'none' && membership.outer;
}

/** A method on the way is decorated as a transaction. */
function ambientOf(write: FlowEvent, linker: Linker): string | undefined {
  const functions = [...write.steps.map((step) => ({ file: step.callee.file, fn: step.callee.fn, id: step.callee.id })), { file: write.env.file, fn: write.env.fn, id: write.env.file.functions.indexOf(write.env.fn) }];
  const found = functions.find((method) => opensAmbient(method, linker) !== undefined);
  return found && `${found.file.path}#${found.id}`;
}

/** The decorator that makes the method (or its class) a transaction which reaches queries by itself. */
export function opensAmbient({ file, fn, id }: Pick<FunctionValue, 'file' | 'fn' | 'id'>, linker: Linker): DecoratorUse | undefined {
  const cls = fn.cls === undefined ? undefined : file.classes[fn.cls];
  const member = cls?.members.find((candidate) => candidate.fn === id);
  const decorators: readonly DecoratorFact[] = [...(member?.decorators ?? []), ...(cls?.decorators ?? [])];
  return decorators.length === 0 ? undefined : linker.decorators(decorators, file).find((use) => use.value.kind === 'path' && isAmbient(use.value, linker));
}

function isAmbient(path: PathValue, linker: Linker): boolean {
  const concept = linker.concept(path);
  return concept?.kind === 'transaction' && concept.form === 'ambient';
}

/** It runs on a handle that was begun by hand, or takes it as an option. */
function manualOf(write: FlowEvent, events: readonly FlowEvent[], linker: Linker): string | undefined {
  const handles = handlesOf(write, linker);
  for (const begin of events) {
    if (begin.concept?.kind !== 'transaction' || begin.concept.form !== 'begin') continue;
    const [key, ...others] = beginKeys(begin, write.env, linker);
    if (key !== undefined && [key, ...others].some((own) => handles.has(own))) return key;
  }
  return undefined;
}

export function handlesOf(write: FlowEvent, linker: Linker): ReadonlySet<string> {
  const found = new Set<string>();
  const concept = write.concept?.kind === 'access' ? write.concept : undefined;
  const passed = optionOf(write, linker);
  for (const path of [concept?.handle, ...passed]) for (let at: PathValue | undefined = path; at; at = at.parent) found.add(at.key);
  return found;
}

/** What the handle option was given: `{ transaction: t }`. */
function optionOf(write: FlowEvent, linker: Linker): readonly PathValue[] {
  const place = write.concept?.kind === 'access' ? write.concept.handleArg : undefined;
  if (place === undefined || !write.path) return [];
  const [index = '0', member] = place.split('.');
  const given = linker.argument(write.path, Number(index));
  const value = given && member !== undefined ? linker.member(given, member) : given;
  return value ? optionsOf(value).flatMap((option) => (option.kind === 'path' ? [option] : [])) : [];
}

/** What is declared as a transaction, or handed to a transaction's callback. */
const GIVEN = /Transaction(?:Client|Sql|Connection)?\.new\(\)|\.tx$|^tx$|(?:^|\.)withTransaction\(\)/;

/** What a transaction gives its callback, or what is declared as one. */
export function isHandle(path: PathValue): boolean {
  return isHanded(path) || DECLARED.test(path.path);
}

/** It comes from what a transaction gives its callback. */
export function isHanded(handle: PathValue | undefined): boolean {
  for (let at = handle; at; at = at.parent) if (at.step === 'tx') return true;
  return false;
}

const DECLARED = /Transaction(?:Client|Sql|Connection)?\.new\(\)/;

/** The handle is a parameter of which no caller is known, is declared as a transaction, or stands in an option that is not decidable. */
export function takesHandle(write: FlowEvent, linker: Linker): boolean {
  const concept = write.concept?.kind === 'access' ? write.concept : undefined;
  if (!concept) return false;
  const { handle } = concept;
  if ('handle' in concept && handle === undefined) return true;
  if (handle && (GIVEN.test(handle.path) || mayBeDeclared(write, linker))) return true;
  return concept.handleArg !== undefined && givesOption(write, linker, concept.handleArg);
}

/** Its receiver is declared as a client or a transaction: `store: PrismaClient | Prisma.TransactionClient`. */
function mayBeDeclared({ expr, env }: FlowEvent, linker: Linker): boolean {
  const options = expr.kind === 'call' ? optionsOf(linker.evaluate(expr.callee, env)) : [];
  return options.length > 1 && options.some((option) => option.kind === 'path' && DECLARED.test(option.path));
}

/** Its receiver is one of several values, one of which is not known or comes from another library: a helper answers the transaction that is kept in the context, or else the client. */
export function mayBeKept({ expr, env, path }: FlowEvent, linker: Linker): boolean {
  const options = expr.kind === 'call' ? optionsOf(linker.evaluate(expr.callee, env)) : [];
  return options.length > 1 && options.some((option) => option.kind === 'unknown' || (option.kind === 'path' && path !== undefined && packageOf(option.root) !== packageOf(path.root)));
}

export function givesOption(write: FlowEvent, linker: Linker, place: string): boolean {
  const [index = '0', member = ''] = place.split('.');
  const arg = write.expr.kind === 'call' ? write.expr.args[Number(index)] : undefined;
  if (!arg) return false;
  if (arg.kind !== 'object') return optionsOf(linker.evaluate(arg, write.env)).some((option) => mayHold(option, member, linker));
  return arg.members.some((entry) => entry.kind === 'spread' || (entry.kind === 'property' && entry.key === member && !givesNothing(entry.value, write.env, linker)));
}

/** Options that are handed on whole: what is known of them has the member, or all that is known is their type. */
function mayHold(options: Value, member: string, linker: Linker): boolean {
  if (options.kind === 'unknown' || options.kind === 'typed') return true;
  if (options.kind === 'path') return options.step === 'new()' && options.call === undefined;
  return options.kind === 'object' && member !== '' && optionsOf(linker.member(options, member)).some((value) => value.kind !== 'const' || (value.value !== undefined && value.value !== null));
}

/** A callback of a helper that calls itself a transaction: it may run on a transaction that is open already, or the helper is not resolved. A run may as well begin in the callback. */
function inHelper(write: FlowEvent): boolean {
  const places = [...write.steps, { expr: write.expr, file: write.env.file }];
  return places.some(({ expr, file }) => isHelped(expr, file) || callbacksOfHelpers(file).some(([from, to]) => from <= expr.at[0] && expr.at[1] <= to));
}

function isHelped(expr: Expr, file: FileFacts): boolean {
  return expr.kind === 'call' && HELPER.test(calledName(expr.callee, file)) && expr.args.some((arg) => arg.kind === 'function');
}

/** Where the functions stand that such helpers are given in a file. */
const callbacksOfHelpers = weakMemo((file: FileFacts) => file.functions.flatMap((fn) => [...walk(fn)].flatMap((expr) => (
  expr.kind === 'call' && isHelped(expr, file) ? expr.args.flatMap((arg) => (arg.kind === 'function' ? [arg.at] : [])) : []
))));

/**
 * The handle reached the function from outside (a field, a parameter), and is of a kind that a transaction's handle is as well: where the
 * callers are not known it may be a transaction.
 */
export function isGivenHandle(write: FlowEvent): boolean {
  const handle = write.concept?.kind === 'access' ? write.concept.handle : undefined;
  if (!handle) return false;
  const { bindings } = write.env.file;
  const chosen = chosenFrom(write.expr, write.env.file);
  if (chosen.length > 1 && chosen.some((id) => bindings[id]?.kind === 'param')) return true;
  if (!(PASSED.has(packageOf(handle.root)) || /^EntityManager\b/.test(handle.path))) return false;
  // A connection that a library lends is no transaction.
  if (handle.step === 'lent') return false;
  const holder = holderOf(write.expr);
  return holder === undefined || (bindings[holder]?.kind === 'param' && !isTakenOnTheWay(holder, write.env, 0));
}

/** `const connection = await take(); run(connection)`: a function of the run took it, and whoever called that has no part in it. */
function isTakenOnTheWay(id: number, env: Env, depth: number): boolean {
  const binding = env.file.bindings[id];
  if (!binding || depth > MAX_GIVEN || (binding.assigned?.length ?? 0) > 0) return false;
  if (binding.kind !== 'param') return binding.init !== undefined && isTaken(binding.init);
  const given = env.args?.[binding.index ?? 0];
  if (given?.env === undefined || given.value.kind !== 'path') return false;
  return given.expr?.kind === 'name' && isTakenOnTheWay(given.expr.binding, given.env, depth + 1);
}

/** Of `options?.connection ?? (await take())` the value decides that nothing was given. */
function isTaken(init: Expr): boolean {
  if (init.kind === 'logical') return isTaken(init.right);
  return init.kind === 'await' || init.kind === 'cast' ? isTaken(init.value) : init.kind === 'call';
}

/** The names that the call may be made on: `trx` and `db` of `(trx ?? db)`, also where a variable holds what was chosen. */
export function chosenFrom(expr: Expr, file: FileFacts): readonly number[] {
  const base = baseOf(expr);
  const init = base?.kind === 'name' && file.bindings[base.binding]?.kind !== 'param' ? file.bindings[base.binding]?.init : undefined;
  const choice = init ?? base;
  const options = choice?.kind === 'logical' ? [choice.left, choice.right] : choice?.kind === 'conditional' ? [choice.then, choice.else] : choice ? [choice] : [];
  return options.flatMap((option) => holderOf(option) ?? []);
}

/** It runs on a parameter that gets another value on some ways (`if (!connection) connection = pool`), and what the caller gave is not known. */
export function isReplaced({ expr, env }: FlowEvent): boolean {
  const holder = holderOf(expr);
  const binding = holder === undefined ? undefined : env.file.bindings[holder];
  if (binding?.kind !== 'param' || (binding.assigned?.length ?? 0) === 0) return false;
  if (!env.args) return true;
  const given = env.args[binding.index ?? 0];
  return given !== undefined && given.nothing !== true && optionsOf(given.value).some((option) => option.kind !== 'path' || !option.call);
}

/** It runs on a parameter of which nothing but the type is told: what the caller gave, or was given in turn, is not known. */
export function isUntold({ expr, env }: FlowEvent): boolean {
  const holder = holderOf(expr);
  return holder !== undefined && isUnknownParam(holder, env, 0);
}

function isUnknownParam(id: number, env: Env, depth: number): boolean {
  const binding = env.file.bindings[id];
  const given = binding?.kind === 'param' ? env.args?.[binding.index ?? 0] : undefined;
  if (!given || depth > MAX_GIVEN) return false;
  if (given.expr?.kind === 'name' && given.env && given.env.file.bindings[given.expr.binding]?.kind === 'param' && isUnknownParam(given.expr.binding, given.env, depth + 1)) return true;
  return optionsOf(given.value).some((option) => option.kind === 'unknown');
}

const MAX_GIVEN = 8;

/** Libraries whose clients and transactions are used alike. */
const PASSED: ReadonlySet<string> = new Set(['knex', 'pg', 'mysql2', 'mysql', 'drizzle-orm', 'kysely', 'postgres', 'slonik', 'pg-promise']);

/** The name that the call is made on; undefined for a field of `this`. */
function holderOf(expr: Expr): number | undefined {
  const base = baseOf(expr);
  return base?.kind === 'name' ? base.binding : undefined;
}

/** What a chain of calls and members begins with. */
function baseOf(expr: Expr): Expr | undefined {
  switch (expr.kind) {
    case 'call': return baseOf(expr.callee);
    case 'template': return expr.tag && baseOf(expr.tag);
    case 'member': return baseOf(expr.object);
    case 'cast': case 'await': return baseOf(expr.value);
    default: return expr;
  }
}
