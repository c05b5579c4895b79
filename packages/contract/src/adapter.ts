import type { EntryDeclaration } from './entry-declaration.js';
import type { DecoratorFact, Expr, FileFacts, TypeExpr } from './facts.js';
import type { RepoPath, Span } from './span.js';
import type { PackageManifest, Repository, SourceFile } from './source.js';
import type { SqlDialect } from './sql.js';
import type { Arg, ClassValue, Env, FunctionValue, PathValue, Value } from './value.js';
import type { ChainStep, Protocol, RoutingScope } from './routing.js';
import type { Job } from './model.js';
import type { MigrationUnit } from './migration.js';
import type { DeclaredTable } from './schema.js';
import type { TestModel } from './tests.js';

/** Whom a check lets pass: somebody known, one with a role or permission, or another service that holds a secret. */
export type Ensured = 'principal' | 'role' | 'service';

/**
 * What a library call means. Rows of `ApiModel` attach a concept to an access path; everything after the linker speaks concepts only.
 */
export type Concept =
  | AccessConcept
  /**
   * `callback`: argument `callback` runs inside a transaction whose handle is its parameter `handle`. `begin` answers a handle (or opens
   * one on the receiver); `commit`, `rollback` and `release` close it. `batch`: the accesses in argument 0 run in one transaction.
   * `ambient`: everything the decorated function does joins one transaction without a handle.
   */
  | { readonly kind: 'transaction'; readonly form: 'callback' | 'begin' | 'commit' | 'rollback' | 'release' | 'batch' | 'ambient'; readonly callback?: number; readonly handle?: number; /** Handles propagate without being passed (AsyncLocalStorage). */ readonly ambient?: boolean; /** `begin` also needs a release. */ readonly needsRelease?: boolean; /** `release` rolls back what is still open. */ readonly aborts?: boolean; /** `begin` answers a handle, although its name is that of a method that opens one on its receiver. */ readonly answers?: boolean; /** The callback is an argument of the call that made the called function: `db.transaction(fn)()`. */ readonly of?: 'maker'; /** The client has one connection: what runs on it joins the transaction that is open. */ readonly oneConnection?: boolean; /** What it is called on is a handle as well: a session. */ readonly onReceiver?: boolean }
  /** A request-scoped check used as middleware, hook or guard class. `none` is a known library step that guards nothing. `wraps`: it was called with the handler as this argument, and goes on with it. */
  | { readonly kind: 'guard'; readonly ensures: Ensured | 'none'; readonly wraps?: number; /** It refuses requests by itself, whoever sends them. */ readonly refuses?: Refuses }
  /** A call that throws (or rejects) unless a credential is valid; its result is the principal. */
  | { readonly kind: 'verify'; /** What it asks for, where that is more than somebody known. */ readonly ensures?: Exclude<Ensured, 'principal'>; /** The result must be tested: it does not throw. */ readonly tested?: boolean; /** It hands the principal to this callback instead of answering it. */ readonly callback?: { readonly arg: number | 'last'; readonly principal: number } }
  /** The value was derived as `label` says (see `Label`). */
  /** `compares`: the result says whether what was sent is right. */
  | { readonly kind: 'source'; readonly label: number; readonly compares?: boolean }
  /**
   * Answers the request. `status` and `body` are argument indexes (of an assignment `=`: 0 is the value); `fixed` a status that the method implies. A status
   * argument may be an object with a `status`.
   */
  | {
      readonly kind: 'respond'; readonly status?: number; readonly body?: number; readonly fixed?: number; readonly redirect?: boolean; /** Sets the status only; the chain goes on. */ readonly partial?: boolean;
      /** Sent when the chain ends: a status set after the body is still its status, and a status alone is an answer. */ readonly held?: boolean; /** It throws: nothing after it runs. */ readonly throws?: boolean;
      /** It sends the status alone, without a body. */ readonly bare?: boolean;
      /** It answers with the project's standard error envelope. */ readonly enveloped?: boolean;
      /** The library makes a body of these keys, in which the argument is the message. */
      readonly keys?: readonly string[];
    }
  /** Asks whether the request's path is one of those that `test` knows; undefined where parameters leave it open. */
  | { readonly kind: 'matches'; readonly test: (path: string) => boolean | undefined }
  /** Calls the next step; with an argument it is an error unless `errorArg` is false. */
  | { readonly kind: 'next'; readonly errorArg?: boolean }
  /** An error value that a framework renders: its status and its body's place among the arguments. */
  | {
      readonly kind: 'http-error'; readonly status?: number; readonly statusArg?: number; readonly bodyArg?: number; /** The client sees only this member of the argument. */ readonly bodyMember?: string;
      /** The client sees this member of this argument as well. */ readonly beside?: { readonly arg: number; readonly member: string };
      /** Its answer is the framework's bare body, whatever text it brings. */ readonly bare?: boolean;
      /** The call raises it. */ readonly throws?: boolean; /** .. unless this argument is truthy. */ readonly unless?: number; /** A function that answers it raises it. */ readonly returned?: boolean;
    }
  /** Answers (or forwards to) argument `arg`: async wrappers, `fp(plugin)`, `middy(fn)`. */
  | { readonly kind: 'wrap'; readonly arg: number; /** A class answers an object of it: dependency containers. */ readonly instance?: boolean; /** It calls the function once and answers what that returns. */ readonly result?: boolean; /** It keeps what the function answered: not every call runs it. */ readonly memo?: boolean; /** The argument names a file: its export is called with the receiver, and that is the answer. */ readonly loads?: boolean }
  /** Calls argument `callback` once an element of argument or receiver. */
  | { readonly kind: 'iterate'; readonly callback: number; readonly over: number | 'receiver'; readonly concurrent: boolean; /** No more than a given number at a time. */ readonly limited?: boolean }
  /** Calls argument `callback` in place; its parameter `handle` is a connection of the receiver's. */
  | { readonly kind: 'invoke'; readonly callback: number; readonly handle?: number; /** Again while it fails. */ readonly repeats?: boolean; /** When its turn comes: of the calls of one object no more than a given number run at a time. */ readonly limited?: boolean; /** The callback gets what the receiver holds (`FrameworkAdapter.holds`); `opened`: and the call answers what the callback makes of it, in no container; `kept`: the callback gets something else, and what was held stays. */ readonly holds?: 'given' | 'opened' | 'kept' }
  /** Runs these steps as their framework does, the handler last; each must let the request go on. */
  | { readonly kind: 'runs'; readonly steps: readonly ChainStep[] }
  /** A visible effect outside the data store. */
  | { readonly kind: 'external'; readonly effect: 'charge' | 'send' | 'publish' | 'call'; /** Argument (or option path) that carries an idempotency key. */ readonly keyed?: string; /** Only those who listen at that moment hear it: nothing keeps or works through it. */ readonly live?: boolean; /** It asks a peer and waits for the answer: the argument that names the peer's handler. */ readonly asks?: number }
  /** A step that stops a repeated request, by a key that the caller sends. `wraps` as in `guard`. */
  | { readonly kind: 'idempotency'; readonly wraps?: number }
  /** A batching loader: calls through it are one query for many. */
  | { readonly kind: 'batch' }
  /** Says of the container that it is called on whether that holds something: `result.isOk()`, or with `when: false` whether it does not. */
  | { readonly kind: 'outcome'; readonly when: boolean }
  /** Known, and of no interest: building a query, configuration, logging. It counts as classified. */
  | { readonly kind: 'inert'; /** It answers the request with routes or procedures, which are entry points of their own. */ readonly serves?: boolean; /** It keeps the functions it is given: they run later, and not by this call. */ readonly keeps?: boolean; /** It always answers this. */ readonly answers?: boolean };

