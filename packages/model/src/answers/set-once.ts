import { keptIn, memo, walk, weakMemo, type Expr, type FunctionFact } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { type Need } from './asked-state.js';
import { partsIn } from './value-parts.js';

/** Commands of key-value stores that set what is not set yet, and say whether they did. */
const SETS_ABSENT = /^(?:setnx|set_?if_?(?:absent|not_?exists)|put_?if_?absent)$/i;
const MAX_HOPS = 3;

/** Does a condition ask whether a key was set just now, which one request does: `redis.set(key, 1, 'NX')`? */
export function asksSetOnce({ expr, frame }: Need, linker: Linker): boolean {
  for (const part of partsIn(expr, frame)) if (setsOnce(part.expr, part.frame.file.path, linker, 0)) return true;
  return false;
}

function setsOnce(expr: Expr, path: string, linker: Linker, hops: number): boolean {
  if (expr.kind !== 'call' || hops > MAX_HOPS) return false;
  const { callee, args } = expr;
  if (callee.kind === 'member' && SETS_ABSENT.test(callee.name)) return true;
  if (callee.kind === 'member' && callee.name === 'set' && args.slice(2).some(saysAbsent)) return true;
  const file = linker.index.file(path);
  if (!file) return false;
  const options = optionsOf(linker.evaluate(callee, linker.envOf(file, linker.index.functionAt(file, expr.at[0]))));
  return options.some((option) => option.kind === 'function' && doesSetOnce(option.fn, option.file.path, linker, hops + 1));
}

const answersAfter = weakMemo((_linker: Linker) => memo((_hops: number) => new Map<FunctionFact, boolean>()));

/** Does the function set such a key itself, or through so many calls? */
function doesSetOnce(fn: FunctionFact, path: string, linker: Linker, hops: number): boolean {
  return keptIn(answersAfter(linker)(hops), fn, () => walk(fn).some((inner) => setsOnce(inner, path, linker, hops)));
}

/** `'NX'`, `{ nx: true }`, `{ condition: 'NX' }`. */
function saysAbsent(arg: Expr): boolean {
  if (arg.kind === 'literal') return /^nx$/i.test(String(arg.value));
  return arg.kind === 'object' && arg.members.some((member) => member.kind === 'property' && (/^nx$/i.test(member.key) || saysAbsent(member.value)));
}
