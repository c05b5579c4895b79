import { childrenOf, keptIn, walk, type Answer, type BindingFact, type Expr, type ExprOf, type FunctionFact } from '@assay/contract';
import type { FlowEvent, LoopRef } from '../flow/events.js';
import { calledName } from '../ir/called-name.js';
import { mutationsOf, rootName, type Mutation } from '../ir/mutations.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { argumentOf, contains, envOf, framesOf, homeOf, type Frame } from './frames.js';
import { originsOf, type Part } from './value-parts.js';

const MAX_STEPS = 600;

/** Does what the event reads or writes depend on the element of the loop? Followed through arguments, locals, receivers and callbacks. */
export function dependsOnLoop(event: FlowEvent, loop: LoopRef, start: FunctionFact, linker: Linker): Answer {
  const frames = framesOf(event, start);
  const last = frames[frames.length - 1] as Frame;
  const search = new Search(loop, frames.find((frame) => takesElements(frame, loop)), linker);
  if (partsOf(event).some((part) => search.touches(part, last))) return { known: 'yes', because: [] };
  return search.lost ? { known: 'unknown', reason: 'budget', because: [] } : { known: 'no', because: [] };
}

/** A statement whose very text is the element is another statement each time: there is no bulk form of it. */
function partsOf(event: FlowEvent): readonly Expr[] {
  const { concept, expr } = event;
  if (concept?.kind !== 'access' || concept.op !== 'raw' || concept.sql === undefined || expr.kind !== 'call') return [expr];
  return [expr.callee, ...expr.args.filter((_, index) => index !== concept.sql)];
}

/** Calls whose first argument says which table, collection or entity is meant: of knex, drizzle, TypeORM and MongoDB. */
const NAMING: ReadonlySet<string> = new Set(['collection', 'from', 'into', 'table', 'getRepository', 'knex', 'trx', 'tx', 'db', 'selectFrom', 'insertInto', 'updateTable', 'deleteFrom']);

/** Calls that name a table where a certain call comes next, and take rows or a condition elsewhere: `insert(table).values(rows)`. */
const NAMING_BEFORE: Readonly<Partial<Record<string, string>>> = { insert: 'values', update: 'set', delete: 'where' };

/** `for (const name of names) knex(name).where(..)`: each round asks another table, so that no one statement does it for all. */
export function asksOtherTable(event: FlowEvent, loop: LoopRef, start: FunctionFact, linker: Linker): boolean {
  const { concept, expr } = event;
  if (concept?.kind !== 'access' || (concept.table !== undefined && loop.groups !== true)) return false;
  const frames = framesOf(event, start);
  const elements = frames.find((frame) => takesElements(frame, loop));
  const last = frames[frames.length - 1] as Frame;
  const text = concept.sql === undefined || expr.kind !== 'call' ? undefined : expr.args[concept.sql];
  return [expr, text].some((from) => from !== undefined && tablesIn(from, last, 0, loop).some((name) => (concept.table === undefined || name.indexes === true) && new Search(loop, elements, linker).touches(name.expr, name.frame)));
}

/** The expressions that name tables in the chain of calls that an expression ends. */
function tablesIn(expr: Expr, frame: Frame, depth: number, loop: LoopRef): readonly (Part & { readonly indexes?: true })[] {
  if (depth > MAX_CHAIN) return [];
  switch (expr.kind) {
    case 'call': {
      const [name] = expr.args;
      const isNaming = name !== undefined && name.kind !== 'function' && NAMING.has(calledName(expr.callee, frame.file));
      return [...(isNaming ? [{ expr: name, frame }] : []), ...tablesIn(expr.callee, frame, depth + 1, loop)];
    }
    case 'member': return [...namedBefore(expr, frame), ...tablesIn(expr.object, frame, depth + 1, loop)];
    case 'cast': case 'await': return tablesIn(expr.value, frame, depth + 1, loop);
    case 'name': return originsOf(expr.binding, frame).flatMap((origin) => tablesIn(origin.expr, origin.frame, depth + 1, loop));
    // `models[kind]` for the keys of an object, of which none is there twice.
    case 'index': return loop.groups === true ? [{ expr: expr.index, frame, indexes: true }] : [];
    default: return [];
  }
}

function namedBefore({ object, name }: ExprOf<'member'>, frame: Frame): readonly Part[] {
  const [table] = object.kind === 'call' ? object.args : [];
  return object.kind === 'call' && table !== undefined && NAMING_BEFORE[calledName(object.callee, frame.file)] === name ? [{ expr: table, frame }] : [];
}

