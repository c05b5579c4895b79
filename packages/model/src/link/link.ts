import type { Arg, ClassValue, Concept, Env, Expr, FileFacts, FunctionFact, FunctionValue, InstanceValue, PathValue, TypeExpr, Value } from '@assay/contract';
import type { Containers } from './containers.js';
import type { ProjectIndex } from './project-index.js';
import type { Slots } from './slots.js';
import type { Subclasses } from './subclasses.js';

/**
 * What the parts of the linker ask of each other. One object implements it (`linker.ts`); the parts import this interface alone.
 * Every question is memoized, bounded and total: it answers `unknown` with a reason where the code does not decide.
 */
export interface Link {
  readonly index: ProjectIndex;
  evaluate(expr: Expr, env: Env): Value;
  member(value: Value, name: string): Value;
  /** Plain properties of an object literal, or what a module exports. */
  properties(value: Value): ReadonlyMap<string, Value>;
  typeValue(type: TypeExpr, file: FileFacts, env?: Env): Value;
  exported(path: string, name: string): Value;
  imported(file: FileFacts, specifier: string, name: string): Value;
  call(callee: Value, args: readonly Arg[], site?: { readonly expr: Expr; readonly env: Env }): Value;
  construct(callee: Value, args: readonly Arg[], site: { readonly expr: Expr; readonly env: Env }): Value;
  /** The value a function returns in this activation. */
  returns(fn: FunctionValue, env: Env): Value;
  /** Runs `body` unless the function is already being followed too often on the way here (recursion). */
  bounded<T>(fn: FunctionFact, otherwise: T, body: () => T): T;
  /** `told`: this one must be told apart from all others, however many there are (set-up code). */
  activate(fn: FunctionValue, args: readonly Arg[] | undefined, site?: Expr, caller?: Env, told?: boolean): Env;
  envOf(file: FileFacts, fn: number, self?: Value): Env;
  /** An activation like this one but for `changes`; `key` tells it from others derived from the same one. */
  derive(env: Env, key: string, changes: Partial<Pick<Env, 'outer' | 'bound' | 'unrolled'>>): Env;
  /** The activation of a class's constructor (or of its field initializers) for an instance. */
  constructorEnv(instance: InstanceValue, cls: ClassValue): Env;
  lineage(cls: ClassValue): Lineage;
  readonly subclasses: Pick<Subclasses, 'of'>;
  labels(expr: Expr, env: Env): number;
  labelsOfPath(path: PathValue): number;
  arg(expr: Expr, env: Env): Arg;
  concept(path: PathValue): Concept | undefined;
  /** What a container of a library holds: `ok(order)`. */
  held(value: Value): Value | undefined;
  /** Is it a package of the data layer? */
  isData(root: string): boolean;
  /** The package that a module which a tool generates into the project stands for. */
  generatedFor(specifier: string): string | undefined;
  /** The role this library type stands for, if a row says so. */
  roleOf(path: PathValue): string | undefined;
  /** What the project's own calls pass as a parameter of which nothing else is known. */
  passed(file: FileFacts, fn: number, index: number): Value | undefined;
  /** What a library hands to a parameter of a function that it is given, or that its tool loads by file. */
  handed(file: FileFacts, fn: number, index: number): Value | undefined;
  /** What the project tells dependency containers. */
  readonly containers: Pick<Containers, 'value' | 'parameter' | 'asked'>;
  /** Values parked on a role object: `req.models = ...`, `decorateRequest('x', fn)`. */
  slot(root: string, name: string): Value | undefined;
  readonly slots: Slots;
}

export interface Lineage {
  readonly classes: readonly ClassValue[];
  readonly library?: PathValue;
}
