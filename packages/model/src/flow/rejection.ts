import { Label } from '@assay/contract';
import { Bit, both, certain, NOTHING, type Certainty } from './certainty.js';
import type { Arm, Branch, FlowEvent } from './events.js';

const REJECTING_ERROR = /un-?auth|forbidden|access_?denied|no_?access|permission|not_?allowed|privilege|invalid_?token|token_?expired|login_?required|not_?logged/i;

/** 401 or 403 when the event ends the request for want of identity or right. */
export function rejectionOf(event: FlowEvent): 401 | 403 | undefined {
  if (event.kind !== 'respond' && event.kind !== 'throw') return undefined;
  if (event.status === 401 || event.status === 403) return event.status;
  if (event.kind === 'throw' && event.status === undefined && event.name !== undefined && REJECTING_ERROR.test(event.name)) return /forbidden|denied|permission|allowed|privilege|access/i.test(event.name) ? 403 : 401;
  return undefined;
}

/**
 * What a point proves by the rejections it does not take: where a branch leads either to a rejection or here, and its condition looks at the
 * caller, then being here means that the condition was met.
 */
export function evidenceOf(arms: readonly Arm[], rejections: readonly FlowEvent[], branches: ReadonlyMap<string, Branch>): Certainty {
  let found = NOTHING;
  for (const arm of arms) {
    const branch = branches.get(branchOf(arm));
    if (!branch) continue;
    for (const event of rejections) {
      const other = event.arms.find((candidate) => branchOf(candidate) === branch.id);
      if (other === undefined || other === arm) continue;
      found = both(found, proven(branch, rejectionOf(event)));
    }
  }
  return found;
}

function proven(branch: Branch, status: 401 | 403 | undefined): Certainty {
  const about = branch.labels & (Label.principal | Label.credential | Label.role);
  const request = branch.labels & (Label.input | Label.data);
  if (status === 401 && (about || request)) return certain(Bit.principal, { at: branch.at, message: `rejects with 401 unless ${branch.text} allows it` });
  if (status !== 403) return NOTHING;
  if (about) return certain(Bit.principal | Bit.role, { at: branch.at, message: `rejects with 403 unless ${branch.text} allows it` });
  return request ? certain(Bit.opaque, { at: branch.at, message: `rejects with 403 depending on ${branch.text}` }) : NOTHING;
}

/** The branch part of an arm. */
export function branchOf(arm: Arm): string {
  return arm.slice(0, arm.lastIndexOf('~'));
}

/** Can both events happen in one run? Not when they took different arms of one branch. */
export function compatible(a: readonly Arm[], b: readonly Arm[]): boolean {
  return !a.some((arm) => b.some((other) => other !== arm && branchOf(other) === branchOf(arm)));
}
