import type { Concept, Env, Expr, FileFacts, FunctionValue, PathValue, Span, UnknownReason, Value } from '@assay/contract';
import type { Arm } from './arms.js';
import type { Certainty } from './certainty.js';
import type { Demand } from './demands.js';
import type { Inquiry } from './inquiries.js';

/** A call into a project function, on the way to an event. */
export interface Step {
  readonly expr: Expr;
  readonly file: FileFacts;
  readonly callee: FunctionValue;
  /** The callee is an argument of the call: what is called runs it. */
  readonly handed?: true;
  /** The callee is a callback that gets elements of this collection. */
  readonly element?: boolean;
  /** The callee runs when its turn comes, with a given number of others at most. */
  readonly limited?: true;
}

/** A transaction that is open, with the call that opens it. `outer`: the call that opens the transaction that it stands or falls with. */
export interface OpenTransaction { readonly at: Span; readonly key: string; readonly outer: Span }

/** A loop around an event. `depth` is the number of steps from the start to the function that holds the loop. */
export interface LoopRef {
  readonly at: Span;
  readonly expr?: Expr;
  readonly kind: 'sequential' | 'concurrent';
  /** Of concurrent rounds no more than a given number run at a time. */
  readonly limited?: true;
  readonly form: string;
  readonly depth: number;
  readonly bindings: readonly number[];
  readonly file: FileFacts;
  /** It goes over groups of rows. */
  readonly groups?: boolean;
  /** It runs the same again while it fails. */
  readonly retries?: boolean;
  /** Why the loop is fine whatever it runs. */
  readonly exempt?: string;
}

export interface FlowEvent {
  /** `inquiry`: the caller is looked at, as `inquiry` says. */
  readonly kind: 'access' | 'external' | 'respond' | 'throw' | 'transaction' | 'unresolved' | 'inquiry';
  readonly expr: Expr;
  readonly env: Env;
  readonly at: Span;
  readonly concept?: Concept;
  readonly path?: PathValue;
  readonly steps: readonly Step[];
  readonly loops: readonly LoopRef[];
  readonly transaction?: OpenTransaction;
  readonly inTry: boolean;
  readonly arms: readonly Arm[];
  /** The branches that it stands in; `arms` also has those that all others left. */
  readonly within: readonly Arm[];
  readonly certainty: Certainty;
  /** For responses and throws. */
  readonly status?: number;
  readonly body?: { readonly expr: Expr; readonly env: Env };
  readonly error?: Value;
  readonly reason?: UnknownReason;
  readonly name?: string;
  readonly inquiry?: Inquiry;
  /** Of a refusal: a caller who shows nothing does not get there. */
  readonly spares?: true;
}

/** A branch's condition, for evidence by rejection. */
export interface Branch {
  readonly id: string;
  readonly test: Expr;
  /** The statement or expression that branches: what stands in it is below the branch. */
  readonly extent: readonly [number, number];
  readonly labels: number;
  /** The same for a part of the condition. */
  readonly labelsOf: (part: Expr) => number;
  /** The condition that a part stands for. */
  readonly meant: (part: Expr) => Expr;
  /** What it wants to be there. */
  readonly demand: () => Demand;
  /** Is nothing known of what it is about? */
  readonly unread: () => boolean;
  /** Does it look at what the server itself put on the request or a context: a `rank` of the caller, or anything else? */
  readonly parked: () => 'rank' | 'slot' | undefined;
  /** Does the caller choose how it comes out, by what he asks for? */
  readonly chosen: () => boolean;
  readonly at: Span;
  readonly text: string;
}

/** One way in which an activation ends normally. */
export interface Returned {
  readonly value?: Expr;
  readonly certainty: Certainty;
  readonly env: Env;
}

/** All that a caller needs to know of one activation of a function. */
export interface Summary {
  readonly events: readonly FlowEvent[];
  /** Certain after normal completion; absent when it never completes normally. */
  readonly completes?: Certainty;
  /** The same for completions that sent no response. */
  readonly unreplied?: Certainty;
  readonly truthy?: Certainty;
  readonly falsy?: Certainty;
  /** Certain where the result is truthy and no error. */
  readonly approves?: Certainty;
  /** Certain where the result is a container that holds something, or no container. */
  readonly succeeds?: Certainty;
  readonly returns: readonly Returned[];
  /** Certain wherever the next step is called; absent when it never is. */
  readonly nexts?: Certainty;
  /** Certain wherever the promise's `resolve` is called. */
  readonly resolves?: Certainty;
  /** It calls what is not known, which may do more, or refuse, for other arguments. */
  readonly asks?: boolean;
  /** The work limit was hit: what is beyond is unknown. */
  readonly cut: boolean;
}

export const EMPTY_SUMMARY: Summary = { events: [], returns: [], completes: { bits: 0, because: [] }, unreplied: { bits: 0, because: [] }, cut: false };
