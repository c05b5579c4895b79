import { childrenOf, walk, weakMemo, type BindingFact, type Expr, type ExprOf, type FileFacts } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { mutationsOf } from '../ir/mutations.js';
import { argumentOf, contains, homeOf, type Frame } from './frames.js';

const MAX_DEPTH = 14;
const MAX_LEAVES = 80;

/** A value that an access uses, at the place where it is declared. */
export interface Leaf {
  /** Equal for two accesses that use one value of one run. */
  readonly key: string;
  /** As the code names it: `user.id`. */
  readonly text: string;
  /** `list`: what is used is made of its elements. */
  readonly role: 'where' | 'data' | 'list';
  /** The columns that it is written to or compared with, as far as they are told. */
  readonly columns: ReadonlySet<string>;
  /** What declares it, when a call made it. */
  readonly made?: { readonly expr: Expr; readonly frame: Frame };
}

type LeafDraft = Leaf & { readonly columns: Set<string> };

/** The handles and settings that every access of a function shares. */
const SHARED = /^(?:tx|trx|transaction|manager|em|session|client|db|knex|prisma|pool|conn|connection|queryRunner|req|request|res|reply|ctx|context|config|options|opts|log|logger|now|date|this)$/i;
/** Members that hold a handle: `ctx.db`. */
const HANDLE = /^(?:tx|trx|transaction|manager|em|db|database|knex|prisma|pool|conn|connection|queryRunner)$/i;
const WHERE = /^(?:where|andWhere|orWhere|whereIn|eq|findById|of|ids?)$/;

/** Values that tell rows apart, by what the code names them. */
export const IDENTIFIER = /(?:^|[._])(?:id|_id|uuid|key|slug|email|code|number)s?$|(?:Id|ID|Uuid|Key)s?$|_id$/;

/** The values that an access reads, each followed through arguments, object literals and aliases to its declaration. */
export function leavesOf(event: FlowEvent, frames: readonly Frame[]): readonly Leaf[] {
  const found = new Map<string, LeafDraft>();
  const last = frames[frames.length - 1] as Frame;
  const concept = event.concept?.kind === 'access' ? event.concept : undefined;
  const collector = new Collector(found, concept?.sql !== undefined);
  for (const part of [...partsOf(event.expr, concept?.where), ...builtBefore(event.expr, last)]) collector.collectFor(part.column, part.expr, last, part.role);
  return [...found.values()];
}

/** The values that the arguments of a call name. */
export function leavesOfCall(call: Expr, frame: Frame): readonly Leaf[] {
  const found = new Map<string, LeafDraft>();
  const collector = new Collector(found);
  if (call.kind === 'call') for (const arg of call.args) collector.collect(arg, frame, 'data', 0);
  return [...found.values()];
}

/** The values that an expression names. */
export function leavesIn(expr: Expr, frame: Frame): readonly Leaf[] {
  const found = new Map<string, LeafDraft>();
  new Collector(found).collect(expr, frame, 'data', 0);
  return [...found.values()];
}

const LOOKUP = /^(?:find|get|load|fetch)(?!.*(?:All|Many|List)$)/;

/** Keys of objects that hold columns, and are none. */
const STRUCTURE = /^(?:where|data|values|set|create|update|defaults|attributes|connect|connectOrCreate|and|or|not|equals|in|is|some|every|\$\w+)$/i;

interface Part { readonly expr: Expr; readonly role: Leaf['role']; readonly column?: string }

/** The arguments of the call and of the calls it is chained to, told apart into what addresses rows and what is written. */
function partsOf(expr: Expr, where: string | undefined): readonly Part[] {
  if (expr.kind === 'template') return expr.holes.map((hole) => ({ expr: hole, role: 'data' }));
  if (expr.kind !== 'call') return [{ expr, role: 'data' }];
  const [position = '', member] = where?.split('.') ?? [];
  const own = expr.args.flatMap((arg, index): Part[] => {
    const split = arg.kind === 'object' && arg.members.some((entry) => entry.kind === 'property' && entry.key === 'where');
    if (split) return arg.members.map((entry) => ({ expr: entry.value, role: entry.kind === 'property' && entry.key === 'where' ? 'where' : 'data' }));
    const addresses = where !== undefined && String(index) === position && member === undefined;
    return [{ expr: arg, role: addresses ? 'where' : 'data', ...(addresses ? { column: 'id' } : {}) }];
  });
  return [...own, ...chained(expr.callee)];
}

