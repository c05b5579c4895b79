import { Label, type BindingFact, type Env, type Expr, type ExprOf, type SelectorSource } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import { rootName } from '../ir/mutations.js';
import { unwrapped } from '../ir/unwrapped.js';
import type { Linker } from '../link/linker.js';
import { isParked } from '../link/parked.js';
import { scopeEnv } from '../link/scope-env.js';
import { optionsOf } from '../link/values.js';
import { conflictKeys } from './conflict-keys.js';
import { isInsertedHere } from './new-rows.js';
import { isOverwritten } from './overwrites.js';
import { statementCall } from './statement-call.js';
import { calleeText } from '../text.js';

/** A value that addresses the rows of an access. */
export interface Selector {
  readonly source: SelectorSource;
  /** As the code names it: `id`, `params.id`. */
  readonly name: string;
  /** The column, with the relation that it is reached by (`keeper.id`); empty where only the code around it may know. */
  readonly column: string;
  readonly expr: Expr;
  /** Where the expression stands: in the function of the access, or in one that builds the clause. */
  readonly env: Env;
}

/** Chained calls that narrow a statement to rows. */
const WHERE = /^(?:(?:and|or)?where\w*|eq|neq|in|match|filter|findBy\w*|byId|of|for|equals|between|set?Parameters?|and|or)$/i;
/** Functions that join conditions, and functions that set a column beside a value: `and(eq(songs.id, id), eq(songs.singerId, singer.id))`. */
const JOINS: ReadonlySet<string> = new Set(['and', 'or']);
const COMPARES: ReadonlySet<string> = new Set(['eq', 'gt', 'gte', 'lt', 'lte', 'inArray', 'like', 'ilike', 'between', 'arrayContains']);
/** .. and that only ask whether a column is filled. */
const ASKS_FILLED: ReadonlySet<string> = new Set(['isNull', 'isNotNull']);
/** What leaves rows out narrows nothing to them: `.neq('owner', me)`, `{ id: { not: me } }`, `Not(me)`. */
const EXCLUDES = /^(?:\$?n(?:e|eq|in)|not|notIn|notEq(?:uals)?|notInArray|isNot|(?:and|or)?whereNot\w*)$/i;
/** .. as operators between a column and a value: `where('id', '!=', current)`. */
const LEAVES_OUT = /^(?:!=|<>|not\b.*|is not\b.*)$/i;
/** Who knows one may use what it stands for. */
const TOKEN = /token|secret|otp|hash|nonce|signature|(?:invit\w*|reset|verification|access|share|magic|confirm\w*|activation|auth|refresh)_?(?:code|key|id)$|^(?:code|pin|jti)$|password/i;
/** The id of the row that keeps a token is not the token: `accessTokenId`. */
const ID_OF_TOKEN = /(?:token|secret)_?(?:id|uuid)$/i;
const IDENTITY = Label.principal | Label.credential;
/** Reads that one follows from the other. */
const MAX_READS = 3;

/** An access as far as it says which rows it is about. */
type Addressing = Pick<FlowEvent, 'expr' | 'env' | 'concept'>;

/** What addresses the rows of an access: its where clause, the clauses chained to it, or the row that it is a method of. */
export function selectorsOf(event: Addressing, linker: Linker, depth = 0): readonly Selector[] {
  return clausesOf(event, linker).flatMap(({ expr, name }) => selectorsIn(expr, name, event.env, linker, depth));
}

/** A part of a where clause, with the column that its call names. */
export interface Clause { readonly expr: Expr; readonly name: string }

/** The clauses of an access that choose its rows. */
export function clausesOf(event: Addressing, linker: Linker): readonly Clause[] {
  const { expr, concept } = event;
  if (concept?.kind !== 'access') return [];
  if (expr.kind === 'template') return expr.holes.map((hole) => ({ expr: hole, name: '' }));
  if (expr.kind !== 'call') return [];
  if (concept.row) return [{ expr: concept.row, name: '' }];
  const [position, member] = concept.where?.split('.') ?? [];
  const statement = statementCall(expr, concept, event.env, linker);
  const arg = position === undefined ? undefined : statement.args[Number(position)];
  const own = arg ? [{ expr: (member === undefined ? undefined : propertyOf(arg, member)) ?? arg, name: '' }] : [];
  const found = [...own, ...chained(own.length > 0 ? statement.callee : expr, event, linker)];
  if (found.length > 0 || concept.op === 'create') return found;
  const keys = concept.op === 'upsert' ? conflictKeys(expr, event.env, linker) : [];
  if (keys.length > 0) return keys;
  // A statement in words: its values are not told apart. A row that was loaded is addressed by what it was loaded with.
  return expr.args.flatMap((given) => (concept.sql !== undefined || linker.labels(given, event.env) & Label.data ? [{ expr: given, name: '' }] : []));
}

