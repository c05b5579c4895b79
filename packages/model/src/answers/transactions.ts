import { blocksOf, compareSpans, spanOf, walkExpr, type Answer, type Expr, type FileFacts, type FunctionFact, type FunctionValue, type ManualTransaction, type Stmt } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { FlowEvent } from '../flow/events.js';
import { compatible } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import { calleeText, functionLabel } from '../text.js';
import { beginsOf, formOf } from './begins.js';
import { anchorAt } from './frames.js';
import { handleKey } from './handle-key.js';
import { isDeclaredOnly } from './on-handle.js';
import { leavesOpen, type Marks } from './open-ways.js';
import { triesAround } from './tries.js';

/** Transactions that a function opens by hand and should close itself: is every exceptional way rolled back, and the connection released? */
export function manualTransactions(executor: Executor, linker: Linker, inScope: (path: string) => boolean): ManualTransaction[] {
  const found = new Map<string, ManualTransaction>();
  for (const { fn, summary } of executor.activations) {
    if (!inScope(fn.file.path)) continue;
    for (const begin of beginsOf(summary.events, linker)) {
      const transaction = judge(begin, summary.events, fn, linker);
      const key = transaction && `${transaction.at.path}:${transaction.at.start}`;
      if (transaction && key !== undefined && !found.has(key)) found.set(key, transaction);
    }
  }
  return [...found.values()].sort((a, b) => compareSpans(a.at, b.at));
}

function judge(begin: FlowEvent, events: readonly FlowEvent[], { file, fn, id }: FunctionValue, linker: Linker): ManualTransaction | undefined {
  const key = handleKey(begin.path, linker);
  const same = events.filter((event) => event.kind === 'transaction' && handleKey(event.path, linker) === key);
  const commit = same.find((event) => formOf(event) === 'commit');
  if (!commit) return undefined;
  const own = anchorAt(begin, 0);
  const label = calleeText(own, file);
  const between = events.filter((event) => event !== begin && event.steps.length <= 12 && anchorAt(event, 0).at[1] > own.at[1] && (event.kind === 'access' || event.kind === 'external' || event.kind === 'unresolved'));
  const needsRelease = begin.concept?.kind === 'transaction' && begin.concept.needsRelease === true && !isGiven(begin, fn, file);
  const marks = marksOf(begin, same, events, file);
  const rollbacks = same.filter((event) => formOf(event) === 'rollback');
  const left = leavesOpen(fn.body, marks);
  return {
    id: `${functionLabel(file, id)}: ${label}`, at: spanOf(file.path, own.at), commit: spanOf(file.path, anchorAt(commit, 0).at), label,
    ...(left ? { leaves: { at: spanOf(file.path, left.at), message: `${left.kind}s here while the transaction is open` } } : {}),
    rollsBack: rollsBack(rollbacks, commit, between, marks.handles, fn, file), rollsBackOnce: rollbacks.length > 0,
    ...(needsRelease ? { releases: releases(begin, same, events, fn, file) } : {}),
  };
}

function marksOf(begin: FlowEvent, same: readonly FlowEvent[], events: readonly FlowEvent[], file: FileFacts): Marks {
  const own = anchorAt(begin, 0);
  const named = [...(own.kind === 'call' && own.callee.kind === 'member' ? [own.callee.object] : []), ...(own.kind === 'call' && begin.steps.length > 0 ? own.args : [])];
  const handles = new Set([
    ...named.flatMap((expr) => (expr.kind === 'name' ? [expr.binding] : [])),
    ...file.bindings.flatMap(({ init }, binding) => (init && (init.kind === 'await' ? init.value : init) === own ? [binding] : [])),
  ]);
  const anchors = (test: (event: FlowEvent) => boolean): readonly Expr[] => same.filter(test).map((event) => anchorAt(event, 0));
  const unclear = events.filter((event) => event.kind === 'unresolved' && event.steps.length === 0 && walkExpr(event.expr).some((part) => part.kind === 'name' && handles.has(part.binding)));
  return { begins: anchors((event) => formOf(event) === 'begin'), ends: anchors(isEnd), unclear: unclear.map((event) => event.expr), handles };
}

