import { Label, spanOf, walkExpr, once, type Env, type Expr, type FunctionValue, type Span, type Stmt } from '@assay/contract';
import { isCall } from '../ir/is-call.js';
import type { Linker } from '../link/linker.js';
import { ROLE_NAMES } from '../link/labels.js';
import { isParked } from '../link/parked.js';
import { optionsOf, truthiness } from '../link/values.js';
import { settledTruth } from '../link/settled.js';
import { calleeText } from '../text.js';
import { caseCertainty, equals } from './cases.js';
import { Bit, both, either, NOTHING, type Certainty } from './certainty.js';
import { approval, conditionCertainty, survived } from './conditions.js';
import { CallFlow, type Usage } from './call-flow.js';
import { demandOf } from './demands.js';
import { isDoneBefore } from './done-before.js';
import { checkedEach, goesOverAll } from './checked-elements.js';
import { errorInfo } from './errors.js';
import { branchAt, type Arm } from './arms.js';
import { EventLimits } from './event-limits.js';
import type { Branch, FlowEvent, Summary } from './events.js';
import type { Executor } from './executor.js';
import { endsWithBreak, isGrouped, isRetry, loopBindings, loopExemption } from './loops.js';
import { isFlag, meantBy } from './flags.js';
import { identity } from './identity.js';
import { inquiryOf } from './inquiries.js';
import { decidedBy } from './meta.js';
import { evidenceOf, rejectionOf, triedProof } from './rejection.js';
import { letThrough, settle, type Completion, type Way } from './settle.js';
import { fork, join, learn, type State } from './state.js';
import { successAnswered } from './successes.js';
import { asksInSome, isMarkedByServer, isSwitch } from './switches.js';

/** One abstract run of a function's body: statements in order, branches forked and joined, calls summarized in place. */
export class Activation {
  readonly linker: Linker;
  readonly branches = new Map<string, Branch>();
  readonly events: FlowEvent[] = [];
  private readonly seen = new Set<string>();
  readonly completions: Completion[] = [];
  readonly nexts: Way[] = [];
  readonly resolves: Way[] = [];
  private readonly calls: CallFlow;
  private cut = false;
  private asks = false;
  private readonly limits = new EventLimits();

  constructor(readonly fn: FunctionValue, readonly env: Env, readonly executor: Executor) {
    this.linker = executor.linker;
    this.calls = new CallFlow(this);
  }

  run(): Summary {
    const state: State = { alive: true, certainty: NOTHING, unreplied: NOTHING, loops: [], arms: [], within: [], transaction: undefined, tries: 0, pendingStatus: undefined, held: [] };
    this.statements(this.fn.fn.body, state);
    if (state.alive) this.complete(state, undefined);
    return { ...settle(this), cut: this.cut || this.limits.exceeded, ...(this.asks ? { asks: true } : {}) };
  }

  /** No event of a callee changes the summary any more. */
  get isFull(): boolean {
    return this.limits.areReached;
  }

  emit(event: FlowEvent): void {
    const key = identity(event);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    if (this.limits.admits(event)) this.events.push(event);
  }

  /** Keeps that an expression looks at the caller. */
  private inquire(expr: Expr, state: State, decides: boolean): void {
    const inquiry = inquiryOf(expr, this.env, decides, this.linker);
    if (inquiry) this.emit({ kind: 'inquiry', expr, env: this.env, at: this.at(expr), steps: [], loops: state.loops, inTry: state.tries > 0, arms: state.arms, within: state.within, certainty: state.certainty, inquiry });
  }

  next(certainty: Certainty, arms: readonly Arm[]): void {
    this.nexts.push({ certainty, arms });
  }

  resolve(certainty: Certainty, arms: readonly Arm[]): void {
    this.resolves.push({ certainty, arms });
  }

  limit(): void {
    this.cut = true;
  }

  /** Something that is not known was called. */
  ask(): void {
    this.asks = true;
  }

  at(expr: { readonly at: readonly [number, number] }): Span {
    return spanOf(this.env.file.path, expr.at);
  }

  private complete(state: State, value: Expr | undefined): void {
    this.calls.answers.sendsStatus(state);
    const known = value ? this.truthOf(value) : false;
    const truthy = known === false || !value ? undefined : both(state.certainty, this.certainty(value, true));
    const falsy = known === true || !value ? undefined : both(state.certainty, this.certainty(value, false));
    const succeeded = !this.linker.holding.any ? undefined : value ? successAnswered(value, this.env, this.executor) : NOTHING;
    const approved = known === false || !value ? undefined : approval(value, this.env, this.executor);
    this.completions.push({
      certainty: state.certainty, unreplied: state.unreplied, arms: state.arms, ...(truthy ? { truthy } : {}), ...(falsy ? { falsy } : {}), ...(approved ? { approves: both(state.certainty, approved) } : {}),
      ...(succeeded ? { succeeds: both(state.certainty, succeeded) } : {}),
      ...(value ? { value } : { falsy: state.certainty }),
    });
  }

