import { spanOf, Label, walk, type Arg, type ChainStep, type Concept, type Expr, type ExprOf, type FunctionValue, type PathValue, type Value } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import { ranBefore } from '../ir/ran-before.js';
import { argsOf } from '../link/args-of.js';
import { optionsOf, stepOf, truthiness } from '../link/values.js';
import { Bit, both, certain, NOTHING, type Certainty } from './certainty.js';
import type { Activation } from './activation.js';
import { argsGiven, calleesOf } from './applied.js';
import { AnswerFlow } from './answer-flow.js';
import { survived } from './conditions.js';
import { HARMLESS, MAY_WRITE, ensuredBits, guardBits, handing, isGoingOn, isRole, madeBy, outermost, wrapping } from './call-concepts.js';
import { methodAsked, tableOf } from './meta.js';
import type { FlowEvent, LoopRef, Step, Summary } from './events.js';
import { isHandedOver } from './handed-over.js';
import { collectionExemption, elementArg, isGrouped, isWorkerPool, iterationOf, PAGING } from './loops.js';
import { branchAt } from './arms.js';
import { carrier, HERE } from './carry.js';
import { given, hasRunBefore, PROMISE_STEPS, takesErrors } from './promise-steps.js';
import { protocolArgs } from './protocol-args.js';
import { fork, join, learn, type State } from './state.js';
import { carriedTo } from './successes.js';

/** What becomes of an expression's value: a lazy query runs only when the value is used. `chained`: the next call goes on from it. */
export type Usage = 'value' | 'stored' | 'discarded' | 'chained';

/** What the calls of one activation do to its state. */
export class CallFlow {
  /** Certainty that a promise made by `new Promise(...)` carries when it resolves. */
  private readonly promised = new Map<Expr, Certainty>();
  private readonly stored = new Map<Expr, State['arms']>();
  readonly answers: AnswerFlow;

  constructor(private readonly activation: Activation) {
    this.answers = new AnswerFlow(activation, (...event) => this.emit(...event));
  }

  private get linker() { return this.activation.linker; }
  private get env() { return this.activation.env; }

  call(expr: ExprOf<'call'>, state: State, usage: Usage): void {
    const { callee } = expr;
    const value = this.byMethod(callee) ?? this.linker.evaluate(callee, this.env);
    if (callee.kind === 'member') {
      const { tries } = state;
      state.tries += takesErrors(callee.name, expr.args) ? 1 : 0;
      this.activation.visit(callee.object, state, PROMISE_STEPS.has(callee.name) ? 'value' : 'chained');
      state.tries = tries;
    } else if (callee.kind !== 'super' && callee.kind !== 'name') this.activation.visit(callee, state, 'chained');
    // A query that another query takes is part of it.
    const nests = value.kind === 'path' && this.linker.rows.isData(value.root);
    for (const arg of expr.args) this.activation.visit(arg, state, nests && (arg.kind === 'call' || arg.kind === 'template') ? 'stored' : 'value');
    if (!state.alive) return;
    const options = calleesOf(expr, value, this.env, this.linker);
    if (options.length <= 1) return this.option(options[0] ?? value, expr, state, usage);
    const id = branchAt(this.env.file.path, expr.at[0], 'alt');
    const arms = options.map((option, index) => {
      const arm = fork(state, `${id}~${index}`, NOTHING);
      this.option(option, expr, arm, usage);
      return arm;
    });
    const before = state.arms;
    join(state, arms);
    state.arms = before;
  }

  /** `handlers[req.method]`: the handler of the method that is asked about. */
  private byMethod(callee: Expr): Value | undefined {
    const table = tableOf(callee, this.env);
    const method = table && methodAsked(table.index, this.env, this.activation.executor.occasion, this.linker);
    const handler = table && method !== undefined ? this.linker.member(this.linker.evaluate(table.object, this.env), method) : undefined;
    return handler?.kind === 'function' ? handler : undefined;
  }

