import type {
  Arg, ChainStep, Env, Expr, FileFacts, FrameworkAdapter, FunctionValue, InstanceValue, PathValue, Protocol, ReadProblem, RoutingScope, Setup, SetupCall, Span, Stmt, Value,
} from '@assay/contract';
import { childrenOf, spanOf } from '@assay/contract';
import { constructorOf } from '../link/constructor-of.js';
import { argsOf } from '../link/args-of.js';
import { iteratedBy } from '../link/iterated.js';
import { settledTruth } from '../link/settled.js';
import { turnedOver } from '../link/turned-over.js';
import type { Linker } from '../link/linker.js';
import { folderOf } from '../link/places.js';
import { constOf, optionsOf, stepOf } from '../link/values.js';
import { labelOf } from '../text.js';
import { SetupBudget, type SetupLimits } from './budget.js';
import { holdsCaller } from './held-callers.js';
import { Registrars } from './registrars.js';
import { writtenAt, type Site } from './written-at.js';

const MAX_UNROLL = 400;
const MAX_DEPTH = 30;

/**
 * Runs the project's set-up code in order, as far as it decides itself: module bodies (imports first), and every function they reach that may
 * register something on a framework's object. Adapters are told of each call on their objects. Conditions that are not decidable let both
 * arms run, marked `conditional`.
 */
export class SetupInterpreter implements Setup {
  readonly scopes = new Map<string, RoutingScope>();
  private readonly adapters = new Map<string, FrameworkAdapter>();
  /** Calls of which an adapter was told. */
  readonly told = new Set<Expr>();
  private readonly entered = new Set<number>();
  private readonly ran = new Set<string>();
  private readonly touched = new Set<string>();
  private readonly registrars: Registrars;
  private readonly sites: Site[] = [];
  private conditional: Span | undefined;
  private depth = 0;
  private orphaned = false;
  /** The function that runs without a caller, those that ran so before, and those of them that later code calls after all. */
  private orphan: string | undefined;
  private readonly orphans = new Set<string>();
  private readonly calledAfterAll = new Set<string>();
  /** Scopes that only this function made, run without a caller. */
  private readonly madeBy = new Map<string, string>();
  private additions = 0;
  private readonly budget: SetupBudget;

  constructor(readonly project: Linker, adapters: readonly FrameworkAdapter[], private readonly isProduct: (path: string) => boolean, limits?: SetupLimits) {
    this.budget = new SetupBudget(project.manifests, limits);
    for (const adapter of adapters) if (adapter.setup) for (const name of adapter.packages) this.adapters.set(name, adapter);
    this.registrars = new Registrars(project, adapters);
  }

  /** Runs everything once: module bodies, then what only undecidable code calls. */
  run(): void {
    for (const file of this.project.files) if (this.isProduct(file.path)) this.runModule(file);
    this.orphaned = true;
    // Functions that make an application before those that are given one: the first may call the second.
    for (const given of [false, true]) for (const file of this.project.files) if (this.isProduct(file.path)) this.runOrphans(file, given);
    // What a call made stands for it: with the caller's arguments, and mounted where the caller mounts it.
    for (const [key, maker] of this.madeBy) if (this.calledAfterAll.has(maker)) this.scopes.delete(key);
  }

  private runModule(file: FileFacts): void {
    if (this.ran.has(file.path)) return;
    this.ran.add(file.path);
    for (const fact of file.imports) {
      if (fact.typeOnly || fact.kind === 'dynamic') continue;
      const target = this.project.index.resolve(file.path, fact.specifier);
      const next = target.kind === 'file' ? this.project.file(target.path) : undefined;
      if (next && this.isProduct(next.path)) this.runModule(next);
    }
    const env = this.project.envOf(file, 0);
    this.statements(file.functions[0]?.body ?? [], env);
    // `export default router({ .. })` is an export, and no statement of the body.
    for (const { name, value } of file.exports) if (name === 'default' && (value?.kind === 'call' || value?.kind === 'new')) this.expression(value, env);
  }

