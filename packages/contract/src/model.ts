import type { AccessConcept, Concept } from './adapter.js';
import type { ChainStep, Protocol, RouteDeclaration } from './routing.js';

import type { ColumnBefore, MigrationStep, MigrationUnit } from './migration.js';
import type { DeclaredTable, Reversal, RowChange, SchemaMatch, SchemaTable, TableFilter, TableUse } from './schema.js';
import type { Span } from './span.js';
import type { TestEvidence } from './tests.js';
import type { UnknownReason, Value } from './value.js';

export type Known = 'yes' | 'no' | 'unknown';

/** One place in a chain of reasons. */
export interface TraceStep {
  readonly at: Span;
  readonly message: string;
}

export interface Answer {
  readonly known: Known;
  readonly reason?: UnknownReason;
  readonly because: readonly TraceStep[];
}

export type GuardLevel = 'none' | 'opaque' | 'principal' | 'role' | 'owner';

export interface GuardAnswer extends Answer {
  readonly level: GuardLevel;
  /** What holds before the handler starts. */
  readonly boundary: GuardLevel;
  /** Of a `no`: a secret that the request names is needed for every change, such as that of an invitation. */
  readonly capability?: TraceStep;
  /** Of a `no`: what shows that callers whom nobody knows are meant. */
  readonly guests?: TraceStep;
  /** Of a `no`: where the caller is asked for after a first row was made of what came. */
  readonly later?: TraceStep;
}

/**
 * What says that an entry point without a guard was forgotten. `deviates`: guarding is the norm among those of its kind in its package, or a guard stands ready there. `open`: nothing in its package asks who calls.
 * `unread`: something on its own way turns callers away, for a reason that is not understood. `unknown-norm`: its package asks who calls, but too few entry points of its kind are guarded as far as is known.
 */
export type Deviance = { readonly kind: 'deviates' | 'open' } | { readonly kind: 'unread' | 'unknown-norm'; readonly at: TraceStep };

/** Methods by which an entry point may change state, as far as a method tells: of HTTP, GraphQL, procedures and server actions. */
export const MUTATING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE', 'ALL', 'MUTATION', 'ACTION']);

/** An externally reachable entry point. */
export interface Endpoint {
  /** `PATCH /users/{id}`, `Mutation.createPost`, `mutation orders.create`: the subject of findings. */
  readonly id: string;
  readonly route: RouteDeclaration;
  readonly method: string;
  readonly path: string;
  /** False when part of the path is not decidable or the router's place in the application is not known. */
  readonly mounted: boolean;
  /** It is part of the application, though its path may not be decidable. */
  readonly placed: boolean;
  readonly at: Span;
  readonly framework: string;
  /** Everything that runs before the handler, in order, with the reason why it covers this route. */
  readonly chain: readonly ChainStep[];
  readonly handler?: ChainStep;
  /** What runs around the handler, as far as the framework has a place for it. */
  readonly around: readonly ChainStep[];
  /** Steps of the routers around it that do not run for it, though they look as if they did. */
  readonly missed: readonly MissedStep[];
  readonly handlerAt: Span;
  readonly errorHandlers: readonly ErrorHandler[];
}

/** `later`: registered after the route, where order decides; `exact`: for its own path only; `elsewhere`: for the same path below another prefix. */
export interface MissedStep {
  readonly step: ChainStep;
  readonly why: 'later' | 'exact' | 'elsewhere' | 'behind';
}

/** Code of the project that renders the errors of an endpoint, or answers what no route does. */
export interface ErrorHandler {
  readonly value: Value;
  readonly protocol: Protocol;
  readonly at: Span;
}

/** What a queue, a scheduler or an event calls, with no request behind it. */
export interface Job {
  /** As the registration says it: the queue, the schedule, the event. */
  readonly name: string;
  readonly framework: string;
  readonly at: Span;
  readonly handler: Value;
  readonly protocol?: Protocol;
}

/** A step of the way from an entry point to an effect: a call in project code. */
export interface CallStep {
  readonly at: Span;
  /** What is called, as messages name it: `OrderService.create`. */
  readonly callee: string;
}

export interface LoopContext {
  readonly at: Span;
  readonly kind: 'sequential' | 'concurrent';
  /** Of concurrent rounds no more than a given number run at a time. */
  readonly limited?: true;
  /** `for..of`, `map`, ... */
  readonly form: string;
}

