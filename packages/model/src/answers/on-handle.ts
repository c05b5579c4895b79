import type { Answer, Concept, Env, Expr, FileFacts, PathValue } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { packageOf } from '../link/rows.js';
import { scopeEnv } from '../link/scope-env.js';
import { givesNothing } from '../link/settled.js';
import { optionsOf } from '../link/values.js';
import { givenInstead } from './given-instead.js';
import { chosenFrom, givesOption, handlesOf, isGivenHandle, isHanded, isReplaced, isUntold, takesHandle } from './joins.js';
import { isMerged } from './merged.js';
import { movedTo } from './moved-to.js';
import { mayGetHandle, untoldOf } from './origins.js';

type Opened = Extract<Concept, { kind: 'transaction' }>;

const YES: Answer = { known: 'yes', because: [] };
const NO: Answer = { known: 'no', because: [] };
const UNCLEAR: Answer = { known: 'unknown', reason: 'expression', because: [] };

/**
 * Does the query run in the transaction that is open around it? `no` when it goes to a client of the same library that is not the handle;
 * undefined when it goes to another store. `openers` are the values that the transaction may have been opened on, `keys` identify a handle that was opened by hand.
 */
export function onHandle(event: FlowEvent, openers: readonly PathValue[], opened: Opened, keys: readonly string[], linker: Linker): Answer | undefined {
  const access = event.concept?.kind === 'access' ? event.concept : undefined;
  const [path] = openers;
  if (!access || !path) return undefined;
  if (opened.ambient || opened.oneConnection || access.joined) return YES;
  const handles = handlesOf(event, linker);
  const receiver = opened.onReceiver ? path.parent?.parent?.key : undefined;
  if ([...keys, receiver].some((own) => own !== undefined && handles.has(own)) || isHanded(access.handle) || takesHandle(event, linker)) return access.handle === undefined ? UNCLEAR : YES;
  if (access.handle === undefined || packageOf(access.handle.root) !== packageOf(path.root)) return access.handle === undefined ? UNCLEAR : undefined;
  const { handle } = access;
  // A builder that was handed over is part of another query.
  if (/(?:^|\.)QueryBuilder\.new\(\)/.test(handle.path)) return undefined;
  if (isDeclaredOnly(handle) && access.followsRow) return UNCLEAR;
  // One activation for many callers: which of them gave a handle is not told.
  if (isMerged(event) && (isDeclaredOnly(handle) || isGivenHandle(event) || access.sql !== undefined)) return UNCLEAR;
  if (isDeclaredOnly(handle) && isUntold(event) && !openers.some((opener) => isMadeOf(opener, handle))) return UNCLEAR;
  if (isDeclaredOnly(handle) && !openers.some((opener) => isOneName(event, opener, linker))) return UNCLEAR;
  const instead = movedTo(event, linker) ?? givenInstead(event, linker);
  if (instead) return instead === 'yes' ? YES : UNCLEAR;
  if (isReplaced(event) || choosesHandle(event, handle.root, linker) || openers.every((opener) => isElsewhere(handle, opener))) return UNCLEAR;
  if (access.handleArg !== undefined ? givesOption(event, linker, access.handleArg) : mayBeHandle(event, linker)) return UNCLEAR;
  return NO;
}

/** What it is made on comes from a parameter of which the way does not tell what was given, and for which some call of the project gives a transaction's handle. */
export function mayBeHandle({ expr, env }: FlowEvent, linker: Linker): boolean {
  return untoldOf(expr, env, linker).some((param) => mayGetHandle(param, linker));
}

/** The transaction was opened on this very client. */
function isMadeOf(opener: PathValue, client: PathValue): boolean {
  for (let at: PathValue | undefined = opener; at; at = at.parent) if (at.key === client.key) return true;
  return false;
}

/** Nothing is known of it but its type. */
export function isDeclaredOnly(handle: PathValue): boolean {
  for (let at: PathValue | undefined = handle; at; at = at.parent) if (at.call) return false;
  return true;
}

/**
 * Is the query made on what the transaction was opened on, as far as names tell it? Of two parameters of one declared type nothing says that they are one client; what is no
 * parameter, or is given nothing, is the outer one.
 */
function isOneName({ expr, env }: FlowEvent, opener: PathValue, linker: Linker): boolean {
  const { call } = opener;
  const [other] = call ? sourcesOf(call.node, call.env, linker) : [];
  return sourcesOf(expr, env, linker).every(({ id, file }) => file.bindings[id]?.kind !== 'param' || (other !== undefined && other.file === file && other.id === id));
}

/** What the names were first called by that a call may be made on: of a parameter what the caller gave for it. */
function sourcesOf(expr: Expr, env: Env, linker: Linker, depth = 0): readonly { readonly id: number; readonly file: FileFacts }[] {
  return chosenFrom(expr, env.file).flatMap((id) => {
    const binding = env.file.bindings[id];
    if (binding?.kind !== 'param' || depth > MAX_GIVEN) return [{ id, file: env.file }];
    if (givesNothing({ kind: 'name', binding: id, at: expr.at }, env, linker)) return [];
    const given = scopeEnv(env.file, binding.fn, env, linker).args?.[binding.index ?? 0];
    const sources = given?.expr && given.env ? sourcesOf(given.expr, given.env, linker, depth + 1) : [];
    return sources.length > 0 ? sources : [{ id, file: env.file }];
  });
}

const MAX_GIVEN = 8;

/** What it is called on is one of several values, and not all of them are outer clients: `(trx ?? db)('orders')`. */
function choosesHandle({ expr, env }: FlowEvent, root: string, linker: Linker): boolean {
  const callee = expr.kind === 'call' ? expr.callee : expr.kind === 'template' ? expr.tag : undefined;
  const options = callee ? optionsOf(linker.evaluate(callee, env)) : [];
  return options.some((option) => option.kind !== 'const' && (option.kind !== 'path' || packageOf(option.root) !== packageOf(root) || isHanded(option)));
}

/** Two clients that the project makes in two places, or two classes of its own: they may lead to different databases. */
export function isElsewhere(handle: PathValue, opener: PathValue): boolean {
  const [a, b] = [firstMade(handle), firstMade(opener)];
  if (!a || !b || a === b || a.path !== b.path) return false;
  return (a.via !== undefined && b.via !== undefined && a.via !== b.via) || (a.call !== undefined && b.call !== undefined && a.call.node !== b.call.node);
}

/** The first step that makes something: `new PrismaClient()`, `knex({..})`. */
function firstMade(path: PathValue): PathValue | undefined {
  let found: PathValue | undefined;
  for (let at: PathValue | undefined = path; at; at = at.parent) if (at.step === 'new()' || at.step === '()') found = at;
  return found;
}