function chained(callee: Expr): readonly Part[] {
  const object = callee.kind === 'member' ? callee.object : callee;
  if (object.kind === 'call') {
    const role = object.callee.kind === 'member' && WHERE.test(object.callee.name) ? 'where' : 'data';
    return [...object.args.map((expr): Part => ({ expr, role, ...columnNamed(object.args) })), ...chained(object.callee)];
  }
  // A row's own method: `user.save()`.
  return object.kind === 'name' ? [{ expr: object, role: 'data' }] : [];
}

/** What a query that a name holds was told before it runs: `const query = db(table); if (owner) query.where({ owner }); await query.del()`. */
function builtBefore(expr: Expr, { file, fn }: Frame): readonly Part[] {
  let base = expr;
  while (base.kind === 'call' || base.kind === 'member') base = base.kind === 'call' ? base.callee : base.object;
  const binding = base.kind === 'name' && base !== expr ? file.bindings[base.binding] : undefined;
  if (base.kind !== 'name' || !fn || binding?.init?.kind !== 'call' || binding.kind === 'param' || file.functions[binding.fn] !== fn) return [];
  const { binding: id, at: [place] } = base;
  const told = file.functions.filter((inner) => contains(fn, inner)).flatMap((inner) => [...walk(inner)]).flatMap((part): readonly Part[] => (part.kind === 'call' && part.at[1] <= place && narrows(part, id) ? part.args.map((arg) => ({ expr: arg, role: 'where', ...columnNamed(part.args) })) : []));
  const made = [binding.init, ...(binding.assigned ?? []).filter((value) => value.at[1] <= place)].flatMap(chained);
  return [...made.filter(({ role }) => role === 'where'), ...told];
}

/** `query.where(..)`, also behind other such calls on the query. */
function narrows({ callee }: ExprOf<'call'>, query: number): boolean {
  if (callee.kind !== 'member' || !WHERE.test(callee.name)) return false;
  const { object } = callee;
  return object.kind === 'call' ? narrows(object, query) : object.kind === 'name' && object.binding === query;
}

function columnNamed([column, ...others]: readonly Expr[]): { readonly column?: string } {
  return column?.kind === 'literal' && typeof column.value === 'string' && others.length > 0 ? { column: column.value } : {};
}

class Collector {
  /** Names, with their members, that were followed. */
  private readonly followed = new Set<string>();
  /** The column that is looked into; `said` when an object named it. */
  private column: { readonly name?: string; readonly said: boolean } = { said: false };

  /** `ofStatement`: it goes into a statement of SQL, which may be put together by a call. */
  constructor(private readonly found: Map<string, LeafDraft>, private readonly ofStatement = false) {}

  /** Collects what goes to a column, unless objects in it say which. */
  collectFor(column: string | undefined, expr: Expr, frame: Frame, role: Leaf['role']): void {
    this.inColumn({ ...(column === undefined ? {} : { name: column }), said: false }, () => { this.collect(expr, frame, role, 0); });
  }

  private inColumn(column: Collector['column'], run: () => void): void {
    const before = this.column;
    this.column = before.said ? before : column;
    run();
    this.column = before;
  }