export type AccessOp = 'read' | 'create' | 'update' | 'upsert' | 'delete' | 'truncate' | 'raw';

export interface AccessConcept {
  readonly kind: 'access';
  readonly op: AccessOp;
  /** `await`: a lazy query that runs when awaited, returned or passed on; `call`: runs at once. */
  readonly executes: 'call' | 'await';
  /** One statement for many rows. */
  readonly bulk?: boolean;
  /** The call returns when it is done: a loop runs its calls one after the other without waiting for anything. */
  readonly blocks?: boolean;
  /** It is about one file or row, and the library has no form for many. */
  readonly single?: boolean;
  /** Same-tick calls are merged by the client into one query. */
  readonly batched?: boolean;
  /** Argument index that addresses rows, and the one that carries values; `0.where` names a member. */
  readonly where?: string;
  readonly data?: string;
  /** The row that it writes, where the call itself does not name it: an expression of the function around the call. */
  readonly row?: Expr;
  /** Model, table or collection, when the path tells. */
  readonly table?: string;
  /** The library's value that executes: client, pool, repository or transaction handle. */
  readonly handle?: PathValue;
  /** The framework runs the function around it in one transaction, which it joins by itself. */
  readonly joined?: boolean;
  /** Argument path of a transaction handle passed as an option: `1.transaction`. */
  readonly handleArg?: string;
  /** The builder's method that moves the query to the handle it is given, also as a statement of its own. */
  readonly movedBy?: string;
  /** A row's own method, which runs where the row was read. */
  readonly followsRow?: boolean;
  /** SQL text argument, for `raw`. */
  readonly sql?: number;
  /** A creation that leaves out a row of which the key is there already: `INSERT OR IGNORE`, `ON CONFLICT DO NOTHING`. */
  readonly leavesOut?: boolean;
  /** It answers how many rows were changed: no read, whatever the text. */
  readonly rowless?: boolean;
  /**
   * An update or delete that reaches every row unless it is narrowed: by the filter that `where` names (`filter`; `given-filter`: the library refuses to go without one,
   * and takes an empty one), or by further steps of the chain that begins at `begins` (`steps`).
   */
  readonly everyRow?: 'filter' | 'given-filter' | 'steps';
  readonly begins?: PathValue;
  /** An upsert that looks for the row by the id of the object that it is given, and inserts one that has none: `save(entity)`. */
  readonly byId?: boolean;
  /** It fails where the row that it is for is not there. */
  readonly absent?: 'throws';
  /** The bulk form this library offers, in its own words, for recommendations. */
  readonly bulkForm?: string;
}