  private option(given: Value, expr: ExprOf<'call'>, state: State, usage: Usage): void {
    // Of a module that exports no default, that is the module again.
    const callee = given.kind === 'module' ? this.linker.member(given, 'default') : given;
    switch (callee.kind) {
      case 'function': return this.project(callee, expr, state, usage);
      case 'path': return this.library(callee, expr, state, usage);
      default: {
        if (expr.callee.kind !== 'super') this.unknown(callee, expr, state);
        return this.callbacks(expr, undefined, state);
      }
    }
  }

  private project(fn: FunctionValue, expr: ExprOf<'call'>, state: State, usage: Usage): void {
    const summary = this.activation.executor.summary(fn, argsGiven(expr, this.env, this.linker), usage === 'discarded');
    this.include(summary, { expr, file: this.env.file, callee: fn }, state);
    if (fn.fn.async && usage !== 'value') return;
    if (!summary.completes) {
      if (summary.cut || summary.events.some((event) => event.kind !== 'inquiry')) state.alive = summary.cut;
      return;
    }
    state.certainty = both(state.certainty, summary.completes);
    state.unreplied = state.unreplied && summary.unreplied && both(state.unreplied, summary.unreplied);
  }

  /** Takes a callee's events over, seen from here. */
  private include(summary: Summary, step: Step, state: State, loops: readonly LoopRef[] = state.loops, transaction = state.transaction): void {
    const seen = carrier({ step, state, loops, transaction });
    for (const event of summary.events) {
      if (this.activation.isFull) break;
      this.activation.emit(seen(event));
    }
    if (summary.nexts) this.activation.next(both(state.certainty, summary.nexts), state.arms);
    if (summary.resolves && step.expr.kind !== 'new') this.activation.resolve(both(state.certainty, summary.resolves), state.arms);
    if (summary.asks) this.activation.ask();
    if (summary.cut) this.activation.limit();
  }

  private library(callee: PathValue, expr: ExprOf<'call'>, state: State, usage: Usage): void {
    const path = stepOf(callee, '()', { node: expr, file: this.env.file, env: this.env });
    if (this.settles(callee, expr, state)) return;
    if (this.guards(callee, expr, state)) return;
    const concept = this.linker.concept(path) ?? this.superGuard(callee);
    if (callee.root === '#next' && callee.path === '') return this.goOn(expr, state);
    switch (concept?.kind) {
      case 'access': this.access(path, concept, expr, state, usage); break;
      case 'transaction': return this.transaction(path, concept, expr, state);
      case 'verify': return this.verify(concept, expr, state);
      case 'respond':
        this.answers.respond(path, concept, expr, expr.args, state);
        if (concept.throws) state.alive = false;
        break;
      case 'external': this.emit('external', expr, state, { concept, path }); break;
      case 'next': return concept.errorArg === false ? this.activation.next(state.certainty, state.arms) : this.goOn(expr, state);
      case 'http-error': if (concept.throws) return this.raises(concept, expr, state); break;
      case 'iterate': return this.iterate(expr, concept, state);
      case 'invoke': if (concept.repeats) return this.retried(expr, concept.callback, state); if (concept.handle !== undefined) return this.lend(path, concept, expr, state); break;
      case 'batch': return;
      case 'inert': if (concept.keeps) return; if (concept.serves) this.handsOver(expr, state); break;
      case 'runs': return this.runSteps(concept.steps, expr, state);
      case undefined:
        if (isHandedOver(callee, expr, this.env, this.linker)) this.handsOver(expr, state);
        this.unknown(callee, expr, state);
        break;
      default: break;
    }
    if (state.alive) this.callbacks(expr, callee, state);
  }

  /** The request as a whole goes to a library: what it ensures is not known. */
  private handsOver(expr: ExprOf<'call'>, state: State): void {
    const handed = certain(Bit.opaque, { at: this.activation.at(expr), message: `hands the request to ${this.activation.text(expr)}` });
    learn(state, handed);
  }

