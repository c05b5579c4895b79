import type { Range, RepoPath } from './span.js';
import type { ReadProblem } from './source.js';
import type { SqlDialect, SqlText } from './sql.js';

/** Raise whenever the shape or the meaning of facts changes: cached facts of another format are not read. */
export const FACT_FORMAT = 9;

/**
 * All that later stages know of one file. Plain JSON: no syntax tree, no absolute path, no framework word.
 * Ids (`binding`, `fn`, `cls`, `type`) are indexes into this file's own arrays.
 */
export interface FileFacts {
  readonly path: RepoPath;
  readonly hash: string;
  readonly format: number;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  /** `functions[0]` is the module body itself. */
  readonly functions: readonly FunctionFact[];
  readonly bindings: readonly BindingFact[];
  readonly classes: readonly ClassFact[];
  readonly types: readonly TypeFact[];
  readonly imports: readonly ImportFact[];
  readonly exports: readonly ExportFact[];
  /** Every assignment to a member (`a.b = v`), for values parked on objects; `a[k] = v` has the name `[]`. */
  readonly writes: readonly WriteFact[];
  readonly comments: readonly CommentFact[];
  /** SQL in the file, in order of place; absent where there is none. */
  readonly sql?: readonly SqlText[];
  /** The database that this file's SQL is for, where it is known. */
  readonly dialect?: SqlDialect;
  readonly problems: readonly ReadProblem[];
}

export interface ImportFact {
  readonly specifier: string;
  readonly kind: 'import' | 'require' | 'dynamic' | 'export';
  readonly typeOnly: boolean;
  readonly at: Range;
}

/** `name` is '*' for `export *`, '=' for `module.exports =` and `export =`. */
export interface ExportFact {
  readonly name: string;
  readonly value?: Expr;
  readonly from?: { readonly specifier: string; readonly name: string };
  readonly at: Range;
}

export interface WriteFact {
  readonly object: Expr;
  readonly name: string;
  /** Of an assignment `object[key] = value`, whose name is `[]`. */
  readonly key?: Expr;
  readonly value: Expr;
  /** The function that contains the assignment. */
  readonly fn: number;
  readonly at: Range;
}

/** A comment that may carry a directive or an annotation: `eslint-*`, `@public`, `assay-*`. */
export interface CommentFact {
  readonly text: string;
  readonly at: Range;
}

export type BindingKind = 'import' | 'const' | 'let' | 'var' | 'param' | 'function' | 'class' | 'enum' | 'catch' | 'type' | 'namespace';

/** A declared name. Destructuring is desugared: `const {a} = x` binds `a` to the member `x.a`. */
export interface BindingFact {
  readonly name: string;
  readonly kind: BindingKind;
  /** The function in whose scope it lives. */
  readonly fn: number;
  readonly at: Range;
  readonly init?: Expr;
  /** Values assigned later; `a += b` as the sum. */
  readonly assigned?: readonly Expr[];
  readonly declared?: TypeExpr;
  readonly imported?: { readonly specifier: string; /** 'default', '*' or the exported name. */ readonly name: string; readonly typeOnly: boolean };
  /** Parameter index for `param`. */
  readonly index?: number;
  /** For class, enum and type bindings. */
  readonly cls?: number;
  readonly type?: number;
  readonly members?: Readonly<Record<string, string | number>>;
}

export interface ParamFact {
  readonly binding: number;
  readonly rest: boolean;
  readonly optional: boolean;
  readonly default?: Expr;
  readonly declared?: TypeExpr;
  readonly decorators: readonly DecoratorFact[];
  /** A constructor parameter property: it also sets `this.<name>`. */
  readonly property: boolean;
}

export interface DecoratorFact {
  /** The expression after `@`: a call or a name. */
  readonly value: Expr;
  readonly at: Range;
}

export type FunctionKind = 'module' | 'function' | 'arrow' | 'method' | 'getter' | 'setter' | 'constructor';