  /** A response that a function returns is there. */
  private truthOf(expr: Expr): boolean | undefined {
    const value = this.linker.evaluate(expr, this.env);
    const concept = value.kind === 'path' ? this.linker.concept(value) : undefined;
    return concept?.kind === 'respond' && value.kind === 'path' && !value.root.startsWith('#re') ? true : truthiness(value);
  }

  certainty(expr: Expr, truthy: boolean): Certainty {
    return conditionCertainty(expr, truthy, this.env, this.executor);
  }

  private statements(statements: readonly Stmt[], state: State): void {
    for (const statement of statements) {
      if (!state.alive) return;
      this.statement(statement, state);
    }
  }

  private statement(statement: Stmt, state: State): void {
    switch (statement.kind) {
      case 'expr':
        this.inquire(statement.value, state, false);
        return this.visit(statement.value, state, 'discarded');
      case 'declare':
        if (statement.value) this.inquire(statement.value, state, false);
        return statement.value ? this.visit(statement.value, state, 'stored') : undefined;
      case 'return': return this.returned(statement.value, state);
      case 'throw': return this.thrown(statement.value, state);
      case 'if': return this.branch(statement, state);
      case 'loop': return this.loop(statement, state);
      case 'try': return this.attempt(statement, state);
      case 'switch': return this.choose(statement, state);
      case 'labeled': return this.statements(statement.body, state);
      case 'break': case 'continue': state.alive = false;
    }
  }

  private returned(value: Expr | undefined, state: State): void {
    if (value) {
      this.inquire(value, state, false);
      this.visit(value, state, 'value');
      this.calls.answers.returnsBody(value, state);
      this.calls.forwards(value, state);
    }
    if (state.alive) this.complete(state, value);
    state.alive = false;
  }

  private thrown(value: Expr, state: State): void {
    this.visit(value, state, 'value');
    this.calls.fails(value, state);
    state.alive = false;
  }

  /** The truth of a condition when constants, or the request kind, decide it. */
  private known(test: Expr): boolean | undefined {
    const settled = settledTruth(test, this.env, this.linker);
    // What has a value only so far (a list that is filled later) decides nothing.
    if (settled !== undefined || (!isCall(test) && this.linker.evaluate(test, this.env).kind === 'const')) return settled;
    return decidedBy(test, this.env, this.executor);
  }

  private branch(statement: Extract<Stmt, { kind: 'if' }>, state: State): void {
    const known = isDoneBefore(statement, this.env) ? false : this.known(statement.test);
    if (known !== undefined) return this.settled(statement.test, state, () => this.statements(known ? statement.then : statement.else, state));
    this.visit(statement.test, state, 'value');
    if (!state.alive) return;
    this.inquire(statement.test, state, true);
    const id = this.declareBranch(statement.test, statement);
    const then = fork(state, `${id}~t`, this.certainty(statement.test, true));
    const otherwise = fork(state, `${id}~f`, this.certainty(statement.test, false));
    const before = this.events.length;
    this.statements(statement.then, then);
    this.statements(statement.else, otherwise);
    const labels = this.branches.get(id)?.labels ?? 0;
    if (labels & (Label.principal | Label.credential | Label.role) && then.alive !== otherwise.alive) this.spared(then.alive ? then : otherwise, before);
    const differ = then.alive && otherwise.alive && ((then.certainty.bits ^ otherwise.certainty.bits) & Bit.principal) !== 0;
    join(state, [then, otherwise]);
    if (differ && (isSwitch(labels) || isMarkedByServer(statement.test, this.env, this.linker))) learn(state, asksInSome(this.at(statement)));
  }

  /** Goes on with the arm that is taken anyway; what its condition calls runs all the same. */
  private settled(test: Expr, state: State, goOn: () => void): void {
    if (walkExpr(test).some((inner) => inner.kind === 'call')) this.visit(test, state, 'value');
    if (state.alive) goOn();
  }

  /** Where the other arm ends in a rejection: what being here proves is kept, whatever joins the branches around. */
  private spared(state: State, before: number): void {
    const rejections = this.events.slice(before).filter((event) => rejectionOf(event) !== undefined);
    if (rejections.length > 0) learn(state, evidenceOf(state.arms.slice(-1), rejections, this.branches));
  }

