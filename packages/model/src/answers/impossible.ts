import { blocksOf, walk, weakMemo, type Expr, type ExprOf, type FunctionFact, type Stmt } from '@assay/contract';
import { originOf, type Arm } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';
import { mayReach } from '../ir/may-reach.js';
import type { Linker } from '../link/linker.js';
import { argumentOf, contains, envOf, framesOf, homeOf, type Frame } from './frames.js';

/** An expression where it is written, or nothing at all: what a caller left out. */
type Written = { readonly expr: Expr; readonly frame: Frame } | 'nothing';

const MAX_DEPTH = 16;

/**
 * Does a condition on the way deny it, by what the very calls of the way were given? Functions that many call are followed once for all of them, with both branches
 * of `if (isFlag)`; this way calls it with `{ isFlag: false }`, or without. Of anything that is not written out on the way nothing is said.
 */
export function isImpossible(event: FlowEvent, start: FunctionFact, linker: Linker): boolean {
  if (event.steps.length === 0) return false;
  const frames = framesOf(event, start);
  return event.arms.some((arm) => denies(arm, frames, linker));
}

/** Each activation on the way that the condition may belong to comes out the other way. */
function denies(arm: Arm, frames: readonly Frame[], linker: Linker): boolean {
  const side = /~([tf])$/.exec(arm)?.[1];
  const origin = side === undefined ? undefined : originOf(arm);
  if (!origin || (origin.kind !== '' && !origin.kind.startsWith('&'))) return false;
  const key = `${origin.offset}${origin.kind}`;
  const asked = frames.flatMap((frame) => {
    const test = frame.file.path === origin.path && frame.fn ? testsOf(frame.fn).get(key) : undefined;
    return test ? [truth(test, frame, test, linker, 0)] : [];
  });
  return asked.length > 0 && asked.every((known) => known !== undefined && known !== (side === 't'));
}

/** The conditions of a function's own body, as branches name them. */
const testsOf = weakMemo((fn: FunctionFact): ReadonlyMap<string, Expr> => {
  const found = new Map<string, Expr>();
  const visit = (statements: readonly Stmt[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'if') found.set(String(statement.test.at[0]), statement.test);
      for (const block of blocksOf(statement)) visit(block);
    }
  };
  visit(fn.body);
  for (const expr of walk(fn)) {
    if (expr.kind === 'conditional') found.set(String(expr.test.at[0]), expr.test);
    if (expr.kind === 'logical') found.set(`${expr.left.at[0]}&${expr.left.at[1]}`, expr.left);
  }
  return found;
});

/** How the condition comes out; undefined where the way does not say. `place` is where it is asked. */
function truth(test: Expr, frame: Frame, place: Expr, linker: Linker, depth: number): boolean | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const ask = (part: Expr): boolean | undefined => truth(part, frame, place, linker, depth + 1);
  if (test.kind === 'unary' && test.op === '!') {
    const inner = ask(test.value);
    return inner === undefined ? undefined : !inner;
  }
  if (test.kind === 'cast') return ask(test.value);
  if (test.kind === 'logical' && test.op !== '??') {
    const sides = [ask(test.left), ask(test.right)];
    const deciding = test.op === '||';
    return sides.includes(deciding) ? deciding : sides.includes(undefined) ? undefined : !deciding;
  }
  if (test.kind === 'binary') return compared(test, frame, place, linker, depth + 1);
  const written = writtenOf(test, frame, place, linker, depth + 1);
  if (written === undefined) return undefined;
  if (written === 'nothing') return false;
  switch (written.expr.kind) {
    case 'literal': return Boolean(written.expr.value);
    case 'object': case 'array': case 'function': case 'new': return true;
    case 'template': return written.expr.quasis.some((part) => part !== '') ? true : undefined;
    default: return undefined;
  }
}

/** `channel != null`, `kind === 'open'`. What is not there may be undefined or null. */
function compared({ op, left, right }: ExprOf<'binary'>, frame: Frame, place: Expr, linker: Linker, depth: number): boolean | undefined {
  if (!/^[!=]==?$/.test(op)) return undefined;
  const [one, other] = [left, right].map((side) => writtenOf(side, frame, place, linker, depth));
  if (one === undefined || other === undefined) return undefined;
  const isSame = areSame(one, other, op.length === 2);
  return isSame === undefined ? undefined : isSame === op.startsWith('=');
}

function areSame(one: Written, other: Written, loosely: boolean): boolean | undefined {
  if (one === 'nothing' || other === 'nothing') return one === other ? (loosely ? true : undefined) : false;
  if (one.expr.kind === 'template') return mayBe(one.expr, other.expr) ? undefined : false;
  if (other.expr.kind === 'template') return mayBe(other.expr, one.expr) ? undefined : false;
  if (one.expr.kind === 'literal' && other.expr.kind === 'literal') return one.expr.value === other.expr.value || (loosely ? undefined : false);
  return one.expr.kind === 'literal' || other.expr.kind === 'literal' ? false : undefined;
}

/** `${kind}-${id}` is no text that lacks the dash. */
function mayBe({ quasis }: ExprOf<'template'>, other: Expr): boolean {
  if (other.kind !== 'literal') return other.kind === 'template';
  return typeof other.value === 'string' && quasis.every((part) => String(other.value).includes(part));
}