export interface FunctionFact {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly async: boolean;
  readonly generator: boolean;
  readonly params: readonly ParamFact[];
  readonly returns?: TypeExpr;
  readonly body: readonly Stmt[];
  readonly at: Range;
  /** Where to point at: the name, or the head of the function. */
  readonly nameAt: Range;
  /** The enclosing function; none for the module. */
  readonly parent?: number;
  readonly cls?: number;
  /** Directive prologue, such as 'use server'. */
  readonly directives: readonly string[];
  /** Names of its own type parameters. */
  readonly typeParams: readonly string[];
  /** Only its own file can name it, and nothing there does: a private method or a function of the module that nobody calls or hands on. */
  readonly unused?: true;
}

export type MemberKind = 'method' | 'getter' | 'setter' | 'property' | 'constructor';

export interface ClassMember {
  readonly name: string;
  readonly kind: MemberKind;
  readonly static: boolean;
  readonly abstract: boolean;
  readonly fn?: number;
  readonly init?: Expr;
  readonly declared?: TypeExpr;
  readonly decorators: readonly DecoratorFact[];
  readonly at: Range;
}

export interface ClassFact {
  readonly name: string;
  readonly at: Range;
  readonly nameAt: Range;
  /** The function in whose scope the class is declared. */
  readonly fn: number;
  readonly abstract: boolean;
  readonly typeParams: readonly string[];
  readonly extends?: Expr;
  readonly extendsArgs: readonly TypeExpr[];
  readonly implements: readonly TypeExpr[];
  readonly decorators: readonly DecoratorFact[];
  readonly members: readonly ClassMember[];
}

/** An interface or a type alias. An interface's body is an `object` type. */
export interface TypeFact {
  readonly name: string;
  readonly kind: 'interface' | 'alias';
  readonly typeParams: readonly string[];
  readonly extends: readonly TypeExpr[];
  readonly body: TypeExpr;
  readonly at: Range;
}

export interface TypeMember {
  readonly name: string;
  readonly type: TypeExpr;
  readonly optional: boolean;
}

export type TypeExpr =
  | { readonly kind: 'ref'; /** Dotted as written: `Express.Request`. */ readonly name: string; /** The root name's declaration, if any. */ readonly binding?: number; readonly args: readonly TypeExpr[] }
  | { readonly kind: 'object'; readonly members: readonly TypeMember[] }
  | { readonly kind: 'function'; readonly params: readonly TypeExpr[]; readonly returns: TypeExpr }
  | { readonly kind: 'union' | 'intersection'; readonly types: readonly TypeExpr[] }
  | { readonly kind: 'array'; readonly of: TypeExpr }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'typeof'; readonly value: Expr }
  | { readonly kind: 'index'; readonly object: TypeExpr; readonly key: TypeExpr }
  | { readonly kind: 'keyword'; readonly name: string }
  | { readonly kind: 'opaque' };

export type ObjectMember =
  | { readonly kind: 'property'; readonly key: string; readonly value: Expr; readonly at: Range }
  | { readonly kind: 'computed'; readonly key: Expr; readonly value: Expr; readonly at: Range }
  | { readonly kind: 'getter' | 'setter'; readonly key: string; readonly value: Expr; readonly at: Range }
  | { readonly kind: 'spread'; readonly value: Expr; readonly at: Range };

interface Node<K extends string> {
  readonly kind: K;
  readonly at: Range;
}

