import { Label, type Env, type Expr, type SelectorSource } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { isOverwritten } from './overwrites.js';
import { calleeText } from '../text.js';
import { isParked } from './slots.js';

/** A value that addresses the rows of an access. */
export interface Selector {
  readonly source: SelectorSource;
  /** As the code names it: `id`, `params.id`. */
  readonly name: string;
  readonly expr: Expr;
}

/** Chained calls that narrow a statement to rows. */
const WHERE = /^(?:(?:and|or)?where\w*|eq|neq|in|match|filter|findBy\w*|byId|of|for|equals|between|set?Parameters?|and|or)$/i;
/** What leaves rows out narrows nothing to them: `.neq('owner', me)`, `{ id: { not: me } }`, `Not(me)`. */
const EXCLUDES = /^(?:\$?n(?:e|eq|in)|not|notIn|notEq(?:uals)?|notInArray|isNot|(?:and|or)?whereNot\w*)$/i;
/** .. as operators between a column and a value: `where('id', '!=', current)`. */
const LEAVES_OUT = /^(?:!=|<>|not\b.*|is not\b.*)$/i;
/** Who knows one may use what it stands for. */
const TOKEN = /token|secret|otp|hash|nonce|signature|(?:invit\w*|reset|verification|access|share|magic|confirm\w*|activation|auth|refresh)_?(?:code|key|id)$|^(?:code|pin|jti)$|password/i;
const IDENTITY = Label.principal | Label.credential;

/** What addresses the rows of a write: its where clause, the clauses chained to it, or the row that it is a method of. */
export function selectorsOf(event: FlowEvent, linker: Linker): readonly Selector[] {
  return clausesOf(event, linker).flatMap(({ expr, name }) => selectorsIn(expr, name, event.env, linker));
}

/** A part of a where clause, with the column that its call names. */
export interface Clause { readonly expr: Expr; readonly name: string }

/** The clauses of an access that choose its rows. */
export function clausesOf(event: FlowEvent, linker: Linker): readonly Clause[] {
  const { expr, concept } = event;
  if (concept?.kind !== 'access') return [];
  if (expr.kind === 'template') return expr.holes.map((hole) => ({ expr: hole, name: '' }));
  if (expr.kind !== 'call') return [];
  const [position, member] = concept.where?.split('.') ?? [];
  const arg = position === undefined ? undefined : expr.args[Number(position)];
  const own = arg ? [{ expr: (member === undefined ? undefined : propertyOf(arg, member)) ?? arg, name: '' }] : [];
  const found = [...own, ...chained(own.length > 0 ? expr.callee : expr, event, linker)];
  if (found.length > 0 || concept.op === 'create') return found;
  // A statement in words: its values are not told apart. A row that was loaded is addressed by what it was loaded with.
  return expr.args.flatMap((given) => (concept.sql !== undefined || linker.labels(given, event.env) & Label.data ? [{ expr: given, name: '' }] : []));
}

function chained(link: Expr, event: FlowEvent, linker: Linker): readonly Clause[] {
  if (link.kind === 'await' || link.kind === 'cast') return chained(link.value, event, linker);
  const object = link.kind === 'member' && link.object.kind === 'call' ? link.object : link.kind === 'call' ? link : link.kind === 'member' ? link.object : link;
  if (object.kind === 'call') {
    const narrows = object.callee.kind === 'member' && WHERE.test(object.callee.name) && !EXCLUDES.test(object.callee.name);
    const [key, second, third] = object.args;
    const operator = third !== undefined && second?.kind === 'literal' ? String(second.value) : undefined;
    const value = operator === undefined ? second : third;
    if (operator !== undefined && LEAVES_OUT.test(operator)) return chained(object.callee, event, linker);
    const keyed = narrows && key?.kind === 'literal' && value !== undefined;
    return [...(keyed ? [{ expr: value, name: String(key.value) }] : narrows ? object.args.map((expr) => ({ expr, name: '' })) : []), ...chained(object.callee, event, linker)];
  }
  const isRow = (object.kind === 'name' || object.kind === 'member') && (linker.labels(object, event.env) & Label.data) !== 0;
  return isRow ? [{ expr: object, name: '' }] : [];
}

/** What of the request is written: the arguments of the statement that do not address rows. */
export function carriesInput(event: FlowEvent, linker: Linker): boolean {
  const clauses = new Set(clausesOf(event, linker).map((clause) => clause.expr));
  const fed = (expr: Expr): boolean => !clauses.has(expr) && (expr.kind === 'object' ? expr.members.some((member) => fed(member.value)) : (linker.labels(expr, event.env) & Label.input) !== 0);
  const calls = (expr: Expr): readonly Expr[] => (expr.kind === 'call' ? [...expr.args, ...calls(expr.callee)] : expr.kind === 'member' ? calls(expr.object) : []);
  return calls(event.expr).some(fed);
}

/** Each property of a where clause is a selector of its own. */
function selectorsIn(expr: Expr, name: string, env: Env, linker: Linker): readonly Selector[] {
  if (expr.kind === 'object') return expr.members.flatMap((member) => (member.kind === 'property' && EXCLUDES.test(member.key) ? [] : selectorsIn(member.value, member.kind === 'property' && !/^(?:AND|OR|equals|in|connect)$/.test(member.key) ? member.key : name, env, linker)));
  if (expr.kind === 'array') return expr.items.flatMap((item) => selectorsIn(item, name, env, linker));
  if (expr.kind === 'cast' || expr.kind === 'await' || expr.kind === 'spread') return selectorsIn(expr.value, name, env, linker);
  if (expr.kind === 'call' && EXCLUDES.test(calledName(expr.callee, env.file))) return [];
  return [{ source: sourceOf(expr, name, env, linker), name: name === '' ? textOf(expr, env) : name, expr }];
}

function sourceOf(expr: Expr, name: string, env: Env, linker: Linker): SelectorSource {
  const labels = linker.labels(expr, env);
  if (labels & IDENTITY) return isOverwritten(expr, env, linker) ? 'request' : 'principal';
  // What a step before the handler found out about the request is what it let pass.
  if (isParked(expr, env, linker)) return 'principal';
  if ((labels & Label.input) === 0) return 'other';
  return TOKEN.test(name) || TOKEN.test(textOf(expr, env)) ? 'token' : 'request';
}

/** A value as the code names it. */
export function textOf(expr: Expr, env: Env): string {
  return calleeText(expr, env.file).replace(/^value$/, 'a value');
}

/** A member of an object literal. */
export function propertyOf(expr: Expr, name: string): Expr | undefined {
  return expr.kind === 'object' ? expr.members.flatMap((member) => (member.kind === 'property' && member.key === name ? [member.value] : []))[0] : undefined;
}