  private runOrphans(file: FileFacts, given: boolean): void {
    for (const [id, fn] of file.functions.entries()) {
      if (id === 0 || this.touched.has(`${file.path}#${id}`)) continue;
      const env = this.project.envOf(file, id);
      const fixed = this.registrars.applicationParams(file, fn, this);
      if (given !== (fixed !== undefined || this.registrars.takesApplication(file, id))) continue;
      if (!fixed && !this.registrars.registersDirectly(file, id)) continue;
      this.orphan = `${file.path}#${id}`;
      this.orphans.add(this.orphan);
      this.body(fn.body, fixed ? this.project.derive(env, 'application', { bound: fixed }) : env, this.orphan);
    }
  }

  /** Set-up code that was called too often to be run each time. */
  get problems(): readonly ReadProblem[] {
    return this.budget.problems();
  }

  /** Is code run that nothing decidable calls? */
  get isOrphan(): boolean {
    return this.orphaned;
  }

  scope(key: string, make: () => Omit<RoutingScope, 'items' | 'key'>): RoutingScope {
    const known = this.scopes.get(key);
    if (known) {
      if (this.madeBy.get(key) !== this.orphan) this.madeBy.delete(key);
      return known;
    }
    if (this.orphan !== undefined) this.madeBy.set(key, this.orphan);
    const scope: RoutingScope = { ...make(), key, items: [], ...(this.orphaned ? { unmounted: true } : {}) };
    this.scopes.set(key, scope);
    return scope;
  }

  enter(value: Value, args: readonly Arg[]): void {
    for (const option of optionsOf(value)) {
      if (option.kind === 'function') this.activation(option, () => this.project.activate(option, args, this.sites.at(-1)?.expr, this.sites.at(-1)?.env, true));
    }
  }

  object(root: string, key: string): PathValue {
    const base = stepOf(this.project.role(root), 'default');
    return { kind: 'path', key: `x:${root}:${key}`, root, parent: base, step: '()', path: 'default()' };
  }

  park(root: string, name: string, value: Value): void {
    this.project.park(root, name, value);
    if (holdsCaller(value, this.project)) this.project.parkCaller(root, name);
  }

  step(value: Value, protocol: Protocol, at: Span, conditional: Span | undefined = this.conditional): ChainStep {
    return { value, protocol, at, label: labelOf(value, this.project), ...(conditional ? { conditional } : {}) };
  }

  label(arg: Arg): string {
    return labelOf(arg.value, this.project);
  }

  folder(arg: Value, file: FileFacts): string | undefined {
    return folderOf(arg, file, this.project);
  }

  /** Nothing is made for a call that is not followed. */
  private activation(fn: FunctionValue, activate: () => Env): void {
    this.touched.add(`${fn.file.path}#${fn.id}`);
    if (this.depth <= MAX_DEPTH && this.budget.admits(fn.file, fn.fn)) this.body(fn.fn.body, activate(), `${fn.file.path}#${fn.id}`);
  }

  private body(statements: readonly Stmt[], env: Env, name: string): void {
    this.touched.add(name);
    if ((this.entered.has(env.id) && !env.bound) || this.depth > MAX_DEPTH || !this.budget.admits(env.file, env.fn)) return;
    this.entered.add(env.id);
    if (name !== this.orphan && this.orphans.has(name)) this.calledAfterAll.add(name);
    this.budget.enter(env.file, env.fn);
    const { conditional, additions } = this;
    this.depth += 1;
    this.statements(statements, env);
    this.depth -= 1;
    this.conditional = conditional;
    if (this.additions > additions) this.budget.useful(env.file, env.fn);
  }

  private statements(statements: readonly Stmt[], env: Env): void {
    for (const statement of statements) this.statement(statement, env);
  }

  private statement(statement: Stmt, env: Env): void {
    switch (statement.kind) {
      case 'expr': case 'throw': return this.expression(statement.value, env);
      case 'declare': case 'return': return statement.value ? this.expression(statement.value, env) : undefined;
      case 'if': return this.branch(statement, env);
      case 'loop': return this.loop(statement, env);
      case 'labeled': return this.statements(statement.body, env);
      case 'try': {
        this.statements(statement.body, env);
        this.under(spanOf(env.file.path, statement.at), () => this.statements(statement.handler ?? [], env));
        return this.statements(statement.finalizer ?? [], env);
      }
      case 'switch': return this.choose(statement, env);
      case 'break': case 'continue': return undefined;
    }
  }

