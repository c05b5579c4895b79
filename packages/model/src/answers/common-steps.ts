import { Label, walk, type Endpoint, type Env, type Expr, type GuardAnswer, type TraceStep } from '@assay/contract';
import { Bit, groundsOf, type Certainty } from '../flow/certainty.js';
import { rejectionOf } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import { handlersOf, type EntryFlow } from './entry-flow.js';

/** Who comes to these is nobody yet. */
const COMES_UNKNOWN = /login|sign-in|registration|password reset/;
/** Of so many entry points that ask who calls by themselves, one may be told to ask twice. */
const ENOUGH = 3;
const UNDECIDED = Bit.opaque | Bit.doubt;
const SHOWN = Label.principal | Label.credential;

interface Inputs {
  readonly endpoints: readonly Endpoint[];
  readonly flowOf: (entry: Endpoint) => EntryFlow;
  /** As far as the steps before it are taken for what they may be. */
  readonly guarded: (entry: Endpoint) => GuardAnswer;
  readonly purposeOf: (entry: Endpoint) => string | undefined;
}

/**
 * Places in steps before all routes where somebody may be refused, for a reason that is not understood, and which ask nobody who calls: they stand before signing in as well,
 * where nobody is known yet, and before entry points that demand a caller, and no more than that, by themselves.
 */
export function commonPlaces({ endpoints, flowOf, guarded, purposeOf }: Inputs): ReadonlySet<string> {
  const placesOf = (entry: Endpoint): readonly string[] => groundsOf(flowOf(entry).common, UNDECIDED)?.map(placeOf) ?? [];
  const asksItself = (entry: Endpoint): boolean => guarded(entry).known === 'yes' && guarded(entry).level === 'principal' && (flowOf(entry).common.bits & Bit.principal) === 0;
  const open = new Set(endpoints.filter((entry) => COMES_UNKNOWN.test(purposeOf(entry) ?? '')).flatMap(placesOf));
  if (open.size === 0) return open;
  const asked = new Map<string, number>();
  for (const place of endpoints.filter(asksItself).flatMap((entry) => [...new Set(placesOf(entry))])) asked.set(place, (asked.get(place) ?? 0) + 1);
  return new Set([...open].filter((place) => (asked.get(place) ?? 0) >= ENOUGH));
}

/** What is certain of the caller, without what such places leave open. */
export function withoutCommon(certainty: Certainty, common: ReadonlySet<string>): number {
  const { bits } = certainty;
  if (common.size === 0 || !(bits & UNDECIDED)) return bits;
  return groundsOf(certainty, UNDECIDED)?.every((ground) => common.has(placeOf(ground))) ? bits & ~UNDECIDED : bits;
}

/** The handler, and what the route names before it, take nothing of who calls, and refuse nobody: there is no way in which they could ask. */
export function knowsNobody(entry: Endpoint, { own }: EntryFlow, linker: Linker): boolean {
  const takes = (expr: Expr, env: Env): boolean => (linker.labels(expr, env) & SHOWN) !== 0;
  if (own.some((event) => event.kind === 'inquiry' || rejectionOf(event) !== undefined || takes(event.expr, event.env))) return false;
  return handlersOf(entry).every(({ fn, file, env }) => file.functions.every((inner) => inner.at[0] < fn.at[0] || fn.at[1] < inner.at[1] || !walk(inner).some((expr) => (expr.kind === 'member' || expr.kind === 'name') && takes(expr, env))));
}

function placeOf({ at }: TraceStep): string {
  return `${at.path}:${at.start}`;
}
