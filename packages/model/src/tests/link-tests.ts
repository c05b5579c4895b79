import { compareText, type Endpoint, type EntryTests, type Span, type TestEvidence, type TestRequest, type UnlinkedReason } from '@assay/contract';
import { optionsOf } from '../link/values.js';
import { rootFields } from './documents.js';
import { askedPath, fit, resembles, shownPath, type AskedPath } from './match-paths.js';
import { spansOf, type ReadRequest, type ReadTests } from './read-tests.js';

interface Linked { readonly method: string; readonly path: string; readonly entries: readonly Endpoint[]; readonly unlinked?: UnlinkedReason; readonly resembles?: readonly string[] }

/** Matches the requests of the tests with the entry points: by method and path, by procedure, by field. */
export function linkTests(read: ReadTests, endpoints: readonly Endpoint[]): TestEvidence {
  const made = new Map<string, { readonly request: TestRequest; readonly entries: readonly Endpoint[] }>();
  const product: Product = { endpoints, addresses: endpoints.flatMap(addressesOf) };
  for (const request of read.requests) {
    for (const { entries, ...linked } of linksOf(request, product)) {
      if (request.ofProduct && entries.length === 0) continue;
      const { at, protocol, statuses, denied, around } = request;
      const cases = request.cases.length > 0 || around ? request.cases : [at];
      const key = [at.path, at.start, linked.method, linked.path, ...entries.map(({ id }) => id)].join(' ');
      const one: TestRequest = { at, protocol, statuses, cases, denied, around, ...linked, entries: [...new Set(entries.map(({ id }) => id))].sort() };
      const known = made.get(key);
      made.set(key, { request: known ? together(known.request, one) : one, entries });
    }
  }
  const byEntry = new Map<Endpoint, TestRequest[]>();
  for (const { request, entries } of made.values()) for (const entry of entries) byEntry.set(entry, [...(byEntry.get(entry) ?? []), request]);
  return {
    files: read.files, requests: [...made.values()].map(({ request }) => request), blocks: read.blocks,
    of: (entry) => testsOf(byEntry.get(entry) ?? [], directCalls(entry, read)),
  };
}

/** One call that helpers make for several cases is one request. */
function together(a: TestRequest, b: TestRequest): TestRequest {
  const cases = spansOf([...a.cases, ...b.cases]);
  return { ...a, statuses: [...new Set([...a.statuses, ...b.statuses])].sort((x, y) => x - y), cases, denied: spansOf([...a.denied, ...b.denied]), around: cases.length === 0 };
}

function testsOf(requests: readonly TestRequest[], direct: readonly Span[]): EntryTests {
  const cases = spansOf(requests.flatMap((request) => request.cases));
  return { cases, denied: spansOf(requests.flatMap((request) => request.denied)), direct, around: cases.length === 0 && requests.some(({ around }) => around) };
}

/** Cases that call the handler as the function that it is. */
function directCalls({ handler }: Endpoint, { called }: ReadTests): readonly Span[] {
  const options = handler ? optionsOf(handler.value) : [];
  return spansOf(options.flatMap((option) => (option.kind === 'function' ? called.get(`${option.file.path}#${option.id}`) ?? [] : [])));
}

function linksOf(request: ReadRequest, product: Product): readonly Linked[] {
  const { endpoints } = product;
  if (request.protocol === 'rpc') return request.addresses.map((name) => procedure(name, request, endpoints));
  const paths = distinctPaths(request.addresses);
  const isGraphql = request.protocol === 'graphql' || paths.some(({ segments }) => /graphql|gql/i.test(segments.at(-1) ?? '')) || (paths.length === 0 && request.documents.length > 0);
  if (isGraphql) return fields(request, endpoints);
  if (paths.length === 0) return [{ method: request.methods.join(' '), path: '', entries: [], unlinked: 'dynamic-path' }];
  return paths.flatMap((path) => request.methods.map((method) => route(method, path, request, product)));
}

function distinctPaths(addresses: readonly string[]): readonly AskedPath[] {
  return [...new Map(addresses.flatMap((address) => {
    const path = askedPath(address);
    return path ? [[shownPath(path), path] as const] : [];
  })).values()];
}

function procedure(name: string, request: ReadRequest, endpoints: readonly Endpoint[]): Linked {
  const procedures = endpoints.filter(({ route: { protocol } }) => protocol === 'rpc' || protocol === 'function');
  const exact = procedures.filter(({ path }) => path === name);
  const below = exact.length > 0 ? exact : procedures.filter(({ path }) => path.endsWith(`.${name}`));
  const entries = nearest(below, request);
  return { method: entries[0]?.method ?? '*', path: name, entries, ...(entries.length === 0 ? { unlinked: 'no-entry-point' } : {}) };
}