  declareBranch(test: Expr, whole: { readonly kind: string; readonly at: readonly [number, number] }): string {
    // Operands may start where the whole condition does.
    const id = branchAt(this.env.file.path, test.at[0], whole.kind === 'logical' ? `&${test.at[1]}` : '');
    const labelsOf = (part: Expr): number => (isFlag(part, this.env, this.linker) ? 0 : this.linker.labels(part, this.env));
    const meant = (part: Expr): Expr => meantBy(part, this.env, this.linker, (one) => decidedBy(one, this.env, this.executor));
    const demand = once(() => demandOf(test, this.env, this.executor));
    if (!this.branches.has(id)) this.branches.set(id, { id, test, extent: whole.at, labels: labelsOf(test), labelsOf, meant, demand, unread: once(() => this.isUnread(test)), parked: once(() => this.parkedIn(test)), chosen: once(() => this.isChosen(test)), at: this.at(test), text: `the condition at line ${this.line(test)}` });
    return id;
  }

  /** Nothing is known of what the condition is about: what a library answered, or a value that could not be followed. */
  private isUnread(test: Expr): boolean {
    if (test.kind === 'unary' || test.kind === 'await' || test.kind === 'cast') return this.isUnread(test.value);
    if (test.kind === 'logical' || test.kind === 'binary') return this.isUnread(test.left) || this.isUnread(test.right);
    return optionsOf(this.linker.evaluate(test, this.env)).some((option) => option.kind === 'unknown' || (option.kind === 'path' && option.root !== '#global'));
  }

  private parkedIn(test: Expr): ReturnType<Branch['parked']> {
    const slots = walkExpr(test).filter((inner) => isParked(inner, this.env, this.linker));
    return slots.some((inner) => inner.kind === 'member' && ROLE_NAMES.test(inner.name)) ? 'rank' : slots.length > 0 ? 'slot' : undefined;
  }

  private isChosen(test: Expr): boolean {
    return walkExpr(test).some((inner) => optionsOf(this.linker.evaluate(inner, this.env)).some((option) => option.kind === 'path' && option.root === '#request' && /^(?:body|query)\b/.test(option.path)));
  }

  private line(expr: Expr): number {
    const starts = this.env.file.lineStarts;
    let line = starts.length;
    while (line > 1 && (starts[line - 1] ?? 0) > expr.at[0]) line -= 1;
    return line;
  }

  private loop(statement: Extract<Stmt, { kind: 'loop' }>, state: State): void {
    this.statements(statement.init, state);
    if (statement.iterable) this.visit(statement.iterable, state, 'value');
    const exempt = loopExemption(statement, this.env, this.linker);
    const body = fork(state, undefined, NOTHING);
    const form = { 'for': 'for', 'for-of': 'for..of', 'for-in': 'for..in', 'for-await': 'for await', 'while': 'while', 'do': 'do..while' }[statement.loop];
    body.loops = [...state.loops, {
      at: this.at(statement), kind: 'sequential', form, depth: 0, bindings: loopBindings(statement, this.env), file: this.env.file, groups: isGrouped(statement.iterable, this.env), ...(isRetry(statement, this.env) ? { retries: true } : {}), ...(exempt === undefined ? {} : { exempt }),
    }];
    if (statement.test) this.visit(statement.test, body, 'value');
    const before = this.events.length;
    this.statements(statement.body, body);
    if (statement.update && body.alive) this.visit(statement.update, body, 'discarded');
    if (body.alive && goesOverAll(statement)) learn(state, checkedEach(body, this.events.slice(before), this.branches));
  }

  private attempt(statement: Extract<Stmt, { kind: 'try' }>, state: State): void {
    const id = branchAt(this.env.file.path, statement.at[0], 'try');
    const body = fork(state, undefined, NOTHING);
    const begin = this.events.length;
    const ended = this.completions.length;
    body.tries += statement.handler ? 1 : 0;
    this.statements(statement.body, body);
    body.tries = state.tries;
    const end = this.events.length;
    const completed = this.completions.length;
    if (!statement.handler) Object.assign(state, body);
    else {
      const handler = fork(state, `${id}~catch`, NOTHING);
      this.statements(statement.handler, handler);
      this.completions.push(...letThrough(this.completions.slice(ended, completed), this.completions.splice(completed), this.at(statement)));
      const arms = body.arms;
      join(state, [body, handler]);
      if (body.alive && !handler.alive) {
        state.arms = arms;
        learn(state, triedProof(this.events.slice(begin, end), this.events.slice(end), this.at(statement)));
      }
    }
    if (!statement.finalizer) return;
    const alive = state.alive;
    const last = fork({ ...state, alive: true }, `${id}~finally`, NOTHING);
    this.statements(statement.finalizer, last);
    state.alive = alive && last.alive;
  }