  /** A procedure that is called as a function. */
  private runSteps(steps: readonly ChainStep[], expr: ExprOf<'call'>, state: State): void {
    for (const step of steps) {
      for (const fn of optionsOf(step.value)) {
        if (fn.kind !== 'function') continue;
        const args = protocolArgs(step.protocol, this.linker);
        const { nexts, ...summary } = this.activation.executor.summary(fn, args);
        this.include(summary, { expr, file: this.env.file, callee: fn }, state);
        const passed = step.protocol.continues === 'next' ? nexts : summary.completes;
        if (passed) learn(state, passed);
      }
    }
  }

  /** `guard(req, res, next)` written out: going on is what the guard allows. */
  private guards(callee: PathValue, expr: ExprOf<'call'>, state: State): boolean {
    const concept = this.linker.concept(callee);
    const passesNext = expr.args.some((arg) => isRole(this.linker.evaluate(arg, this.env), '#next'));
    if (!passesNext || callee.root.startsWith('#')) return false;
    const at = { at: this.activation.at(expr), message: `passes the request on to ${this.activation.text(expr)}` };
    if (concept?.kind === 'guard') this.activation.next(both(state.certainty, concept.ensures === 'none' ? NOTHING : certain(guardBits(concept), at)), state.arms);
    else if (concept?.kind !== 'verify') this.activation.next(both(state.certainty, certain(Bit.opaque, at)), state.arms);
    return true;
  }

  /** `super.canActivate(context)` of a library guard. */
  private superGuard(callee: PathValue): Concept | undefined {
    if (callee.step !== 'canActivate' || callee.parent?.step !== 'new()' || !callee.parent.parent) return undefined;
    const base = this.linker.concept(callee.parent.parent) ?? this.linker.concept(callee.parent);
    return base?.kind === 'guard' && base.ensures !== 'none' ? { kind: 'verify' } : undefined;
  }

  private settles(callee: PathValue, expr: ExprOf<'call'>, state: State): boolean {
    if (callee.root === '#resolve') this.activation.resolve(state.certainty, state.arms);
    else if (callee.root === '#reject') this.fails(expr.args[0] ?? expr, state);
    else return false;
    return true;
  }

  private goOn(expr: ExprOf<'call'>, state: State): void {
    const [first] = expr.args;
    const value = first && this.linker.evaluate(first, this.env);
    if (first && value && !(value.kind === 'const' && isGoingOn(value.value, this.linker))) this.fails(first, state);
    else this.activation.next(state.certainty, state.arms);
  }

  private access(path: PathValue, concept: Extract<Concept, { kind: 'access' }>, expr: Expr, state: State, usage: Usage): void {
    if (concept.executes === 'await' && usage !== 'value') this.stored.set(expr, state.arms);
    else if (!hasRunBefore(expr, path, this.env)) this.emit('access', expr, state, { concept, path });
  }

  /** `await query`: a stored lazy query runs here, unless another function already ran it by returning it. */
  awaited(value: Expr, state: State): void {
    const promise = this.promised.get(value);
    if (promise) learn(state, promise);
    this.runs(value, state);
  }

  private runs(value: Expr, state: State): void {
    if (value.kind !== 'name' && value.kind !== 'member') return;
    for (const option of optionsOf(this.linker.evaluate(value, this.env))) {
      if (option.kind !== 'path' || !option.call || option.call.env.fn !== this.env.fn || ranBefore(value, option.call.node, this.env.file)) continue;
      const concept = this.linker.concept(option);
      const arms = new Set([...state.arms, ...(this.stored.get(option.call.node) ?? [])]);
      if (concept?.kind === 'access' && concept.executes === 'await') this.emit('access', option.call.node, { ...state, arms: [...arms] }, { concept, path: option });
    }
  }

