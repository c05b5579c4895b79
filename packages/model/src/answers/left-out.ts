import { Label, walk, type Expr, type ExprOf, type FileFacts } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { framesOf, type Frame } from './frames.js';
import { partsIn } from './value-parts.js';

const SEARCHES: ReadonlySet<string> = new Set(['includes', 'has', 'some', 'find']);

/** Are the rows those of a list from which what is stored already was left out? `const fresh = ids.filter((id) => !stored.includes(id)); insert(fresh)` */
export function createsLeftOut(create: FlowEvent, linker: Linker): boolean {
  const frames = framesOf(create, undefined);
  const frame = frames[frames.length - 1] as Frame;
  for (const part of partsIn(create.expr, frame)) {
    if (part.expr.kind === 'call' && leavesOutStored(part.expr, part.frame.file, linker)) return true;
  }
  return false;
}

function leavesOutStored({ callee, args: [test] }: ExprOf<'call'>, file: FileFacts, linker: Linker): boolean {
  const fn = callee.kind === 'member' && callee.name === 'filter' && test?.kind === 'function' ? file.functions[test.fn] : undefined;
  return fn !== undefined && [...walk(fn)].some((expr) => expr.kind === 'unary' && expr.op === '!' && isStored(expr.value, file, linker));
}

/** A search in what was loaded. */
function isStored(expr: Expr, file: FileFacts, linker: Linker): boolean {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !SEARCHES.has(expr.callee.name)) return false;
  return (linker.labels(expr.callee.object, linker.envOf(file, linker.index.functionAt(file, expr.at[0]))) & Label.data) !== 0;
}
