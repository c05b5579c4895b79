import type {
  Arg, ClassValue, Concept, DecoratorFact, DecoratorUse, Env, Expr, FileFacts, FrameworkAdapter, FunctionFact, FunctionValue, InstanceValue, Linked, PathValue, Repository,
  TypeExpr, Value, Span,
} from '@assay/contract';
import { spanOf } from '@assay/contract';
import { properties } from './builtins.js';
import { Activations, type Changes } from './activations.js';
import { CallIndex, type Site as CallSite } from './call-index.js';
import { classesOf } from './classes-of.js';
import type { Closeness } from './closeness.js';
import { Containers } from './containers.js';
import { callOf, constructOf, constructorEnv, type Site } from './calls.js';
import { appliedDecorators } from './decorators.js';
import { evaluate } from './evaluate.js';
import { argsOf } from './args-of.js';
import { exportedValue, importedValue } from './exports.js';
import { Doubts } from './doubts.js';
import { Slots } from './slots.js';
import { returnedValue } from './returned.js';
import { declaredValue } from './declared.js';
import { Held } from './held.js';
import { labelsOf, labelsOfPath, pathLabels } from './labels.js';
import { lineageOf } from './lineage.js';
import type { Lineage, Link } from './link.js';
import { memberOf } from './member.js';
import { indexProject, type ProjectIndex } from './project-index.js';
import { handedParameter, loadedParameter, receiverOf } from './receivers.js';
import { folderOf } from './places.js';
import { Rows } from './rows.js';
import { givesNothing } from './settled.js';
import { spanOfValue } from './span-of-value.js';
import { Subclasses } from './subclasses.js';
import { typeValue } from './type-values.js';
import { constOf, forgetValues, instanceOf, rolePath, textOf, unionOf, unknownOf } from './values.js';

const MAX_DEPTH = 24;
/** Activations of one function nested in each other whose result is still followed. */
const MAX_RECURSION = 2;
const MAX_LABEL_DEPTH = 24;
/** Evaluations nested in each other: code deeper than this is left unknown rather than overflow the stack. */
const MAX_NESTING = 250;
const PENDING = unknownOf('budget');
const NONE: ReadonlySet<string> = new Set();

/** Evaluates expressions across the files of one project. Answers are memoized for the life of the linker. */
export class Linker implements Link, Linked {
  readonly index: ProjectIndex;
  readonly files: readonly FileFacts[];
  readonly rows: Rows;
  private readonly envs: Activations;
  private readonly values = new Map<Env, Map<Expr | number, Value>>();
  private readonly labelled = new Map<Env, Map<Expr | number, number>>();
  private readonly pathLabelled = new Map<PathValue, number>();
  private readonly exports = new Map<string, Value>();
  private readonly types = new Map<TypeExpr, Value>();
  private readonly ancestors = new Map<string, Lineage>();
  readonly doubts = new Doubts();
  readonly slots = new Slots(this.doubts);
  private readonly returned = new Map<Env, Value>();
  private readonly members = new Map<Value, Map<string, Value>>();
  private readonly running = new Map<FunctionFact, number>();
  private labelDepth = 0;
  private depth = 0;
  private callIndex: CallIndex | undefined;
  private hasAllCalls = false;
  readonly subclasses: Subclasses = new Subclasses(this, () => this.doubts.isWatching);
  readonly containers = new Containers(this);
  readonly holding: Held;

  private readonly sqlFiles: ReadonlyMap<string, FileFacts>;

  constructor(facts: readonly FileFacts[], private readonly repository: Repository, adapters: readonly FrameworkAdapter[], sqlFacts: readonly FileFacts[] = [], private readonly closeness: Closeness = {}) {
    forgetValues();
    this.envs = new Activations(closeness.entries, closeness.envs);
    this.files = facts;
    this.sqlFiles = new Map(sqlFacts.map((file) => [file.path, file]));
    this.index = indexProject(facts, repository, new Map(adapters.flatMap((adapter) => [...(adapter.generates?.(repository.files) ?? [])])), new Set(adapters.filter(({ kind, setup }) => kind === 'http' && setup).flatMap((adapter) => adapter.packages)));
    this.rows = new Rows(adapters);
    this.holding = new Held(adapters, repository, facts, this.doubts);
  }