  /** A query that is returned runs where its caller awaits it; an error that is returned may be raised by it. */
  forwards(value: Expr, state: State): void {
    if (!state.alive) return;
    this.runs(value, state);
    const error = this.linker.evaluate(value, this.env);
    const concept = error.kind === 'path' && error.call?.env.fn === this.env.fn ? this.linker.concept(error) : undefined;
    if (concept?.kind !== 'http-error' || !concept.returned) return;
    this.fails(value, state);
    state.alive = false;
  }

  template(expr: ExprOf<'template'>, state: State, usage: Usage): void {
    const value = expr.tag && this.linker.evaluate(expr, this.env);
    // A query that another query takes is part of it.
    const nests = value?.kind === 'path' && this.linker.rows.isData(value.root);
    for (const hole of expr.holes) this.activation.visit(hole, state, nests && (hole.kind === 'call' || hole.kind === 'template') ? 'stored' : 'value');
    if (value?.kind !== 'path') return;
    const concept = this.linker.concept(value);
    if (concept?.kind === 'access') this.access(value, concept, expr, state, usage);
  }

  private transaction(path: PathValue, concept: Extract<Concept, { kind: 'transaction' }>, expr: ExprOf<'call'>, state: State): void {
    const at = this.activation.at(expr);
    if (concept.form !== 'callback') {
      this.emit('transaction', expr, state, { concept, path });
      return;
    }
    const index = concept.callback ?? 0;
    const arg = expr.args[index] ?? expr.args.at(-1);
    const maker = concept.of === 'maker' ? madeBy(path) : undefined;
    const callback = concept.of === 'maker' ? maker && this.linker.argument(maker, index) : arg && this.linker.evaluate(arg, this.env);
    this.emit('transaction', expr, state, { concept, path });
    const outer = outermost(path);
    const opened = { at, key: outer.key, outer: outer.call ? spanOf(outer.call.file.path, outer.call.node.at) : at };
    const args = concept.of === 'maker' ? argsOf(expr.args, this.env, this.linker) : handing(path, concept);
    for (const option of callback ? optionsOf(callback) : []) {
      if (option.kind !== 'function') continue;
      const summary = this.activation.executor.summary(option, args);
      this.include(summary, { expr, file: this.env.file, callee: option, handed: true }, state, state.loops, opened);
      if (summary.completes) learn(state, summary.completes);
      else if (summary.events.some((event) => event.kind === 'throw')) state.alive = false;
    }
  }

  /** A callback that gets a connection. */
  private lend(path: PathValue, concept: Extract<Concept, { kind: 'invoke' }>, expr: ExprOf<'call'>, state: State): void {
    const arg = expr.args[concept.callback];
    const callback = arg && this.linker.evaluate(arg, this.env);
    for (const option of callback ? optionsOf(callback) : []) {
      if (option.kind === 'function') this.include(this.activation.executor.summary(option, handing(path, concept)), { expr, file: this.env.file, callee: option, handed: true }, state);
    }
  }

  private verify(concept: Extract<Concept, { kind: 'verify' }>, expr: ExprOf<'call'>, state: State): void {
    const at = { at: this.activation.at(expr), message: `verifies a credential with ${this.activation.text(expr)}` };
    this.activation.executor.verified.push(at);
    const arg = concept.callback && (concept.callback.arg === 'last' ? expr.args.at(-1) : expr.args[concept.callback.arg]);
    const callback = arg && this.linker.evaluate(arg, this.env);
    if (concept.callback && callback?.kind === 'function') {
      const principal: Arg[] = Array.from({ length: concept.callback.principal + 1 }, (_, index) => ({
        value: { kind: 'unknown', key: '?', reason: 'parameter' }, labels: index === concept.callback?.principal ? Label.principal : Label.exception,
      }));
      this.include(this.activation.executor.summary(callback, principal), { expr, file: this.env.file, callee: callback, handed: true }, state);
      return;
    }
    if (concept.tested) return;
    learn(state, certain(ensuredBits(concept.ensures ?? 'principal'), at));
  }

