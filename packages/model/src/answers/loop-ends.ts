import { blocksOf, type Expr, type Range, type Stmt } from '@assay/contract';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import { anchorAt, contains, type Frame } from './frames.js';
import { triesAround } from './tries.js';

/** What ends a loop where an access runs: an error, or a statement that leaves the loop. Then it runs for one element at most. */
export function endOf(event: FlowEvent, loop: LoopRef, frames: readonly Frame[]): 'error' | 'exit' | undefined {
  const places = frames.slice(loop.depth).map((frame, index) => ({ body: frame.fn?.body ?? [], anchor: anchorAt(event, loop.depth + index), isOwn: index === 0 }));
  const isIn = ({ at }: { readonly at: Range }): boolean => at[0] >= loop.at.start && at[1] <= loop.at.end;
  const isCaught = places.some(({ body, anchor, isOwn }) => triesAround(body, anchor.at).some((tried) => tried.handler !== undefined && (!isOwn || isIn(tried))));
  for (const { body, anchor, isOwn } of places) {
    const around = blocksAround(body, anchor);
    const blocks = around.filter(({ of }) => !isOwn || (isIn(of) && !isLoop(of, loop)));
    if (!isCaught && blocks.some(({ statements }) => statements.at(-1)?.kind === 'throw')) return 'error';
    if (isOwn && loop.expr === undefined && blocks.some(({ statements }, index) => leaves(statements.at(-1), blocks.slice(0, index + 1).map(({ of }) => of)))) return 'exit';
    if (isOwn && loop.expr === undefined && around.some(({ of, statements }) => isLoop(of, loop) && goesToExit(statements, anchor))) return 'exit';
  }
  return undefined;
}

interface Block { readonly statements: readonly Stmt[]; readonly of: Stmt }

/** The blocks of a body in which the place stands, from the outside in, each with the statement that it is a part of. */
function blocksAround(body: readonly Stmt[], anchor: Expr): readonly Block[] {
  const of = body.find((statement) => contains(statement, anchor));
  const statements = of && blocksOf(of).find((block) => block.some((inner) => contains(inner, anchor)));
  return of && statements ? [{ statements, of }, ...blocksAround(statements, anchor)] : [];
}

function isLoop({ at, kind }: Stmt, loop: LoopRef): boolean {
  return kind === 'loop' && at[0] === loop.at.start;
}

/** What comes before it goes on with the next round; the round that runs it ends the loop: `if (skips(row)) continue; await write(row); return row;` */
function goesToExit(statements: readonly Stmt[], anchor: Expr): boolean {
  const from = statements.findIndex((statement) => contains(statement, anchor));
  return from >= 0 && leaves(statements.at(-1), []) && !statements.slice(from).some(goesOn);
}

function goesOn(statement: Stmt): boolean {
  return statement.kind === 'continue' || (statement.kind !== 'loop' && blocksOf(statement).some((block) => block.some(goesOn)));
}

/** `return` leaves every loop of the function, `process.exit()` all that runs, `break` only the nearest loop or `switch`. */
function leaves(last: Stmt | undefined, around: readonly Stmt[]): boolean {
  return last?.kind === 'return' || isExit(last) || (last?.kind === 'break' && !around.some(({ kind }) => kind === 'loop' || kind === 'switch'));
}

function isExit(last: Stmt | undefined): boolean {
  if (last?.kind !== 'expr' || last.value.kind !== 'call' || last.value.callee.kind !== 'member') return false;
  const { object, name } = last.value.callee;
  return name === 'exit' && object.kind === 'global' && object.name === 'process';
}