/** Something that happens on the way, seen from the entry point. */
export interface Effect {
  readonly kind: 'access' | 'external' | 'respond' | 'throw' | 'transaction';
  readonly at: Span;
  readonly concept: Concept;
  readonly access?: AccessConcept;
  /** Calls from the entry point down to the function that holds `at`. */
  readonly via: readonly CallStep[];
  readonly loops: readonly LoopContext[];
  /** In a transaction: by handle, by callback, or ambient. */
  readonly transaction?: { readonly at: Span; readonly key: string };
  readonly inTry: boolean;
  /** Branch markers: two effects that hold different arms of one branch exclude each other. */
  readonly arms: readonly string[];
  readonly package: string;
  /** What the call was written as, shortened: `prisma.user.update`. */
  readonly label: string;
}

/** Can this entry point change state? */
export interface ReachAnswer extends Answer {
  readonly writes: readonly Effect[];
  readonly external: readonly Effect[];
  /** Something of the request goes into what is written or sent; of a read, not only where a look-up found nothing. */
  readonly steered: boolean;
}

export interface LoopAccess {
  readonly loop: LoopContext;
  readonly fn: string;
  readonly at: Span;
  readonly effect: Effect;
  /** How many branches of a round lead to it: none where every round runs it. */
  readonly conditions: number;
  /** Each round inserts a row that it makes: they are many rows although nothing in them is the element. */
  readonly fresh?: true;
  /** Does the query depend on the element of this loop? */
  readonly depends: Answer;
  /** The loop goes over groups of rows (`Object.entries(groupBy(..))`). */
  readonly groups?: boolean;
  /** The element is itself the list of what the query looks for: `where id in (element)`. */
  readonly chunk?: boolean;
  /** The loop only collects the queries; one batch sends them together. */
  readonly inBatch?: boolean;
  /**
   * Only some rounds run it: those in which something else `failed`, the `first` or the `last` one, those in which nothing was at hand (`missed`), or those in which one of
   * many callees is `chosen`. `alone`: each round is a transaction of its own or holds a lock of its own; `apart`: each is about another table; `once`: it is the round of one key that is named; `noted`: it keeps
   * what the round has done outside before.
   */
  readonly only?: 'failed' | 'first' | 'last' | 'missed' | 'chosen' | 'alone' | 'apart' | 'once' | 'noted';
  /** Why this loop is fine whatever it runs: a literal, chunks, pages, retries. */
  readonly exempt?: string;
}

/** A loop that reaches data accesses; `accesses` holds one entry a distinct access. */
export interface LoopSubject {
  readonly id: string;
  readonly at: Span;
  readonly context: LoopContext;
  readonly accesses: readonly LoopAccess[];
  readonly exempt?: string;
}

/** The data accesses of a field's resolver that runs once for each object of a list. */
export interface FieldSubject {
  readonly entry: Endpoint;
  readonly accesses: readonly Effect[];
  /** Why it is fine although it queries: what the parent has already is used instead. */
  readonly exempt?: string;
}

/** A transaction opened by hand. */
export interface ManualTransaction {
  readonly id: string;
  readonly at: Span;
  readonly commit?: Span;
  /** A statement that leaves the function while the transaction is open. */
  readonly leaves?: TraceStep;
  readonly rollsBack: Answer;
  /** Something rolls it back, on some way. */
  readonly rollsBackOnce: boolean;
  readonly releases?: Answer;
  readonly label: string;
}

/** A query or a remote call that runs while a transaction is open. */
export interface ScopedEffect {
  /** Where the code of the transaction makes it: the call itself, or the call into the function that does. */
  readonly at: Span;
  readonly effect: Effect;
  /** Does it run on the transaction's handle? */
  readonly onHandle: Answer;
  /** What it runs on instead. */
  readonly client?: string;
}

/** A transaction with all that happens between its begin and its end. */
export interface TransactionScope {
  readonly id: string;
  readonly at: Span;
  readonly label: string;
  /** What the code calls the handle; absent when the transaction reaches queries by itself, or nobody takes its handle. */
  readonly handle?: string;
  readonly accesses: readonly ScopedEffect[];
  readonly remote: readonly ScopedEffect[];
}

