import type { AccessConcept } from './adapter.js';
import type { Span } from './span.js';
import type { Value } from './value.js';

/** How a step of a chain is called and what going on means. */
export interface Protocol {
  readonly name: string;
  /** Role roots of the parameters, in order; '' where the parameter has none. */
  readonly params: readonly string[];
  /** What the project's own code makes for a parameter, in their order: it goes before the role. */
  readonly given?: readonly (Value | undefined)[];
  /** `next`: going on is calling the `#next` parameter; `return`: returning normally; `truthy`: returning a truthy value; `approval`: the same, but an error that is returned refuses. */
  readonly continues: 'next' | 'return' | 'truthy' | 'approval';
  /** Method to call when the step is a class or an instance. */
  readonly method?: string;
  /** A response that was sent stops the chain even when the function goes on (Fastify). */
  readonly replyStops?: boolean;
  /** It answers the errors of the chain: what the rest throws, as a step `around` it; or every answer that is an error, `after` it. */
  readonly catches?: 'around' | 'after';
  /** The member of the library's own object that it returns where it leaves the answer as it is. */
  readonly leaves?: string;
  /** What an error handler returns becomes this member of the body. */
  readonly under?: string;
  /** The name under which an error handler is given the answer that the library would give. */
  readonly kept?: string;
  /** Only the application's own pages call it: what it throws reaches them by the framework, and is no answer of an API. */
  readonly ownPages?: boolean;
  /** What the framework answers to what is thrown here, where that is not its `defaults`. */
  readonly errorBody?: string;
}

export interface ChainStep {
  readonly value: Value;
  readonly protocol: Protocol;
  readonly at: Span;
  /** What the step was written as, for messages. */
  readonly label: string;
  /** It is registered only under a condition. */
  readonly conditional?: Span;
  /** Only these methods (upper case) pass through it. */
  readonly methods?: readonly string[];
  /** Paths that do not pass through it; with `*` at the end also what is below. */
  readonly except?: readonly string[];
  /** Only routes that do not set this for themselves pass through it (`RouteDeclaration.overrides`). */
  readonly byDefault?: boolean;
}

export type RoutingItem =
  | { readonly kind: 'step'; readonly path?: string; readonly step: ChainStep; /** Only the path itself, nothing below it. */ readonly exact?: boolean; /** Only routes with this path parameter. */ readonly param?: string }
  | { readonly kind: 'mount'; readonly path?: string; readonly scope: RoutingScope; readonly at: Span; readonly conditional?: Span }
  | { readonly kind: 'route'; readonly route: RouteDeclaration }
  | { readonly kind: 'error-handler'; readonly handler: Value; readonly protocol: Protocol; readonly at: Span }
  | { readonly kind: 'around'; /** It runs around the handler, when all steps have let the request go on, and may refuse it or answer in the handler's place. */ readonly step: ChainStep };

/** A route as registered. `path` is undefined when it is not decidable; for `rpc` it is the procedure's name. */
export interface RouteDeclaration {
  /** `rpc`: a procedure of routers in routers; `function`: one that clients call by a name alone. */
  readonly protocol: 'http' | 'graphql' | 'rpc' | 'function';
  readonly method: string;
  readonly path?: string;
  readonly at: Span;
  readonly steps: readonly ChainStep[];
  readonly handler?: ChainStep;
  readonly framework: string;
  readonly conditional?: Span;
  /** An address of the web at which a library answers the procedure as well, without what stands before every such address. */
  readonly alias?: { readonly method: string; readonly path: string };
  /** It says by itself what steps that hold by default say for others. */
  readonly overrides?: boolean;
  /** A field of objects that lists hold: it runs once an element. */
  readonly perElement?: boolean;
  /** Functions that run around this handler. */
  readonly around?: readonly ChainStep[];
  /** What the handler does to the store where a library makes it, so that no code of the project shows it. */
  readonly does?: AccessConcept;
  /** Decorator metadata by key, for guards that read it. */
  readonly metadata?: ReadonlyMap<string, Value>;
}

/**
 * A router, a plugin context or a controller, with what was registered on it in order.
 * `sequence`: a step covers what comes after it. `encapsulated`: a step covers its scope and all below it, wherever it stands.
 */
export interface RoutingScope {
  readonly key: string;
  readonly framework: string;
  readonly order: 'sequence' | 'encapsulated';
  readonly items: RoutingItem[];
  readonly at: Span;
  /** Listening or exported as the application: a root even when also mounted elsewhere. */
  root?: boolean;
  /** Prefix put before everything in it (global prefix). */
  prefix?: string;
  /** Its place in the application is not known: nothing decidable calls the code that made it. `false` says that it is an application whoever calls that code. */
  unmounted?: boolean;
  /** A request that none of its routes answers has run its steps and goes on after the place where it is mounted. */
  passesOn?: boolean;
  /** It is made to be mounted: a router, no application. */
  mountable?: boolean;
  /** An instance that some caller gives to code which registers on it: part of the one application of the package, wherever that mounts it. */
  given?: boolean;
  /** A library answers at the addresses of the web that its routes have (`alias`), and at nothing else; of what is served elsewhere as well. `false`: something answers by their names. */
  aliasedOnly?: boolean;
  /** It mounts something that is not decidable, such as what a loop over a folder requires: any router that nothing else mounts. */
  mountsUndecided?: boolean;
}