function chained(link: Expr, event: Addressing, linker: Linker): readonly Clause[] {
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
function selectorsIn(expr: Expr, name: string, env: Env, linker: Linker, depth: number): readonly Selector[] {
  if (expr.kind === 'object') return expr.members.flatMap((member) => (member.kind === 'property' && EXCLUDES.test(member.key) ? [] : selectorsIn(member.value, member.kind === 'property' ? within(name, member.key) : name, env, linker, depth)));
  if (expr.kind === 'array') return expr.items.flatMap((item) => selectorsIn(item, name, env, linker, depth));
  if (expr.kind === 'cast' || expr.kind === 'await' || expr.kind === 'spread') return selectorsIn(expr.value, name, env, linker, depth);
  // `where: (table, { and, eq }) => and(eq(table.id, id), eq(table.ownerId, me))`
  if (expr.kind === 'function') return linker.index.returnsOf(env.file, expr.fn).flatMap((value) => selectorsIn(value, name, env, linker, depth));
  if (expr.kind === 'call' && EXCLUDES.test(calledName(expr.callee, env.file))) return [];
  const parts = expr.kind === 'call' ? conditionsIn(expr, name, env) : undefined;
  if (parts) return parts.flatMap((part) => selectorsIn(part.expr, part.name, env, linker, depth));
  const built = expr.kind === 'call' && depth < MAX_READS ? builtBy(expr, env, linker) : undefined;
  if (built) return built.values.flatMap((value) => selectorsIn(value, name, built.env, linker, depth + 1));
  const last = name.slice(name.lastIndexOf('.') + 1);
  return [{ source: sourceOf(expr, last, env, linker, depth), name: last === '' ? textOf(expr, env) : last, column: name, expr, env }];
}

/** Words of a where clause that are no column. */
const OPERATOR = /^(?:AND|OR|\$?(?:and|or|eq|equals|in|is|some|every|has|connect|gte?|lte?|between|contains|startsWith|like))$/;

/** `keeper: { id }` is about the column `keeper.id`. */
function within(name: string, key: string): string {
  return OPERATOR.test(key) ? name : name === '' ? key : `${name}.${key}`;
}

/** The values in a condition that functions build, each with the name of its column; undefined for any other call. */
function conditionsIn({ callee, args }: ExprOf<'call'>, name: string, env: Env): readonly Clause[] | undefined {
  const called = calledName(callee, env.file);
  if (JOINS.has(called)) return args.map((expr) => ({ expr, name }));
  if (ASKS_FILLED.has(called)) return [];
  const [column, ...values] = args;
  if (!COMPARES.has(called) || column?.kind !== 'member' || values.length === 0) return undefined;
  return values.map((expr) => ({ expr, name: column.name }));
}

/** The where clauses that a function of the project answers: `where: ownedBy(id, caller)`. */
function builtBy({ callee, args }: ExprOf<'call'>, env: Env, linker: Linker): { readonly values: readonly Expr[]; readonly env: Env } | undefined {
  const fn = linker.evaluate(callee, env);
  const values = fn.kind === 'function' ? linker.index.returnsOf(fn.file, fn.id) : [];
  if (fn.kind !== 'function' || values.length === 0 || !values.every(({ kind }) => kind === 'object')) return undefined;
  return { values, env: linker.activate(fn, args.map((arg) => linker.arg(arg, env))) };
}

function sourceOf(expr: Expr, name: string, env: Env, linker: Linker, depth: number): SelectorSource {
  const labels = linker.labels(expr, env);
  if (labels & IDENTITY) return isOverwritten(expr, env, linker) ? 'request' : 'principal';
  // What a step before the handler found out about the request is what it let pass.
  if (isParked(expr, env, linker) || (labels & Label.data && isOfCaller(expr, env, linker, depth))) return 'principal';
  if ((labels & Label.input) === 0 || (labels & Label.data && isInsertedHere(expr, env, linker))) return 'other';
  return isToken(name) || isToken(textOf(expr, env)) ? 'token' : 'request';
}

function isToken(name: string): boolean {
  return TOKEN.test(name) && !ID_OF_TOKEN.test(name);
}

/** `mine.map((row) => row.id)`: of rows that were read for the caller. */
function isOfCaller(expr: Expr, env: Env, linker: Linker, depth: number): boolean {
  const { binding, read } = readBehind(expr, env, depth) ?? {};
  if (!binding || read?.kind !== 'call') return false;
  const home = scopeEnv(env.file, binding.fn, env, linker);
  return optionsOf(linker.evaluate(read, home)).some((option) => {
    const concept = option.kind === 'path' ? linker.concept(option) : undefined;
    return concept?.kind === 'access' && concept.op === 'read' && selectorsOf({ expr: read, env: home, concept }, linker, depth + 1).some(({ source }) => source === 'principal');
  });
}

/** What the constant holds that an expression starts with, also through an element of it: `const [row] = rows`, `const row = rows[0]`. */
function readBehind(expr: Expr, env: Env, depth: number): { readonly binding: BindingFact; readonly read: Expr } | undefined {
  const id = depth < MAX_READS ? rootName(expr) : undefined;
  const binding = id === undefined ? undefined : env.file.bindings[id];
  const read = binding?.kind === 'const' && binding.init ? unwrapped(binding.init) : undefined;
  if (!binding || !read) return undefined;
  return read.kind === 'index' || read.kind === 'element' ? readBehind(read.kind === 'index' ? read.object : read.of, env, depth + 1) ?? { binding, read } : { binding, read };
}

/** A value as the code names it. */
export function textOf(expr: Expr, env: Env): string {
  return calleeText(expr, env.file).replace(/^value$/, 'a value');
}

/** A member of an object literal. */
export function propertyOf(expr: Expr, name: string): Expr | undefined {
  return expr.kind === 'object' ? expr.members.flatMap((member) => (member.kind === 'property' && member.key === name ? [member.value] : []))[0] : undefined;
}
