import { blocksOf, expressionsOf, type Expr, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { conditionsOf, splitTest, type Asked } from './exclusive.js';
import { anchorAt, contains, functionAround, type Frame } from './frames.js';
import type { Write } from './write-dependence.js';

/**
 * Does the function that the first write is reached by say that it wrote, and the code go on to the second only where it did not? `if (await reuse(id)) return; await mark(id)`.
 * `depth`: how many calls the two have in common.
 */
export function isToldApart(first: Write, second: Write, depth: number): boolean {
  const frame = first.frames[depth];
  const called = anchorAt(first.event, depth);
  const fn = frame?.fn ?? (frame && functionAround(called, frame.file));
  if (!frame || !fn || first.event.steps[depth] === undefined || called.kind !== 'call') return false;
  const own = new Set(first.event.arms);
  const met = conditionsOf(second.event.arms.filter((arm) => !own.has(arm)), second.frames).filter((one) => one.frame.key === frame.key);
  const asked = [...met, ...passed(fn.body, called, anchorAt(second.event, depth))].flatMap(({ test, truth }) => splitTest(test, truth));
  const claims = asked.flatMap((claim) => {
    const members = membersOf(claim.expr, called, frame);
    return members ? [{ ...claim, members }] : [];
  });
  if (claims.length === 0) return false;
  const answers = answersAfter(first, depth + 1);
  return answers !== undefined && claims.some((claim) => answers.every((answer) => contradicts(answer, claim)));
}

/** The conditions behind a call, in its own block, that must come out otherwise than they would to leave the function. */
function passed(statements: readonly Stmt[], called: Expr, later: Expr): readonly { readonly test: Expr; readonly truth: boolean }[] {
  const index = statements.findIndex((statement) => contains(statement, called));
  const around = statements[index];
  if (!around) return [];
  const asks = around.kind === 'if' && contains(around.test, called);
  const behind = statements.slice(asks ? index : index + 1);
  const found = behind.flatMap((statement) => {
    if (statement.kind !== 'if' || later.at[0] < statement.at[1]) return [];
    return [...(ends(statement.then) ? [{ test: statement.test, truth: false }] : []), ...(ends(statement.else) ? [{ test: statement.test, truth: true }] : [])];
  });
  return [...found, ...(asks ? [] : blocksOf(around).flatMap((block) => passed(block, called, later)))];
}

function ends(block: readonly Stmt[]): boolean {
  const last = block.at(-1);
  return last?.kind === 'return' || last?.kind === 'throw' || last?.kind === 'continue';
}

/** The members by which the expression is a part of what the call answered; undefined when it is something else. */
function membersOf(expr: Expr, called: Expr, frame: Frame): readonly string[] | undefined {
  if (expr === called) return [];
  switch (expr.kind) {
    case 'await': case 'cast': return membersOf(expr.value, called, frame);
    case 'member': {
      const members = membersOf(expr.object, called, frame);
      return members && [...members, expr.name];
    }
    case 'name': {
      const binding = frame.file.bindings[expr.binding];
      return binding?.init && binding.kind !== 'param' && (binding.assigned?.length ?? 0) === 0 ? membersOf(binding.init, called, frame) : undefined;
    }
    default: return undefined;
  }
}

/** What a function may answer after the write that it leads to; `'row'` for what the write itself gives, `undefined` where it ends without an answer. */
type Answered = Expr | 'row' | undefined;

/** The answers that may follow the write in the activation at this depth; undefined when they are not all known. */
function answersAfter(write: Write, depth: number): readonly Answered[] | undefined {
  const frame = write.frames[depth];
  if (!frame?.fn) return undefined;
  const anchor = anchorAt(write.event, depth);
  const after = new After(anchor);
  const goesOn = after.follow(frame.fn.body);
  const answers = after.returned.map((value): readonly Answered[] | undefined => {
    const plain = value && stripped(value, frame);
    if (plain !== anchor) return [plain];
    return write.event.steps[depth] ? answersThrough(write, depth) : isRow(write.event) ? ['row'] : undefined;
  });
  if (answers.some((one) => one === undefined)) return undefined;
  return [...answers.flatMap((one) => one ?? []), ...(goesOn ? [undefined] : [])];
}

/** A function that is called answers, and a callback where the call runs it in a transaction. */
function answersThrough(write: Write, depth: number): readonly Answered[] | undefined {
  const step = write.event.steps[depth];
  const { transaction } = write.event;
  const isOpened = transaction !== undefined && step !== undefined && transaction.at.path === step.file.path && transaction.at.start === step.expr.at[0];
  return step && step.element !== true && (step.handed !== true || isOpened) ? answersAfter(write, depth + 1) : undefined;
}

/** What a name stands for, without what is waited for. */
function stripped(expr: Expr, frame: Frame): Expr {
  if (expr.kind === 'await' || expr.kind === 'cast') return stripped(expr.value, frame);
  if (expr.kind !== 'name') return expr;
  const binding = frame.file.bindings[expr.binding];
  return binding?.init && binding.kind !== 'param' && (binding.assigned?.length ?? 0) === 0 ? stripped(binding.init, frame) : expr;
}

function isRow({ concept }: FlowEvent): boolean {
  return concept?.kind === 'access' && concept.op === 'create' && concept.bulk !== true;
}

/** The statements that may run behind a place, and what they return. */
class After {
  readonly returned: (Expr | undefined)[] = [];

  constructor(private readonly place: Expr) {}

  /** Does the function come to its end? */
  follow(statements: readonly Stmt[]): boolean {
    const index = statements.findIndex((statement) => contains(statement, this.place));
    const around = statements[index];
    return around !== undefined && this.within(around) && this.all(statements.slice(index + 1));
  }

  private within(statement: Stmt): boolean {
    if (statement.kind === 'throw') return false;
    if (statement.kind === 'return') return this.leave(statement.value);
    const block = blocksOf(statement).find((inner) => inner.some((one) => contains(one, this.place)));
    if (!block) return expressionsOf(statement).length === 0 || this.any(blocksOf(statement), statement.kind !== 'if' || statement.else.length === 0);
    if (statement.kind === 'loop') this.all(statement.body);
    const goesOn = this.follow(block);
    if (statement.kind !== 'try' || block !== statement.body) return goesOn || statement.kind === 'loop';
    const handled = statement.handler === undefined ? false : this.all(statement.handler);
    return this.all(statement.finalizer ?? []) && (goesOn || handled);
  }

  private all(statements: readonly Stmt[]): boolean {
    return statements.every((statement) => this.pass(statement));
  }

  private pass(statement: Stmt): boolean {
    if (statement.kind === 'throw') return false;
    if (statement.kind === 'return') return this.leave(statement.value);
    if (statement.kind === 'try') return this.any([statement.body, ...(statement.handler ? [statement.handler] : [])], false) && this.all(statement.finalizer ?? []);
    return this.any(blocksOf(statement), statement.kind !== 'if' || statement.else.length === 0);
  }

  /** One of the blocks runs, or none of them. */
  private any(blocks: readonly (readonly Stmt[])[], none: boolean): boolean {
    return blocks.map((block) => this.all(block)).some((goesOn) => goesOn) || none;
  }

  private leave(value: Expr | undefined): boolean {
    this.returned.push(value);
    return false;
  }
}

/** Is it certain that the answer does not fit what is asked of it? */
function contradicts(answer: Answered, { members, equals, holds }: Asked & { readonly members: readonly string[] }): boolean {
  const value = members.reduce<Answered | 'unknown'>(memberOf, answer);
  if (value === 'unknown') return false;
  if (equals !== undefined) {
    const constant = value === 'row' ? 'row' : constantOf(value);
    return constant !== undefined && (constant === equals) !== holds;
  }
  const truth = value === 'row' ? true : truthOf(value);
  return truth !== undefined && truth !== holds;
}

function memberOf(value: Answered | 'unknown', name: string): Answered | 'unknown' {
  if (value === 'row' || value === 'unknown' || value?.kind !== 'object') return 'unknown';
  if (value.members.some((member) => member.kind !== 'property')) return 'unknown';
  const member = value.members.find((one) => one.kind === 'property' && one.key === name);
  return member?.value;
}

function constantOf(value: Expr | undefined): string | undefined {
  if (value === undefined || value.kind === 'undefined') return 'undefined';
  return value.kind === 'literal' ? JSON.stringify(value.value) : undefined;
}

function truthOf(value: Expr | undefined): boolean | undefined {
  if (value === undefined || value.kind === 'undefined') return false;
  if (value.kind === 'literal') return Boolean(value.value);
  return value.kind === 'object' || value.kind === 'array' || value.kind === 'new' || value.kind === 'function' ? true : undefined;
}
