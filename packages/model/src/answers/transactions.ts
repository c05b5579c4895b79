import { compareSpans, spanOf, type Answer, type ManualTransaction, type PathValue, type Stmt, type FunctionFact, type FileFacts } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { FlowEvent } from '../flow/events.js';
import { calleeText, functionLabel } from '../text.js';
import { blocksOf } from '../ir/children.js';
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
    ...(needsRelease ? { releases: releases(same, fn, file) } : {}),
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
  return event.arms.some((arm) => arm.endsWith('~catch') || arm.endsWith('~finally')) || event.loops.length > 0;
}

function releases(same: readonly FlowEvent[], fn: FunctionFact, file: FileFacts): Answer {
  const all = same.filter((event) => form(event) === 'release');
  const always = all.find((event) => event.arms.some((arm) => arm.endsWith('~finally')));
  if (always) return { known: 'yes', because: [{ at: always.at, message: 'releases in finally' }] };
  const failing = all.some((event) => event.arms.some((arm) => arm.endsWith('~catch')));
  const normal = all.some((event) => !event.arms.some((arm) => arm.endsWith('~catch')));
  if (failing && normal) return { known: 'yes', because: all.map((event) => ({ at: event.at, message: 'releases here' })) };
  if (all.length === 0) return { known: 'unknown', reason: 'expression', because: [{ at: spanOf(file.path, fn.nameAt), message: 'no release was found' }] };
  if (normal && !afterTry(all, fn.body)) return { known: 'no', because: all.map((event) => ({ at: event.at, message: 'releases only when nothing fails' })) };
  return { known: 'yes', because: all.map((event) => ({ at: event.at, message: 'releases here' })) };
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

/** What identifies the transaction: the value that begin made or was called on, for the calls on it as well. */
export function handleKey(path: PathValue | undefined, linker: Linker): string | undefined {
  for (let at = path; at; at = at.parent) {
    const concept = at.call && linker.concept(at);
    if (concept?.kind === 'transaction' && concept.form === 'begin' && at !== path) return at.key;
  }
  const concept = path && linker.concept(path);
  const receiver = path?.parent?.parent;
  if (concept?.kind === 'transaction' && concept.form === 'begin' && concept.handle !== undefined) return path?.key;
  return receiver?.call ?? receiver?.step ? receiver?.key : path?.key;
}
