import { Label, walk, walkExpr, type Expr, type FileFacts } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { originOf } from '../flow/arms.js';
import type { Linker } from '../link/linker.js';
import { contains } from './frames.js';

const MAX_DEPTH = 4;

/** Is the request refused because the look-up found something? Not where it found nothing, nor where so much is there that a limit is reached. */
export function refusesFound(refusal: FlowEvent, read: FlowEvent, linker: Linker): boolean {
  return refusal.within.some((arm) => {
    const origin = originOf(arm);
    if (!origin || origin.kind !== '' || read.arms.includes(arm)) return false;
    const file = linker.index.file(origin.path);
    const test = file && testAt(origin.offset, file);
    if (!file || !test) return false;
    const places = [...(read.at.path === origin.path ? [read.expr] : []), ...read.steps.flatMap((step) => (step.file.path === origin.path ? [step.expr] : []))];
    return asks(test, arm.endsWith('~t'), (expr) => comesFrom(expr, { places, file, refusal, linker }, 0));
  });
}

function testAt(offset: number, file: FileFacts): Expr | undefined {
  for (const fn of file.functions) {
    if (fn.at[0] > offset || fn.at[1] < offset) continue;
    const found = walk(fn).find((expr) => expr.at[0] === offset);
    if (found) return found;
  }
  return undefined;
}

/** Does the test, when it comes out like this, say that the look-up found something? */
function asks(test: Expr, holds: boolean, read: (expr: Expr) => boolean): boolean {
  if (test.kind === 'unary' && test.op === '!') return asks(test.value, !holds, read);
  if (test.kind === 'logical') return asks(test.left, holds, read) || asks(test.right, holds, read);
  if (!read(test)) return false;
  if (test.kind !== 'binary') return holds;
  if (['===', '==', '!==', '!='].includes(test.op)) {
    const isEmpty = [test.left, test.right].some((side) => side.kind === 'undefined' || (side.kind === 'literal' && (side.value === null || side.value === 0 || side.value === false)));
    return !isEmpty || holds === test.op.startsWith('!');
  }
  // `count > 0` asks for something, `count >= limit` for too much.
  return ![...'<>'].some((sign) => test.op.startsWith(sign)) || [test.left, test.right].some((side) => side.kind === 'literal' && (side.value === 0 || side.value === 1));
}

interface Look { readonly places: readonly Expr[]; readonly file: FileFacts; readonly refusal: FlowEvent; readonly linker: Linker }

/** The value is what one of the calls answered; of a parameter it is enough that it comes from the data store. */
function comesFrom(expr: Expr, look: Look, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const { places, file, refusal, linker } = look;
  if (places.some((place) => contains(expr, place))) return true;
  return walkExpr(expr).some((inner) => {
    const binding = inner.kind === 'name' ? file.bindings[inner.binding] : undefined;
    if (!binding || binding.imported) return false;
    if (binding.kind === 'param') return file.functions[binding.fn] !== refusal.env.fn || (linker.labels(inner, refusal.env) & Label.data) !== 0 || places.some((place) => contains(place, expr));
    return [binding.init, ...(binding.assigned ?? [])].some((value) => value !== undefined && comesFrom(value, look, depth + 1));
  });
}