const MAX_CHAIN = 24;

/** Its parameters are elements of the loop asked about. */
function takesElements(frame: Frame, loop: LoopRef): boolean {
  return frame.depth === loop.depth + 1 && frame.step?.element === true && loop.expr !== undefined && loop.expr === frame.step.expr;
}

/** The activation that an expression stands in: this one, or one that it was called from. */
function frameAround(expr: Expr, frame: Frame): Frame | undefined {
  for (let at: Frame | undefined = frame; at; at = at.caller) if (at.file === frame.file && at.fn && contains(at.fn, expr)) return at;
  return undefined;
}

/** Was the name not among the known ones of the activation yet? */
function isFirst(known: Map<Frame, Set<number>>, frame: Frame, id: number): boolean {
  const names = keptIn(known, frame, () => new Set<number>());
  return names.size < names.add(id).size;
}

/** A row that was awaited, or a part of a parameter: `row.update({ seen })` says nothing of `row.owner`. A builder, of which `query.text` is asked, is made where it is changed. */
function isGiven({ init }: BindingFact, { file }: Frame): boolean {
  if (init?.kind === 'await') return true;
  const root = init?.kind === 'member' ? rootName(init) : undefined;
  return root !== undefined && file.bindings[root]?.kind === 'param';
}

/** Members of members that are followed. */
const MAX_PARTS = 8;

class Search {
  lost = false;
  private steps = 0;
  /** How many receivers of calls into the project are being followed. */
  private receivers = 0;
  private readonly seen = new Map<Frame, Set<number>>();
  /** Names of which only members were read. */
  private readonly read = new Map<Frame, Set<number>>();

  constructor(private readonly loop: LoopRef, private readonly elements: Frame | undefined, private readonly linker: Linker) {}

  touches(expr: Expr, frame: Frame): boolean {
    if (this.steps++ > MAX_STEPS) {
      this.lost = true;
      return false;
    }
    return this.within(expr, frame);
  }

  private within(expr: Expr, frame: Frame): boolean {
    switch (expr.kind) {
      case 'name': return this.name(expr.binding, frame);
      case 'function': return this.closure(expr.fn, frame);
      case 'this': return this.self(frame);
      case 'member': return this.member(expr, frame, true);
      case 'call': return (expr.callee.kind === 'member' ? this.member(expr.callee, frame, false) : this.within(expr.callee, frame)) || expr.args.some((arg) => this.within(arg, frame));
      default: return childrenOf(expr).some((child) => this.within(child, frame));
    }
  }

  /** `isData`: the member is read, not called. */
  private member(expr: ExprOf<'member'>, frame: Frame, isData: boolean): boolean {
    const part = this.part(expr, frame, 0);
    if (part) return this.touches(part.expr, part.frame);
    if (expr.object.kind === 'member') return this.member(expr.object, frame, isData);
    return expr.object.kind === 'name' ? this.name(expr.object.binding, frame, isData) : this.within(expr.object, frame);
  }

  /** `given.shelf` of a parameter that a call gives `{ shelf, book }` or `{ ...row, book }`: what the literal says there. Undefined where the object is not a literal that stays as it is. */
  private part(member: ExprOf<'member'>, frame: Frame, depth: number): Part | undefined {
    const object = depth < MAX_PARTS ? this.literal(member.object, frame, depth + 1) : undefined;
    if (object?.expr.kind !== 'object') return undefined;
    const { members } = object.expr;
    for (const [index, one] of [...members.entries()].toReversed()) {
      if (one.kind === 'computed') return undefined;
      if (one.kind === 'spread' && index > 0 && this.lacks(one.value, member.name, object.frame)) continue;
      if (one.kind === 'spread') return index === 0 ? { expr: { ...member, object: one.value }, frame: object.frame } : undefined;
      if (one.key === member.name) return one.kind === 'property' ? { expr: one.value, frame: object.frame } : undefined;
    }
    return undefined;
  }

  /** `...keysOf(row)` of a function that answers an object literal without the member. */
  private lacks(expr: Expr, name: string, frame: Frame): boolean {
    return optionsOf(this.linker.evaluate(expr, envOf(frame, this.linker))).every((value) => value.kind === 'object' && value.node.members.every((member) => member.kind === 'property' && member.key !== name));
  }