/** What an expression was written as, followed through names, parameters and members of literals. */
function writtenOf(expr: Expr, frame: Frame, place: Expr, linker: Linker, depth: number): Written | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (expr.kind) {
    case 'literal': return expr.value === null ? 'nothing' : { expr, frame };
    case 'undefined': return 'nothing';
    case 'object': case 'array': case 'function': case 'new': return { expr, frame };
    case 'template': return expr.tag ? undefined : { expr, frame };
    case 'cast': case 'await': return writtenOf(expr.value, frame, place, linker, depth + 1);
    case 'name': return ofName(expr, frame, place, linker, depth);
    case 'member': return ofMember(expr, frame, place, linker, depth);
    case 'logical': {
      const left = expr.op === '??' ? writtenOf(expr.left, frame, place, linker, depth + 1) : undefined;
      return left === 'nothing' ? writtenOf(expr.right, frame, place, linker, depth + 1) : left;
    }
    case 'call': return answerOf(expr, frame, linker, depth);
    default: return undefined;
  }
}

function ofName({ binding: id }: ExprOf<'name'>, frame: Frame, place: Expr, linker: Linker, depth: number): Written | undefined {
  const home = homeOf(id, frame);
  const binding = home?.file.bindings[id];
  if (!home || !binding || binding.imported) return undefined;
  const isChanged = (binding.assigned ?? []).some(({ at }) => frame.fn === undefined || mayReach(at, place.at, frame.fn.body));
  if (isChanged) return undefined;
  if (binding.kind !== 'param') {
    const written = binding.init && home.fn ? writtenOf(binding.init, home, binding.init, linker, depth + 1) : undefined;
    return written ?? (home.file.writes.some(({ object }) => object.kind === 'name' && object.binding === id) ? { expr: { kind: 'name', binding: id, at: place.at }, frame: home } : undefined);
  }
  const index = binding.index ?? 0;
  const param = home.fn?.params[index];
  if (!home.args || !param || param.rest) return undefined;
  const given = argumentOf(index, home);
  if (given?.kind === 'spread') return undefined;
  const written = given ? home.caller && writtenOf(given, home.caller, given, linker, depth + 1) : 'nothing';
  return written === 'nothing' && param.default ? writtenOf(param.default, home, param.default, linker, depth + 1) : written;
}

function ofMember({ object, name }: ExprOf<'member'>, frame: Frame, place: Expr, linker: Linker, depth: number): Written | undefined {
  const { file, fn } = frame;
  if (file.writes.some((write) => write.name === name && write.object.kind !== 'this' && (!fn || contains(fn, write)))) return undefined;
  const whole = writtenOf(object, frame, place, linker, depth + 1);
  return whole === undefined || whole === 'nothing' ? undefined : memberOf(whole.expr, name, whole.frame, linker, depth + 1);
}

/** What a literal holds under the name, its spreads included. */
function memberOf(literal: Expr, name: string, frame: Frame, linker: Linker, depth: number): Written | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (literal.kind === 'name') return putOn(literal.binding, name, frame, linker, depth);
  if (literal.kind !== 'object') return undefined;
  for (const member of [...literal.members].reverse()) {
    if (member.kind === 'spread') {
      const spread = writtenOf(member.value, frame, member.value, linker, depth + 1);
      const inner = spread === undefined || spread === 'nothing' ? undefined : memberOf(spread.expr, name, spread.frame, linker, depth + 1);
      if (inner === undefined) return undefined;
      if (inner !== 'nothing') return inner;
    } else if (member.kind === 'computed') return undefined;
    else if (member.key === name) return member.kind === 'property' ? writtenOf(member.value, frame, member.value, linker, depth + 1) : undefined;
  }
  return 'nothing';
}

/** `refund.isRefund = true`: what the function that made an object puts on it, whatever else it does. */
function putOn(id: number, name: string, frame: Frame, linker: Linker, depth: number): Written | undefined {
  const [write, ...others] = frame.file.writes.filter((one) => one.name === name && one.object.kind === 'name' && one.object.binding === id);
  const isAlways = write && frame.fn?.body.some(({ kind, at }) => kind === 'expr' && at[0] <= write.at[0] && write.at[1] <= at[1]);
  return isAlways && others.length === 0 ? writtenOf(write.value, frame, write.value, linker, depth + 1) : undefined;
}

/** The object that a function of the project answers with, where it has one answer. */
function answerOf(call: ExprOf<'call'>, caller: Frame, linker: Linker, depth: number): Written | undefined {
  const callee = linker.evaluate(call.callee, envOf(caller, linker));
  if (callee.kind !== 'function') return undefined;
  const [returned, ...others] = linker.index.returnsOf(callee.file, callee.id);
  // One that may come to its end answers nothing there.
  if (!returned || others.length > 0 || callee.fn.body.at(-1)?.kind !== 'return') return undefined;
  const step = { expr: call, file: caller.file, callee };
  const frame: Frame = { file: callee.file, fn: callee.fn, depth: caller.depth + 1, key: `${caller.key}=${call.at[0]}#${callee.id}`, caller, step, args: call.args };
  return writtenOf(returned, frame, returned, linker, depth + 1);
}
