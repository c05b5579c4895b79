import { Label, type Arg, type Env, type Expr, type FunctionFact, type FunctionValue, type TraceStep } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { argsOf } from '../link/args-of.js';
import { carriesCode } from '../link/given.js';
import { isStatement } from '../link/statements.js';
import { idOf, optionsOf, truthiness, unknownOf } from '../link/values.js';
import { Activation } from './activation.js';
import { NOTHING, type Certainty } from './certainty.js';
import { EMPTY_SUMMARY, type Summary } from './events.js';
import { elementArg, iterationOf } from './loops.js';
import { successOf } from './successes.js';
import { answerOf, decidedBy, type Asker, type Occasion } from './meta.js';

const MAX_CONTEXTS = 24;
/** The same for functions that are given code to run: merging them would mix up what their callers do. */
const MAX_CALLBACK_CONTEXTS = 120;
/** .. and for those that are given a statement of SQL: a wrapper around a client gets each statement of the application. */
const MAX_STATEMENT_CONTEXTS = 600;
/** .. and near an entry point, where each handler of the application may be given to one wrapper. */
const MAX_WRAPPED = 1_000;
/** How many calls from an entry point its guards are at most away. */
const NEAR = 10;
/** Activations entered with their arguments: beyond the first only those near an entry point, beyond the second none. */
const MAX_ACTIVATIONS = 50_000;
const MAX_NEAR = 65_000;
/** Activations in all: what is left is for functions that were not met before, each entered once without its arguments. */
const MAX_IN_ALL = 75_000;
const MAX_DEPTH = 40;
const LOST: Arg = { value: unknownOf('budget'), labels: 0 };

/**
 * Summaries of activations, memoized by what is known of `this` and the arguments. A function that is entered in too many ways is
 * summarized once for all callers; recursion sees the empty summary.
 */
export class Executor implements Asker {
  private readonly known = new Map<number, Summary>();
  private readonly running = new Set<number>();
  private readonly contexts = new Map<string, number>();
  private readonly asked = new Set<Expr | string>();
  /** Functions of which some calls were followed without their arguments, and those of which some were not followed at all. */
  readonly cut: { readonly merged: Set<FunctionFact>; readonly dropped: Set<FunctionFact> };
  private depth = 0;

  /** Activations whose outcome looked at the request kind: it differs from one kind to another. */
  private readonly sensitive = new Set<number>();
  private readonly stack: number[] = [];
  readonly occasion: Occasion;

  /**
   * Without an occasion it answers for any request. With one, it answers for that kind of request, and takes from `general` whatever does not depend
   * on it.
   */
  constructor(readonly linker: Linker, occasion?: Omit<Occasion, 'consulted'>, private readonly general?: Executor) {
    this.cut = general?.cut ?? { merged: new Set(), dropped: new Set() };
    this.occasion = { key: '', ...occasion, consulted: () => this.stack.forEach((id) => this.sensitive.add(id)) };
  }

  /** Every activation summarized so far, in order. */
  readonly activations: { readonly fn: FunctionValue; readonly env: Env; readonly summary: Summary }[] = [];

  /** Where credentials are verified, in whatever way that is used. */
  readonly verified: TraceStep[] = [];

  private readonly reached = new Set<FunctionFact>();
  private readonly met = new Set<number>();

  /** Was the function summarized for any caller? */
  hasReached(fn: FunctionFact): boolean {
    return this.reached.has(fn);
  }

  /** Does something run the activation? Else it only says what the function does for anybody. */
  isMet(env: Env): boolean {
    return this.met.has(env.id);
  }

  ofCall(expr: Extract<Expr, { kind: 'call' }>, env: Env): readonly Summary[] {
    const options = optionsOf(this.linker.evaluate(expr.callee, env));
    return options.flatMap((option) => (option.kind === 'function' ? [this.summary(option, argsOf(expr.args, env, this.linker))] : []));
  }