  private choose(statement: Extract<Stmt, { kind: 'switch' }>, state: State): void {
    this.visit(statement.subject, state, 'value');
    this.inquire(statement.subject, state, true);
    const subject = this.linker.evaluate(statement.subject, this.env);
    const id = this.declareBranch(statement.subject, statement);
    const arms: State[] = [];
    let open = true;
    let entered: Certainty | undefined;
    for (const [index, clause] of statement.cases.entries()) {
      const test = clause.test && this.linker.evaluate(clause.test, this.env);
      const asked = clause.test && this.isAsked(statement.subject, clause.test);
      if (asked === false) continue;
      if (asked) {
        const falls = statement.cases.slice(index).find((later) => later.body.length > 0);
        arms.length = 0;
        const arm = fork(state, undefined, NOTHING);
        this.statements(falls?.body ?? [], arm);
        arm.alive ||= endsWithBreak(falls?.body ?? []);
        Object.assign(state, arm);
        return;
      }
      if (subject.kind === 'const' && test?.kind === 'const' && test.value !== subject.value) continue;
      if (!clause.test || (subject.kind === 'const' && test?.kind === 'const')) open = false;
      const chosen = clause.test ? caseCertainty(statement.subject, clause.test, this.env, this.executor) : NOTHING;
      entered = entered ? either(entered, chosen) : chosen;
      if (clause.body.length === 0) continue;
      const arm = fork(state, `${id}~${index}`, entered);
      this.statements(clause.body, arm);
      if (!arm.alive) entered = undefined;
      arm.alive ||= endsWithBreak(clause.body);
      arms.push(arm);
    }
    if (open) arms.push(fork(state, `${id}~none`, NOTHING));
    if (arms.length > 0) join(state, arms);
  }

  /** Is this the case of the request's method that is asked about? Undefined where the subject is no such thing. */
  private isAsked(subject: Expr, test: Expr): boolean | undefined {
    return decidedBy(equals(subject, test), this.env, this.executor);
  }

  /** Visits an expression in evaluation order; `usage` is what becomes of its value. */
  visit(expr: Expr, state: State, usage: Usage): void {
    if (!state.alive) return;
    switch (expr.kind) {
      case 'call': return this.calls.call(expr, state, usage);
      case 'new': return this.calls.construct(expr, state);
      case 'template': return this.calls.template(expr, state, usage);
      case 'await':
        this.visit(expr.value, state, 'value');
        return this.calls.awaited(expr.value, state);
      case 'logical': return this.logical(expr, state, usage);
      case 'conditional': return this.conditional(expr, state, usage);
      case 'assign':
        this.visit(expr.value, state, 'stored');
        return this.calls.answers.assigned(expr, state);
      case 'member': return this.visit(expr.object, state, 'value');
      case 'index':
        this.visit(expr.object, state, 'value');
        this.visit(expr.index, state, 'value');
        learn(state, survived(expr, this.env, this.linker));
        return;
      case 'object': return expr.members.forEach((member) => this.visit(member.value, state, 'value'));
      case 'array': case 'sequence': return expr.items.forEach((item) => this.visit(item, state, 'value'));
      case 'spread': case 'cast': case 'unary': return this.visit(expr.value, state, usage);
      case 'binary':
        this.visit(expr.left, state, 'value');
        return this.visit(expr.right, state, 'value');
      case 'yield': return expr.value ? this.visit(expr.value, state, 'value') : undefined;
      default: return undefined;
    }
  }

  private logical(expr: Extract<Expr, { kind: 'logical' }>, state: State, usage: Usage): void {
    this.visit(expr.left, state, 'value');
    if (!state.alive) return;
    const id = this.declareBranch(expr.left, expr);
    const goesOn = expr.op === '&&';
    const right = fork(state, `${id}~${goesOn ? 't' : 'f'}`, this.certainty(expr.left, goesOn));
    this.visit(expr.right, right, usage);
    const skipped = fork(state, `${id}~${goesOn ? 'f' : 't'}`, this.certainty(expr.left, !goesOn));
    const arms = state.arms;
    join(state, [right, skipped]);
    if (right.alive) state.arms = arms;
  }

  private conditional(expr: Extract<Expr, { kind: 'conditional' }>, state: State, usage: Usage): void {
    const known = this.known(expr.test);
    if (known !== undefined) return this.settled(expr.test, state, () => this.visit(known ? expr.then : expr.else, state, usage));
    this.visit(expr.test, state, 'value');
    this.inquire(expr.test, state, true);
    const id = this.declareBranch(expr.test, expr);
    const then = fork(state, `${id}~t`, this.certainty(expr.test, true));
    const otherwise = fork(state, `${id}~f`, this.certainty(expr.test, false));
    this.visit(expr.then, then, usage);
    this.visit(expr.else, otherwise, usage);
    join(state, [then, otherwise]);
  }

  /** A short text for messages. */
  text(expr: Expr): string {
    return calleeText(expr, this.env.file);
  }

  errorOf(expr: Expr): ReturnType<typeof errorInfo> {
    return errorInfo(this.linker.evaluate(expr, this.env), this.linker);
  }
}
