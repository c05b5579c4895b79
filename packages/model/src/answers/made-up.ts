import { Label, walk, walkExpr, weakMemo, type Env, type Expr, type ExprOf, type FileFacts, type FunctionFact, type FunctionValue } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { calleeText } from '../text.js';
import { writtenAs, type Placed } from './written-values.js';

const MAX_DEPTH = 4;
/** Calls that make another value each time. */
const RANDOM = /uuid|nanoid|random|ulid|cuid|createId$|shortid/i;
/** Libraries whose functions make such functions: `customAlphabet(letters, 12)`. */
const GENERATORS = /^(?:nanoid|uuid|ulid|cuid|@paralleldrive\/cuid2|short-unique-id|hyperid)(?:\/|$)/;
/** .. and those that look at such a value. */
const LOOKS = /(?:^|\.)(?:is|valid|assert|check|parse|find|get)[^.]*$/i;

/** Is the value another one each time, with nothing of the request in it? Followed through names, arguments and functions of the project that make it at once. */
export function isMadeUp({ expr, env }: Placed, linker: Linker, depth = 0): boolean {
  if (countsOn(expr, env, linker)) return true;
  const written = writtenAs(expr, env, linker);
  // What an object holds of the request says nothing of its other members.
  if (written.expr !== expr && depth < MAX_DEPTH) return isMadeUp(written, linker, depth + 1);
  if (depth > MAX_DEPTH || (linker.labels(expr, env) & Label.input) !== 0) return false;
  const given = givenTo(expr, env);
  if (given.length > 0) return depth < MAX_DEPTH && given.every((value) => isMadeUp({ expr: value, env }, linker, depth + 1));
  return walkExpr(expr).some((inner) => {
    if (inner.kind === 'name' || inner.kind === 'member') {
      const origin = writtenAs(inner, env, linker);
      return origin.expr !== inner && isMadeUp(origin, linker, depth + 1);
    }
    if (inner.kind !== 'call') return false;
    return isRandom(inner, env, linker) || callees(inner, env, linker).some((callee) => makesUp(callee, linker, depth + 1));
  });
}

/** `let code = ''; while (!isFree) { code = freshCode(); .. }`: what a variable of the function is given, beside what it begins with. */
function givenTo(expr: Expr, { file, fn, args }: Env): readonly Expr[] {
  const binding = expr.kind === 'name' ? file.bindings[expr.binding] : undefined;
  // `key = key ?? freshKey()` of a parameter that the caller leaves out.
  if (binding?.kind === 'param' && file.functions[binding.fn] === fn && args && args[binding.index ?? 0] === undefined) return (binding.assigned ?? []).map((value) => (value.kind === 'logical' && value.op !== '&&' ? value.right : value));
  if (!binding || binding.kind === 'param' || file.functions[binding.fn] !== fn || (binding.init && binding.init.kind !== 'literal')) return [];
  return binding.assigned ?? [];
}

/** Is there something in the value that is another one each time: `${slug}-${nanoid()}`? Also in functions of the project that make it. */
export function mixesMadeUp({ expr, env }: Placed, linker: Linker): boolean {
  return countsOn(expr, env, linker) || walkExpr(expr).some((inner) => (inner.kind === 'name' && namesRandom(inner, env, linker)) || inner.kind === 'call' && (isRandom(inner, env, linker) || callees(inner, env, linker).some((callee) => makesUp(callee, linker, 1))));
}

/** `const suffix = nanoid(8)`, also a part of it. */
function namesRandom(name: ExprOf<'name'>, env: Env, linker: Linker): boolean {
  const written = writtenAs(name, env, linker);
  if (written.expr === name) return false;
  const start = firstCall(written.expr);
  return start !== undefined && (isRandom(start, written.env, linker) || callees(start, written.env, linker).some((callee) => !callee.fn.async && makesUp(callee, linker, 1)));
}

/** The call with which a chain begins: `randomBytes(4)` of `randomBytes(4).toString('hex')`. */
function firstCall(expr: Expr): ExprOf<'call'> | undefined {
  if (expr.kind === 'member') return firstCall(expr.object);
  if (expr.kind !== 'call') return undefined;
  return (expr.callee.kind === 'member' ? firstCall(expr.callee.object) : undefined) ?? expr;
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
    answer = fn.async ? countsUp(file, fn, id, linker) || answersMadeUp(file, id, linker, depth + 1) : within(fn, file).some((expr) => expr.kind === 'call' && isRandom(expr, linker.envOf(file, id), linker)) || walk(fn).some((expr) => callees(expr, linker.envOf(file, id), linker).some((callee) => makesUp(callee, linker, depth + 1)));
    answers.set(fn, answer);
  }
  return answer;
}

const NUMBERS = /(?:number|num|no|code|seq(?:uence)?|folio|serial|reference|ref|position|order)s?$/i;
const MAKES = /^_?(?:next|generate|gen|make|new|create|get_?(?:a_?)?(?:next|new)|assign|allocate|build)/i;

/** `async function nextNumber() { const last = await ..; return `${prefix}${last.number + 1}`; }`: a number is made of the last one that is stored. */
function countsUp(file: FileFacts, fn: FunctionFact, id: number, linker: Linker): boolean {
  return MAKES.test(fn.name) && NUMBERS.test(fn.name) && walk(fn).some((expr) => countsOn(expr, linker.envOf(file, id), linker));
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

function isRandom(call: ExprOf<'call'>, env: Env, linker: Linker): boolean {
  const name = calleeText(call, env.file);
  if (RANDOM.test(name)) return !LOOKS.test(name);
  // A generator that was made with an alphabet of its own.
  return call.callee.kind === 'name' && optionsOf(linker.evaluate(call.callee, env)).some((option) => option.kind === 'path' && GENERATORS.test(option.root) && option.path.endsWith('()'));
}