  get sources() { return this.repository.files; }
  get paths() { return this.repository.paths; }
  get manifests() { return this.repository.manifests; }

  /** Every activation made so far. */
  get activations(): Iterable<Env> { return this.envs.all; }

  /** Functions of which some calls are known without their arguments. */
  get merged(): ReadonlySet<FunctionFact> { return this.envs.merged; }

  file(path: string): FileFacts | undefined { return this.index.file(path); }

  sqlFile(path: string): FileFacts | undefined { return this.sqlFiles.get(path); }

  dependsOn(name: string): boolean {
    return this.manifests.some((manifest) => name in manifest.dependencies);
  }

  evaluate(expr: Expr, env: Env): Value {
    if (expr.kind === 'literal') return constOf(expr.value);
    const key = expr.kind === 'name' ? expr.binding : expr;
    let known = this.values.get(env);
    if (!known) this.values.set(env, (known = new Map<Expr | number, Value>()));
    const found = known.get(key);
    if (found) {
      this.doubts.took(known, key);
      return found === PENDING && expr.kind === 'name' ? this.valueSoFar(expr.binding, env, known) : found;
    }
    if (this.depth > MAX_NESTING) return this.cutOff();
    known.set(key, PENDING);
    const outer = this.doubts.begin(known, key);
    this.depth += 1;
    const value = declaredValue(evaluate(expr, env, this), this.rows);
    this.depth -= 1;
    known.set(key, value);
    this.doubts.made(known, key, outer);
    return value;
  }

  /** The answer where code is nested too deep: who asks from further out may get another one. */
  private cutOff(): Value {
    this.doubts.touch();
    return PENDING;
  }

  /** `query = query.where(..)`: a variable that is asked for while its own values are read is what those before made it. */
  private valueSoFar(id: number, env: Env, known: ReadonlyMap<Expr | number, Value>): Value {
    const binding = env.file.bindings[id];
    const values = [binding?.init, ...(binding?.assigned ?? [])].flatMap((expr) => (expr && expr.kind !== 'name' ? known.get(expr) ?? [] : [])).filter((value) => value !== PENDING);
    return values.length === 0 ? PENDING : unionOf(values);
  }

  member(value: Value, name: string): Value {
    if (value.kind === 'unknown' || value.kind === 'const') return memberOf(value, name, this);
    let known = this.members.get(value);
    if (!known) this.members.set(value, (known = new Map<string, Value>()));
    const found = known.get(name);
    if (found) {
      this.doubts.took(known, name);
      return found;
    }
    if (this.depth > MAX_NESTING) return this.cutOff();
    known.set(name, PENDING);
    const outer = this.doubts.begin(known, name);
    this.depth += 1;
    const member = this.named(value, name) ?? declaredValue(memberOf(value, name, this), this.rows);
    this.depth -= 1;
    known.set(name, member);
    this.doubts.made(known, name, outer);
    return member;
  }

  /** Code that a framework puts under a name of its own. */
  private named(value: Value, name: string): Value | undefined {
    if (value.kind !== 'function' && value.kind !== 'path') return undefined;
    for (const adapter of this.rows.namers) {
      if (value.kind === 'path' && !value.root.startsWith('#') && !adapter.packages.includes(value.root)) continue;
      const member = adapter.member?.(value, name, this);
      if (member) return member;
    }
    return undefined;
  }

  held(value: Value): Value | undefined { return this.holding.of(value, this); }

  typeValue(type: TypeExpr, file: FileFacts, env?: Env): Value {
    return this.doubts.answer(this.types, type, unknownOf('any-typed-receiver'), () => declaredValue(typeValue(type, file, env, this), this.rows));
  }

  imported(file: FileFacts, specifier: string, name: string): Value {
    return importedValue(file, specifier, name, this);
  }

