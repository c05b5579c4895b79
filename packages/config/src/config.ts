import type { Severity } from '@assay/contract';

/** A named choice: all rules; all, and minor findings fail too; those of the category security; those about data access and migrations. */
export type Preset = 'recommended' | 'strict' | 'security' | 'data';
export const PRESETS: readonly Preset[] = ['recommended', 'strict', 'security', 'data'];

/** `off`, `on` with the rule's own severities, or one severity for all its findings. */
export type Level = 'off' | 'on' | Severity;
export const LEVELS: readonly Level[] = ['off', 'on', 'critical', 'major', 'minor', 'info'];

/** What a configuration says of one rule. */
export type RuleSetting = Level | { readonly level?: Level; readonly options?: Readonly<Record<string, unknown>> };

/** What a guard makes certain: somebody is logged in, or has a role or permission as well. */
export type Ensures = 'principal' | 'role';

/**
 * How code is named: `requireAuth` (wherever the project defines it), `src/auth.ts#requireAuth`, `src/auth.ts#AuthService.check` for a
 * method, or `@acme/auth#requireAuth` for something a package exports.
 */
export type SymbolName = string;

/** An endpoint as reports name it, such as `PATCH /users/{id}` or `Mutation.createPost`. No method means every method; `*` is one segment, `**` any number. */
export type EndpointPattern = string;

export interface GuardDeclaration {
  readonly name: SymbolName;
  /** `principal` unless given. */
  readonly ensures?: Ensures;
  /**
   * `middleware` (unless given): a step before the handler, or a function or class that makes one. `wrapper`: called with the handler.
   * `call`: called in the handler, throws when it refuses. `predicate`: called in the handler, its result is tested.
   */
  readonly form?: 'middleware' | 'wrapper' | 'call' | 'predicate';
  /** For a wrapper: which argument is the handler, from 0. 0 unless given. */
  readonly argument?: number;
}

export interface PublicDeclaration {
  readonly endpoint: EndpointPattern;
  readonly reason: string;
}

export interface GatewayDeclaration {
  /** What the gateway is called, for messages: `API gateway with JWT authorizer`. */
  readonly by: string;
  readonly endpoints: readonly EndpointPattern[];
  readonly ensures?: Ensures;
}

export interface IdempotencyDeclaration {
  readonly name: SymbolName;
  readonly form?: 'middleware' | 'wrapper';
  readonly argument?: number;
}

export interface EnvelopeDeclaration {
  /** A function that answers with the standard error envelope. */
  readonly name: SymbolName;
  /** Which argument is the status, from 0. */
  readonly status?: number;
}

/** A class or package through which data is reached, with the methods that do it. */
export interface DataClientDeclaration {
  readonly name: SymbolName;
  readonly read?: readonly string[];
  readonly create?: readonly string[];
  readonly update?: readonly string[];
  readonly upsert?: readonly string[];
  readonly delete?: readonly string[];
  readonly raw?: readonly string[];
}

/** What the code cannot show, or shows in a way that Assay cannot read. */
export interface Declarations {
  readonly guards?: readonly GuardDeclaration[];
  readonly publicEndpoints?: readonly PublicDeclaration[];
  readonly gateways?: readonly GatewayDeclaration[];
  readonly idempotency?: readonly IdempotencyDeclaration[];
  readonly envelopes?: readonly EnvelopeDeclaration[];
  readonly dataClients?: readonly DataClientDeclaration[];
  /** Environment variables with their value in production, where it chooses between alternatives. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Override {
  /** Globs from the root of the project. */
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, Level>>;
}

/** The contents of `assay.config.{ts,mjs,js,json}`. */
export interface AssayConfig {
  readonly $schema?: string;
  /** `recommended` unless given; experimental rules are in `strict` only. */
  readonly preset?: Preset | readonly Preset[];
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  /** Other levels for some files; the last that matches counts. */
  readonly overrides?: readonly Override[];
  /** Files that nothing is reported on. They are read all the same. */
  readonly ignore?: readonly string[];
  /** The least severity that fails a run, unless the command line says another; `major`, or `minor` with the preset `strict`. */
  readonly failOn?: Severity | 'never';
  readonly declare?: Declarations;
}

/** Identity; gives the literal its type. */
export function defineConfig(config: AssayConfig): AssayConfig {
  return config;
}
