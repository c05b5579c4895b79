import type { Concept, Expr, ExprOf, PathValue, Value } from '@assay/contract';
import { optionsOf, stepOf } from '../link/values.js';
import type { Activation } from './activation.js';
import { statusByName } from './errors.js';
import type { FlowEvent } from './events.js';
import type { State } from './state.js';

type Respond = Extract<Concept, { kind: 'respond' }>;
type Emit = (kind: FlowEvent['kind'], expr: Expr, state: State, more: Partial<FlowEvent>) => void;

/** The answers of one activation: sent at once, or held by a context until the chain ends. */
export class AnswerFlow {
  constructor(private readonly activation: Activation, private readonly emit: Emit) {}

  private get linker() { return this.activation.linker; }
  private get env() { return this.activation.env; }

  respond(path: PathValue, concept: Respond, expr: Expr, args: readonly Expr[], state: State): void {
    const status = concept.fixed ?? this.statusOf(concept, args) ?? this.chainStatus(path) ?? state.pendingStatus;
    if (concept.partial) {
      state.pendingStatus = status;
      if (concept.held && status !== undefined) this.holdStatus(path, concept, status, expr, state);
      return;
    }
    const body = concept.body === undefined ? undefined : args[concept.body];
    const login = concept.redirect && args.some((arg) => LOGIN.test(String(constText(this.linker.evaluate(arg, this.env)))));
    const event: Partial<FlowEvent> = { concept, path, ...(body ? { body: { expr: body, env: this.env } } : {}) };
    const statuses = login ? [401] : concept.held && state.held.length > 0 ? state.held.map((held) => held.event.status) : [status];
    for (const each of new Set(statuses)) this.emit('respond', expr, state, { ...event, ...(each === undefined ? {} : { status: each }) });
    state.unreplied = undefined;
    if (concept.held) state.held = [{ expr, event, arms: state.arms, certainty: state.certainty }];
    else state.pendingStatus = undefined;
  }

  /** A status that is set after the body is the body's status; without a body it waits for one. */
  private holdStatus(path: PathValue, concept: Concept, status: number, expr: Expr, state: State): void {
    const sent = state.held.filter((held) => held.event.body);
    for (const held of sent) this.emit('respond', held.expr, state, { ...held.event, status });
    if (sent.length === 0) state.held = [{ expr, event: { concept, path, status }, arms: state.arms, certainty: state.certainty }];
  }

  /** `reply.code(404); return { ... }`: the returned body answers. What is given the exchange as a whole answers with any value. */
  returnsBody(value: Expr, state: State): void {
    const ofExchange = this.env.args?.some(({ value: given }) => optionsOf(given).some((option) => this.isExchange(option))) ?? false;
    if (ofExchange && this.returnsAnswer(value, state)) return;
    if (state.pendingStatus === undefined || (value.kind !== 'object' && !ofExchange)) return;
    this.emit('respond', value, state, { status: state.pendingStatus, body: { expr: value, env: this.env } });
    if (ofExchange) state.unreplied = undefined;
  }

  /** The exchange as a whole, or a wrapper's copy of it with more: `handle({ ...args, user })`. An object may be spread into itself (`filter = { ...filter, owner }`). */
  private isExchange(value: Value, within: readonly Value[] = []): boolean {
    if (value.kind === 'path') return value.root === '#exchange' && value.path === '';
    if (value.kind !== 'object' || within.some(({ key }) => key === value.key)) return false;
    return value.node.members.some((member) => member.kind === 'spread' && optionsOf(this.linker.evaluate(member.value, value.env)).some((option) => this.isExchange(option, [...within, value])));
  }

  /** `return { status: 404, body }` (or `statusCode`) of a handler that is given the exchange as a whole; also where a helper makes the object. */
  private returnsAnswer(value: Expr, state: State): boolean {
    const made = value.kind === 'object' ? [{ node: value, env: this.env }] : this.isOwnHelper(value) ? optionsOf(this.linker.evaluate(value, this.env)).filter((option) => option.kind === 'object') : [];
    let answers = false;
    for (const { node, env } of made) {
      const member = (name: string): Expr | undefined => node.members.flatMap((one) => (one.kind === 'property' && one.key === name ? [one.value] : []))[0];
      const given = member('status') ?? member('statusCode');
      const status = given && statusByName(this.linker.evaluate(given, env));
      const body = member('body');
      if (status === undefined) continue;
      this.emit('respond', value, state, { status, ...(body ? { body: { expr: body, env } } : {}) });
      answers = true;
    }
    if (answers) state.unreplied = undefined;
    return answers;
  }

  /** A call that is given no exchange: what is given one answers by itself. */
  private isOwnHelper(value: Expr): boolean {
    if (value.kind === 'await' || value.kind === 'cast') return this.isOwnHelper(value.value);
    return value.kind === 'call' && !value.args.some((arg) => optionsOf(this.linker.evaluate(arg, this.env)).some((option) => this.isExchange(option)));
  }

  /** The function ends with a status and no body: the framework sends the status by itself. */
  sendsStatus(state: State): void {
    for (const { expr, event, arms, certainty } of state.held) {
      if (!event.body && event.status !== undefined && event.status >= 400) this.emit('respond', expr, state, { ...event, arms, certainty });
    }
  }

  private statusOf(concept: Respond, args: readonly Expr[]): number | undefined {
    const arg = concept.status === undefined ? undefined : args[concept.status];
    const value = arg && this.linker.evaluate(arg, this.env);
    return value && statusByName(value.kind === 'object' ? this.linker.member(value, 'status') : value);
  }

  /** The status set earlier in the same chain: `res.status(404).json(..)`. */
  private chainStatus(path: PathValue): number | undefined {
    for (let at = path.parent; at; at = at.parent) {
      const concept = at.call && this.linker.concept(at);
      if (concept?.kind !== 'respond' || !concept.partial || concept.status === undefined) continue;
      const status = statusByName(this.linker.argument(at, concept.status));
      return status;
    }
    return undefined;
  }

  /** `ctx.body = value`, `res.statusCode = 404`: the step `=` on the member. */
  assigned(expr: ExprOf<'assign'>, state: State): void {
    if (expr.target.kind !== 'member' && expr.target.kind !== 'index') return;
    const object = this.linker.evaluate(expr.target.object, this.env);
    if (object.kind !== 'path') return;
    const path = expr.target.kind === 'member' ? stepOf(stepOf(object, expr.target.name), '=') : undefined;
    const concept = path && this.linker.concept(path);
    if (path && concept?.kind === 'respond') this.respond(path, concept, expr, [expr.value], state);
    else if (this.isHeldBody(object)) for (const { event } of state.held) if (event.body) this.emit('respond', expr, state, event);
  }

  /** `ctx.body.errors`: a part of the answer that the context holds. */
  private isHeldBody(path: PathValue): boolean {
    for (let at: PathValue | undefined = path; at && at.path !== ''; at = at.parent) {
      const concept = this.linker.concept(stepOf(at, '='));
      if (concept?.kind === 'respond') return concept.held === true && concept.body !== undefined;
    }
    return false;
  }
}

const LOGIN = /log-?in|sign-?in|\/auth\b/i;

function constText(value: Value): unknown {
  return value.kind === 'const' ? value.value : '';
}