  collect(expr: Expr, frame: Frame, role: Leaf['role'], depth: number): void {
    if (depth > MAX_DEPTH || this.found.size > MAX_LEAVES) return;
    const chain = memberChain(expr);
    if (chain) return this.follow(chain.id, chain.members, frame, role, depth + 1, expr.at[0]);
    const own = ownMembers(expr);
    if (own) return this.field(own, frame, role);
    if (expr.kind === 'function') return this.closure(expr.fn, frame, role, depth + 1);
    if (expr.kind === 'object') return this.object(expr, frame, role, depth);
    const [compared] = expr.kind === 'call' ? expr.args : [];
    const column = expr.kind === 'call' && expr.args.length > 1 && compared?.kind === 'member' ? { name: compared.name, said: false } : this.column;
    for (const inner of childrenOf(expr)) if (!(expr.kind === 'call' && inner === expr.callee && inner.kind === 'name')) this.inColumn(column, () => { this.collect(inner, frame, role, depth); });
  }

  private object(expr: ExprOf<'object'>, frame: Frame, role: Leaf['role'], depth: number): void {
    for (const member of expr.members) {
      const column = member.kind === 'property' && !STRUCTURE.test(member.key) ? { name: member.key, said: true } : this.column;
      this.inColumn(column, () => { for (const part of member.kind === 'computed' ? [member.key, member.value] : [member.value]) this.collect(part, frame, role, depth); });
    }
  }

  /** `rows.map((row) => ({ ...row, orderId: order.id }))`: what the callback answers names outer values. */
  private closure(fn: number, frame: Frame, role: Leaf['role'], depth: number): void {
    const body = frame.file.functions[fn]?.body ?? [];
    for (const statement of body) if (statement.kind === 'return' && statement.value) this.collect(statement.value, frame, role, depth);
  }

  /** A name and its members, as used at a place of its file. */
  private follow(id: number, members: readonly string[], frame: Frame, role: Leaf['role'], depth: number, at: number): void {
    const binding = frame.file.bindings[id];
    if (!binding || depth > MAX_DEPTH) return;
    if (binding.imported || binding.kind === 'function' || binding.kind === 'class' || binding.kind === 'enum' || binding.kind === 'type') return;
    const home = homeOf(id, frame);
    if (!home || isUnentered(binding, frame)) return this.ofList(id, members, frame, role, depth);
    const place = `${role}${this.column.name ?? ''}|${home.key}|${id}.${members.join('.')}`;
    if (this.followed.has(place)) return;
    this.followed.add(place);
    if (members.length === 0) this.filled(id, home, role, depth, at);
    const arg = binding.kind === 'param' && home.caller ? argumentOf(binding.index ?? 0, home) : undefined;
    const key = `${home.key}|${frame.file.path}:${id}.${members.join('.')}`;
    const text = [binding.name, ...members].filter((part) => part !== '').join('.');
    if (arg && home.caller) {
      if (isCall(arg) && !SHARED.test(binding.name)) this.keep({ key, text, role, columns: new Set(), made: { expr: arg, frame: home.caller } });
      return this.member(arg, members, home.caller, role, depth);
    }
    const list = binding.kind === 'param' ? listBehind(binding.index ?? 0, home) : undefined;
    if (list && home.caller) return this.member(list, ['[]', ...members], home.caller, role, depth);
    const init = valueOf(binding);
    const whole = init && binding.kind !== 'param' && members[0] === '[]' ? narrowedFrom(init) : undefined;
    if (whole) return this.member(whole, members, home, role, depth);
    if (init && binding.kind !== 'param') {
      if (memberChain(init) || init.kind === 'cast') return this.member(init, members, home, role, depth);
      if (init.kind === 'object' && !mutationsOf(id, frame.file).length) return this.member(init, members, home, role, depth);
      if (init.kind === 'object') this.member(init, members, home, role, depth);
      if (init.kind === 'rest' && init.from === undefined) this.rest(init, members, home, role, depth);
      if (init.kind === 'literal' || init.kind === 'function') return;
      if (init.kind === 'template' || init.kind === 'conditional' || init.kind === 'logical') this.collect(init, home, role, depth);
      // `const text = filled(sql, values)`, `new ObjectId(accountId)`.
      if (this.ofStatement && init.kind === 'call' && init.callee.kind === 'name' && init.args.length > 1) for (const arg of init.args) this.collect(arg, home, role, depth + 1);
      if (init.kind === 'new') for (const arg of init.args) if (memberChain(arg)) this.collect(arg, home, role, depth + 1);
      if (members.length === 0 && isMadeInMemory(init)) for (const arg of init.args) if (arg.kind === 'object') this.collect(arg, home, role, depth + 1);
    }
    if (binding.kind !== 'param' && members.length === 0) for (const value of joinedBefore(id, binding, at)) this.collect(value, home, role, depth + 1);
    const given = binding.kind === 'param' ? undefined : handedLast(binding, at);
    if (given) this.member(given, members, home, role, depth + 1);
    if (init?.kind === 'call' && binding.kind !== 'param') this.mapped(init, home, role, depth + 1);
    if ((SHARED.test(binding.name) && members.length === 0) || HANDLE.test(members.at(-1) ?? '')) return;
    if (init && binding.kind !== 'param') this.loaded(init, members, home, depth);
    const made = latest(binding, at) ?? init;
    const answered = binding.kind === 'param' && home.caller ? home.answered?.[binding.index ?? 0] : undefined;
    this.keep({ key, text, role, columns: new Set(), ...(made ? { made: { expr: made, frame: home } } : answered && home.caller ? { made: { expr: answered, frame: home.caller } } : {}) });
  }

