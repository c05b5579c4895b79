import { Label, walk, walkExpr, weakMemo, type Env, type Expr, type ExprOf, type FileFacts, type FunctionFact, type FunctionValue } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { calleeText } from '../text.js';
import { writtenAs, type Placed } from './written-values.js';

const MAX_DEPTH = 4;
/** Calls that make another value each time. */
const RANDOM = /uuid|nanoid|random|ulid|cuid|createId$|shortid/i;
/** .. and those that look at such a value. */
const LOOKS = /(?:^|\.)(?:is|valid|assert|check|parse|find|get)[^.]*$/i;

/** Is the value another one each time, with nothing of the request in it? Followed through names, arguments and functions of the project that make it at once. */
export function isMadeUp({ expr, env }: Placed, linker: Linker, depth = 0): boolean {
  if (countsOn(expr, env, linker)) return true;
  const written = writtenAs(expr, env, linker);
  // What an object holds of the request says nothing of its other members.
  if (written.expr !== expr && depth < MAX_DEPTH) return isMadeUp(written, linker, depth + 1);
  if (depth > MAX_DEPTH || (linker.labels(expr, env) & Label.input) !== 0) return false;
  return walkExpr(expr).some((inner) => {
    if (inner.kind === 'name' || inner.kind === 'member') {
      const origin = writtenAs(inner, env, linker);
      return origin.expr !== inner && isMadeUp(origin, linker, depth + 1);
    }
    if (inner.kind !== 'call') return false;
    return isRandom(inner, env.file) || callees(inner, env, linker).some((callee) => makesUp(callee, linker, depth + 1));
  });
}

/** Is there something in the value that is another one each time: `${slug}-${nanoid()}`? Also in functions of the project that make it. */
export function mixesMadeUp({ expr, env }: Placed, linker: Linker): boolean {
  return countsOn(expr, env, linker) || walkExpr(expr).some((inner) => inner.kind === 'call' && (isRandom(inner, env.file) || callees(inner, env, linker).some((callee) => makesUp(callee, linker, 1))));
}

/** `last ? last.position + 1 : 1`: the number after the last one that is stored. */
function countsOn(expr: Placed['expr'], env: Env, linker: Linker): boolean {
  if (expr.kind === 'conditional') return countsOn(expr.then, env, linker) || countsOn(expr.else, env, linker);
  const isStep = (side: Placed['expr']): boolean => side.kind === 'literal' && typeof side.value === 'number';
  return expr.kind === 'binary' && expr.op === '+' && ((isStep(expr.right) && (linker.labels(expr.left, env) & Label.data) !== 0) || (isStep(expr.left) && (linker.labels(expr.right, env) & Label.data) !== 0));
}

function callees(call: Placed['expr'], env: Env, linker: Linker): readonly FunctionValue[] {
  return call.kind === 'call' ? optionsOf(linker.evaluate(call.callee, env)).flatMap((option) => (option.kind === 'function' ? [option] : [])) : [];
}

const answersOf = weakMemo((_linker: Linker) => new Map<FunctionFact, boolean>());

/** A function that asks for a random value on its way; one that waits must answer it. */
function makesUp({ file, fn, id }: Pick<FunctionValue, 'file' | 'fn' | 'id'>, linker: Linker, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const answers = answersOf(linker);
  let answer = answers.get(fn);
  if (answer === undefined) {
    answers.set(fn, false);
    answer = fn.async ? answersMadeUp(file, id, linker, depth + 1) : within(fn, file).some((expr) => expr.kind === 'call' && isRandom(expr, file)) || walk(fn).some((expr) => callees(expr, linker.envOf(file, id), linker).some((callee) => makesUp(callee, linker, depth + 1)));
    answers.set(fn, answer);
  }
  return answer;
}

/** `const slug = randomText(); return (await Row.findOne({ slug })) ? freeSlug() : slug`: whatever it answers is another one each time; its own call says nothing new. */
function answersMadeUp(file: FileFacts, id: number, linker: Linker, depth: number): boolean {
  const env = linker.envOf(file, id);
  const others = linker.index.returnsOf(file, id).flatMap(choices).filter((expr) => !callees(expr.kind === 'await' ? expr.value : expr, env, linker).some((callee) => callee.fn === file.functions[id]));
  return others.length > 0 && others.every((expr) => isMadeUp({ expr, env }, linker, depth));
}

function choices(expr: Expr): readonly Expr[] {
  return expr.kind === 'conditional' ? [...choices(expr.then), ...choices(expr.else)] : [expr];
}

/** The expressions of a function and of those that it hands on: `Array.from({ length }, () => letters[randomInt(26)])`. */
function within(fn: FunctionFact, file: FileFacts): readonly Expr[] {
  return [...walk(fn)].flatMap((expr) => (expr.kind === 'function' ? [...walk(file.functions[expr.fn] ?? fn)] : [expr]));
}

function isRandom(call: ExprOf<'call'>, file: FileFacts): boolean {
  const name = calleeText(call, file);
  return RANDOM.test(name) && !LOOKS.test(name);
}