function isEnd({ concept }: FlowEvent): boolean {
  return concept?.kind === 'transaction' && (concept.form === 'commit' || concept.form === 'rollback' || (concept.form === 'release' && concept.aborts === true));
}

function rollsBack(rollbacks: readonly FlowEvent[], commit: FlowEvent, between: readonly FlowEvent[], handles: ReadonlySet<number>, fn: FunctionFact, file: FileFacts): Answer {
  const safe = rollbacks.find(onFailure);
  if (safe) return { known: 'yes', because: [{ at: safe.at, message: 'rolls back when something fails' }] };
  const last = anchorAt(commit, 0);
  const before = between.filter((event) => event.steps.length > 0 || event.env.file !== file || event.expr.at[0] < last.at[0]);
  const risky = before.filter((event) => !isPassedOver(anchorAt(event, 0), last, fn) && !(event.kind === 'unresolved' && onFailure(event)));
  if (rollbacks.length > 0) {
    const untried = rollbacks.every(({ steps }) => steps.length === 0) && commit.steps.length === 0 ? risky.find((event) => isOwnQuery(event, handles, fn) && compatible(event.arms, commit.arms) && triesAround(fn.body, event.expr.at).length === 0) : undefined;
    if (untried) return { known: 'no', because: [{ at: untried.at, message: 'when this fails nothing rolls back' }] };
    return { known: 'unknown', reason: 'expression', because: rollbacks.map((event) => ({ at: event.at, message: 'rolls back here' })) };
  }
  if (risky.length === 0) return { known: 'yes', because: [{ at: commit.at, message: 'nothing between begin and commit can fail' }] };
  return { known: 'no', because: [{ at: commit.at, message: 'commits here; no way rolls back' }] };
}

/** A query of the function itself, or a call of something that is not known which is given the handle. */
function isOwnQuery(event: FlowEvent, handles: ReadonlySet<number>, fn: FunctionFact): boolean {
  if (event.steps.length > 0 || event.env.fn !== fn || onFailure(event)) return false;
  return event.kind === 'access' || (event.kind === 'unresolved' && event.expr.kind === 'call' && event.expr.args.flatMap(walkExpr).some((part) => part.kind === 'name' && handles.has(part.binding)));
}

/** What fails there is caught, and the code goes on to the commit. */
function isPassedOver(place: Expr, commit: Expr, fn: FunctionFact): boolean {
  return triesAround(fn.body, place.at).some(({ at, handler }) => at[1] <= commit.at[0] && handler !== undefined && !handler.some(leaves));
}

function leaves(statement: Stmt): boolean {
  return statement.kind === 'return' || statement.kind === 'throw' || blocksOf(statement).some((block) => block.some(leaves));
}

/** In a catch block, a finally block or a `.catch()` callback. */
function onFailure(event: FlowEvent): boolean {
  return event.arms.some((arm) => arm.endsWith('~catch') || arm.endsWith('~finally'));
}

function releases(begin: FlowEvent, same: readonly FlowEvent[], events: readonly FlowEvent[], fn: FunctionFact, file: FileFacts): Answer {
  const all = same.filter((event) => formOf(event) === 'release');
  const always = all.find((event) => event.arms.some((arm) => arm.endsWith('~finally')));
  const early = always && failsBefore(always, begin, events, fn);
  if (early) return { known: 'no', because: [{ at: early.at, message: 'this fails before the try whose finally releases' }] };
  if (always) return { known: 'yes', because: [{ at: always.at, message: 'releases in finally' }] };
  const failing = all.some((event) => event.arms.some((arm) => arm.endsWith('~catch')));
  const normal = all.some((event) => !event.arms.some((arm) => arm.endsWith('~catch')));
  const because = all.map((event) => ({ at: event.at, message: 'releases here' }));
  if ((failing && normal) || (normal && afterTry(all, fn.body))) return { known: 'yes', because };
  if (all.length === 0) return keepsHandle(begin, events, fn, file) ? { known: 'no', because: [] } : { known: 'unknown', reason: 'expression', because: [{ at: spanOf(file.path, fn.nameAt), message: 'no release was found' }] };
  // A release of a connection of which only the type is told may be this one's.
  if (!normal && events.some((event) => formOf(event) === 'release' && event.path?.parent?.parent !== undefined && isDeclaredOnly(event.path.parent.parent) && !event.arms.some((arm) => arm.endsWith('~catch')))) return { known: 'unknown', reason: 'expression', because };
  return normal ? { known: 'no', because: all.map((event) => ({ at: event.at, message: 'releases only when nothing fails' })) } : { known: 'no', because: all.map((event) => ({ at: event.at, message: 'releases only when something fails' })) };
}

