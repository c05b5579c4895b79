import { blocksOf, type Stmt } from '@assay/contract';
import { Bit, both, NOTHING, type Certainty } from './certainty.js';
import type { Branch, FlowEvent } from './events.js';
import { evidenceOf, rejectionOf } from './rejection.js';
import type { State } from './state.js';

/** What each turn of a loop asks for the element that it is about is asked for all of them; where there is none, nothing is asked for. `seen`: the events of the loop. */
export function checkedEach(body: State, seen: readonly FlowEvent[], branches: ReadonlyMap<string, Branch>): Certainty {
  const rejections = seen.filter((event) => rejectionOf(event) !== undefined);
  const { bits, because } = both(body.certainty, evidenceOf(body.arms, rejections, branches));
  const asked = bits & (Bit.principal | Bit.role | Bit.owner);
  return asked === 0 ? NOTHING : { bits: asked, because };
}

/** A loop over the elements of something, of which no turn is cut short. */
export function goesOverAll({ loop, body }: Extract<Stmt, { kind: 'loop' }>): boolean {
  const isWhole = (statements: readonly Stmt[]): boolean => statements.every((statement) => statement.kind !== 'break' && statement.kind !== 'continue' && blocksOf(statement).every(isWhole));
  return (loop === 'for-of' || loop === 'for-await') && isWhole(body);
}