/** The dependent writes of one entry point that no transaction joins. */
export interface WriteSet {
  readonly id: string;
  readonly at: Span;
  readonly writes: readonly Effect[];
  /** Two dependent writes on one path without a common transaction. */
  readonly split?: { readonly first: Effect; readonly second: Effect; readonly dependence: string };
  readonly known: Known;
  readonly reason?: UnknownReason;
}

export type ErrorShape =
  | { readonly kind: 'object'; readonly keys: readonly string[]; /** Keys of `error`, when it is an object. */ readonly error?: readonly string[]; /** `error`, when it is a known text. */ readonly errorText?: string; readonly code?: string; readonly codeKnown: boolean }
  /** `page`: what a browser shows. */
  | { readonly kind: 'text' } | { readonly kind: 'page' } | { readonly kind: 'empty' }
  /** Nothing but an error of something else, as it was caught. */
  | { readonly kind: 'exception' } | { readonly kind: 'unknown'; readonly reason: UnknownReason };

/** A place that answers (or makes the framework answer) with an error. */
export interface ErrorProducer {
  readonly id: string;
  readonly at: Span;
  readonly status?: number;
  readonly via: 'response' | 'throw' | 'framework-default' | 'error-handler';
  readonly framework: string;
  readonly shape: ErrorShape;
  /** What of an exception reaches the client. */
  readonly exposes?: { readonly what: 'stack' | 'error' | 'message' | 'validation'; readonly at: Span };
  readonly label: string;
  readonly because: readonly TraceStep[];
  /** Of an error that an entry point of this protocol throws. */
  readonly protocol?: RouteDeclaration['protocol'];
  /** An error handler of the project makes the body, of the message that is given here. */
  readonly rendered?: true;
  /** Where the body is made that this place only adds to, or that a helper answers with what it is given here. */
  readonly madeAt?: Span;
}

export interface IdempotencyAnswer extends Answer {
  /** The first effect that a repeated request would repeat. */
  readonly effect?: Effect;
  readonly kind?: 'charge' | 'send' | 'publish' | 'create';
  /** Of an effect that changes what is there: it adds to it, or voids a secret by another one. */
  readonly changes?: 'amount' | 'secret';
}

/** Where a value that addresses rows comes from. `token`: of the request, but to know it is the right to use it. */
export type SelectorSource = 'principal' | 'request' | 'token' | 'other';

/** What ties a change to the caller. */
export interface WriteScoping extends Answer {
  readonly effect: Effect;
  /**
   * Of a `yes`: a role or a policy was demanded, a selector is the caller's, the caller was compared with something first, or what is made belongs to the caller. Of a `no`:
   * the request alone says which object, or whose it becomes; or it is what all callers share, where roles count; or the rows of `everyone`, where other changes of the table are
   * narrowed to the caller by the column `name`. `free`: it concerns nobody's object in particular.
   */
  readonly by: 'role' | 'selector' | 'comparison' | 'owner' | 'object' | 'assigned' | 'shared' | 'everyone' | 'free' | 'doubt';
  /** The selector or the field of a `no`, as the code names it. */
  readonly name?: string;
}

/** The changes that an authenticated caller of an entry point makes, with what ties each to the caller. */
export interface ScopingAnswer {
  readonly writes: readonly WriteScoping[];
  /** Do other entry points tell callers apart? Where none does, all callers may be meant to be equal. */
  readonly callersDiffer: boolean;
}

/** A call to another service that is made again while it fails. */
export interface RetriedCall {
  readonly id: string;
  readonly at: Span;
  readonly retriedAt: Span;
  readonly effect: Effect;
  /** What tells the service that it is the same call: one key for all attempts, one for each, none. */
  readonly key: 'stable' | 'fresh' | 'none';
  /** It surely charges, sends or creates. */
  readonly creates: boolean;
}

/** What an endpoint does with the idempotency key that it reads, before its effect. */
export interface KeyUse {
  readonly entry: Endpoint;
  /** `kept`: a unique constraint, an upsert or the called service stops a repetition. `memory`: a collection of the process does. */
  readonly kind: 'kept' | 'memory' | 'unused' | 'unknown';
  readonly effect: Effect;
  readonly at: Span;
}

