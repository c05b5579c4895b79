import { blocksOf, walkExpr, compareSpans, spanOf, type Answer, type Expr, type ManualTransaction, type PathValue, type Stmt, type FunctionFact, type FileFacts } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { FlowEvent } from '../flow/events.js';
import { calleeText, functionLabel } from '../text.js';
import type { Linker } from '../link/linker.js';

/** Transactions that a function opens by hand and should close itself: is every exceptional way rolled back, and the connection released? */
export function manualTransactions(executor: Executor, linker: Linker, inScope: (path: string) => boolean): ManualTransaction[] {
  const found = new Map<string, ManualTransaction>();
  for (const { fn, summary } of executor.activations) {
    if (!inScope(fn.file.path)) continue;
    const events = summary.events.filter((event) => event.kind === 'transaction');
    for (const begin of events) {
      if (form(begin) !== 'begin' || begin.steps.length > 0) continue;
      const key = `${begin.at.path}:${begin.at.start}`;
      const transaction = judge(begin, events, summary.events, fn.file, fn.fn, fn.id, linker);
      if (transaction && !found.has(key)) found.set(key, transaction);
    }
  }
  return [...found.values()].sort((a, b) => compareSpans(a.at, b.at));
}

function form(event: FlowEvent): string | undefined {
  return event.concept?.kind === 'transaction' ? event.concept.form : undefined;
}

function judge(begin: FlowEvent, all: readonly FlowEvent[], events: readonly FlowEvent[], file: FileFacts, fn: FunctionFact, id: number, linker: Linker): ManualTransaction | undefined {
  const key = handleKey(begin.path, linker);
  const same = all.filter((event) => handleKey(event.path, linker) === key);
  const commit = same.find((event) => form(event) === 'commit');
  const rollbacks = same.filter((event) => form(event) === 'rollback');
  if (!commit) return undefined;
  const label = calleeText(begin.expr, file);
  const between = events.filter((event) => event !== begin && event.steps.length <= 12 && (event.kind === 'access' || event.kind === 'external' || event.kind === 'unresolved'));
  const needsRelease = begin.concept?.kind === 'transaction' && begin.concept.needsRelease === true;
  return {
    id: `${functionLabel(file, id)}: ${label}`, at: begin.at, commit: commit.at, label, rollsBack: rollsBack(rollbacks, commit, between),
    ...(needsRelease ? { releases: releases(begin, same, events, fn, file) } : {}),
  };
}

function rollsBack(rollbacks: readonly FlowEvent[], commit: FlowEvent, between: readonly FlowEvent[]): Answer {
  const safe = rollbacks.find(onFailure);
  if (safe) return { known: 'yes', because: [{ at: safe.at, message: 'rolls back when something fails' }] };
  if (rollbacks.length > 0) return { known: 'unknown', reason: 'expression', because: rollbacks.map((event) => ({ at: event.at, message: 'rolls back here' })) };
  const risky = between.filter((event) => event.at.path === commit.at.path ? event.at.start < commit.at.start || event.steps.length > 0 : true);
  if (risky.length === 0) return { known: 'yes', because: [{ at: commit.at, message: 'nothing between begin and commit can fail' }] };
  return { known: 'no', because: [{ at: commit.at, message: 'commits here; no way rolls back' }] };
}

/** In a catch block, a finally block or a `.catch()` callback. */
function onFailure(event: FlowEvent): boolean {
  return event.arms.some((arm) => arm.endsWith('~catch') || arm.endsWith('~finally'));
}

function releases(begin: FlowEvent, same: readonly FlowEvent[], events: readonly FlowEvent[], fn: FunctionFact, file: FileFacts): Answer {
  const all = same.filter((event) => form(event) === 'release');
  const always = all.find((event) => event.arms.some((arm) => arm.endsWith('~finally')));
  if (always) return { known: 'yes', because: [{ at: always.at, message: 'releases in finally' }] };
  const failing = all.some((event) => event.arms.some((arm) => arm.endsWith('~catch')));
  const normal = all.some((event) => !event.arms.some((arm) => arm.endsWith('~catch')));
  const because = all.map((event) => ({ at: event.at, message: 'releases here' }));
  if ((failing && normal) || (normal && afterTry(all, fn.body))) return { known: 'yes', because };
  if (all.length === 0) return keepsHandle(begin, events, fn, file) ? { known: 'no', because: [] } : { known: 'unknown', reason: 'expression', because: [{ at: spanOf(file.path, fn.nameAt), message: 'no release was found' }] };
  return normal ? { known: 'no', because: all.map((event) => ({ at: event.at, message: 'releases only when nothing fails' })) } : { known: 'no', because: all.map((event) => ({ at: event.at, message: 'releases only when something fails' })) };
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

/** Methods that open a transaction on their receiver; others answer a handle. */
const ON_RECEIVER: ReadonlySet<string> = new Set(['startTransaction', 'beginTransaction', 'begin', 'query', 'execute', 'raw', 'sql']);

/** What identifies the transaction: the handle that begin made, or the value that it was called on. */
export function handleKey(path: PathValue | undefined, linker: Linker): string | undefined {
  if (path && isBegin(path, linker)) return opensOnReceiver(path, linker) ? path.parent?.parent?.key : path.key;
  for (let at = path?.parent; at; at = at.parent) if (at.call && isBegin(at, linker) && !opensOnReceiver(at, linker)) return at.key;
  return path?.parent?.parent?.key;
}

function opensOnReceiver(begin: PathValue, linker: Linker): boolean {
  const concept = linker.concept(begin);
  return ON_RECEIVER.has(begin.parent?.step ?? '') && !(concept?.kind === 'transaction' && concept.answers === true);
}

function isBegin(path: PathValue, linker: Linker): boolean {
  const concept = path.call && linker.concept(path);
  return concept?.kind === 'transaction' && concept.form === 'begin';
}
