import type {
  Arg, ClassValue, Concept, DecoratorFact, DecoratorUse, Env, Expr, FileFacts, FrameworkAdapter, FunctionFact, FunctionValue, InstanceValue, Linked, PathValue, Repository,
  TypeExpr, Value, Span,
} from '@assay/contract';
import { keptIn, spanOf } from '@assay/contract';
import { properties } from './builtins.js';
import { Activations, type Changes } from './activations.js';
import { CallIndex, type Site as CallSite } from './call-index.js';
import { Containers } from './containers.js';
import { callOf, constructOf, constructorEnv, type Site } from './calls.js';
import { appliedDecorators } from './decorators.js';
import { evaluate } from './evaluate.js';
import { argsOf } from './args-of.js';
import { exportedValue, importedValue } from './exports.js';
import { Slots } from './slots.js';
import { feasibleReturns } from './feasible-returns.js';
import { foldedReturn } from './fold.js';
import { declaredValue } from './declared.js';
import { labelsOf, labelsOfPath, pathLabels } from './labels.js';
import { lineageOf } from './lineage.js';
import type { Lineage, Link } from './link.js';
import { memberOf } from './member.js';
import { indexProject, type ProjectIndex } from './project-index.js';
import { handedParameter, loadedParameter, receiverOf } from './receivers.js';
import { folderOf } from './places.js';
import { Rows } from './rows.js';
import { givesNothing } from './settled.js';
import { typeValue } from './type-values.js';
import { constOf, forgetValues, instanceOf, optionsOf, rolePath, textOf, unionOf, unknownOf } from './values.js';

const MAX_DEPTH = 24;
/** Activations of one function nested in each other whose result is still followed. */
const MAX_RECURSION = 2;
const MAX_LABEL_DEPTH = 24;
/** Evaluations nested in each other: code deeper than this is left unknown rather than overflow the stack. */
const MAX_NESTING = 250;
const PENDING = unknownOf('budget');
const NONE: ReadonlySet<string> = new Set();