function fields(request: ReadRequest, endpoints: readonly Endpoint[]): readonly Linked[] {
  const asked = [...new Map(request.documents.flatMap(rootFields).map((field) => [`${field.type} ${field.name}`, field])).values()];
  if (asked.length === 0) return [{ method: request.methods.join(' '), path: '', entries: [], unlinked: 'dynamic-document' }];
  return asked.map(({ type, name }) => {
    const entries = nearest(endpoints.filter(({ route: { protocol }, method, path }) => protocol === 'graphql' && method === type && path === name), request);
    return { method: type, path: name, entries, ...(entries.length === 0 ? { unlinked: 'no-entry-point' } : {}) };
  });
}

function route(method: string, path: AskedPath, request: ReadRequest, { endpoints, addresses }: Product): Linked {
  const overHttp = remoteProcedure(path, request, endpoints);
  if (overHttp) return overHttp;
  const shown = { method, path: shownPath(path) };
  const fitting = addresses.flatMap((address) => {
    const score = fit(path, address.path, address.mounted);
    return score === undefined ? [] : [{ ...address, score: address.method === 'ALL' ? score - 1 : score }];
  });
  const wanted = method === 'HEAD' ? 'GET' : method;
  if (fitting.length === 0) {
    if (path.segments.length > 0 && path.segments.every((segment) => segment === '\0')) return { ...shown, entries: [], unlinked: 'dynamic-path' };
    const alike = addresses.filter((address) => (wanted === '*' || address.method === wanted || address.method === 'ALL') && resembles(path, address.path)).map(({ entry }) => entry.id);
    return { ...shown, entries: [], unlinked: 'no-entry-point', ...(alike.length > 0 ? { resembles: [...new Set(alike)].sort() } : {}) };
  }
  const answering = fitting.filter((address) => wanted === '*' || address.method === wanted || address.method === 'ALL');
  if (answering.length === 0) return { ...shown, entries: [], unlinked: 'another-method' };
  const best = Math.max(...answering.map(({ score }) => score));
  const entries = nearest(answering.filter(({ score }) => score === best).map(({ entry }) => entry), request);
  const ids = new Set(entries.map(({ id }) => id));
  if (ids.size > 1 && wanted === '*') return { ...shown, entries: [], unlinked: 'dynamic-method' };
  if (ids.size > 1 && new Set(entries.map(({ path: at }) => at.replace(/\{[^}]*\}/g, '{}'))).size > 1) return { ...shown, entries: [], unlinked: 'ambiguous' };
  return { ...shown, entries };
}

interface Address { readonly entry: Endpoint; readonly method: string; readonly path: string; readonly mounted: boolean }

/** What requests may reach. */
interface Product {
  readonly endpoints: readonly Endpoint[];
  readonly addresses: readonly Address[];
}

/** Where an entry point answers on the web: its own address, or the one that a library gives to a procedure. */
function addressesOf(entry: Endpoint): readonly Address[] {
  const { alias, protocol } = entry.route;
  if (protocol === 'http') return [{ entry, method: entry.method, path: entry.path, mounted: entry.mounted }];
  return alias ? [{ entry, ...alias, mounted: false }] : [];
}

/** `/api/trpc/orders.create`: a procedure called over HTTP. */
function remoteProcedure({ segments }: AskedPath, request: ReadRequest, endpoints: readonly Endpoint[]): Linked | undefined {
  const name = segments.at(-1) ?? '';
  return segments.length > 1 && segments.some((segment) => /rpc/i.test(segment)) && endpoints.some(({ route: { protocol }, path }) => protocol === 'rpc' && path === name) ? procedure(name, request, endpoints) : undefined;
}

/** Of equal entry points of several applications those whose code is nearest to the test. */
function nearest(entries: readonly Endpoint[], { at }: ReadRequest): readonly Endpoint[] {
  if (entries.length < 2) return entries;
  const best = Math.max(...entries.map((entry) => shared(entry.at.path, at.path)));
  return entries.filter((entry) => shared(entry.at.path, at.path) === best).sort((a, b) => compareText(a.id, b.id));
}

function shared(a: string, b: string): number {
  const other = b.split('/');
  const index = a.split('/').findIndex((part, position) => part !== other[position]);
  return index < 0 ? other.length : index;
}