/** How much of a project was understood. */
export interface Coverage {
  readonly files: number;
  readonly functions: number;
  readonly frameworks: readonly string[];
  readonly dataLayers: readonly string[];
  readonly endpoints: { readonly total: number; readonly mutating: number; readonly unresolvedHandlers: number; readonly unmounted: number };
  /** Calls of the frozen data-access vocabulary on receivers that are no JavaScript builtin. */
  readonly dataCalls: { readonly yes: number; readonly no: number; readonly unknown: number; readonly reasons: Readonly<Record<string, number>> };
  readonly migrations: { readonly total: number; readonly tools: readonly string[] };
  /** Functions that were met in too many ways: of `merged` some calls are followed without their arguments, of `dropped` some are not followed. */
  readonly cut: { readonly merged: number; readonly dropped: number };
}

/** The backend in the repository, with the questions that rules may ask. All answers are memoized and three-valued. */
export interface BackendModel {
  readonly endpoints: readonly Endpoint[];
  readonly jobs: readonly Job[];
  readonly loops: readonly LoopSubject[];
  readonly fields: readonly FieldSubject[];
  readonly transactions: readonly ManualTransaction[];
  readonly transactionScopes: readonly TransactionScope[];
  readonly writeSets: readonly WriteSet[];
  readonly retriedCalls: readonly RetriedCall[];
  readonly errorProducers: readonly ErrorProducer[];
  /** Those that their tools run. */
  readonly migrations: readonly MigrationUnit[];
  /** Migrations that are taken back together, history by history, in the order in which they are applied. */
  readonly migrationGroups: readonly (readonly MigrationUnit[])[];
  /** Of the steps that declare a column anew, or change its type: what it was. */
  readonly columnsBefore: ReadonlyMap<MigrationStep, ColumnBefore>;
  /** What each migration with a readable down leaves of itself when it is taken back. */
  readonly reversals: readonly Reversal[];
  /** The tables that the migrations make, history by history. */
  readonly tables: readonly SchemaTable[];
  /** The tables that the product's code declares. */
  readonly declaredTables: readonly DeclaredTable[];
  /** Those of them for which it is clear which migrations make them, each with what they make. */
  readonly schemaMatches: readonly SchemaMatch[];
  /** Rows that SQL changes or removes, in migrations and in the product's own code. */
  readonly rowChanges: readonly RowChange[];
  /** Updates and deletes by calls of the product's code that reach every row unless something narrows them, with whether it does. */
  wideChanges(): readonly RowChange[];
  readonly coverage: Coverage;
  /** The tests of the project; absent where nothing that asks for them runs. */
  readonly tests?: TestEvidence;
  effects(entry: Endpoint): readonly Effect[];
  /** Every access to a table that is known by name. */
  tableUses(): readonly TableUse[];
  /** By which columns the rows of the migrations' tables are looked for. */
  tableFilters(): readonly TableFilter[];
  reach(entry: Endpoint): ReachAnswer;
  /** What is certain about the caller at the boundary, and at the first effect. */
  guarded(entry: Endpoint): GuardAnswer;
  /** Of an entry point without a guard: how the others of its application are guarded. */
  deviance(entry: Endpoint): Deviance;
  /** Those of the steps that an entry point misses which would have rejected an unauthenticated caller. */
  missedGuards(entry: Endpoint): readonly MissedStep[];
  /** Is what the entry point changes the caller's own, or was the caller's right to it asked for? */
  scoping(entry: Endpoint): ScopingAnswer;
  /** The condition under which it is registered, where that holds on a developer's machine only. */
  developmentOnly(entry: Endpoint): Span | undefined;
  publicByPurpose(entry: Endpoint): { readonly purpose: string; readonly declared: boolean } | undefined;
  idempotency(entry: Endpoint): IdempotencyAnswer;
  /** Undefined where no key is read, or nothing would be repeated. */
  keyUse(entry: Endpoint): KeyUse | undefined;
}

/** How a data-access-like call was classified, for coverage and audits. */
export interface DataCall {
  readonly at: Span;
  readonly name: string;
  readonly known: Known;
  readonly reason?: UnknownReason;
  readonly meaning?: string;
  /** The package (or role) that the called function belongs to, where that is known. */
  readonly library?: string;
}

/** How a route-like call or decorator was classified, for coverage and audits. */
export type RouteCall = DataCall;

