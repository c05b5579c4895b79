import type { Range } from './span.js';
import type { CallExpr, Expr, FileFacts, TypeExpr, ClassFact, FunctionFact } from './facts.js';

/**
 * What an expression can be, as far as the whole project's code decides it. Values are made on demand by the linker; two values
 * with the same `key` are the same thing.
 */
export type Value =
  | ConstValue | FunctionValue | ClassValue | InstanceValue | ObjectValue | ArrayValue | PathValue | ModuleValue | TypedValue
  | ListValue | EnumValue | UnionValue | UnknownValue;

export interface ConstValue { readonly kind: 'const'; readonly key: string; readonly value: string | number | boolean | null | undefined }

/** A function of the project with the environment it closes over. */
export interface FunctionValue {
  readonly kind: 'function'; readonly key: string; readonly file: FileFacts; readonly fn: FunctionFact; readonly id: number;
  readonly env: Env; readonly self?: Value;
  /** Arguments fixed by `.bind(self, ...args)`. */
  readonly bound?: readonly Arg[];
  /** A library keeps what it answered and does not call it again for equal arguments. */
  readonly memo?: true;
}

export interface ClassValue { readonly kind: 'class'; readonly key: string; readonly file: FileFacts; readonly cls: ClassFact; readonly id: number; readonly env: Env }

/** An object made from a class of the project: by `new` (then `args` are known), by injection or by a declared type. */
export interface InstanceValue { readonly kind: 'instance'; readonly key: string; readonly of: ClassValue; readonly args?: readonly Arg[]; readonly typeArgs?: readonly Value[] }

export interface ObjectValue { readonly kind: 'object'; readonly key: string; readonly file: FileFacts; readonly node: Extract<Expr, { kind: 'object' }>; readonly env: Env }
export interface ArrayValue { readonly kind: 'array'; readonly key: string; readonly items: readonly Value[]; /** Items may be missing. */ readonly open: boolean }
export interface EnumValue { readonly kind: 'enum'; readonly key: string; readonly name: string; readonly members: Readonly<Record<string, string | number>> }
/** A collection of which only the element is known. */
export interface ListValue { readonly kind: 'list'; readonly key: string; readonly of: Value }
export interface ModuleValue { readonly kind: 'module'; readonly key: string; readonly file: FileFacts }
/** A value known only by its declared type (interface or object type). */
export interface TypedValue { readonly kind: 'typed'; readonly key: string; readonly file: FileFacts; readonly type: TypeExpr }
export interface UnionValue { readonly kind: 'union'; readonly key: string; readonly options: readonly Value[] }
export interface UnknownValue { readonly kind: 'unknown'; readonly key: string; readonly reason: UnknownReason; /** A statement of SQL that is known in parts: `${}` stands for the others. */ readonly text?: string }

export type UnknownReason =
  | 'dynamic-path' | 'unresolved-import' | 'external-wrapper' | 'spread-args' | 'computed-member' | 'generated-code' | 'any-typed-receiver'
  | 'runtime-registration' | 'config-driven' | 'parameter' | 'global' | 'budget' | 'expression' | 'no-mount' | 'public-by-purpose' | 'alternative'
  | 'opaque-guard' | 'opaque-handler' | 'opaque-body' | 'opaque-effect' | 'opaque-sql' | 'unlinked-test' | 'intent';

/**
 * Something a library (or the runtime) made: where it comes from and the steps taken from there.
 * `express` default export called, then `.Router` called: package `express`, steps `default () Router ()`.
 * Roots that start with `#` are roles that frameworks give to values: `#request`, `#response`, `#next`, `#context`.
 */
export interface PathValue {
  readonly kind: 'path'; readonly key: string;
  readonly root: string;
  readonly parent?: PathValue;
  /** `name`, `()` for a call, `new()` for construction, `[]` for an element; absent on the root. */
  readonly step?: string;
  /** Steps joined: `default.Router()`; `''` on the root. */
  readonly path: string;
  /** The call that made this step, with the environment in which its arguments are to be read. */
  readonly call?: { readonly node: CallExpr | Extract<Expr, { kind: 'template' }>; readonly file: FileFacts; readonly env: Env };
  /** The project's class through which the library was reached (`class User extends Model`). */
  readonly via?: ClassValue;
  /** The project's interface through which the library's type was reached (`interface Users extends Model<User>`): `path#Name`. */
  readonly as?: string;
  readonly typeArgs?: readonly { readonly type: TypeExpr; readonly file: FileFacts }[];
}

/** What the caller passed: its value, what it was derived from, and (where data flow is asked for) the expression itself. */
export interface Arg {
  readonly value: Value;
  readonly labels: number;
  readonly expr?: Expr;
  readonly env?: Env;
  readonly spread?: boolean;
  /** The caller gives nothing here: `undefined`, `null`, or a parameter that was left out in turn. */
  readonly nothing?: boolean;
}

/** One activation of a function. `args` are absent when nothing is known of the caller. */
export interface Env {
  readonly id: number;
  readonly file: FileFacts;
  readonly fn: FunctionFact;
  readonly self?: Value;
  readonly args?: readonly Arg[];
  readonly outer?: Env;
  readonly depth: number;
  /** Names whose value is fixed in this activation: the element of an unrolled loop. */
  readonly bound?: ReadonlyMap<number, Value>;
  /** The activation whose loop this is one turn of, and where the loop stands: what is declared outside it is the same in every turn. */
  readonly unrolled?: { readonly from: Env; readonly at: Range };
  /** The activation that made this one, where it was made for a path of calls. */
  readonly caller?: Env;
}

/** What a value was derived from. A bit set. */
export const Label = {
  /** The authenticated caller: `req.user`, a session's user, the payload of a verified token. */
  principal: 1,
  /** A credential the caller sent: authorization header, cookie, api key, signature. */
  credential: 2,
  /** Anything else of the request. */
  input: 4,
  /** Configuration or environment. */
  config: 8,
  /** Result of a data access. */
  data: 16,
  /** A role, permission, scope or policy decision about the caller. */
  role: 32,
  /** An exception's own text or object. */
  exception: 64,
} as const;
