import { blocksOf, Label, spanOf, walk, walkExpr, weakMemo, type Expr, type FileFacts, type Stmt, type TraceStep } from '@assay/contract';
import { originOf, type Arm } from '../flow/arms.js';
import type { FlowEvent } from '../flow/events.js';
import { compatible } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import type { EntryFlow } from './entry-flow.js';
import { openedByKept } from './kept-secrets.js';
import { selectorsOf } from './selectors.js';

/** Names of what only its receiver knows. What is merely called a token (of a device, of a page, on a chain) is none. */
const SECRET = /secret|otp$|nonce|(?:^|_)(?:pin|jti|hash)$|(?:invit\w*|reset|verif\w*|access|share|magic|confirm\w*|activation|auth|refresh|unsubscribe|licen[cs]e|api|private|recovery|backup|challenge)_?(?:code|key|hash)$|token(?:_?(?:hash|digest))?$/i;
const NO_SECRET = /push|device|fcm|apns|csrf|xsrf|page|next|cursor|continuation|captcha|mint|symbol/i;
/** Look-ups that fail where there is no row. */
const FAILING = /Or(?:Throw|Fail|Reject|404)/;
const MAX_HOPS = 6;

/** What the project's flows say about secrets: the columns that it fills at random. */
export interface Secrets {
  readonly columns: ReadonlySet<string>;
  readonly linker: Linker;
}

interface LookUp { readonly event: FlowEvent; readonly index: number; readonly step: TraceStep }

/**
 * The secret of the request by which all of the effects are opened: each happens only when a row was found by it, or changes just the rows
 * that it addresses. Who knows such a secret (of an invitation, a reset, a share link) may use it; undefined where any of them needs none.
 */
export function capabilityOf(effects: readonly FlowEvent[], flow: EntryFlow, secrets: Secrets): TraceStep | undefined {
  const lookUps = flow.events.flatMap((event, index): readonly LookUp[] => {
    const step = secretOf(event, secrets);
    return step ? [{ event, index, step }] : [];
  });
  const [first, ...rest] = effects.map((effect) => openedBy(effect, lookUps, flow, secrets.linker) ?? openedByKept(effect, flow.events, secrets.linker));
  return first && rest.every((other) => other !== undefined) ? first : undefined;
}

/** The secret by which an access addresses rows. */
function secretOf(event: FlowEvent, { columns, linker }: Secrets): TraceStep | undefined {
  if (event.kind !== 'access' || event.concept?.kind !== 'access' || event.concept.op === 'create') return undefined;
  const table = event.concept.table?.toLowerCase() ?? '';
  const found = selectorsOf(event, linker).find(({ expr, name, env }) => {
    const labels = linker.labels(expr, env);
    if (labels & Label.principal || !(labels & (Label.input | Label.credential))) return false;
    return (labels & Label.credential) !== 0 || (SECRET.test(name) && !NO_SECRET.test(name)) || columns.has(`${table}.${name.toLowerCase()}`);
  });
  return found && { at: spanOf(found.env.file.path, found.expr.at), message: `rows are looked up by ${found.name}, a secret of the request` };
}

function openedBy(effect: FlowEvent, lookUps: readonly LookUp[], flow: EntryFlow, linker: Linker): TraceStep | undefined {
  const index = flow.events.indexOf(effect);
  const own = lookUps.find(({ event }) => event === effect || (event.expr === effect.expr && event.env === effect.env));
  if (own && effect.concept?.kind === 'access' && effect.concept.op !== 'upsert') return own.step;
  const before = lookUps.filter((lookUp) => lookUp.index < index && compatible(lookUp.event.arms, effect.arms));
  const failing = before.find(({ event }) => event.within.every((arm) => effect.arms.includes(arm)) && (FAILING.test(event.path?.path ?? '')));
  if (failing) return failing.step;
  const places = new Map(before.flatMap(({ event, step }) => placesOf(event, step, linker).map((place) => [place, step] as const)));
  if (places.size === 0) return undefined;
  const sought = (expr: Expr, event: FlowEvent): TraceStep | undefined => derivedFrom(expr, fileAt(expr, event, linker), { places, event }, 0);
  return uses(effect, sought) ?? behind(effect.arms, effect, true, sought, linker) ?? behindFailure(effect, index, flow, sought, linker);
}

type Sought = (expr: Expr, event: FlowEvent) => TraceStep | undefined;

/** Where the row is to be had: at the access, and at the calls that lead to it as far as they answer it. */
function placesOf(event: FlowEvent, step: TraceStep, linker: Linker): readonly string[] {
  const places = [placeOf(event.at.path, event.expr)];
  for (const { callee, file, expr } of [...event.steps].reverse()) {
    const search = { places: new Map(places.map((place) => [place, step] as const)), event };
    if (!linker.index.returnsOf(callee.file, callee.id).some((returned) => derivedFrom(returned, callee.file, search, 0))) break;
    places.push(placeOf(file.path, expr));
  }
  return places;
}

function placeOf(path: string, expr: Expr): string {
  return `${path}:${expr.at[0]}`;
}