  /** `({ id, ...row }) =>` of what is written out where it is given: what `row` is left with. */
  private rest({ of, without }: ExprOf<'rest'>, members: readonly string[], home: Frame, role: Leaf['role'], depth: number): void {
    const chain = memberChain(of);
    const given = chain?.members.length === 0 && home.caller ? this.argument(chain.id, home) : undefined;
    if (!given) return;
    const kept = given.expr.members.filter((member) => member.kind !== 'property' || !without.includes(member.key));
    this.member({ ...given.expr, members: kept }, members, given.frame, role, depth + 1);
  }

  /** The object that a parameter is given, as it is written. */
  private argument(id: number, home: Frame): { readonly expr: ExprOf<'object'>; readonly frame: Frame } | undefined {
    const binding = home.file.bindings[id];
    const arg = binding?.kind === 'param' && home.caller ? argumentOf(binding.index ?? 0, home) : undefined;
    if (!arg || !home.caller) return undefined;
    const { caller } = home;
    const held = arg.kind === 'name' ? caller.file.bindings[arg.binding] : undefined;
    const frame = arg.kind === 'name' ? homeOf(arg.binding, caller) : caller;
    const expr = arg.kind === 'object' ? arg : held && held.kind !== 'param' && (held.assigned ?? []).length === 0 ? held.init : undefined;
    return expr?.kind === 'object' && frame ? { expr, frame } : undefined;
  }

  /** `row.orderId = order.id`, `rows.push({ orderId: order.id })`, `ids.push(row.id)`: what was put into an object or a list before it is used. */
  private filled(id: number, home: Frame, role: Leaf['role'], depth: number, at: number): void {
    for (const { kind, values } of mutationsOf(id, home.file)) {
      const put = kind === 'assign' ? values.filter((value) => memberChain(value)) : kind === 'grow' ? values.filter((value) => value.kind === 'object' || (value.kind === 'member' && memberChain(value))) : [];
      for (const value of put) if (value.at[1] <= at) this.collect(value, home, role, depth + 1);
    }
  }

  /** `rows.map((row) => ({ orderId: order.id }))`: the rows, and outer values that each element names. */
  private mapped(call: Extract<Expr, { kind: 'call' }>, frame: Frame, role: Leaf['role'], depth: number): void {
    if (call.callee.kind !== 'member' || !/^(?:map|flatMap)$/.test(call.callee.name)) return;
    if (memberChain(call.callee.object)) this.collect(call.callee.object, frame, 'list', depth);
    for (const arg of call.args) if (arg.kind === 'function') this.closure(arg.fn, frame, role, depth);
  }