  private branch(statement: Extract<Stmt, { kind: 'if' }>, env: Env): void {
    this.expression(statement.test, env);
    const known = settledTruth(statement.test, env, this.project);
    const at = spanOf(env.file.path, statement.test.at);
    const other = spanOf(env.file.path, statement.else[0]?.at ?? statement.test.at);
    if (known !== false) this.under(known ? undefined : at, () => this.statements(statement.then, env));
    if (known !== true) this.under(known === false ? undefined : other, () => this.statements(statement.else, env));
  }

  private choose(statement: Extract<Stmt, { kind: 'switch' }>, env: Env): void {
    const subject = this.project.evaluate(statement.subject, env);
    const at = spanOf(env.file.path, statement.subject.at);
    for (const clause of statement.cases) {
      const test = clause.test && this.project.evaluate(clause.test, env);
      if (subject.kind === 'const' && test?.kind === 'const' && test.value !== subject.value) continue;
      this.under(at, () => this.statements(clause.body, env));
    }
  }

  private under(condition: Span | undefined, body: () => void): void {
    const outer = this.conditional;
    this.conditional = condition ?? outer;
    body();
    this.conditional = outer;
  }

  /** A loop over a literal list runs once an element, and one over the names of a literal once a name; any other runs once. */
  private loop(statement: Extract<Stmt, { kind: 'loop' }>, env: Env): void {
    this.statements(statement.init, env);
    if (statement.iterable) this.expression(statement.iterable, env);
    const items = statement.loop === 'for-in' ? statement.iterable && this.namesOf(this.project.evaluate(statement.iterable, env)) : turnedOver(statement, env, this.project);
    const binding = statement.bindings[0];
    if (!items || binding === undefined || items.length > MAX_UNROLL) return this.statements(statement.body, env);
    for (const [index, item] of items.entries()) {
      const bound = new Map([...(env.bound ?? []), [binding, item] as const]);
      this.statements(statement.body, this.project.derive(env, `${statement.at[0]}[${index}]=${item.key}`, { bound, unrolled: { from: env, at: statement.at } }));
    }
  }

  /** The names that a literal has, where all of them are written in it. */
  private namesOf(value: Value): readonly Value[] | undefined {
    if (value.kind !== 'object' || value.node.members.some(({ kind }) => kind === 'spread' || kind === 'computed')) return undefined;
    return [...this.project.properties(value).keys()].map(constOf);
  }

  private expression(expr: Expr, env: Env): void {
    if (expr.kind === 'function' || expr.kind === 'class') return;
    for (const child of childrenOf(expr)) this.expression(child, env);
    if (expr.kind === 'call') this.call(expr, env);
    else if (expr.kind === 'new') this.made(expr, env);
  }

  /** A class of the project runs its constructor; of a library's object the adapter is told. */
  private made(expr: Extract<Expr, { kind: 'new' }>, env: Env): void {
    const value = this.project.evaluate(expr, env);
    this.at({ expr, env }, () => this.construct(value));
    for (const option of optionsOf(value)) {
      if (option.kind !== 'path' || option.step !== 'new()' || !option.parent) continue;
      const call: SetupCall = { path: option, method: 'new', args: this.project.args(option), at: spanOf(env.file.path, expr.at), file: env.file, ...(this.conditional ? { conditional: this.conditional } : {}) };
      this.ask(this.adapters.get(option.root), call, { expr, env });
    }
  }

  private call(expr: Extract<Expr, { kind: 'call' }>, env: Env): void {
    if (expr.callee.kind === 'super') return;
    const callee = this.project.evaluate(expr.callee, env);
    const site = { expr, env };
    for (const option of optionsOf(callee)) {
      if (option.kind === 'path') this.tell(option, expr, env);
      else if (option.kind === 'function' && this.registrars.mayRegister(option)) {
        const args = argsOf(expr.args, env, this.project);
        this.at(site, () => this.activation(option, () => this.project.activate(option, args, expr, env, true)));
      } else if (option.kind === 'module') this.at(site, () => this.enter(this.project.member(option, 'default'), argsOf(expr.args, env, this.project)));
    }
    this.callbacks(expr, callee, env);
  }