  ofElement(expr: Extract<Expr, { kind: 'call' }>, env: Env): readonly Summary[] {
    const [callback] = expr.args;
    const over = iterationOf(expr)?.over;
    const fns = callback && over ? optionsOf(this.linker.evaluate(callback, env)) : [];
    return fns.flatMap((fn) => (fn.kind === 'function' && over ? [this.summary(fn, [elementArg(over, env, this.linker)])] : []));
  }

  answerOf(expr: Extract<Expr, { kind: 'call' }>, env: Env): boolean | undefined {
    const answer = answerOf(expr, true, env, this);
    return answer && truthiness(answer);
  }

  decides(expr: Expr, env: Env): boolean | undefined {
    return decidedBy(expr, env, this);
  }

  succeeded(method: Expr, env: Env): Certainty {
    return method.kind === 'member' ? successOf(method.object, env, this) : NOTHING;
  }

  once(question: Expr | string, answer: () => Certainty): Certainty {
    if (this.asked.has(question)) return NOTHING;
    this.asked.add(question);
    const certainty = answer();
    this.asked.delete(question);
    return certainty;
  }

  /** `unused`: nobody looks at the result. */
  summary(fn: FunctionValue, args: readonly Arg[] | undefined, unused = false): Summary {
    const idle = this.idle(fn, args, unused);
    if (idle) return idle;
    const env = this.activate(fn, args);
    this.met.add(env.id);
    return this.summaryOf(fn, args, env);
  }

  private summaryOf(fn: FunctionValue, args: readonly Arg[] | undefined, env: Env): Summary {
    if (this.general) {
      const summary = this.met.has(env.id) ? this.general.summary(fn, args) : this.general.summaryOf(fn, args, this.general.activate(fn, args));
      if (!this.general.sensitive.has(env.id)) return summary;
    }
    const known = this.known.get(env.id);
    if (known) {
      if (this.sensitive.has(env.id)) this.occasion.consulted();
      return known;
    }
    if (this.running.has(env.id)) return EMPTY_SUMMARY;
    if (this.depth > MAX_DEPTH || this.activations.length > MAX_IN_ALL) {
      this.cut.dropped.add(fn.fn);
      return { ...EMPTY_SUMMARY, cut: true };
    }
    this.running.add(env.id);
    this.stack.push(env.id);
    this.depth += 1;
    const summary = new Activation(fn, env, this).run();
    this.depth -= 1;
    this.stack.pop();
    this.running.delete(env.id);
    this.known.set(env.id, summary);
    this.reached.add(fn.fn);
    this.activations.push({ fn, env, summary });
    return summary;
  }

  /**
   * A function that does nothing visible whoever calls it (a formatter, a logger) does nothing for plain constants either; nor for other data, when it calls
   * nothing that is not known and its result is of no use.
   */
  private idle(fn: FunctionValue, args: readonly Arg[] | undefined, unused: boolean): Summary | undefined {
    if (!args || args.length === 0) return undefined;
    const plain = args.every((arg) => arg.labels === 0 && arg.value.kind === 'const');
    if (!plain && (!unused || !args.every(isData))) return undefined;
    const general = this.summaryOf(fn, undefined, this.activate(fn, undefined));
    const visible = general.events.length > 0 || general.nexts || general.resolves || general.cut || (general.completes?.bits ?? 1) !== 0;
    return visible || (!plain && general.asks) ? undefined : general;
  }

  private activate(fn: FunctionValue, args: readonly Arg[] | undefined): Env {
    const name = `${idOf(fn.fn)}@${fn.env.id}`;
    const count = this.contexts.get(name) ?? 0;
    // Near an entry point the limits for what is given code are this class's own, whatever linking took before.
    const isOwn = this.depth <= NEAR && count < MAX_WRAPPED && args?.some(carriesCode) === true;
    const env = this.linker.activate(fn, args, undefined, undefined, isOwn);
    if (this.known.has(env.id)) return env;
    if (args && this.activations.length > (this.depth > NEAR ? MAX_ACTIVATIONS : MAX_NEAR)) return this.ofAll(fn);
    if (count >= this.limit(args)) return this.merged(fn, args, name);
    this.contexts.set(name, count + 1);
    return env;
  }