/** One row of library knowledge. `path` is a pattern over steps joined by '.': `*` any one step, `**` any number of steps. */
export interface ApiModel {
  /** Package name, several names, or a role root such as `#request`. */
  readonly package: string | readonly string[];
  readonly path: string;
  readonly is: Concept | ((path: PathValue, project: Linked) => Concept | undefined);
}

/** A type of a library that stands for a role: a parameter declared as `express.Request` is `#request`. */
export interface RoleModel {
  readonly package: string | readonly string[];
  readonly path: string;
  /** `#request`, `#request.body`; may depend on the arguments of the path. */
  readonly role: string | ((path: PathValue, project: Linked) => string | undefined);
}

/**
 * What `this` is in a function that the library calls. `path` is the object that the function is assigned to (`schema.statics`) or the call
 * that takes it (`schema.pre('save', function () {})`); the answer is a path of the same package.
 */
export interface ReceiverModel {
  readonly package: string;
  readonly path: string;
  readonly is: string | ((path: PathValue, project: Linked) => string | undefined);
  /** It says what this parameter is, not `this`: `query.whereIn('id', (part) => part.select('id'))`. */
  readonly parameter?: number;
}

export type ModelNode =
  | { readonly kind: 'scope'; readonly scope: RoutingScope }
  | { readonly kind: 'migration'; readonly migration: MigrationUnit }
  | { readonly kind: 'table'; readonly table: DeclaredTable }
  | ({ readonly kind: 'job' } & Job);

/** The linked project as adapters see it: facts, and values across files. No syntax tree, no disk. */
export interface Linked {
  readonly files: readonly FileFacts[];
  readonly sources: readonly SourceFile[];
  readonly paths: readonly RepoPath[];
  readonly manifests: readonly PackageManifest[];
  file(path: RepoPath): FileFacts | undefined;
  /** The facts of a `.sql` file. */
  sqlFile(path: RepoPath): FileFacts | undefined;
  /** Is the package a dependency of any manifest? */
  dependsOn(name: string): boolean;
  evaluate(expr: Expr, env: Env): Value;
  typeValue(type: TypeExpr, file: FileFacts): Value;
  /** The environment of a file's module body, or of a function of which no caller is known. */
  envOf(file: FileFacts, fn: number, self?: Value): Env;
  member(value: Value, name: string): Value;
  /** The value of exported `name`. */
  exported(path: RepoPath, name: string): Value;
  /** What a container of a library holds, as its adapter says it: `ok(order)`. */
  held(value: Value): Value | undefined;
  /** What a dependency container answers for an identifier in this file. */
  provided(identifier: Value, file: FileFacts): Value | undefined;
  /** All classes of product code. */
  classes(): Iterable<ClassValue>;
  /** A class's own and inherited members, nearest first; the library class it ends in, if any. */
  lineage(cls: ClassValue): { readonly classes: readonly ClassValue[]; readonly library?: PathValue };
  instanceOf(cls: ClassValue): Value;
  method(cls: ClassValue, name: string): FunctionValue | undefined;
  /** Decorators with their values; composed ones (`applyDecorators(...)`, functions that return decorators) are expanded. */
  decorators(list: readonly DecoratorFact[], file: FileFacts, env?: Env): readonly DecoratorUse[];
  argument(path: PathValue, index: number): Value | undefined;
  args(path: PathValue): readonly Arg[];
  call(fn: FunctionValue, args: readonly Arg[]): Value;
  /** The function entered with these arguments. */
  activate(fn: FunctionValue, args: readonly Arg[]): Env;
  /** The role value with this root. */
  role(root: string): PathValue;
  text(value: Value | undefined): string | undefined;
  /** Properties of an object literal (spreads followed), or of a typed object. */
  properties(value: Value): ReadonlyMap<string, Value>;
  items(value: Value): readonly Value[] | undefined;
  span(file: FileFacts, at: readonly [number, number]): Span;
  spanOfValue(value: Value): Span | undefined;
  /** The repository folder that a value of a file names, such as `path.join(import.meta.dirname, 'routes')`. */
  folder(value: Value, file: FileFacts): RepoPath | undefined;
}