  /** `list.forEach(cb)` runs the callback an element; `promise.then(cb)` once. What a framework's own method does with one is its adapter's business. */
  private callbacks(expr: Extract<Expr, { kind: 'call' }>, callee: Value, env: Env): void {
    if (callee.kind === 'path' && this.turns(expr, callee, env)) return;
    if (expr.callee.kind !== 'member' || callee.kind === 'function') return;
    if (expr.callee.name !== 'then' && optionsOf(callee).some((option) => option.kind === 'path' && this.adapters.get(option.root)?.setup)) return;
    const callback = expr.args[0] && this.project.evaluate(expr.args[0], env);
    if (callback?.kind !== 'function' || !this.registrars.mayRegister(callback)) return;
    const object = this.project.evaluate(expr.callee.object, env);
    const items = object.kind === 'array' && object.items.length <= MAX_UNROLL ? object.items : undefined;
    const runs: readonly (readonly Arg[] | undefined)[] = items ? items.map((value) => [{ value, labels: 0 }]) : [expr.callee.name === 'then' ? [{ value: object, labels: 0 }] : undefined];
    for (const args of runs) this.activation(callback, () => this.project.activate(callback, args, expr, env));
  }

  /** `_.each(routes, (route) => ..)` of a library runs the callback an element, once where these are not known. */
  private turns(expr: Extract<Expr, { kind: 'call' }>, callee: PathValue, env: Env): boolean {
    const concept = this.project.concept(stepOf(callee, '()', { node: expr, file: env.file, env }));
    const given = concept?.kind === 'iterate' && concept.over !== 'receiver' ? expr.args[concept.callback] : undefined;
    const callback = given && this.project.evaluate(given, env);
    if (callback?.kind !== 'function' || !this.registrars.mayRegister(callback)) return false;
    const turns = iteratedBy(expr, env, this.project)?.turns;
    const runs = turns && turns.length <= MAX_UNROLL ? turns : [undefined];
    for (const values of runs) this.activation(callback, () => this.project.activate(callback, values?.map((value) => ({ value, labels: 0 })), expr, env));
    return true;
  }

  private tell(callee: PathValue, expr: Extract<Expr, { kind: 'call' }>, env: Env): void {
    const adapter = this.adapters.get(callee.root);
    if (!adapter?.setup) return;
    const path = stepOf(callee, '()', { node: expr, file: env.file, env });
    this.told.add(expr);
    const receiver = callee.parent;
    const written = writtenAt(expr, { expr, env }, this.sites);
    const call: SetupCall = {
      path, method: callee.step ?? '', args: this.project.args(path), at: spanOf(written.env.file.path, headOf(written.expr, written.env.file)), file: env.file,
      ...(receiver ? { receiver } : {}), ...(this.conditional ? { conditional: this.conditional } : {}),
    };
    this.ask(adapter, call, { expr, env });
  }

  private ask(adapter: FrameworkAdapter | undefined, call: SetupCall, site: Site): void {
    if (!adapter?.setup) return;
    const before = this.registered();
    this.at(site, () => adapter.setup?.(call, this));
    if (this.registered() > before) this.additions += 1;
  }

  private registered(): number {
    let count = this.scopes.size;
    for (const { items } of this.scopes.values()) count += items.length;
    return count;
  }

  private at(site: Site, body: () => void): void {
    this.sites.push(site);
    body();
    this.sites.pop();
  }

  /** Runs the constructors of a new object, base first. */
  private construct(value: Value): void {
    for (const instance of optionsOf(value)) {
      if (instance.kind !== 'instance') continue;
      for (const cls of [...this.project.lineage(instance.of).classes].reverse()) this.constructor_(instance, cls);
    }
  }

  private constructor_(instance: InstanceValue, cls: InstanceValue['of']): void {
    const id = constructorOf(cls);
    if (id === undefined) return;
    const env = this.project.constructorEnv(instance, cls);
    const fn = cls.file.functions[id];
    if (fn && this.registrars.constructorMayRegister(cls)) this.body(fn.body, env, `${cls.file.path}#${id}`);
  }
}

/** A call in a chain starts at its own name, not where the chain does; so does one whose name stands on a later line. */
function headOf(expr: Expr, file: FileFacts): readonly [number, number] {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return expr.at;
  const name = expr.callee.at[1] - expr.callee.name.length;
  const isLater = file.lineStarts.some((start) => start > expr.at[0] && start <= name);
  return expr.callee.object.kind === 'call' || isLater ? [name, expr.at[1]] : expr.at;
}