  private limit(args: readonly Arg[] | undefined): number {
    if (args?.some(carriesCode)) return this.depth > NEAR ? MAX_CALLBACK_CONTEXTS : MAX_WRAPPED;
    return args?.some(carriesStatement) ? MAX_STATEMENT_CONTEXTS : MAX_CONTEXTS;
  }

  /** Callers that differ only in what decides neither a branch nor what a query does are taken together; when these are too many as well, all are. */
  private merged(fn: FunctionValue, args: readonly Arg[] | undefined, name: string): Env {
    const isQuery = args?.some(carriesStatement) === true;
    const env = this.linker.activate(fn, args?.map((arg) => (decides(arg) || (isQuery && carriesStatement(arg)) ? arg : { value: LOST.value, labels: arg.labels })));
    if (this.known.has(env.id)) return env;
    const count = this.contexts.get(`${name}/merged`) ?? 0;
    this.contexts.set(`${name}/merged`, count + 1);
    if (args && count < (isQuery ? MAX_STATEMENT_CONTEXTS : MAX_CONTEXTS)) return env;
    return this.told(fn, args, name) ?? this.ofAll(fn);
  }

  /** Callers that say by a text what they want (`notify('order.paid', order)`) are still told apart by it, and by nothing else. */
  private told(fn: FunctionValue, args: readonly Arg[] | undefined, name: string): Env | undefined {
    if (!args?.some(isText)) return undefined;
    const env = this.linker.activate(fn, args.map((arg) => (isText(arg) ? arg : LOST)));
    const count = this.contexts.get(`${name}/told`) ?? 0;
    if (!this.known.has(env.id) && count >= MAX_CONTEXTS) return undefined;
    if (!this.known.has(env.id)) this.contexts.set(`${name}/told`, count + 1);
    return env;
  }

  /** One activation for all callers. */
  private ofAll(fn: FunctionValue): Env {
    this.cut.merged.add(fn.fn);
    return this.linker.activate(fn, fn.fn.params.map(() => LOST));
  }
}

/** A constant, a literal of constants (a list of them decides what a loop runs over), the request itself or a part of it. */
function decides({ value, spread }: Arg): boolean {
  if (spread || value.kind === 'const' || (value.kind === 'path' && value.root.startsWith('#') && !value.path.includes('()'))) return true;
  if (value.kind === 'array') return !value.open && value.items.every((item) => item.kind === 'const');
  return value.kind === 'object' && value.node.members.every((member) => member.kind === 'property' && member.value.kind === 'literal');
}

function isText({ value, spread }: Arg): boolean {
  return spread !== true && value.kind === 'const' && typeof value.value === 'string';
}

/** Texts, rows, parts of the request and literals of these: nothing that could be called. */
function isData(arg: Arg): boolean {
  if (arg.spread || carriesCode(arg)) return false;
  return optionsOf(arg.value).every((value) => {
    if (value.kind === 'path') return value.path !== '' && (value.root.startsWith('#') || (arg.labels & Label.data) !== 0);
    return value.kind === 'const' || value.kind === 'unknown' || value.kind === 'object' || value.kind === 'array';
  });
}

/** A statement of SQL, or a literal that holds one. */
function carriesStatement(arg: Arg): boolean {
  const isOne = (expr: Expr): boolean => (expr.kind === 'literal' && isStatement(expr.value)) || (expr.kind === 'template' && isStatement(expr.quasis[0]));
  return optionsOf(arg.value).some((value) => {
    if (value.kind === 'object') return value.node.members.some((member) => isOne(member.value));
    return value.kind === 'const' ? isStatement(value.value) : value.kind === 'unknown' && value.text !== undefined;
  });
}