  /** `rows.forEach((row) => query.where(row.id))`: the element, in a callback that the function itself runs for each. */
  private ofList(id: number, members: readonly string[], frame: Frame, role: Leaf['role'], depth: number): void {
    const { kind, index, fn, init } = frame.file.bindings[id] ?? {};
    const part = init && kind !== 'param' ? memberChain(init) : undefined;
    if (part) return this.follow(part.id, [...part.members, ...members], frame, role, depth + 1, init?.at[0] ?? 0);
    const list = kind === 'param' && index === 0 && fn !== undefined ? listsOf(frame.file).get(fn) : undefined;
    if (list && frame.fn && contains(frame.fn, list)) this.member(list, ['[]', ...members], frame, role, depth + 1);
  }

  /** A row that was looked up, and a row that came with it, is addressed by what it was looked up with. */
  private loaded(init: Expr, members: readonly string[], frame: Frame, depth: number): void {
    const call = init.kind === 'await' ? init.value : init;
    const member = members.at(-1);
    if (call.kind !== 'call' || (member !== undefined && member !== 'id' && member !== '_id')) return;
    const name = call.callee.kind === 'member' ? call.callee.name : '';
    if (LOOKUP.test(name)) this.inColumn({ said: true }, () => { for (const arg of call.args) this.collect(arg, frame, 'where', depth + 1); });
  }

  /** `this.request.user.id`: a field of the object that the method belongs to. */
  private field(members: readonly string[], frame: Frame, role: Leaf['role']): void {
    const text = members.join('.');
    const key = `${frame.key}|${frame.file.path}:this.${text}`;
    if (members.length > 1) this.keep({ key, text, role, columns: new Set() });
  }

  private keep(leaf: LeafDraft): void {
    const place = `${leaf.role}${leaf.key}`;
    const known = this.found.get(place) ?? leaf;
    if (known === leaf) this.found.set(place, leaf);
    if (this.column.name !== undefined) known.columns.add(this.column.name);
  }

  /** `members` of an expression: looked up in object literals, appended to names. */
  private member(expr: Expr, members: readonly string[], frame: Frame, role: Leaf['role'], depth: number): void {
    if (depth > MAX_DEPTH) return;
    const chain = memberChain(expr);
    if (chain) return this.follow(chain.id, [...chain.members, ...members], frame, role, depth + 1, expr.at[0]);
    const own = ownMembers(expr);
    if (own) return this.field([...own, ...members], frame, role);
    if (expr.kind === 'cast' || expr.kind === 'spread' || expr.kind === 'rest' || expr.kind === 'await') return this.member(expr.kind === 'rest' ? expr.of : expr.value, members, frame, role, depth + 1);
    const [first, ...rest] = members;
    if (expr.kind !== 'object' || first === undefined) return this.collect(expr, frame, role, depth + 1);
    const property = expr.members.find((entry) => entry.kind === 'property' && entry.key === first);
    if (property) return this.member(property.value, rest, frame, role, depth + 1);
    for (const entry of expr.members) if (entry.kind === 'spread') this.member(entry.value, members, frame, role, depth + 1);
  }
}

/** `rows.map((row) => ..)`: the list whose elements the parameter takes, where it has a name. */
function listBehind(index: number, { step }: Frame): Expr | undefined {
  const callee = step?.element === true && index === 0 && step.expr.kind === 'call' ? step.expr.callee : undefined;
  return callee?.kind === 'member' && EACH.has(callee.name) && memberChain(callee.object) ? callee.object : undefined;
}

/** It is declared in a callback that is run for each element of a list, and that no frame stands for. */
function isUnentered({ fn }: BindingFact, frame: Frame): boolean {
  if (!listsOf(frame.file).has(fn)) return false;
  for (let at: Frame | undefined = frame; at; at = at.caller) if (at.file === frame.file && at.fn === frame.file.functions[fn]) return false;
  return true;
}