  exported(path: string, name: string): Value {
    const key = `${path}#${name}`;
    const known = this.exports.get(key);
    if (known) {
      this.doubts.took(this.exports, key);
      return known;
    }
    const outer = this.doubts.begin(this.exports, key);
    const value = exportedValue(path, name, this, NONE);
    // What is not known yet may be known once the evaluation that asks is done.
    if (value.kind !== 'unknown') this.exports.set(key, value);
    this.doubts.made(this.exports, key, outer);
    return value;
  }

  call(callee: Value, args: readonly Arg[], site?: Site): Value {
    return callOf(callee, args, site, this);
  }

  construct(callee: Value, args: readonly Arg[], site: Site): Value {
    return constructOf(callee, args, site, this);
  }

  returns(fn: FunctionValue, env: Env): Value {
    if (env.depth > MAX_DEPTH) return unknownOf('budget');
    const known = this.returned.get(env);
    if (known) {
      this.doubts.took(this.returned, env);
      return known;
    }
    return this.bounded(fn.fn, PENDING, () => this.returnsOf(fn, env));
  }

  bounded<T>(fn: FunctionFact, otherwise: T, body: () => T): T {
    const running = this.running.get(fn) ?? 0;
    if (running >= MAX_RECURSION) {
      this.doubts.touch();
      return otherwise;
    }
    this.running.set(fn, running + 1);
    const result = body();
    this.running.set(fn, running);
    return result;
  }

  private returnsOf(fn: FunctionValue, env: Env): Value {
    return this.doubts.answer(this.returned, env, PENDING, () => returnedValue(fn, env, this));
  }

  activate(fn: FunctionValue, args: readonly Arg[] | undefined, site?: Expr, caller?: Env, told = false): Env {
    return this.envs.activate(fn, this.closeness.coarse?.(fn.file.path) ? undefined : args, site, caller, told);
  }

  envOf(file: FileFacts, fn: number, self?: Value): Env {
    return this.envs.generic(file, fn, self, (id, outer) => this.doubts.unreadyWhile(() => receiverOf(file, id, outer, this)));
  }

  derive(env: Env, key: string, changes: Changes): Env {
    return this.envs.derive(env, key, changes);
  }

  constructorEnv(instance: InstanceValue, cls: ClassValue): Env {
    return constructorEnv(instance, cls, this);
  }

  lineage(cls: ClassValue): Lineage {
    return this.doubts.answer(this.ancestors, cls.key, { classes: [cls] }, () => this.subclasses.whileTraced(() => lineageOf(cls, this)));
  }

  labels(expr: Expr, env: Env): number {
    if (expr.kind === 'literal' || this.closeness.withoutLabels) return 0;
    const key = expr.kind === 'name' ? expr.binding : expr;
    let known = this.labelled.get(env);
    if (!known) this.labelled.set(env, (known = new Map<Expr | number, number>()));
    const found = known.get(key);
    if (found !== undefined) {
      this.doubts.took(known, key);
      return found;
    }
    if (this.labelDepth > MAX_LABEL_DEPTH) {
      this.doubts.touch();
      return 0;
    }
    known.set(key, 0);
    const outer = this.doubts.begin(known, key);
    this.labelDepth += 1;
    const labels = labelsOf(expr, env, this);
    this.labelDepth -= 1;
    known.set(key, labels);
    this.doubts.made(known, key, outer);
    return labels;
  }

  arg(expr: Expr, env: Env): Arg {
    return { value: this.evaluate(expr, env), labels: this.labels(expr, env), expr, env, spread: undefined, nothing: givesNothing(expr, env, this) || undefined };
  }

  labelsOfValue(value: Value): number { return pathLabels(value, this); }

  labelsOfPath(path: PathValue): number { return this.doubts.answer(this.pathLabelled, path, 0, () => labelsOfPath(path, this)); }

  isData(root: string): boolean { return this.rows.isData(root); }

  concept(path: PathValue): Concept | undefined {
    return this.rows.concept(path, this, this.doubts);
  }

  provided(identifier: Value, file: FileFacts): Value | undefined { return this.containers.value(identifier, file); }

  generatedFor(specifier: string): string | undefined { return this.rows.generatedFor(specifier); }

  roleOf(path: PathValue): string | undefined {
    return this.rows.role(path, this);
  }