/** A value expression, names resolved to bindings, casts and parentheses kept only where they carry a type. */
export type Expr =
  | (Node<'literal'> & { readonly value: string | number | boolean | null })
  | Node<'undefined'>
  | (Node<'regex'> & { readonly source: string })
  | (Node<'template'> & { readonly quasis: readonly string[]; readonly holes: readonly Expr[]; readonly tag?: Expr })
  | (Node<'name'> & { readonly binding: number })
  | (Node<'global'> & { readonly name: string })
  | Node<'this'>
  | Node<'super'>
  | (Node<'member'> & { readonly object: Expr; readonly name: string; readonly optional: boolean })
  | (Node<'index'> & { readonly object: Expr; readonly index: Expr })
  | (Node<'call'> & { readonly callee: Expr; readonly args: readonly Expr[]; readonly typeArgs: readonly TypeExpr[]; readonly optional: boolean })
  | (Node<'new'> & { readonly callee: Expr; readonly args: readonly Expr[]; readonly typeArgs: readonly TypeExpr[] })
  | (Node<'function'> & { readonly fn: number })
  | (Node<'class'> & { readonly cls: number })
  | (Node<'object'> & { readonly members: readonly ObjectMember[] })
  | (Node<'array'> & { readonly items: readonly Expr[] })
  | (Node<'spread'> & { readonly value: Expr })
  | (Node<'conditional'> & { readonly test: Expr; readonly then: Expr; readonly else: Expr })
  | (Node<'logical'> & { readonly op: '&&' | '||' | '??'; readonly left: Expr; readonly right: Expr })
  | (Node<'binary'> & { readonly op: string; readonly left: Expr; readonly right: Expr })
  | (Node<'unary'> & { readonly op: string; readonly value: Expr })
  | (Node<'await'> & { readonly value: Expr })
  | (Node<'yield'> & { readonly value?: Expr; /** `yield*` */ readonly delegate?: true })
  | (Node<'assign'> & { readonly op: string; readonly target: Expr; readonly value: Expr })
  | (Node<'sequence'> & { readonly items: readonly Expr[] })
  | (Node<'cast'> & { readonly value: Expr; readonly type: TypeExpr })
  | (Node<'import'> & { readonly specifier: Expr })
  | (Node<'require'> & { readonly specifier: string })
  /** An element (for-of, array pattern with its index) or a key (for-in) of a collection. */
  | (Node<'element'> & { readonly of: Expr; readonly index?: number })
  | (Node<'key'> & { readonly of: Expr })
  /** What remains of an object or an array after a pattern took some of it. */
  | (Node<'rest'> & { readonly of: Expr; readonly without: readonly string[]; readonly from?: number })
  | Node<'caught'>
  | (Node<'opaque'> & { readonly reason: string });

export type ExprOf<K extends Expr['kind']> = Extract<Expr, { kind: K }>;
export type CallExpr = ExprOf<'call'> | ExprOf<'new'>;

export type LoopKind = 'for' | 'for-of' | 'for-in' | 'for-await' | 'while' | 'do';

/** A statement. Blocks are flattened into their parent; declarations hold the evaluated initializer. */
export type Stmt =
  | (Node<'expr'> & { readonly value: Expr })
  | (Node<'declare'> & { readonly bindings: readonly number[]; readonly value?: Expr })
  | (Node<'if'> & { readonly test: Expr; readonly then: readonly Stmt[]; readonly else: readonly Stmt[] })
  | (Node<'loop'> & {
      readonly loop: LoopKind; readonly bindings: readonly number[]; readonly iterable?: Expr; readonly init: readonly Stmt[];
      readonly test?: Expr; readonly update?: Expr; readonly body: readonly Stmt[];
    })
  | (Node<'try'> & { readonly body: readonly Stmt[]; readonly param?: number; readonly handler?: readonly Stmt[]; readonly finalizer?: readonly Stmt[] })
  | (Node<'switch'> & { readonly subject: Expr; readonly cases: readonly { readonly test?: Expr; readonly body: readonly Stmt[] }[] })
  | (Node<'return'> & { readonly value?: Expr })
  | (Node<'throw'> & { readonly value: Expr })
  | (Node<'break' | 'continue'> & { readonly label?: string })
  | (Node<'labeled'> & { readonly label: string; readonly body: readonly Stmt[] });
