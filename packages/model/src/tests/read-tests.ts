import { compareSpans, type Env, type FileFacts, type FrameworkAdapter, type RepoPath, type Repository, type RequestMeaning, type Span, type TestBlock } from '@assay/contract';
import { Linker } from '../link/linker.js';
import { addressesOf, documentsIn, methodsOf, textsAt } from './places.js';
import { reasonOf } from './reasons.js';
import { writtenRequests } from './request-files.js';
import { TestRows } from './rows.js';
import { TestWalk, type MetRequest } from './walk-tests.js';

/** A request of the tests, before it is known what it reaches. */
export interface ReadRequest {
  readonly at: Span;
  readonly protocol: RequestMeaning['protocol'];
  /** `*`: not decided. */
  readonly methods: readonly string[];
  readonly addresses: readonly string[];
  /** GraphQL documents in it. */
  readonly documents: readonly string[];
  readonly statuses: readonly number[];
  readonly cases: readonly Span[];
  readonly denied: readonly Span[];
  readonly around: boolean;
  /** Code of the product makes it, for a test. */
  readonly ofProduct: boolean;
}

/** A file that is no code. */
export interface TextFile { readonly path: RepoPath; readonly text: string }

/** What the tests of a project do, without a value of the linker in it. */
export interface ReadTests {
  readonly files: number;
  readonly requests: readonly ReadRequest[];
  readonly blocks: readonly TestBlock[];
  /** Cases that call a function of the product, by its file and number. */
  readonly called: ReadonlyMap<string, readonly Span[]>;
}

/**
 * Reads the tests: they are linked with the product in a project of their own, so that nothing in them has a part in what the product is. It must be
 * done before the product is linked.
 */
export function readTests(repository: Repository, allFacts: readonly FileFacts[], adapters: readonly FrameworkAdapter[], requestFiles: readonly TextFile[] = []): ReadTests {
  const roles = new Map(repository.files.map((file) => [file.path, file]));
  const code = allFacts.filter((file) => roles.get(file.path)?.kind === 'code');
  const isTest = (path: string): boolean => roles.get(path)?.role === 'test';
  const tests = code.filter((file) => isTest(file.path));
  const linker = new Linker(code, repository, adapters, [], { entries: 20_000, envs: 400_000, withoutLabels: true, coarse: (path) => !isTest(path) });
  const walk = new TestWalk(linker, new TestRows(adapters), isTest);
  walk.run(tests);
  const owners = ownersOf(walk);
  const requests = [...walk.requests.values()].map((met) => requestOf(met, owners, linker, isTest)).concat(requestFiles.flatMap(writtenRequests)).filter((request) => !isElsewhere(request));
  const blocks = [...walk.blocks.values()].map(({ file, options, ...block }): TestBlock => {
    const reason = block.mark === undefined ? undefined : reasonOf(block, options, roles.get(file.path)?.text ?? '', linker);
    return reason === undefined ? block : { ...block, reason };
  });
  return {
    files: tests.length + requestFiles.length, requests: requests.sort((a, b) => compareSpans(a.at, b.at)), blocks: blocks.sort((a, b) => compareSpans(a.at, b.at)),
    called: new Map([...walk.called].map(([key, envs]) => [key, placesOf([...envs], owners, 'case')])),
  };
}

type Owner = { readonly kind: 'case' | 'hook'; readonly at: Span };
type Owners = ReadonlyMap<Env, ReadonlySet<Owner>>;

/** The cases and hooks that each activation runs in. */
function ownersOf({ owners, entered }: TestWalk): Owners {
  const found = new Map<Env, Set<Owner>>();
  for (const [root, owner] of owners) {
    const open = [root];
    for (let env = open.pop(); env; env = open.pop()) {
      const own = found.get(env) ?? new Set<Owner>();
      found.set(env, own);
      if (own.has(owner)) continue;
      own.add(owner);
      for (const next of entered.get(env) ?? []) if (!owners.has(next)) open.push(next);
    }
  }
  return found;
}

function placesOf(envs: readonly Env[], owners: Owners, kind: Owner['kind']): readonly Span[] {
  return spansOf(envs.flatMap((env) => [...owners.get(env) ?? []].filter((owner) => owner.kind === kind).map(({ at }) => at)));
}

/** Each place once, in order. */
export function spansOf(spans: readonly Span[]): readonly Span[] {
  return [...new Map(spans.map((span) => [`${span.path}:${span.start}`, span])).values()].sort(compareSpans);
}

function requestOf(met: MetRequest, owners: Owners, linker: Linker, isTest: (path: string) => boolean): ReadRequest {
  const { path, meaning, madeIn, expected } = met;
  const call = path.call;
  const at = call ? linker.span(call.file, call.node.at) : { path: '', start: 0, end: 0 };
  const cases = placesOf([...madeIn], owners, 'case');
  const hooks = placesOf([...madeIn], owners, 'hook');
  const isOwn = (env: Env) => madeIn.has(env) || placesOf([env], owners, 'case').some((span) => cases.some((own) => isSame(own, span)));
  const own = expected.filter(({ env }) => isOwn(env));
  const denied = placesOf(own.filter(({ denies }) => denies).map(({ env }) => env), owners, 'case').filter((span) => cases.some((one) => isSame(one, span)));
  return {
    at, protocol: meaning.protocol, methods: [...new Set(meaning.protocol === 'http' ? methodsOf(path, meaning, linker) : ['*'])], addresses: addressesOf(path, meaning, linker),
    documents: documentsOf(met, linker), statuses: [...new Set(own.flatMap(({ statuses }) => statuses))].sort((a, b) => a - b),
    cases, denied, around: cases.length === 0 && hooks.length > 0, ofProduct: !isTest(at.path),
  };
}

/** The documents that the call says; where its body has none, those that the function around it was given: it may have stored them for the server to find. */
function documentsOf({ path, meaning, documents }: MetRequest, linker: Linker): readonly string[] {
  const said = [...documents, ...(meaning.text ? textsAt(path, meaning.text, linker) : [])];
  if (said.length > 0) return said;
  return (path.call?.env.args ?? []).flatMap(({ value }) => documentsIn(value, linker));
}

function isSame(a: Span, b: Span): boolean {
  return a.path === b.path && a.start === b.start;
}

/** A server that is named in the code and is not this machine. */
function isElsewhere({ addresses }: ReadRequest): boolean {
  return addresses.length > 0 && addresses.every((address) => {
    const host = /^(?:https?:)?\/\/([^/:?#\0]+)/.exec(address)?.[1];
    return host !== undefined && !/^(?:localhost|127\.|0\.0\.0\.0|\[|host\.docker\.internal|(?:.*\.)?(?:test|local|localhost|internal|example|invalid)$|example\.)/i.test(host) && host.includes('.');
  });
}
