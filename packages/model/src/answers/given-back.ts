import { blocksOf, memo, weakMemo, type Expr, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import { framesOf, type Frame } from './frames.js';
import { partsIn, type Part } from './value-parts.js';

const decidesAt = weakMemo((event: FlowEvent) => memo((depth: number) => decides(event, depth)));
const answersLimitAt = weakMemo((event: FlowEvent) => memo((depth: number) => answersLimit(event, depth)));

/**
 * Does the call by which an event is reached at a depth answer what the event answers, or something that it decides? A function that looks something up on its way
 * and answers something else does not. What is done with the answer of a callback is not known: there it may.
 */
export function givesBack(event: FlowEvent, depth: number): boolean {
  return decidesAt(event)(depth);
}

function decides(event: FlowEvent, depth: number): boolean {
  const step = event.steps[depth];
  const frame = framesOf(event, undefined)[depth + 1];
  if (!step || !frame?.fn || step.handed || step.element || step.expr.kind !== 'call' || step.expr.args.some((arg) => arg.kind === 'function')) return true;
  return told(frame.fn.body).some((expr) => isMadeOf(expr, event, frame));
}

/** Does it tell neither a row nor that there is one, but only whether there are too many: `return count >= limit`? */
export function tellsLimit(event: FlowEvent, depth: number): boolean {
  return answersLimitAt(event)(depth);
}

function answersLimit(event: FlowEvent, depth: number): boolean {
  const frame = framesOf(event, undefined)[depth + 1];
  const made = frame?.fn ? told(frame.fn.body).filter((expr) => isMadeOf(expr, event, frame)) : [];
  return made.length > 0 && made.every(isLimit);
}

/** `count + 1 > quantity`: more or less than something that is not none and not one. */
function isLimit(expr: Expr): boolean {
  if (expr.kind === 'await' || expr.kind === 'cast') return isLimit(expr.value);
  if (expr.kind !== 'binary' || !/^[<>]=?$/.test(expr.op)) return false;
  const isCount = (side: Expr): boolean => side.kind === 'name' || side.kind === 'member';
  return ![[expr.left, expr.right], [expr.right, expr.left]].some(([count, bound]) => count && isCount(count) && bound?.kind === 'literal' && (bound.value === 0 || bound.value === 1));
}

/** What a function answers, and what decides which of its answers it gives. */
function told(statements: readonly Stmt[]): readonly Expr[] {
  return statements.flatMap((statement): readonly Expr[] => {
    if (statement.kind === 'return') return statement.value ? [statement.value] : [];
    const blocks = blocksOf(statement);
    const asked = statement.kind === 'if' ? statement.test : statement.kind === 'switch' ? statement.subject : undefined;
    return [...(asked && blocks.some(leaves) ? [asked] : []), ...blocks.flatMap(told)];
  });
}

function leaves(block: readonly Stmt[]): boolean {
  return block.some((statement) => statement.kind === 'return' || statement.kind === 'throw' || blocksOf(statement).some(leaves));
}

/** The event, or a later call on the way to it that gives back what it answers, is a part of the value, or of what is put into it piece by piece. */
function isMadeOf(expr: Expr, event: FlowEvent, frame: Frame, depth = frame.depth, seen = new Set<string>()): boolean {
  const later = event.steps.slice(depth);
  for (const part of partsIn(expr, frame)) {
    if (part.expr.kind === 'name' && putInto(part.expr.binding, part.frame, seen).some((value) => isMadeOf(value, event, part.frame, depth, seen))) return true;
    if (isThere(event.expr, event.env.file.path, part)) return true;
    if (later.some((step, index) => isThere(step.expr, step.file.path, part) && givesBack(event, depth + index))) return true;
  }
  return false;
}

/** `found[row.key] = row.value`, `found.push(row)`: asked once a name. */
function putInto(id: number, { file }: Frame, seen: Set<string>): readonly Expr[] {
  const name = `${file.path}:${id}`;
  if (seen.has(name)) return [];
  seen.add(name);
  return mutationsOf(id, file).flatMap(({ kind, values }) => (kind === 'call' ? [] : values));
}

function isThere(place: Expr, path: string, { expr, frame }: Part): boolean {
  return place.at[0] === expr.at[0] && place.at[1] === expr.at[1] && frame.file.path === path;
}
