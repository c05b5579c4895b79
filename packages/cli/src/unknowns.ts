import { compareText, type BackendModel, type Endpoint, type Finding } from '@assay/contract';
import type { Analysis } from '@assay/engine';

/** Something that Assay could not decide, how often, and what in the configuration would settle it. */
export interface Unknown {
  readonly what: string;
  readonly count: number;
  readonly declare: string;
}

const MOST = 8;

/** The unknowns that cost most, the largest first. */
export function largestUnknowns(analysis: Analysis): readonly Unknown[] {
  const { result: { findings }, model, dataCalls } = analysis;
  const reviews = findings.filter(finding => finding.outcome === 'review');
  const found = [
    ...guards(reviews, model),
    ...counted(reviews.filter(({ reason }) => reason === 'public-by-purpose'), ({ subject }) => subject).map(({ key, count }) => ({
      what: `${key} looks public by its name`, count, declare: `declare.publicEndpoints: ${JSON.stringify([{ endpoint: key, reason: '...' }])}`,
    })),
    ...counted(reviews.filter(({ reason }) => reason === 'no-mount'), ({ where }) => where.path).map(({ key, count }) => ({
      what: `${key}: where its routes are mounted is not known`, count, declare: `declare.gateways: ${JSON.stringify([{ by: '...', endpoints: ['/**'] }])}, if something in front checks the caller`,
    })),
    ...counted(dataCalls.filter(({ known }) => known === 'unknown'), ({ name }) => name).filter(({ count }) => count > 1).map(({ key, count }) => ({
      what: `calls of ${key} may or may not reach data`, count, declare: `declare.dataClients: ${JSON.stringify([{ name: 'src/....ts#TheClass', read: [key] }])}`,
    })),
  ];
  return found.sort((a, b) => b.count - a.count || compareText(a.what, b.what)).slice(0, MOST);
}

/** Steps before handlers whose code is not known, by how many undecided endpoints they stand before. */
function guards(reviews: readonly Finding[], model: BackendModel): readonly Unknown[] {
  const undecided = new Set(reviews.filter(({ reason }) => reason === 'opaque-guard').map(({ subject }) => subject));
  const steps = model.endpoints.filter(entry => undecided.has(entry.id)).flatMap(entry => [...new Set(opaqueSteps(entry, model).map(step => step.label))]);
  return counted(steps, label => label).map(({ key, count }) => ({
    what: `${key} may turn callers away; what it does is not known`, count, declare: `declare.guards: ${JSON.stringify([{ name: key, ensures: 'principal' }])}, if it does`,
  }));
}

/** Steps that the answer about the guard names as a reason: known ones, such as a body parser, are none. */
function opaqueSteps(entry: Endpoint, model: BackendModel): Endpoint['chain'] {
  const { because } = model.guarded(entry);
  return entry.chain.filter(({ value, at, label }) => (value.kind === 'unknown' || value.kind === 'path') && because.some(reason => reason.at.path === at.path && reason.at.start === at.start && reason.message.startsWith(`${label} `)));
}

function counted<T>(items: readonly T[], keyOf: (item: T) => string): readonly { readonly key: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].map(([key, count]) => ({ key, count }));
}
