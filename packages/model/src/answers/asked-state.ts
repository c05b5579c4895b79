import { blocksOf, keptIn, Label, memo, weakMemo, type Expr, type ExprOf, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { originOf } from '../flow/arms.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { argumentOf, commonSteps, contains, framesOf, homeOf, type Frame } from './frames.js';
import { givesBack } from './given-back.js';
import { testAt } from './refusals.js';
import { isSwallowed } from './swallowed.js';
import { partsIn, type Part } from './value-parts.js';

const MAX_DEPTH = 24;
const MAX_PREDICATES = 3;

/** What must hold for an event to be reached. */
export interface Need {
  readonly expr: Expr;
  /** How it must come out. */
  readonly holds: boolean;
  /** It must, whatever else does. */
  readonly sure: boolean;
  readonly frame: Frame;
}

/** The conditions on the way to an event: those of the branches it stands in or that were left before, and of refusals that earlier calls did not make; the collections it is done for. */
export function needsOf(event: FlowEvent, events: readonly FlowEvent[], linker: Linker): readonly Need[] {
  const before = events.slice(0, events.indexOf(event)).filter(({ kind }) => kind === 'throw' || kind === 'respond');
  const refused = before.flatMap((refusal) => refusedBy(refusal, event, linker));
  return [...event.arms.flatMap((arm) => needAt(arm, event, false, linker)), ...refused, ...loopsOf(event)];
}

/** What did not hold, or the refusal would have been made. One that only some requests meet, or that nobody hears of, keeps nothing back. */
function refusedBy(refusal: FlowEvent, event: FlowEvent, linker: Linker): readonly Need[] {
  const own = refusal.within.filter((arm) => !event.arms.includes(arm));
  const arm = own.at(-1);
  if (arm === undefined || arm !== refusal.within.at(-1)) return [];
  const around = own.slice(0, -1);
  const depth = commonSteps(refusal, event);
  if (isSwallowed(refusal, event, framesOf(refusal, undefined), depth)) return [];
  const others = around.flatMap((one) => needAt(one, refusal, false, linker));
  if (others.length < around.length || others.some(({ expr, frame }) => !asksData(expr, frame, linker))) return [];
  return needAt(arm, refusal, true, linker).map((need) => ({ ...need, sure: need.sure && around.length === 0 }));
}

function asksData(expr: Expr, { file }: Frame, linker: Linker): boolean {
  return (linker.labels(expr, linker.envOf(file, linker.index.functionAt(file, expr.at[0]))) & Label.data) !== 0;
}

function needAt(arm: string, event: FlowEvent, refused: boolean, linker: Linker): readonly Need[] {
  const origin = originOf(arm);
  const side = arm.endsWith('~t') ? true : arm.endsWith('~f') ? false : undefined;
  if (!origin || origin.kind !== '' || side === undefined) return [];
  const file = linker.index.file(origin.path);
  const found = file && testAt(origin.offset, file);
  if (!file || !found) return [];
  const test = found.kind === 'conditional' ? found.test : found;
  const frame = framesOf(event, undefined).findLast((one) => one.file === file && (one.fn === undefined || (one.fn.at[0] <= origin.offset && origin.offset <= one.fn.at[1])));
  return frame ? partsOf(test, side !== refused, true, frame, linker) : [];
}

/** `a && b` holds where both do, and fails where one of them does; a call of a predicate says what the predicate answers. */
function partsOf(test: Expr, holds: boolean, sure: boolean, frame: Frame, linker: Linker, depth = 0): readonly Need[] {
  if (test.kind === 'unary' && test.op === '!') return partsOf(test.value, !holds, sure, frame, linker, depth);
  if (test.kind === 'await' || test.kind === 'cast') return partsOf(test.value, holds, sure, frame, linker, depth);
  if (depth < MAX_PREDICATES) {
    const inner = test.kind === 'call' ? predicateOf(test, frame, linker) : undefined;
    if (inner) return [{ expr: test, holds, sure, frame }, ...partsOf(inner.expr, holds, sure, inner.frame, linker, depth + 1)];
    const held = test.kind === 'name' ? heldIn(test, frame) : undefined;
    if (held) return [{ expr: test, holds, sure, frame }, ...partsOf(held.expr, holds, sure, held.frame, linker, depth + 1)];
    const ways = waysTo(test, holds, frame, linker);
    if (ways.length > 0) return [{ expr: test, holds, sure, frame }, ...ways.flatMap((way) => partsOf(way.test, way.truth, sure, way.frame, linker, depth + 1))];
  }
  if (test.kind !== 'logical' || test.op === '??') return [{ expr: test, holds, sure, frame }];
  const all = sure && holds === (test.op === '&&');
  return [...partsOf(test.left, holds, all, frame, linker, depth), ...partsOf(test.right, holds, all, frame, linker, depth)];
}

/** `const isOpen = row.status === 'open'`: the condition that a name holds. */
function heldIn(name: ExprOf<'name'>, frame: Frame): Part | undefined {
  const binding = frame.file.bindings[name.binding];
  const home = homeOf(name.binding, frame);
  const isCondition = binding?.init?.kind === 'binary' || binding?.init?.kind === 'logical' || binding?.init?.kind === 'unary';
  return binding?.init && home && isCondition && binding.kind === 'const' && (binding.assigned?.length ?? 0) === 0 ? { expr: binding.init, frame: home } : undefined;
}

/** What a function answers that does nothing else: `const isOpen = (row) => row.status === 'open'`. */
function predicateOf(call: ExprOf<'call'>, frame: Frame, linker: Linker): Part | undefined {
  const inner = entered(call, frame, linker);
  const [answer, ...rest] = inner?.fn?.body ?? [];
  return inner && answer?.kind === 'return' && answer.value && rest.length === 0 ? { expr: answer.value, frame: inner } : undefined;
}

/** The function that a call leads to, where that is one. */
function entered(call: ExprOf<'call'>, frame: Frame, linker: Linker): Frame | undefined {
  const [callee, ...others] = optionsOf(linker.evaluate(call.callee, linker.envOf(frame.file, linker.index.functionAt(frame.file, call.at[0]))));
  if (callee?.kind !== 'function' || others.length > 0) return undefined;
  return { file: callee.file, fn: callee.fn, depth: frame.depth + 1, key: `${frame.key}>${frame.file.path}:${call.at[0]}#${callee.id}`, caller: frame, args: call.args };
}

/** The conditions on the way to the one place at which a function says so: `if (row.state === 'free') { ..; return true; } return false;`. */
function waysTo(test: Expr, holds: boolean, frame: Frame, linker: Linker): readonly (Condition & { readonly frame: Frame })[] {
  const call = callOf(test, frame);
  const inner = call && entered(call, frame, linker);
  if (!inner?.fn) return [];
  const answers = returnsIn(inner.fn.body);
  const fitting = answers.filter((value) => value?.kind === 'literal' && value.value === holds);
  const others = answers.every((value) => value?.kind === 'literal' && typeof value.value === 'boolean');
  const [only] = fitting;
  return others && fitting.length === 1 && only ? conditionsTo(only, inner.fn.body).map((way) => ({ ...way, frame: inner })) : [];
}

/** The call that a condition asks, also by the name of what it answered. */
function callOf(test: Expr, frame: Frame): ExprOf<'call'> | undefined {
  if (test.kind === 'await' || test.kind === 'cast') return callOf(test.value, frame);
  if (test.kind === 'call') return test;
  const binding = test.kind === 'name' ? frame.file.bindings[test.binding] : undefined;
  return binding?.kind === 'const' && binding.init && binding.init.kind !== 'name' ? callOf(binding.init, frame) : undefined;
}

function returnsIn(statements: readonly Stmt[]): readonly (Expr | undefined)[] {
  return statements.flatMap((statement) => (statement.kind === 'return' ? [statement.value] : blocksOf(statement).flatMap(returnsIn)));
}

interface Condition { readonly test: Expr; readonly truth: boolean }

/** The branches that a place stands in, and those before it that leave. */
function conditionsTo(place: Expr, statements: readonly Stmt[]): readonly Condition[] {
  const index = statements.findIndex((statement) => contains(statement, place));
  const around = statements[index];
  const left = statements.slice(0, Math.max(index, 0)).flatMap((one) => (one.kind !== 'if' ? [] : leaves(one.then) ? [{ test: one.test, truth: false }] : leaves(one.else) ? [{ test: one.test, truth: true }] : []));
  const block = around && blocksOf(around).find((inner) => inner.some((one) => contains(one, place)));
  if (!around || !block) return left;
  return [...left, ...(around.kind === 'if' ? [{ test: around.test, truth: block === around.then }] : []), ...conditionsTo(place, block)];
}

function leaves(block: readonly Stmt[]): boolean {
  const last = block.at(-1);
  return last?.kind === 'return' || last?.kind === 'throw';
}

function loopsOf(event: FlowEvent): readonly Need[] {
  const frames = framesOf(event, undefined);
  return event.loops.flatMap((loop) => {
    const frame = frames[loop.depth];
    const [first] = loop.bindings;
    const over = loop.expr?.kind === 'call' && loop.expr.callee.kind === 'member' ? loop.expr.callee.object : first === undefined ? undefined : loop.file.bindings[first]?.init;
    return frame && over ? [{ expr: over.kind === 'element' || over.kind === 'key' ? over.of : over, holds: true, sure: true, frame }] : [];
  });
}

/** The value is made of what an event answered: followed through names, arguments, and callbacks for the elements of a collection. */
export function comesOf(value: Expr, source: FlowEvent, frame: Frame): boolean {
  const places = placesIn(frame)(value);
  return placesOf(source).some((place) => places.has(place));
}

/** Where an event stands, and the calls on the way to it that answer what it does. */
const placesOf = weakMemo((event: FlowEvent): readonly string[] => {
  const { expr, at, steps } = event;
  return [placeOf(expr, at.path), ...steps.flatMap((step, depth) => (givesBack(event, depth) ? [placeOf(step.expr, step.file.path)] : []))];
});

/** Where the parts of a value of the frame stand. */
const placesIn = weakMemo((frame: Frame) => memo((value: Expr): ReadonlySet<string> => new Set([...partsIn(value, frame)].map((part) => placeOf(part.expr, part.frame.file.path)))));

function placeOf({ at }: Expr, path: string): string {
  return `${path}:${at[0]}-${at[1]}`;
}

/** Members and methods by which an answer, or a part of its rows, is taken. */
const ROWS = /^(?:rows?|data|items?|results?|records?|list|docs?|entries|values?|length|count|size|raw|n|nModified|changes|matchedCount|numUpdatedRows|numDeletedRows)$|^(?:affected|row|modified|deleted|updated|inserted|created|upserted|matched)(?:Count|Rows|Records)?$/;
const PICKS: ReadonlySet<string> = new Set(['filter', 'map', 'flatMap', 'find', 'at', 'slice', 'flat', 'concat', 'then']);

/** The value is the answer of an event itself, or rows of it: not what was worked out of them. */
export function isAnswerOf(value: Expr, source: FlowEvent, frame: Frame): boolean {
  const places = answersIn(frame)(value);
  return placesOf(source).some((place) => places.has(place));
}

/** Where those expressions stand whose answer, or rows of it, a value of the frame may be. */
const answersIn = weakMemo((frame: Frame) => memo((value: Expr): ReadonlySet<string> => new Answers().of(value, frame)));

class Answers {
  private readonly places = new Set<string>();
  /** At which depth an expression was come to: from further in it leads to nothing else. */
  private readonly seen = new Map<Frame, Map<Expr, number>>();

  of(value: Expr, frame: Frame): ReadonlySet<string> {
    this.follow(value, frame, 0);
    return this.places;
  }

  private follow(value: Expr, frame: Frame, depth: number): void {
    if (depth > MAX_DEPTH || !this.isNearer(value, frame, depth)) return;
    this.places.add(placeOf(value, frame.file.path));
    const inner = (expr: Expr, at = frame): void => { this.follow(expr, at, depth + 1); };
    switch (value.kind) {
      case 'await': case 'cast': return inner(value.value);
      case 'element': return inner(value.of);
      case 'index': return inner(value.object);
      case 'logical': return inner(value.left);
      case 'binary':
        inner(value.left);
        return inner(value.right);
      case 'member': return ROWS.test(value.name) ? inner(value.object) : undefined;
      case 'call': return value.callee.kind === 'member' && PICKS.has(value.callee.name) ? inner(value.callee.object) : undefined;
      case 'name': {
        const binding = frame.file.bindings[value.binding];
        const home = homeOf(value.binding, frame);
        if (!binding || binding.imported || !home) return;
        if (binding.kind !== 'param') {
          for (const given of [binding.init, ...(binding.assigned ?? [])]) if (given) inner(given, home);
          return;
        }
        const arg = argumentOf(binding.index ?? 0, home);
        return arg && home.caller ? inner(arg, home.caller) : undefined;
      }
      default: return;
    }
  }

  private isNearer(value: Expr, frame: Frame, depth: number): boolean {
    const depths = keptIn(this.seen, frame, () => new Map<Expr, number>());
    if ((depths.get(value) ?? Infinity) <= depth) return false;
    depths.set(value, depth);
    return true;
  }
}
