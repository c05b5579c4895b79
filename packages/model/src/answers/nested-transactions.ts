import { walk, walkExpr, type Concept } from '@assay/contract';
import { originOf } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { packageOf } from '../link/rows.js';
import { formOf } from './begins.js';
import { isWrite } from './effects.js';
import { chosenFrom, isHanded } from './joins.js';
import { isElsewhere, mayBeHandle } from './on-handle.js';
import { mayGetHandle, untoldOf } from './origins.js';

type Opened = Extract<Concept, { kind: 'transaction' }>;

/** A query, and the call that opens the transaction that it runs in. `unsure`: it may be a savepoint of the one around it, or not be opened on this way. */
export interface Nested { readonly query: FlowEvent; readonly opening: FlowEvent; readonly unsure: boolean }

/**
 * What runs in transactions that are opened on the outer client while this one is open, one query for each: `db.transaction((unit) => file(unit))` where `file` opens
 * `db.transaction(..)` again. Each has a connection of its own, commits on its own, and does not see what this one wrote.
 */
export function nestedOutside(opening: FlowEvent, events: readonly FlowEvent[], linker: Linker): readonly Nested[] {
  const openings = events.filter((event) => event !== opening && formOf(event) === 'callback' && event.steps[0]?.expr === opening.expr && isIn(event, opening) && isApart(event, opening));
  return openings.flatMap((inner) => {
    const queries = events.filter((event) => event.kind === 'access' && isIn(event, inner) && isByWayOf(inner, event));
    const query = queries.find(isWrite) ?? queries[0];
    return query ? [{ query, opening: inner, unsure: mayBeHandle(inner, linker) || dependsOnHandle(inner, linker) }] : [];
  });
}

function isIn({ transaction }: FlowEvent, { at }: FlowEvent): boolean {
  return transaction?.at.start === at.start && transaction.at.path === at.path;
}

/** The calls that lead to the opening lead to the event: a run may open a transaction at one place several times. */
function isByWayOf(opening: FlowEvent, event: FlowEvent): boolean {
  return opening.steps.every(({ expr, callee }, depth) => event.steps[depth]?.expr === expr && event.steps[depth].callee.id === callee.id);
}

/** It is opened on a client of the same library, by a name that is no parameter and leads to no handle. */
function isApart(inner: FlowEvent, outer: FlowEvent): boolean {
  if (!inner.path || !outer.path || [inner, outer].some(sharesConnection)) return false;
  if (packageOf(inner.path.root) !== packageOf(outer.path.root) || isHanded(inner.path) || isElsewhere(inner.path, outer.path)) return false;
  return chosenFrom(inner.expr, inner.env.file).every((id) => inner.env.file.bindings[id]?.kind !== 'param');
}

/** `given ? work(given) : db.transaction(work)`, where the way does not tell what was given. */
function dependsOnHandle({ arms, env }: FlowEvent, linker: Linker): boolean {
  const places = new Set(arms.flatMap((arm) => {
    const origin = originOf(arm);
    return origin?.path === env.file.path ? [origin.offset] : [];
  }));
  const tests = walk(env.fn).filter((expr) => places.has(expr.at[0]));
  return tests.some((test) => walkExpr(test).some((part) => part.kind === 'name' && untoldOf(part, env, linker).some((param) => mayGetHandle(param, linker))));
}

function sharesConnection({ concept }: FlowEvent): boolean {
  const opened = concept as Opened;
  return opened.ambient === true || opened.oneConnection === true;
}