/** The lists that callbacks of a file are run for, by the callback. */
const listsOf = weakMemo((file: FileFacts): ReadonlyMap<number, Expr> => new Map(file.functions.flatMap((fn) => [...walk(fn)].flatMap((expr) => {
  const [each] = expr.kind === 'call' && expr.callee.kind === 'member' && EACH.has(expr.callee.name) ? expr.args : [];
  return each?.kind === 'function' && expr.kind === 'call' && expr.callee.kind === 'member' ? [[each.fn, expr.callee.object] as const] : [];
}))));

const EACH: ReadonlySet<string> = new Set(['map', 'flatMap', 'forEach', 'filter']);

/** `rows.filter(isOpen)`: the list whose elements it has. */
function narrowedFrom(expr: Expr): Expr | undefined {
  return expr.kind === 'call' && expr.callee.kind === 'member' && NARROWS.has(expr.callee.name) ? expr.callee.object : undefined;
}

const NARROWS: ReadonlySet<string> = new Set(['filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed']);

/** `enrol(await create(member))`, `create(member).then((made) => ..)`. */
function isCall(expr: Expr): boolean {
  return expr.kind === 'call' || (expr.kind === 'await' && isCall(expr.value));
}

/** What a variable is made of: its initializer, or the one value that it gets after it was declared empty (`let user = null`). */
function valueOf({ init, assigned = [] }: BindingFact): Expr | undefined {
  const isEmpty = (expr: Expr): boolean => expr.kind === 'undefined' || (expr.kind === 'literal' && expr.value === null);
  const later = assigned.filter((expr) => !isEmpty(expr));
  return (!init || isEmpty(init)) && later.length === 1 ? later[0] : init;
}

/** The last value that a variable got before a place of its file, where a call made it. */
function latest({ assigned = [] }: BindingFact, place: number): Expr | undefined {
  return assigned.findLast((value) => value.at[1] <= place && (value.kind === 'await' || value.kind === 'call'));
}

/** The row, or the list of rows, that a variable was given last before a place of its file: `let row = known[0]; if (!row) row = created`. */
function handedLast({ assigned = [] }: BindingFact, place: number): Expr | undefined {
  const last = assigned.findLast((value) => value.at[1] <= place);
  return last && (memberChain(last) || last.kind === 'array') ? last : undefined;
}

/** `rows = rows.concat(lines.map((line) => ({ orderId: order.id })))`: what is added to a list by giving it anew. */
function joinedBefore(id: number, { assigned = [] }: BindingFact, place: number): readonly Expr[] {
  const isJoined = (value: Expr): value is ExprOf<'call'> => value.kind === 'call' && value.callee.kind === 'member' && value.callee.name === 'concat' && value.callee.object.kind === 'name' && value.callee.object.binding === id;
  return assigned.flatMap((value) => (value.at[1] <= place && isJoined(value) ? value.args : []));
}

/** `const row = repository.create({ orderId })`: made in memory, and saved later. */
function isMadeInMemory(init: Expr): init is ExprOf<'call'> {
  return init.kind === 'call' && init.callee.kind === 'member' && /^(?:create|build|make|of|from|new)$/.test(init.callee.name);
}

/** `a.b.c` as its name and members. */
function memberChain(expr: Expr): { readonly id: number; readonly members: readonly string[] } | undefined {
  if (expr.kind === 'name') return { id: expr.binding, members: [] };
  if (expr.kind === 'cast' || expr.kind === 'await') return memberChain(expr.value);
  if (expr.kind === 'element') {
    const list = memberChain(expr.of);
    return list && { id: list.id, members: [...list.members, `[${expr.index ?? ''}]`] };
  }
  if (expr.kind !== 'member') return undefined;
  const inner = memberChain(expr.object);
  return inner && { id: inner.id, members: [...inner.members, expr.name] };
}

function ownMembers(expr: Expr): readonly string[] | undefined {
  if (expr.kind === 'this') return [];
  if (expr.kind === 'cast' || expr.kind === 'await') return ownMembers(expr.value);
  const inner = expr.kind === 'member' ? ownMembers(expr.object) : undefined;
  return inner && expr.kind === 'member' ? [...inner, expr.name] : undefined;
}