  slot(root: string, name: string): Value | undefined {
    return this.slots.valueOf(root, name);
  }

  passed(file: FileFacts, fn: number, index: number): Value | undefined {
    if (!this.hasAllCalls) this.doubts.touch();
    return this.callIndex?.passed(file.path, fn, index, this);
  }

  handed(file: FileFacts, fn: number, index: number): Value | undefined {
    return handedParameter(file, fn, index, this) ?? loadedParameter(file, fn, index, this);
  }

  /** The decidable calls of a function, or of a constructor, that give it something. */
  callsOf(path: string, fn: number): readonly CallSite[] {
    if (!this.hasAllCalls) this.doubts.touch();
    return this.callIndex?.callsOf(path, fn) ?? [];
  }

  /** Does any decidable call of the project name this function? */
  isCalled(path: string, fn: number): boolean {
    if (!this.hasAllCalls) this.doubts.touch();
    return this.callIndex?.isCalled(path, fn) ?? false;
  }

  /** Indexes the project's calls, so that undeclared parameters have the values that are passed to them; what that decides is read in a second round. */
  indexCalls(inScope: (path: string) => boolean): void {
    this.forget();
    this.doubts.watch();
    this.callIndex = CallIndex.of(this, inScope);
    this.refresh();
    this.callIndex.reread(this);
    this.refresh();
    this.hasAllCalls = true;
  }

  get hasParked(): boolean { return !this.slots.isEmpty; }

  /** Parks a value on a role object. */
  park(root: string, name: string, value: Value): void {
    this.slots.park(root, name, value);
  }

  /** Keeps that a member of a role object says who calls; what labels were found before are looked up again. */
  parkCaller(root: string, name: string): void {
    if (!this.slots.holdsCaller(root, name)) for (const memo of [this.labelled, this.pathLabelled]) memo.clear();
    this.slots.parkCaller(root, name);
  }

  /** Forgets what was evaluated and may be otherwise now, so that values parked since are seen. Identities stay. */
  refresh(): void {
    this.forget();
    if (this.callIndex && this.containers.read()) this.forget();
  }

  private forget(): void {
    for (const memos of [this.values, this.labelled, this.members]) this.doubts.dropIn(memos);
    for (const memo of [this.pathLabelled, this.types, this.returned, this.ancestors, this.exports, this.holding.known]) this.doubts.drop(memo);
    this.rows.refresh(this.doubts);
  }

  classes(): Iterable<ClassValue> { return classesOf(this); }

  instanceOf(cls: ClassValue): Value { return instanceOf(cls, 'type'); }

  method(cls: ClassValue, name: string): FunctionValue | undefined {
    const value = this.member(instanceOf(cls, 'type'), name);
    return value.kind === 'function' ? value : undefined;
  }

  decorators(list: readonly DecoratorFact[], file: FileFacts, env: Env = this.envOf(file, 0)): readonly DecoratorUse[] {
    return list.flatMap((decorator) => appliedDecorators(this.evaluate(decorator.value, env), spanOf(file.path, decorator.at), this));
  }

  args(path: PathValue): readonly Arg[] {
    const call = path.call;
    if (!call) return [];
    if (call.node.kind === 'template') return call.node.holes.map((hole) => this.arg(hole, call.env));
    return argsOf(call.node.args, call.env, this);
  }

  argument(path: PathValue, index: number): Value | undefined {
    return this.args(path)[index]?.value;
  }

  role(root: string): PathValue {
    return rolePath(root);
  }

  text(value: Value | undefined): string | undefined {
    return textOf(value);
  }

  properties(value: Value): ReadonlyMap<string, Value> {
    return properties(value, this);
  }

  items(value: Value): readonly Value[] | undefined {
    return value.kind === 'array' ? value.items : undefined;
  }

  span(file: FileFacts, at: readonly [number, number]): Span {
    return spanOf(file.path, at);
  }

  folder(value: Value, file: FileFacts): string | undefined { return folderOf(value, file, this); }

  spanOfValue(value: Value): Span | undefined {
    return spanOfValue(value);
  }
}
