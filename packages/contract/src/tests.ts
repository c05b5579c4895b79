import type { Linked } from './adapter.js';
import type { Endpoint } from './model.js';
import type { Span } from './span.js';
import type { PathValue } from './value.js';

/** A place among the arguments of a call: `0`, or `1.method` for a member of one. */
export type ArgPlace = string;

/** A call with which a test asks the server under test for something. */
export interface RequestMeaning {
  readonly kind: 'request';
  /** `rpc`: `path` names the procedure. `graphql`: `text` holds the document. */
  readonly protocol: 'http' | 'rpc' | 'graphql';
  /** The method, or where it is said; `otherwise` where it is not. */
  readonly method?: string | { readonly at: readonly ArgPlace[]; readonly otherwise: string };
  /** Where the path or the address is said. */
  readonly url?: readonly ArgPlace[];
  /** Where an earlier call says what comes before every path. */
  readonly base?: { readonly of: PathValue; readonly at: ArgPlace };
  /** The path as the way to the call spells it. */
  readonly path?: string;
  /** Where a GraphQL document may stand. */
  readonly text?: readonly ArgPlace[];
}

/** How a block of a test runner is marked. `conditional`: it runs where its condition allows. */
export type BlockMark = 'skip' | 'only' | 'todo' | 'conditional';

/** A call with which a test runner is told of a case, of a suite of cases, or of what runs around them. */
export interface BlockMeaning {
  readonly kind: 'case' | 'suite' | 'hook';
  readonly mark?: BlockMark;
  /** The rows that it runs for, one after the other: the call that got them. */
  readonly rows?: PathValue;
}

/** One row of knowledge about test libraries: package, access path, what a call on it means. */
export interface TestModel {
  readonly package: string | readonly string[];
  readonly path: string;
  readonly is: RequestMeaning | BlockMeaning | ((path: PathValue, project: Linked) => RequestMeaning | BlockMeaning | undefined);
}

/** Why a request of a test was matched with no entry point. */
export type UnlinkedReason = 'dynamic-path' | 'dynamic-method' | 'dynamic-document' | 'no-entry-point' | 'another-method' | 'ambiguous';

/** A request that tests make, with the entry points that it reaches. */
export interface TestRequest {
  readonly at: Span;
  readonly protocol: RequestMeaning['protocol'];
  readonly method: string;
  /** With `{}` for what is not known of it. */
  readonly path: string;
  /** Status codes that tests expect of it, in order. */
  readonly statuses: readonly number[];
  /** The places of the cases that make it; its own place where no case was seen around it. */
  readonly cases: readonly Span[];
  /** Those of them that expect it to be refused for want of authentication or of a right. */
  readonly denied: readonly Span[];
  /** Only what runs before or after the cases makes it. */
  readonly around: boolean;
  /** Ids of the entry points, sorted. */
  readonly entries: readonly string[];
  /** Where `entries` is empty. */
  readonly unlinked?: UnlinkedReason;
  /** Ids of entry points whose paths end like the one that nothing answers, sorted. */
  readonly resembles?: readonly string[];
}

/** What tests do with one entry point. */
export interface EntryTests {
  /** Places of the cases that reach it through a request. */
  readonly cases: readonly Span[];
  /** Those of them that expect to be refused. */
  readonly denied: readonly Span[];
  /** Places of the cases that call its handler as a function. */
  readonly direct: readonly Span[];
  /** It is reached before or after cases only. */
  readonly around: boolean;
}

/** A case or suite, as the runner is told of it. */
export interface TestBlock {
  readonly kind: 'case' | 'suite';
  readonly at: Span;
  readonly name: string;
  readonly mark?: BlockMark;
  /** Why it does not run, as the code says it. */
  readonly reason?: string;
}

/** The tests of the project, as far as they are read for the entry points. */
export interface TestEvidence {
  /** Files of tests that were read, without those that only describe data. */
  readonly files: number;
  readonly requests: readonly TestRequest[];
  readonly blocks: readonly TestBlock[];
  of(entry: Endpoint): EntryTests;
}