/** A member of the row goes into the effect: without the row there is none. */
function uses(effect: FlowEvent, sought: Sought): TraceStep | undefined {
  for (const inner of walkExpr(effect.expr)) {
    const found = inner.kind === 'member' && !inner.optional ? sought(inner.object, effect) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** One of the branches taken needs the row to be there (or not to be there). */
function behind(arms: readonly Arm[], event: FlowEvent, there: boolean, sought: Sought, linker: Linker): TraceStep | undefined {
  for (const arm of arms) {
    const found = neededBy(arm, there, linker).map((expr) => sought(expr, event)).find((step) => step !== undefined);
    if (found) return found;
  }
  return undefined;
}

/** A function that ran before throws where there is no row. */
function behindFailure(effect: FlowEvent, index: number, flow: EntryFlow, sought: Sought, linker: Linker): TraceStep | undefined {
  for (const event of flow.events.slice(0, index)) {
    if (event.kind !== 'throw') continue;
    for (const [position, arm] of event.arms.entries()) {
      if (!event.arms.slice(0, position).every((outer) => effect.arms.includes(outer))) break;
      const found = effect.arms.includes(arm) ? undefined : behind([arm], event, false, sought, linker);
      if (found) return found;
    }
  }
  return undefined;
}

/** Expressions that must be truthy for the branch to be taken (or, asked the other way, for it not to be). */
function neededBy(arm: Arm, there: boolean, linker: Linker): readonly Expr[] {
  const origin = originOf(arm);
  const file = origin && linker.file(origin.path);
  const test = file && testsOf(file).get(`${origin.kind}@${origin.offset}`);
  return test && /~[tf]$/.test(arm) ? present(test, arm.endsWith('~t') === there) : [];
}

/** What is surely there when a condition has this truth. */
function present(test: Expr, truth: boolean): readonly Expr[] {
  switch (test.kind) {
    case 'await': case 'cast': return present(test.value, truth);
    case 'unary': return test.op === '!' ? present(test.value, !truth) : [];
    case 'logical': return (test.op === '&&') === truth ? [...present(test.left, truth), ...present(test.right, truth)] : dereferenced(test.left);
    case 'binary': {
      const nothing = isNothing(test.right) ? test.left : isNothing(test.left) ? test.right : undefined;
      if (nothing && /^[!=]==?$/.test(test.op)) return test.op.startsWith('!') === truth ? [nothing] : [];
      return [...dereferenced(test), ...(/^(?:>=?|!==?)$/.test(test.op) && truth ? [test.left] : [])];
    }
    default: return truth ? [test] : dereferenced(test);
  }
}

/** `row.used`: to ask for a member of nothing fails. */
function dereferenced(expr: Expr): readonly Expr[] {
  return walkExpr(expr).flatMap((inner) => (inner.kind === 'member' && !inner.optional && inner.name !== 'length' ? [inner.object] : []));
}

function isNothing(expr: Expr): boolean {
  return expr.kind === 'undefined' || (expr.kind === 'literal' && (expr.value === null || expr.value === 0));
}

interface Search { readonly places: ReadonlyMap<string, TraceStep>; readonly event: FlowEvent }

/** The look-up that a value comes from: through constants, variables and arguments. */
function derivedFrom(expr: Expr, file: FileFacts, search: Search, hops: number): TraceStep | undefined {
  if (hops > MAX_HOPS) return undefined;
  for (const inner of walkExpr(expr)) {
    const here = search.places.get(placeOf(file.path, inner));
    if (here) return here;
    if (inner.kind !== 'name') continue;
    const binding = file.bindings[inner.binding];
    const values = binding?.kind === 'param' ? [] : [binding?.init, ...(binding?.assigned ?? []).slice(0, MAX_HOPS)];
    const found = values.map((value) => value && derivedFrom(value, file, search, hops + 1)).find((step) => step !== undefined);
    if (found) return found;
    const step = binding?.kind === 'param' ? search.event.steps.find(({ callee }) => callee.fn === file.functions[binding.fn]) : undefined;
    // What a look-up hands to its callback.
    const handed = step && search.places.get(placeOf(step.file.path, step.expr));
    if (handed) return handed;
    const given = step?.expr.kind === 'call' ? step.expr.args[binding?.index ?? 0] : undefined;
    const passed = step && given && derivedFrom(given, step.file, search, hops + 1);
    if (passed) return passed;
  }
  return undefined;
}

/** The file that holds an expression of the event's own function, or of one that led to it. */
function fileAt(expr: Expr, event: FlowEvent, linker: Linker): FileFacts {
  const origins = event.arms.flatMap((arm) => originOf(arm)?.path ?? []);
  const files = [event.env.file, ...event.steps.map((step) => step.file), ...origins.flatMap((path) => linker.file(path) ?? [])];
  return files.find((file) => file.functions.some((fn) => walk(fn).includes(expr))) ?? event.env.file;
}

/** The conditions of a file, by the kind of their branch and where they start. */
const testsOf = weakMemo((file: FileFacts): ReadonlyMap<string, Expr> => {
  const all = new Map<string, Expr>();
  for (const fn of file.functions) {
    for (const expr of walk(fn)) {
      if (expr.kind === 'logical') all.set(`&${expr.left.at[1]}@${expr.left.at[0]}`, expr.left);
      if (expr.kind === 'conditional') all.set(`@${expr.test.at[0]}`, expr.test);
    }
    conditions(fn.body, all);
  }
  return all;
});

function conditions(statements: readonly Stmt[], into: Map<string, Expr>): void {
  for (const statement of statements) {
    if (statement.kind === 'if') into.set(`@${statement.test.at[0]}`, statement.test);
    for (const block of blocksOf(statement)) conditions(block, into);
  }
}