  /** A call that throws: always, or unless its condition holds (`assert(user, 401)`). */
  private raises(concept: Extract<Concept, { kind: 'http-error' }>, expr: ExprOf<'call'>, state: State): void {
    const test = concept.unless === undefined ? undefined : expr.args[concept.unless];
    if (!test) {
      this.fails(expr, state);
      state.alive = false;
      return;
    }
    const id = this.activation.declareBranch(test, expr);
    this.fails(expr, fork(state, `${id}~f`, this.activation.certainty(test, false)));
    const passed = fork(state, `${id}~t`, this.activation.certainty(test, true));
    passed.alive = truthiness(this.linker.evaluate(test, this.env)) !== false;
    join(state, [passed]);
  }

  /** An error is thrown or handed to the framework. */
  fails(expr: Expr, state: State): void {
    const info = this.activation.errorOf(expr);
    this.emit('throw', expr, state, {
      error: this.linker.evaluate(expr, this.env), ...(info.status === undefined ? {} : { status: info.status }), ...(info.name === undefined ? {} : { name: info.name }),
    });
  }

  construct(expr: ExprOf<'new'>, state: State): void {
    const callee = this.linker.evaluate(expr.callee, this.env);
    const isPromise = callee.kind === 'path' && callee.root === '#global' && callee.path === 'Promise';
    for (const arg of expr.args) this.activation.visit(arg, state, 'value');
    if (callee.kind === 'path' && !isPromise) {
      const path = stepOf(callee, 'new()', { node: expr, file: this.env.file, env: this.env });
      const concept = this.linker.concept(path);
      if (concept?.kind === 'respond') this.answers.respond(path, concept, expr, expr.args, state);
    }
    if (!isPromise) return;
    const executor = expr.args[0] && this.linker.evaluate(expr.args[0], this.env);
    if (executor?.kind !== 'function') return;
    const role = (root: string): Arg => ({ value: this.linker.role(root), labels: 0 });
    const summary = this.activation.executor.summary(executor, [role('#resolve'), role('#reject')]);
    this.include(summary, { expr, file: this.env.file, callee: executor, handed: true }, state);
    if (summary.resolves) this.promised.set(expr, summary.resolves);
  }

  private iterate(expr: ExprOf<'call'>, { callback, over, concurrent, limited }: Extract<Concept, { kind: 'iterate' }>, state: State): void {
    const arg = expr.args[callback];
    const fn = arg && this.linker.evaluate(arg, this.env);
    const collection = over === 'receiver' ? (expr.callee.kind === 'member' ? expr.callee.object : undefined) : expr.args[over];
    if (fn?.kind === 'function') this.loopOver(expr, fn, collection, { kind: concurrent ? 'concurrent' : 'sequential', ...(limited ? { limited } : {}) }, this.activation.text(expr), state);
  }

  /** `retry(() => charge(card))`: the callback runs again while it fails. */
  private retried(expr: ExprOf<'call'>, callback: number, state: State): void {
    const arg = expr.args[callback];
    const loop: LoopRef = { at: this.activation.at(expr), expr, kind: 'sequential', form: 'retry', depth: 0, bindings: [], file: this.env.file, retries: true, exempt: PAGING };
    for (const fn of arg ? optionsOf(this.linker.evaluate(arg, this.env)) : []) {
      if (fn.kind !== 'function') continue;
      const summary = this.activation.executor.summary(fn, undefined);
      this.include(summary, { expr, file: this.env.file, callee: fn, handed: true }, state, [...state.loops, loop]);
      if (summary.completes) learn(state, summary.completes);
    }
  }

  /** Function arguments of a call that the project does not define: they run, once an element where the call iterates. */
  private callbacks(expr: ExprOf<'call'>, callee: PathValue | undefined, state: State): void {
    const iteration = callee && this.isInvoked(callee, expr) ? undefined : iterationOf(expr);
    for (const [index, arg] of expr.args.entries()) {
      for (const option of optionsOf(this.linker.evaluate(arg, this.env))) {
        if (option.kind !== 'function') continue;
        if (iteration) this.loopOver(expr, option, iteration.over, { kind: iteration.kind(option.fn) }, iteration.form, state);
        else this.later(expr, option, index, callee, state);
      }
    }
  }

