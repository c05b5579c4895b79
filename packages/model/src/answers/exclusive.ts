import { blocksOf, expressionsOf, keptIn, memo, walkExpr, weakMemo, type Expr, type FunctionFact, type Stmt } from '@assay/contract';
import { originOf, type Arm, type ArmOrigin } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import { functionAround, type Frame } from './frames.js';

/** What a condition says of a value that stays as it is: that it is truthy, or that it equals a constant; or the opposite. */
interface Claim { readonly of: string; readonly equals?: string; readonly holds: boolean }

/** A condition that was met on the way to an event. */
export interface Met { readonly test: Expr; readonly truth: boolean; readonly frame: Frame; /** What the `if` does when it comes out otherwise. */ readonly otherwise: readonly Stmt[] }

const EMPTY: ReadonlySet<string> = new Set(['null', 'undefined', 'false', '0', '""']);

/** Two events stand on arms of different branches whose conditions exclude each other: `if (paid) a(); if (!paid) b();`. */
export function excludeEachOther(a: Reached, b: Reached): boolean {
  const claims = claimsApart(a, b);
  return claims.length > 0 && claimsApart(b, a).some((other) => claims.some((claim) => contradict(claim, other)));
}

/** An event with the activations that lead to it. */
interface Reached { readonly event: FlowEvent; readonly frames: readonly Frame[] }

/** What is said on the way to one event by the arms that do not lead to the other. */
function claimsApart({ event, frames }: Reached, other: Reached): readonly Claim[] {
  return event.arms.flatMap((arm) => (other.event.arms.includes(arm) ? [] : claimsOn(frames)(arm)));
}

const claimsOn = weakMemo((frames: readonly Frame[]) => memo((arm: Arm) => conditionsOf([arm], frames).flatMap(claimsOf)));

function contradict(a: Claim, b: Claim): boolean {
  if (a.of !== b.of) return false;
  if (a.equals === b.equals) return a.holds !== b.holds;
  if (a.equals === undefined || b.equals === undefined) {
    const [plain, compared] = a.equals === undefined ? [a, b] : [b, a];
    return compared.holds && plain.holds === EMPTY.has(compared.equals ?? '');
  }
  return a.holds && b.holds;
}

/** The conditions of arms, with the activations that ask them. */
export function conditionsOf(arms: readonly Arm[], frames: readonly Frame[]): readonly Met[] {
  return arms.flatMap((arm) => {
    const origin = /~[tf]$/.test(arm) ? originOf(arm) : undefined;
    if (!origin) return [];
    const truth = arm.endsWith('~t');
    for (const frame of frames.toReversed()) {
      const fn = frame.file.path === origin.path ? functionOf(frame, origin.offset) : undefined;
      const found = fn && branchOf(fn, origin);
      if (found) return [{ test: found.test, truth, frame, otherwise: truth ? found.falsy : found.truthy }];
    }
    return [];
  });
}

/** The function of the frame, if the place stands in it. Where a flow starts it is not told. */
function functionOf({ file, fn }: Frame, offset: number): FunctionFact | undefined {
  if (fn) return fn.at[0] <= offset && offset < fn.at[1] ? fn : undefined;
  return functionAround({ at: [offset, offset] }, file);
}

interface BranchPlace { readonly test: Expr; readonly truthy: readonly Stmt[]; readonly falsy: readonly Stmt[] }

const branchesOf = weakMemo((_fn: FunctionFact) => new Map<string, BranchPlace | undefined>());

function branchOf(fn: FunctionFact, { offset, kind }: ArmOrigin): BranchPlace | undefined {
  return keptIn(branchesOf(fn), `${offset}${kind}`, () => branchIn(fn.body, offset, kind));
}

/** The branch that is named after where its condition starts, and where the first operand of `&&` ends. */
function branchIn(statements: readonly Stmt[], offset: number, kind: string): BranchPlace | undefined {
  for (const statement of statements) {
    if (statement.at[0] > offset || statement.at[1] <= offset) continue;
    if (statement.kind === 'if' && kind === '' && statement.test.at[0] === offset) return { test: statement.test, truthy: statement.then, falsy: statement.else };
    const test = expressionsOf(statement).flatMap(walkExpr).flatMap((expr) => testsOf(expr, kind)).find(({ at }) => at[0] === offset);
    if (test) return { test, truthy: [], falsy: [] };
    for (const block of blocksOf(statement)) {
      const inner = branchIn(block, offset, kind);
      if (inner) return inner;
    }
  }
  return undefined;
}

function testsOf(expr: Expr, kind: string): readonly Expr[] {
  if (expr.kind === 'conditional') return kind === '' ? [expr.test] : [];
  return expr.kind === 'logical' && kind === `&${expr.left.at[1]}` ? [expr.left] : [];
}

/** What is known of stable values where a condition came out as it did. */
function claimsOf({ test, truth, frame }: Met): readonly Claim[] {
  return splitTest(test, truth).flatMap(({ expr, equals, holds }) => {
    const of = stable(expr, frame);
    return of === undefined ? [] : [{ of, holds, ...(equals === undefined ? {} : { equals }) }];
  });
}

/** What a condition asks of a value: that it is truthy, or that it equals a constant; or the opposite. */
export interface Asked { readonly expr: Expr; readonly equals?: string; readonly holds: boolean }

/** What all is certain of the parts of a condition that came out as `truth` says. */
export function splitTest(test: Expr, truth: boolean): readonly Asked[] {
  if (test.kind === 'cast') return splitTest(test.value, truth);
  if (test.kind === 'unary' && test.op === '!') return splitTest(test.value, !truth);
  if (test.kind === 'logical') return test.op === (truth ? '&&' : '||') ? [...splitTest(test.left, truth), ...splitTest(test.right, truth)] : [];
  if (test.kind !== 'binary' || !/^[!=]==?$/.test(test.op)) return [{ expr: test, holds: truth }];
  const equals = constantOf(test.right);
  return equals === undefined ? [] : [{ expr: test.left, equals, holds: truth === test.op.startsWith('=') }];
}

function constantOf(expr: Expr): string | undefined {
  if (expr.kind === 'undefined') return 'undefined';
  if (expr.kind === 'literal') return JSON.stringify(expr.value);
  return expr.kind === 'member' && expr.object.kind === 'name' && /^[A-Z]/.test(expr.name) ? `${expr.object.binding}.${expr.name}` : undefined;
}

/** A name that is given a value once, or a member of one that nothing is put into, in its activation. */
function stable(expr: Expr, frame: Frame): string | undefined {
  if (expr.kind === 'name') return (frame.file.bindings[expr.binding]?.assigned?.length ?? 0) === 0 ? `${frame.key}|${frame.file.path}:${expr.binding}` : undefined;
  if (expr.kind !== 'member') return undefined;
  const root = rootOf(expr);
  if (root === undefined || mutationsOf(root, frame.file).some(({ kind }) => kind === 'assign')) return undefined;
  const object = stable(expr.object, frame);
  return object === undefined ? undefined : `${object}.${expr.name}`;
}

function rootOf(expr: Expr): number | undefined {
  if (expr.kind === 'name') return expr.binding;
  return expr.kind === 'member' ? rootOf(expr.object) : undefined;
}