export interface DecoratorUse {
  /** The library path of the decorator call: `Controller()` of `@nestjs/common`. */
  readonly value: Value;
  readonly at: Span;
}

/** A call on a library value, met while set-up code runs in order. */
export interface SetupCall {
  /** The path of the call itself; `path.parent` is the method, `path.parent.parent` the receiver. Of `new X()` the method is `new`. */
  readonly path: PathValue;
  readonly receiver?: PathValue;
  readonly method: string;
  readonly args: readonly Arg[];
  readonly at: Span;
  readonly file: FileFacts;
  readonly conditional?: Span;
}

export interface Setup {
  readonly project: Linked;
  /** Code runs that nothing decidable calls: a route without a known path is a template, not a route. */
  readonly isOrphan: boolean;
  /** The scope that stands for this value, made on first use. */
  scope(key: string, make: () => Omit<RoutingScope, 'items' | 'key'>): RoutingScope;
  /** Runs a project function now, with these arguments, as the library would. */
  enter(fn: Value, args: readonly Arg[]): void;
  /** A library object with an identity of its own, such as a plugin's context: a path `default()` of this package. */
  object(root: string, key: string): PathValue;
  /** Parks a value on a role or a library's instance: `decorateRequest('x', fn)`. */
  park(root: string, name: string, value: Value): void;
  step(value: Value, protocol: Protocol, at: Span, conditional?: Span): ChainStep;
  /** What an argument was written as, shortened, for messages. */
  label(arg: Arg): string;
  /** The repository folder that an argument names, such as `path.join(import.meta.dirname, 'routes')`. */
  folder(arg: Value, file: FileFacts): RepoPath | undefined;
}

/**
 * A function, method (`Store.save`) or class of the project that stands for the path `name` of package `root`, so that rows can say
 * what it means; its own code is not looked into where it is used. Without `path` every one of that name is meant.
 */
export interface DeclaredSymbol {
  readonly root: string;
  readonly name: string;
  readonly path?: RepoPath;
}

/** What a dependency container answers for an identifier: `container.bind(TYPES.Store).to(PgStore)`. */
export interface Provision {
  readonly identifier: Value;
  /** Asked when somebody wants it: what it is made of may be provided as well. */
  value(): Value;
  /** The class or function that the container makes it with, where that gets what it needs by name: what a parameter is. */
  readonly made?: { readonly by: Value; hands(index: number, name: string): Value | undefined };
}

/** Where the SQL of one database is at home: a folder and all below it, or one file. The nearest declaration above a file holds. */
export interface DialectDeclaration {
  readonly folder: RepoPath;
  readonly dialect: SqlDialect;
}