  /** The expression that an object was made by. */
  private literal(expr: Expr, frame: Frame, depth: number): Part | undefined {
    if (expr.kind === 'object') return { expr, frame };
    if (expr.kind === 'cast' || expr.kind === 'await') return this.literal(expr.value, frame, depth);
    const found = expr.kind === 'member' ? this.part(expr, frame, depth) : expr.kind === 'name' ? this.given(expr.binding, frame) : undefined;
    return found && depth < MAX_PARTS ? this.literal(found.expr, found.frame, depth + 1) : undefined;
  }

  /** The one expression that a name stands for. */
  private given(id: number, frame: Frame): Part | undefined {
    const binding = frame.file.bindings[id];
    const home = homeOf(id, frame);
    if (!binding || binding.imported || (binding.assigned ?? []).length > 0 || mutationsOf(id, frame.file).length > 0) return undefined;
    if (frame.file === this.loop.file && this.loop.bindings.includes(id)) return undefined;
    if (binding.kind !== 'param') return binding.init && { expr: binding.init, frame: home ?? frame };
    const arg = home && home !== this.elements ? argumentOf(binding.index ?? 0, home) : undefined;
    return arg && arg.kind !== 'spread' && home?.caller ? { expr: arg, frame: home.caller } : undefined;
  }

  /** A nested function reads what its body names. */
  private closure(fn: number, frame: Frame): boolean {
    const fact = frame.file.functions[fn];
    if (!fact) return false;
    for (const expr of walk(fact)) {
      if (expr.kind === 'name' && this.name(expr.binding, frame)) return true;
      if (expr.kind === 'function' && this.closure(expr.fn, frame)) return true;
    }
    return false;
  }

  /** `this` is what the method was called on. */
  private self(frame: Frame): boolean {
    let at: Frame | undefined = frame;
    while (at?.fn?.kind === 'arrow') at = at.caller;
    if (!at?.receiver || !at.caller || at.receiver.kind === 'super') return false;
    this.receivers += 1;
    const touched = this.touches(at.receiver, at.caller);
    this.receivers -= 1;
    return touched;
  }

  private name(id: number, frame: Frame, isData = false): boolean {
    const home = homeOf(id, frame);
    if (this.seen.get(home ?? frame)?.has(id) || !isFirst(isData ? this.read : this.seen, home ?? frame, id)) return false;
    const binding = frame.file.bindings[id];
    if (!binding || binding.imported || binding.init?.kind === 'require') return false;
    if (frame.file === this.loop.file && this.loop.bindings.includes(id)) return true;
    if (binding.kind === 'param') return home ? this.param(binding.index ?? 0, home, isData) : false;
    const target = home ?? frame;
    const values = this.isSetBefore(binding, home) ? [] : [binding.init, ...(binding.assigned ?? [])].flatMap((value) => (value ? [value] : []));
    // What was pushed is no dependence: a list that is written when it is full is written for many rows.
    const changes = mutationsOf(id, frame.file).filter((mutation) => !(isData && mutation.kind === 'call' && isGiven(binding, frame)) && this.changes(mutation, binding, frame)).flatMap((mutation) => mutation.values);
    return values.some((value) => this.touches(value, target)) || changes.some((value) => this.touches(value, frameAround(value, frame) ?? target));
  }

  /** `const orderId = order.id; for (const line of lines) ..`: whatever `order` becomes in the loop, a constant from before it stays what it was. */
  private isSetBefore({ kind, fn, at, init, assigned = [] }: BindingFact, home: Frame | undefined): boolean {
    const { depth, file, at: span } = this.loop;
    if (kind !== 'const' || assigned.length > 0 || home?.depth !== depth || home.file !== file || init?.kind === 'function') return false;
    return home.fn !== undefined && file.functions[fn] === home.fn && at[1] <= span.start;
  }

  /**
   * A call with arguments changes a builder of the function: `query.where({ id }); await query.first()`. An object that has methods of the project, or that
   * a whole module shares, is asked and told many things that its other methods know nothing of.
   */
  private changes({ kind }: Mutation, { fn }: BindingFact, { file }: Frame): boolean {
    if (kind !== 'call') return kind !== 'grow';
    return this.receivers === 0 && file.functions[fn]?.kind !== 'module';
  }

  private param(index: number, home: Frame, isData: boolean): boolean {
    if (home === this.elements) return true;
    const arg = argumentOf(index, home);
    if (arg === undefined || home.caller === undefined) return false;
    return isData && arg.kind === 'name' ? this.name(arg.binding, home.caller, isData) : this.touches(arg, home.caller);
  }
}
