import { Label, walkExpr, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { isMadeUp } from './made-up.js';
import { selectorsOf } from './selectors.js';
import { writtenAs, writtenColumns, type Placed } from './written-values.js';

/** Columns that let in whoever knows their value. */
const SECRET = /secret|token|(?:api|access|private|hashed|signing)_?key|key_?(?:hash|secret|value)|^key$|(?:access|invite|share|join|recovery|backup)_?codes?$/i;
/** Columns that say where something stands among others: it is moved, nothing is added to. */
const PLACE = /^(?:sort|order|display)?_?(?:order|index|position|rank|sequence)$/i;
const ADDS = /^(?:plus|add|minus|sub|subtract)$/;
const MAX_DEPTH = 6;

/** Does the same change, made twice, leave something else than made once? It adds an amount of the request's, or makes a new secret. */
export function changesAgain(event: FlowEvent, linker: Linker): 'amount' | 'secret' | undefined {
  const op = event.concept?.kind === 'access' ? event.concept.op : undefined;
  if (op !== 'update' && op !== 'upsert') return undefined;
  if (addsUp(event, linker)) return 'amount';
  return op === 'update' && makesSecret(event, linker) ? 'secret' : undefined;
}

/** What is written is a secret that is made on the way: the one before is void. */
export function makesSecret(event: FlowEvent, linker: Linker): boolean {
  return [...writtenColumns(event, linker).values].some(([column, values]) => SECRET.test(column) && values.some((value) => value.expr.kind !== 'conditional' && isMadeUp(value, linker)));
}

/** `upsert({ where: { id: body.id || uuid() } })`: where the request names no row, the one that is looked for is made up. */
export function findsNothing(event: FlowEvent, linker: Linker): boolean {
  return !meetsByName(event, linker) && selectorsOf(event, linker).some((selector) => {
    const { expr: origin, env } = writtenAs(selector.expr, selector.env, linker);
    if (origin.kind !== 'logical' || origin.op === '&&') return isMadeUp({ expr: origin, env }, linker);
    return !isInAddress(origin.left, env, linker) && isMadeUp({ expr: origin.right, env }, linker);
  });
}

const MEETS = /\bon\s+conflict\s*\(([^)]*)\)/i;

/** `INSERT .. ON CONFLICT (name) DO UPDATE`: what its values are is nothing that rows are looked for by, except those of the key; an id is made up. */
function meetsByName({ expr, env }: FlowEvent, linker: Linker): boolean {
  const [text] = expr.kind === 'call' ? expr.args : [];
  const said = text && linker.evaluate(text, env);
  const [, key] = said?.kind === 'const' && typeof said.value === 'string' ? MEETS.exec(said.value) ?? [] : [];
  return key !== undefined && !key.split(',').some((column) => /^["`\s]*(?:u?u?id|_id)["`\s]*$/i.test(column));
}

/** A parameter of the address, which each request has. */
function isInAddress(expr: Expr, env: Placed['env'], linker: Linker): boolean {
  return optionsOf(linker.evaluate(expr, env)).some((option) => option.kind === 'path' && option.root === '#request' && option.path.startsWith('params.'));
}

function addsUp(event: FlowEvent, linker: Linker): boolean {
  // What a choice depends on is no amount: `up ? 1 : -1`.
  const given = (expr: Expr, env: Placed['env'] = event.env): boolean => expr.kind === 'conditional' ? given(expr.then, env) || given(expr.else, env) : (linker.labels(expr, env) & Label.input) !== 0;
  if (event.expr.kind !== 'call') return false;
  const { callee, args } = event.expr;
  if (callee.kind === 'member' && /^(?:increment|decrement)$/.test(callee.name)) return args.slice(1).some((arg) => arg.kind !== 'object' && given(arg));
  return [...writtenColumns(event, linker).values].some(([column, values]) => !PLACE.test(column) && values.some((value) => sums(value, given, linker, 0)));
}

/** `{ increment: amount }`, `row.balance + amount`, `new Big(row.balance).plus(amount)`. */
function sums(value: Placed, given: (expr: Expr, env: Placed['env']) => boolean, linker: Linker, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const { expr, env } = writtenAs(value.expr, value.env, linker);
  const stored = (one: Expr): boolean => (linker.labels(one, env) & Label.data) !== 0;
  return walkExpr(expr).some((inner) => {
    if (inner.kind === 'object') return inner.members.some((member) => member.kind === 'property' && /^\$?(?:increment|decrement|inc)$/.test(member.key) && given(member.value, env));
    if (inner.kind === 'binary' && (inner.op === '+' || inner.op === '-')) return (isStored(inner.left, stored) && given(inner.right, env)) || (isStored(inner.right, stored) && given(inner.left, env));
    if (inner.kind !== 'call' || inner.callee.kind !== 'member' || !ADDS.test(inner.callee.name)) return false;
    return isStored(inner.callee.object, stored) && inner.args.some((arg) => given(arg, env));
  });
}

/** A number that was stored; a text that is joined is none. */
function isStored(expr: Expr, stored: (expr: Expr) => boolean): boolean {
  return expr.kind !== 'literal' && expr.kind !== 'template' && stored(expr);
}
