import { type Env, type Expr, type Span } from '@assay/contract';
import { branchOf, type Arm } from './arms.js';
import { armsHere, sparing, withCertainty, withinHere } from './carried.js';
import { Bit, both, certain, either, NOTHING, type Certainty } from './certainty.js';
import type { Branch, FlowEvent, Summary } from './events.js';
import { compatible, evidenceOf, isForKnown, rejectionOf } from './rejection.js';
import { asksInSome, isSwitch } from './switches.js';

/** One of the ways on from an activation. */
export interface Way { readonly certainty: Certainty; readonly arms: readonly Arm[] }

/** A way on that ends the function. `unreplied` is absent where an answer was sent; `truthy`, `falsy`, `approves` and `succeeds` where it cannot answer so. */
export interface Completion extends Way {
  readonly unreplied: Certainty | undefined;
  readonly truthy?: Certainty;
  readonly falsy?: Certainty;
  readonly approves?: Certainty;
  readonly succeeds?: Certainty;
  readonly value?: Expr;
}

/** What a run of a function came to. */
export interface Run {
  readonly env: Env;
  readonly events: readonly FlowEvent[];
  readonly branches: ReadonlyMap<string, Branch>;
  readonly completions: readonly Completion[];
  readonly nexts: readonly Way[];
  readonly resolves: readonly Way[];
}

/** The summary of a run: each way on also proves what the rejections prove that it did not take. */
export function settle({ env, events, branches, completions, nexts, resolves }: Run): Omit<Summary, 'cut'> {
  const rejections = events.filter((event) => rejectionOf(event) !== undefined);
  // Nor does it turn anybody away where the request goes on all the same, before or after it.
  const goesOn = (event: FlowEvent): boolean => nexts.some(({ arms }) => compatible(armsHere(event), arms));
  const spared = new Set(rejections.filter((event) => !event.spares && (goesOn(event) || isForKnown(armsHere(event), withinHere(event), branches))));
  const proofs = new Map<readonly Arm[], Certainty>();
  const proven = (arms: readonly Arm[]): Certainty => {
    let proof = proofs.get(arms);
    if (!proof) proofs.set(arms, (proof = rejections.length === 0 ? NOTHING : evidenceOf(arms, rejections, branches)));
    return proof;
  };
  const fold = (ways: readonly Way[]): Certainty | undefined => {
    if (ways.length === 0) return undefined;
    const list = switched(ways.map(({ certainty, arms }) => ({ certainty: both(certainty, proven(arms)), arms })), branches);
    return list.reduce(either);
  };
  const of = (key: 'unreplied' | 'truthy' | 'falsy' | 'approves' | 'succeeds'): Certainty | undefined => fold(completions.flatMap(({ arms, [key]: certainty }) => (certainty ? [{ certainty, arms }] : [])));
  return {
    events: events.map((event) => {
      const proof = proven(armsHere(event));
      const kept = spared.has(event) ? sparing(event) : event;
      return proof.bits === 0 ? kept : withCertainty(kept, both(event.certainty, proof));
    }),
    completes: fold(completions), unreplied: of('unreplied'), truthy: of('truthy'), falsy: of('falsy'), approves: of('approves'), succeeds: of('succeeds'), nexts: fold(nexts), resolves: fold(resolves),
    returns: completions.map(({ certainty, arms, value }) => ({ certainty: both(certainty, proven(arms)), env, value })),
  };
}

/**
 * The ways on from a `catch` around a check of the caller: where what is answered there is not decidable (a setting that lets everybody in), a person decides. `checked`
 * are the ways on from the `try`.
 */
export function letThrough(checked: readonly Completion[], caught: readonly Completion[], at: Span): readonly Completion[] {
  if (!checked.some(({ certainty }) => certainty.bits & Bit.principal)) return caught;
  const doubt = certain(Bit.opaque, { at, message: 'may let a caller through whose check failed' });
  return caught.map((way) => {
    const { truthy, approves, value } = way;
    if (!truthy || truthy.bits & Bit.principal || !value || value.kind === 'literal') return way;
    return { ...way, truthy: both(truthy, doubt), ...(approves ? { approves: both(approves, doubt) } : {}) };
  });
}

/** Where a switch of the configuration lets one way go on without the caller, who is asked for on another, a person decides. */
function switched(ways: readonly Way[], branches: ReadonlyMap<string, Branch>): readonly Certainty[] {
  const asks = ways.some(({ certainty }) => certainty.bits & Bit.principal);
  return ways.map(({ certainty, arms }) => {
    const last = arms.at(-1);
    const branch = last === undefined ? undefined : branches.get(branchOf(last));
    return asks && !(certainty.bits & Bit.principal) && branch && isSwitch(branch.labels) ? both(certainty, asksInSome(branch.at)) : certainty;
  });
}
