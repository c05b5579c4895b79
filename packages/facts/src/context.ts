import type { ts } from 'ts-morph';
import type {
  BindingFact, BindingKind, ClassFact, ExportFact, Expr, FunctionFact, ImportFact, Range, Stmt, TypeExpr, TypeFact, WriteFact,
} from '@assay/contract';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type MutableBinding = Mutable<BindingFact> & { assigned?: Expr[] };

/** Names of one lexical block. Types and values are separate namespaces, as in TypeScript. */
export class Scope {
  readonly values = new Map<string, number>();
  readonly types = new Map<string, number>();

  constructor(readonly parent: Scope | undefined, /** The function that owns the block. */ readonly fn: number, /** `var` lands here. */ readonly isFunction: boolean) {}

  functionScope(): Scope {
    return this.isFunction || !this.parent ? this : this.parent.functionScope();
  }

  value(name: string): number | undefined {
    return this.values.get(name) ?? this.parent?.value(name);
  }

  type(name: string): number | undefined {
    return this.types.get(name) ?? this.values.get(name) ?? this.parent?.type(name);
  }
}

/** The recursive readers, tied together here so that no file imports in a circle. */
export interface Readers {
  expr(node: ts.Expression, context: Context): Expr;
  type(node: ts.TypeNode | undefined, context: Context): TypeExpr | undefined;
  statements(nodes: readonly ts.Statement[], context: Context): Stmt[];
  fn(node: ts.SignatureDeclaration, context: Context, name?: string): number;
  cls(node: ts.ClassLikeDeclaration, context: Context, name?: string): number;
}

/** Statements and expressions nested in each other: what lies deeper is left out, so that no later stage has to fear for its stack. */
const MAX_DEPTH = 256;

/** State of one walk over one file: what was found so far, and where the walk is. */
export class Context {
  readonly functions: FunctionFact[] = [];
  readonly bindings: MutableBinding[] = [];
  readonly classes: ClassFact[] = [];
  readonly types: TypeFact[] = [];
  readonly imports: ImportFact[] = [];
  readonly exports: ExportFact[] = [];
  readonly writes: WriteFact[] = [];
  /** Ranges of string, template and regex literals: a comment found in one is none. */
  readonly literals: Range[] = [];
  scope: Scope = new Scope(undefined, 0, true);
  fn = 0;
  cls: number | undefined;
  /** Where the nesting went over the limit first. */
  tooDeep: number | undefined;
  private depth = 0;

  constructor(readonly source: ts.SourceFile, readonly isJavaScript: boolean, readonly read: Readers) {}

  at(node: ts.Node): Range {
    return [node.getStart(this.source), node.end];
  }

  declare(name: string, kind: BindingKind, at: Range, scope: Scope = this.scope): number {
    const existing = scope.values.get(name);
    if (existing !== undefined && kind !== 'type') return existing;
    const id = this.bindings.length;
    this.bindings.push({ name, kind, fn: scope.fn, at });
    if (kind === 'type') scope.types.set(name, id);
    else scope.values.set(name, id);
    return id;
  }

  /** A binding without a name, for the source of a destructuring pattern. */
  temporary(init: Expr, at: Range): number {
    const id = this.bindings.length;
    this.bindings.push({ name: '', kind: 'const', fn: this.scope.fn, at, init });
    return id;
  }

  binding(id: number): MutableBinding {
    const found = this.bindings[id];
    if (!found) throw new RangeError(`no binding ${id}`);
    return found;
  }

  /** Reads a part of `node`; `undefined` when it is nested too deep. */
  deeper<T>(node: ts.Node, body: () => T): T | undefined {
    if (this.depth >= MAX_DEPTH) {
      this.tooDeep ??= node.getStart(this.source);
      return undefined;
    }
    this.depth += 1;
    try {
      return body();
    } finally {
      this.depth -= 1;
    }
  }

  within<T>(scope: Scope, body: () => T): T {
    const outer = this.scope;
    this.scope = scope;
    try {
      return body();
    } finally {
      this.scope = outer;
    }
  }

  block<T>(body: () => T): T {
    return this.within(new Scope(this.scope, this.scope.fn, false), body);
  }
}