/** How closely a project is followed. */
export interface Closeness {
  /** Activations of one function that are told apart, and in all. */
  readonly entries?: number;
  readonly envs?: number;
  /** What values were derived from is not asked. */
  readonly withoutLabels?: boolean;
  /** Functions of these files are entered without their arguments. */
  coarse?(path: string): boolean;
}

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
  readonly slots = new Slots();
  private readonly returned = new Map<Env, Value>();
  private readonly members = new Map<Value, Map<string, Value>>();
  private readonly running = new Map<FunctionFact, number>();
  private labelDepth = 0;
  private depth = 0;
  private callIndex: CallIndex | undefined;
  readonly containers = new Containers(this);

  private readonly sqlFiles: ReadonlyMap<string, FileFacts>;

  constructor(facts: readonly FileFacts[], private readonly repository: Repository, adapters: readonly FrameworkAdapter[], sqlFacts: readonly FileFacts[] = [], private readonly closeness: Closeness = {}) {
    forgetValues();
    this.envs = new Activations(closeness.entries, closeness.envs);
    this.files = facts;
    this.sqlFiles = new Map(sqlFacts.map((file) => [file.path, file]));
    this.index = indexProject(facts, repository, new Map(adapters.flatMap((adapter) => [...(adapter.generates?.(repository.files) ?? [])])), new Set(adapters.filter(({ kind, setup }) => kind === 'http' && setup).flatMap((adapter) => adapter.packages)));
    this.rows = new Rows(adapters);
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
    if (found) return found === PENDING && expr.kind === 'name' ? this.valueSoFar(expr.binding, env, known) : found;
    if (this.depth > MAX_NESTING) return PENDING;
    known.set(key, PENDING);
    this.depth += 1;
    const value = declaredValue(evaluate(expr, env, this), this.rows);
    this.depth -= 1;
    known.set(key, value);
    return value;
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
    if (found) return found;
    if (this.depth > MAX_NESTING) return PENDING;
    known.set(name, PENDING);
    this.depth += 1;
    const member = this.named(value, name) ?? declaredValue(memberOf(value, name, this), this.rows);
    this.depth -= 1;
    known.set(name, member);
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

  typeValue(type: TypeExpr, file: FileFacts, env?: Env): Value {
    const found = this.types.get(type);
    if (found) return found;
    this.types.set(type, unknownOf('any-typed-receiver'));
    const value = declaredValue(typeValue(type, file, env, this), this.rows);
    this.types.set(type, value);
    return value;
  }

  imported(file: FileFacts, specifier: string, name: string): Value {
    return importedValue(file, specifier, name, this);
  }

  exported(path: string, name: string): Value {
    const key = `${path}#${name}`;
    const known = this.exports.get(key);
    if (known) return known;
    const value = exportedValue(path, name, this, NONE);
    // What is not known yet may be known once the evaluation that asks is done.
    if (value.kind !== 'unknown') this.exports.set(key, value);
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
    if (known) return known;
    return this.bounded(fn.fn, PENDING, () => this.returnsOf(fn, env));
  }

  bounded<T>(fn: FunctionFact, otherwise: T, body: () => T): T {
    const running = this.running.get(fn) ?? 0;
    if (running >= MAX_RECURSION) return otherwise;
    this.running.set(fn, running + 1);
    const result = body();
    this.running.set(fn, running);
    return result;
  }

  private returnsOf(fn: FunctionValue, env: Env): Value {
    this.returned.set(env, PENDING);
    const exprs = feasibleReturns(fn, env, this);
    const values = exprs.slice(0, 8).map((expr) => this.evaluate(expr, env));
    const value = values.length === 0 ? this.declaredReturn(fn) : unionOf(values);
    const settled = value.kind === 'unknown' || value.kind === 'union' && value.options.some((option) => option.kind === 'unknown')
      ? foldedReturn(fn, env, this) ?? (value.kind === 'unknown' ? this.declaredReturn(fn, value) : value)
      : value;
    this.returned.set(env, settled);
    return settled;
  }

  private declaredReturn(fn: FunctionValue, otherwise: Value = unknownOf('expression')): Value {
    if (!fn.fn.returns) return otherwise;
    const declared = this.typeValue(fn.fn.returns, fn.file);
    return declared.kind === 'unknown' ? otherwise : declared;
  }

  activate(fn: FunctionValue, args: readonly Arg[] | undefined, site?: Expr, caller?: Env, told = false): Env {
    return this.envs.activate(fn, this.closeness.coarse?.(fn.file.path) ? undefined : args, site, caller, told);
  }

  envOf(file: FileFacts, fn: number, self?: Value): Env {
    return this.envs.generic(file, fn, self, (id, outer) => receiverOf(file, id, outer, this));
  }

  derive(env: Env, key: string, changes: Changes): Env {
    return this.envs.derive(env, key, changes);
  }

  constructorEnv(instance: InstanceValue, cls: ClassValue): Env {
    return constructorEnv(instance, cls, this);
  }

  lineage(cls: ClassValue): Lineage {
    const known = this.ancestors.get(cls.key);
    if (known) return known;
    this.ancestors.set(cls.key, { classes: [cls] });
    const lineage = lineageOf(cls, this);
    this.ancestors.set(cls.key, lineage);
    return lineage;
  }

  labels(expr: Expr, env: Env): number {
    if (expr.kind === 'literal' || this.closeness.withoutLabels) return 0;
    const key = expr.kind === 'name' ? expr.binding : expr;
    let known = this.labelled.get(env);
    if (!known) this.labelled.set(env, (known = new Map<Expr | number, number>()));
    const found = known.get(key);
    if (found !== undefined) return found;
    if (this.labelDepth > MAX_LABEL_DEPTH) return 0;
    known.set(key, 0);
    this.labelDepth += 1;
    const labels = labelsOf(expr, env, this);
    this.labelDepth -= 1;
    known.set(key, labels);
    return labels;
  }

  arg(expr: Expr, env: Env): Arg {
    return { value: this.evaluate(expr, env), labels: this.labels(expr, env), expr, env, spread: undefined, nothing: givesNothing(expr, env, this) || undefined };
  }

  labelsOfValue(value: Value): number { return pathLabels(value, this); }

  labelsOfPath(path: PathValue): number { return keptIn(this.pathLabelled, path, () => labelsOfPath(path, this)); }

  isData(root: string): boolean {
    return this.rows.isData(root);
  }

  concept(path: PathValue): Concept | undefined {
    return this.rows.concept(path, this);
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
    return this.callIndex?.passed(file.path, fn, index, this);
  }

  handed(file: FileFacts, fn: number, index: number): Value | undefined {
    return handedParameter(file, fn, index, this) ?? loadedParameter(file, fn, index, this);
  }

  /** The decidable calls of a function, or of a constructor, that give it something. */
  callsOf(path: string, fn: number): readonly CallSite[] { return this.callIndex?.callsOf(path, fn) ?? []; }

  /** Does any decidable call of the project name this function? */
  isCalled(path: string, fn: number): boolean { return this.callIndex?.isCalled(path, fn) ?? false; }

  /** Indexes the project's calls, so that undeclared parameters have the values that are passed to them; what that decides is read in a second round. */
  indexCalls(inScope: (path: string) => boolean): void {
    this.callIndex = CallIndex.of(this, inScope);
    this.refresh();
    this.callIndex.reread(this);
    this.refresh();
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

  /** Forgets what was evaluated, so that values parked since are seen. Identities stay. */
  refresh(): void {
    this.forget();
    if (this.callIndex && this.containers.read()) this.forget();
  }

  private forget(): void {
    for (const memo of [this.values, this.labelled, this.pathLabelled, this.types, this.returned, this.ancestors, this.members, this.exports]) memo.clear();
    this.rows.refresh();
  }

  *classes(): Iterable<ClassValue> {
    for (const file of this.files) {
      for (const [id, fact] of file.classes.entries()) {
        const value = this.evaluate(this.classExpr(fact.at, id), this.envOf(file, fact.fn));
        if (value.kind === 'class') yield value;
      }
    }
  }

  private classExpr(at: readonly [number, number], cls: number): Expr {
    return { kind: 'class', cls, at };
  }

  instanceOf(cls: ClassValue): Value {
    return instanceOf(cls, 'type');
  }

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
    const first = optionsOf(value)[0];
    switch (first?.kind) {
      case 'function': return spanOf(first.file.path, first.fn.nameAt);
      case 'class': return spanOf(first.file.path, first.cls.nameAt);
      case 'instance': return spanOf(first.of.file.path, first.of.cls.nameAt);
      case 'object': return spanOf(first.file.path, first.node.at);
      case 'path': return first.call && spanOf(first.call.file.path, first.call.node.at);
      default: return undefined;
    }
  }
}
