import { blocksOf, memo, walk, walkExpr, weakMemo, type Env, type Expr, type ExprOf, type FileFacts, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { originOf, type Arm } from '../flow/arms.js';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { isStatement } from '../link/statements.js';
import { optionsOf } from '../link/values.js';
import { statementAt } from './detached.js';
import { calleeText } from '../text.js';
import { contains } from './frames.js';
import { givesBack, tellsLimit } from './given-back.js';

const MAX_DEPTH = 4;

/** Is the request refused because the look-up found something? Not where it found nothing, nor where so much is there that a limit is reached. */
export function refusesFound(refusal: FlowEvent, read: FlowEvent, linker: Linker): boolean {
  return branchesOn(refusal, refusal.within, read, linker, (arm) => arm.endsWith('~t'));
}

/** Is it reached only where the look-up found nothing? */
export function needsAbsence(event: FlowEvent, read: FlowEvent, linker: Linker): boolean {
  return branchesOn(event, event.arms, read, linker, (arm) => !arm.endsWith('~t')) || standsUnder(event, read, linker);
}

/** An `if` around one of the calls that lead to it says the same; arms leave those out that two ways lead through. */
function standsUnder(event: FlowEvent, read: FlowEvent, linker: Linker): boolean {
  const places = [...event.steps.map(({ file, expr }) => ({ file, expr })), { file: event.env.file, expr: event.expr }];
  return places.some(({ file, expr }) => {
    const functions = file.functions.filter((fn) => fn.at[0] <= expr.at[0] && expr.at[1] <= fn.at[1]);
    return functions.flatMap((fn) => testsAround(fn.body, expr)).some(({ test, holds }) => asks(test, !holds, (part) => comesFrom(part, event.env, { read, test, file, linker }, 0), (call) => tellsAbsence(call, file, linker)));
  });
}

/** The tests of the `if`s around a place, each with whether it holds there. */
export function testsAround(statements: readonly Stmt[], anchor: Expr): readonly { readonly test: Expr; readonly holds: boolean }[] {
  const statement = statements.find((one) => statementAt([one], anchor) !== undefined);
  if (!statement) return [];
  const own = statement.kind === 'if' && !contains(statement.test, anchor) ? [{ test: statement.test, holds: statementAt(statement.then, anchor) !== undefined }] : [];
  return [...own, ...blocksOf(statement).flatMap((block) => testsAround(block, anchor))];
}

/** One of the arms was taken by a test that asks, coming out as `outcome` says, for something that was found. */
function branchesOn(event: FlowEvent, arms: readonly Arm[], read: FlowEvent, linker: Linker, outcome: (arm: Arm) => boolean): boolean {
  return arms.some((arm) => {
    const origin = originOf(arm);
    if (!origin || origin.kind !== '' || read.arms.includes(arm)) return false;
    const file = linker.index.file(origin.path);
    const test = file && testAt(origin.offset, file);
    if (!file || !test) return false;
    return asks(test, outcome(arm), (expr) => comesFrom(expr, event.env, { read, test, file, linker }, 0), (call) => tellsAbsence(call, file, linker));
  });
}

/** The condition that begins at a place. */
export function testAt(offset: number, file: FileFacts): Expr | undefined {
  for (const fn of file.functions) {
    if (fn.at[0] > offset || fn.at[1] < offset) continue;
    const found = walk(fn).find((expr) => expr.at[0] === offset);
    if (found) return found;
  }
  return undefined;
}

/** Does the test, when it comes out like this, say that the look-up found something? */
function asks(test: Expr, holds: boolean, read: (expr: Expr) => boolean, isAbsence: (call: ExprOf<'call'>) => boolean): boolean {
  if (test.kind === 'unary' && test.op === '!') return asks(test.value, !holds, read, isAbsence);
  if (test.kind === 'await' || test.kind === 'cast') return asks(test.value, holds, read, isAbsence);
  if (test.kind === 'logical') {
    const says = (part: Expr, came: boolean): boolean => asks(part, came, read, isAbsence);
    // `!row || row.shelf !== shelf`, `row && row.shelf === shelf`: the second part is asked of a row that is there.
    const found = test.op === '&&';
    if (test.op !== '??' && says(test.left, found) && !says(test.left, !found)) return holds === found;
    return says(test.left, holds) || says(test.right, holds);
  }
  if (!read(test)) return false;
  if (test.kind === 'call' && isAbsence(test)) return !holds;
  if (test.kind !== 'binary') return holds;
  if (['===', '==', '!==', '!='].includes(test.op)) {
    const isEmpty = [test.left, test.right].some((side) => side.kind === 'undefined' || (side.kind === 'literal' && (side.value === null || side.value === 0 || side.value === false)));
    // `found !== ids.length`: not all that was asked for is there.
    if ([test.left, test.right].some(isSize) && ![test.left, test.right].some((side) => side.kind === 'literal')) return holds !== test.op.startsWith('!');
    return !isEmpty || holds === test.op.startsWith('!');
  }
  if (!/^[<>]/.test(test.op)) return true;
  // `count > 0` asks for something, `count >= limit` for too much.
  const isFew = (side: Expr): boolean => side.kind === 'literal' && (side.value === 0 || side.value === 1);
  return (isFew(test.right) && holds === test.op.startsWith('>')) || (isFew(test.left) && holds === test.op.startsWith('<'));
}

function isSize(expr: Expr): boolean {
  return expr.kind === 'member' && (expr.name === 'length' || expr.name === 'size');
}

/** `O.isNone(found)`, `isEmpty(rows)`, `isNil(row)`: true where nothing was found. */
const ABSENT = /^(?:is_?)?(?:none|nothing|left|nil|null|undefined|empty|missing|absent|not_?found|available|unused|unique)$/i;

function saysAbsent({ callee }: ExprOf<'call'>): boolean {
  return callee.kind === 'member' && ABSENT.test(callee.name);
}

/** .. or a function of the project, all of whose answers are true where nothing was found: `return rows.length === 0`. */
function tellsAbsence(call: ExprOf<'call'>, file: FileFacts, linker: Linker): boolean {
  if (saysAbsent(call)) return true;
  const answers = optionsOf(linker.evaluate(call.callee, linker.envOf(file, linker.index.functionAt(file, call.at[0])))).flatMap((option) => (option.kind === 'function' ? linker.index.returnsOf(option.file, option.id) : []));
  return answers.length > 0 && answers.every((answer) => !asks(answer, true, () => true, saysAbsent) && asks(answer, false, () => true, saysAbsent));
}

interface Look { readonly read: FlowEvent; readonly test: Expr; readonly file: FileFacts; readonly linker: Linker }

/** The calls by which a look-up is reached in a file, and that answer whether something was found. */
const lookUpsOf = weakMemo((read: FlowEvent) => memo((file: FileFacts) => lookUpsIn(file, read)));

function lookUpsIn(file: FileFacts, read: FlowEvent): readonly Expr[] {
  const tells = read.steps.flatMap((step, depth) => (step.file.path === file.path && givesBack(read, depth) && !tellsLimit(read, depth) ? [step.expr] : []));
  return [...(read.at.path === file.path ? [read.expr] : []), ...tells];
}

/** The function that looks up is called here as well: of equal events one is kept, with the calls that led to it. */
function asksAgain(expr: Expr, look: Look): boolean {
  const { read, file } = look;
  const names = new Set(lookUpsOf(read)(file).flatMap((place) => (place !== read.expr && place.kind === 'call' ? [calleeText(place, file)] : [])));
  return walkExpr(expr).some((inner) => inner.kind === 'call' && (names.has(calleeText(inner, file)) || statesAgain(inner, look)));
}

/** A helper that the look-up was made with is given another statement, about the same table: `store.one('SELECT count(*) FROM pilot')`. */
function statesAgain(call: ExprOf<'call'>, { read, file, linker }: Look): boolean {
  const table = read.concept?.kind === 'access' ? read.concept.table?.toLowerCase() : undefined;
  const env = linker.envOf(file, linker.index.functionAt(file, call.at[0]));
  const saysTable = call.args.some((arg) => {
    const text = arg.kind === 'literal' || arg.kind === 'name' || arg.kind === 'template' ? linker.evaluate(arg, env) : undefined;
    return text?.kind === 'const' && isStatement(text.value) && String(text.value).toLowerCase().split(/[^\w.]+/).includes(table ?? '');
  });
  const helpers = saysTable ? optionsOf(linker.evaluate(call.callee, env)).flatMap((option) => (option.kind === 'function' ? [option.fn] : [])) : [];
  return read.steps.some(({ callee }, depth) => helpers.includes(callee.fn) && givesBack(read, depth) && !tellsLimit(read, depth));
}

/** A flag that is set where the look-up found something: `if (found) bad = true; if (bad) return ..`. */
function isRaised(value: Expr, env: Env, look: Look, depth: number): boolean {
  if (value.kind !== 'literal' || value.value !== true) return false;
  const { file, linker } = look;
  const fn = file.functions[linker.index.functionAt(file, value.at[0])];
  return fn !== undefined && testsAround(fn.body, value).some(({ test, holds }) => asks(test, holds, (part) => comesFrom(part, env, look, depth), (call) => tellsAbsence(call, file, linker)));
}

/** The value is what the look-up answered: followed through names, arguments, and callbacks of the look-up itself. */
function comesFrom(expr: Expr, env: Env, look: Look, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const { read, test, file, linker } = look;
  const own = lookUpsOf(read)(file);
  if (own.some((place) => contains(expr, place)) || asksAgain(expr, look)) return true;
  return walkExpr(expr).some((inner) => {
    const binding = inner.kind === 'name' ? file.bindings[inner.binding] : undefined;
    if (!binding || binding.imported) return false;
    if (binding.kind !== 'param') return [binding.init, ...(binding.assigned ?? [])].some((value) => value !== undefined && (comesFrom(value, env, look, depth + 1) || isRaised(value, env, look, depth + 1)));
    if (own.some((place) => contains(place, test))) return true;
    const arg = env.file === file ? scopeEnv(file, binding.fn, env, linker).args?.[binding.index ?? 0] : undefined;
    return arg?.expr !== undefined && arg.env !== undefined && comesFrom(arg.expr, arg.env, { ...look, file: arg.env.file }, depth + 1);
  });
}