  /** A method of that name which calls back once: `result.map(fn)`. */
  private isInvoked(callee: PathValue, expr: ExprOf<'call'>): boolean {
    return this.linker.concept(stepOf(callee, '()', { node: expr, file: this.env.file, env: this.env }))?.kind === 'invoke';
  }

  private loopOver(expr: ExprOf<'call'>, fn: FunctionValue, over: Expr | undefined, rounds: Pick<LoopRef, 'kind' | 'limited'>, form: string, state: State): void {
    const { params } = fn.fn;
    const exempt = isWorkerPool(over, fn.fn) ? 'workers that share one source' : collectionExemption(over, { elements: params.slice(0, 1).map(({ binding }) => binding), parts: () => walk(fn.fn) }, this.env, this.linker);
    const args: Arg[] = [elementArg(over, this.env, this.linker)];
    const summary = this.activation.executor.summary(fn, params.length > 1 && form === 'reduce' ? [{ value: { kind: 'unknown', key: '?', reason: 'parameter' }, labels: 0 }, ...args] : args);
    const loop: LoopRef = { at: this.activation.at(expr), expr, ...rounds, form, depth: 0, bindings: [], file: this.env.file, groups: isGrouped(over, this.env), ...(exempt ? { exempt } : {}) };
    this.include(summary, { expr, file: this.env.file, callee: fn, handed: true, element: true }, state, [...state.loops, loop]);
  }

  /** A callback that runs some time: what it proves holds inside it only. Those of a chain (`a.then(f).then(g)`) all run, and begin at one place. */
  private later(expr: ExprOf<'call'>, fn: FunctionValue, index: number, callee: PathValue | undefined, state: State): void {
    const name = expr.callee.kind === 'member' ? expr.callee.name : callee?.step ?? '';
    const carried = expr.callee.kind === 'member' ? this.promised.get(expr.callee.object) : undefined;
    const concept = callee && this.linker.concept(stepOf(callee, '()', { node: expr, file: this.env.file, env: this.env }));
    const arm = fork(state, `${branchAt(this.env.file.path, expr.at[0], `cb${expr.at[1]}`)}~${name === 'catch' ? 'catch' : fn.id}`, name === 'then' && carried ? carried : carriedTo(expr, index, this.env, this.activation.executor) ?? wrapping(concept, this.activation.at(expr)));
    const summary = this.activation.executor.summary(fn, given(name, expr, index, this.env, this.linker));
    this.include(summary, { expr, file: this.env.file, callee: fn, handed: true, ...(concept?.kind === 'invoke' && concept.limited ? { limited: true } : {}) }, arm);
    if (name === 'then' && summary.completes) this.promised.set(expr, both(carried ?? NOTHING, summary.completes));
  }

  private unknown(callee: Value, expr: ExprOf<'call'>, state: State): void {
    // A part of a query, `eq(keys.hash, given)`, is no verdict on what it names.
    if (!(callee.kind === 'path' && this.linker.isData(callee.root))) learn(state, survived(expr, this.env, this.linker));
    const name = calledName(expr.callee, this.env.file);
    if (!(callee.kind === 'path' && callee.root === '#global') && !HARMLESS.test(name)) this.activation.ask();
    if (!MAY_WRITE.test(name)) return;
    this.emit('unresolved', expr, state, { name, reason: callee.kind === 'unknown' ? callee.reason : 'expression' });
  }

  private emit(kind: FlowEvent['kind'], expr: Expr, state: State, more: Partial<FlowEvent>): void {
    this.activation.emit({
      kind, expr, env: this.env, at: this.activation.at(expr), steps: HERE, loops: state.loops, inTry: state.tries > 0, arms: state.arms, within: state.within,
      certainty: state.certainty,
      ...(state.transaction ? { transaction: state.transaction } : {}), ...more,
    });
  }
}
