import { blocksOf, expressionsOf, walk, walkExpr, type Expr, type FileFacts, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { calleeText } from '../text.js';
import { anchorAt, contains, functionAround, type Frame } from './frames.js';
import { triesAround } from './tries.js';

/** What only tells of an error. */
const NOTES = /(?:^|\.)(?:log|debug|info|warn|warning|error|trace|captureException|captureMessage|recordException)$/;

/**
 * Does the code go on when the event fails, as if nothing had happened? `try { await index(row) } catch (error) { log(error) }`, `index(row).catch(log)`: by a handler of its
 * own, which does not stand around the other event. `depth`: how many calls the two have in common.
 */
export function isSwallowed(event: FlowEvent, other: FlowEvent, frames: readonly Frame[], depth: number): boolean {
  return frames.slice(depth).some((frame) => {
    const anchor = anchorAt(event, frame.depth);
    const fn = frame.fn ?? functionAround(anchor, frame.file);
    if (!fn || !contains(fn, anchor)) return false;
    const apart = frame.depth === depth ? anchorAt(other, depth) : undefined;
    const isOwn = (part: { readonly at: readonly [number, number] }): boolean => apart === undefined || !(part.at[0] <= apart.at[0] && apart.at[1] <= part.at[1]);
    return triesAround(fn.body, anchor.at).some((statement) => statement.handler !== undefined && isOwn(statement) && statement.handler.every((inner) => onlyNotes(inner, frame.file)))
      || walk(fn).some((call) => call.kind === 'call' && call.callee.kind === 'member' && call.callee.name === 'catch' && contains(call.callee.object, anchor) && isOwn(call.callee.object) && call.args.length === 1 && handlesByNote(call.args[0], frame.file));
  });
}

function handlesByNote(handler: Expr | undefined, file: FileFacts): boolean {
  if (handler?.kind === 'member') return tells(handler, file);
  const fn = handler?.kind === 'function' ? file.functions[handler.fn] : undefined;
  return fn !== undefined && fn.body.every((statement) => onlyNotes(statement, file));
}

/** It tells of the error, or reckons with values: nothing is done about it. */
function onlyNotes(statement: Stmt, file: FileFacts): boolean {
  if (statement.kind === 'throw') return false;
  const isNote = expressionsOf(statement).flatMap(walkExpr).every((expr) => (expr.kind === 'call' ? tells(expr.callee, file) : expr.kind !== 'new' && expr.kind !== 'function'));
  return isNote && blocksOf(statement).flat().every((inner) => onlyNotes(inner, file));
}

function tells(callee: Expr, file: FileFacts): boolean {
  return NOTES.test(calleeText(callee, file)) || (callee.kind === 'global' && callee.name === 'String');
}