/** The connection is a parameter of the function: whoever took it gives it back. */
function isGiven(begin: FlowEvent, fn: FunctionFact, file: FileFacts): boolean {
  const own = anchorAt(begin, 0);
  const on = own.kind === 'call' && begin.steps.length === 0 && own.callee.kind === 'member' ? own.callee.object : undefined;
  const binding = on?.kind === 'name' ? file.bindings[on.binding] : undefined;
  return binding?.kind === 'param' && !binding.assigned && file.functions[binding.fn] === fn;
}

/** A query or a throw between the taking of a connection and the try statement whose finally block gives it back. */
function failsBefore(release: FlowEvent, begin: FlowEvent, events: readonly FlowEvent[], fn: FunctionFact): FlowEvent | undefined {
  const taken = begin.path?.parent?.parent?.call;
  const guard = release.steps.length === 0 ? triesIn(fn.body).find(({ finalizer = [] }) => finalizer.some(({ at }) => at[0] <= release.expr.at[0] && release.expr.at[1] <= at[1])) : undefined;
  if (!guard || taken?.env.fn !== fn || taken.node.at[1] > guard.at[0]) return undefined;
  return events.find((event) => {
    const { at } = anchorAt(event, 0);
    return (event.kind === 'access' || event.kind === 'throw') && taken.node.at[1] <= at[0] && at[1] <= guard.at[0] && triesAround(fn.body, at).length === 0;
  });
}

function triesIn(statements: readonly Stmt[]): readonly Extract<Stmt, { kind: 'try' }>[] {
  return statements.flatMap((statement) => [...(statement.kind === 'try' ? [statement] : []), ...blocksOf(statement).flatMap(triesIn)]);
}

/** The function takes the connection itself, and hands it to nobody that could give it back. */
function keepsHandle(begin: FlowEvent, events: readonly FlowEvent[], fn: FunctionFact, file: FileFacts): boolean {
  const handle = begin.path?.parent?.parent;
  if (!handle?.call || handle.call.env.fn !== fn) return false;
  const node = handle.call.node;
  const held = file.bindings.findIndex((binding) => binding.init !== undefined && binding.init.at[0] <= node.at[0] && binding.init.at[1] >= node.at[1]);
  if (held < 0) return false;
  const names = (expr: Expr): boolean => [...walkExpr(expr)].some((inner) => inner.kind === 'name' && inner.binding === held);
  const escapes = events.some((event) => event.kind === 'unresolved' && event.steps.length === 0 && names(event.expr));
  return !escapes && !returns(fn.body, (value) => value.kind !== 'await' && value.kind !== 'call' && names(value));
}

function returns(statements: readonly Stmt[], test: (value: Expr) => boolean): boolean {
  return statements.some((statement) => (statement.kind === 'return' && statement.value !== undefined && test(statement.value)) || blocksOf(statement).some((block) => returns(block, test)));
}

/** A release after a try that swallows the error runs on every way. */
function afterTry(events: readonly FlowEvent[], body: readonly Stmt[]): boolean {
  const tries: Stmt[] = [];
  const visit = (statements: readonly Stmt[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'try' && statement.handler) tries.push(statement);
      blocksOf(statement).forEach(visit);
    }
  };
  visit(body);
  return tries.some((statement) => events.some((event) => event.at.start > statement.at[1]));
}