/** Knowledge of one library. Never throws on user code. */
export interface FrameworkAdapter {
  readonly name: string;
  readonly kind: 'http' | 'data' | 'auth' | 'jobs' | 'migration' | 'runtime' | 'tests';
  /** Dependencies that switch it on. */
  readonly packages: readonly string[];
  /** Packages of stores for what can be made again: a look-up there answers in place of the source. */
  readonly caches?: readonly string[];
  /** Its store knows no transaction over several writes: nothing could join them. */
  readonly joinsNothing?: boolean;
  /** The library's own page. */
  readonly docs: string;
  readonly models?: readonly ApiModel[];
  readonly roles?: readonly RoleModel[];
  readonly receivers?: readonly ReceiverModel[];
  /** What calls in tests mean. */
  readonly tests?: readonly TestModel[];
  /** Functions in files that the library's tool loads, known by the name of their second parameter, or by their file and the name of the first: what the first one is, as a path of the package. */
  readonly loads?: readonly { readonly package: string; readonly beside: RegExp | { readonly file: RegExp; readonly first: string }; readonly is: string }[];
  /** What `owner.name` is where the framework puts code of the project there, such as `sails.helpers.orders.close`. Asked of runtime globals, of values of the adapter's packages and of functions. */
  member?(owner: Value, name: string, project: Linked): Value | undefined;
  /** What a container that the library made or a step of it answered holds: `ok(order)`, `result.andThen(load)`. */
  holds?(container: PathValue, project: Linked): Holding | undefined;
  /** What a call on a value of the adapter's packages, or a decorator or a made base class of this class, tells a dependency container. */
  provides?(told: PathValue, project: Linked, of?: ClassValue): Iterable<Provision>;
  /** Code of the project that the rows speak of. */
  readonly symbols?: readonly DeclaredSymbol[];
  /** Environment variables with the value they have in production: the alternatives that it rules out do not run. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What is declared of an entry point. */
  entry?(endpoint: { readonly id: string; readonly method: string; readonly path: string; readonly at: Span }): EntryDeclaration | undefined;
  setup?(call: SetupCall, setup: Setup): void;
  /** What set-up code does not register: decorators, file conventions, migrations. */
  recognize?(project: Linked): Iterable<ModelNode>;
  /** Folders (or packages) of code that the library generates, each with the package that the code stands for. They need not exist. */
  generates?(sources: readonly SourceFile[]): ReadonlyMap<RepoPath, string>;
  /** The library's application object, for exported functions that get it as a parameter from code that is not decidable. */
  readonly application?: { readonly root: string; /** What such a parameter is usually called; by default the root. */ readonly parameter?: string };
  /** Is the file at `path`, which exports (of a file that was not read: may export) these names, the server's by a convention of the framework, whatever else it imports? */
  serves?(path: RepoPath, exports: (name: string) => boolean): boolean;
  /** Modules that the framework's tool writes into the project, and the package that they stand for. */
  readonly generated?: readonly { readonly specifier: RegExp; readonly package: string }[];
  /** Step names that may register something; functions without any of them are not run as set-up code. `*`: any call on a value of the packages may. */
  readonly verbs?: readonly string[];
  /** What manifests, schema files and folder names say of the database. Asked before any file is parsed. */
  dialects?(repository: Pick<Repository, 'files' | 'manifests' | 'paths'>): Iterable<DialectDeclaration>;
  /** What the framework answers when nothing of the project renders an error, for the census of error producers. */
  readonly defaults?: ErrorDefaults;
}

/** What a container may hold: these values, what these containers hold in turn, or a list of these (of a container what it holds). */
export interface Holding {
  readonly values?: readonly Value[];
  readonly inner?: readonly Value[];
  readonly items?: readonly Value[];
  /** Nothing: it is there to say what went wrong. */
  readonly fails?: true;
}

/** What a step answers to those whom it refuses. */
export interface Refuses {
  readonly status: number;
  /** The body where no option says another. */
  readonly body: string;
  /** The option (of its first argument) that gives another body. */
  readonly bodyOption?: string;
  /** The option that gives another status. */
  readonly statusOption?: string;
  /** Options with which the project answers by itself, or hands the error on. */
  readonly handlers: readonly string[];
  /** What is refused, in words. */
  readonly refused: string;
  /** The options are given where the object is made whose method makes the step. */
  readonly byMaker?: boolean;
}

/** A framework's own answer to what is thrown. */
export interface ErrorDefaults {
  /** The body: `{` starts the members of an object, anything else is said as it is. */
  readonly errorBody: string;
  /** The same for what is none of its own errors, and for one that brings no text; without it, `errorBody`. */
  readonly bareBody?: string;
  /** The status of whatever is thrown; without it, that which the error carries. */
  readonly status?: number;
  /** The body holds the message of any error; without it, that of the framework's and the http libraries' own errors; `false`: of none. */
  readonly messages?: boolean;
  /** Does it answer for what an async handler of this file throws? Without it, yes. */
  rejections?(path: RepoPath, project: Linked): boolean;
}

/** Identity; gives the literal its type. */
export function defineAdapter(adapter: FrameworkAdapter): FrameworkAdapter {
  return adapter;
}
