import { Label, spanOf, walk, weakMemo, type Env, type Expr, type FunctionFact, type InstanceValue } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { isParked } from '../link/parked.js';
import { optionsOf } from '../link/values.js';
import { Bit, certain, NOTHING, type Certainty } from './certainty.js';

/** Names of slots that say who calls. */
const CALLER_NAME = /user|auth|account|caller|principal|identity|member|viewer/i;

/** `if (req.keyUser) return next()`: what a step of the server left under the name of a caller. How it came there is not known, so it is a doubt and no proof. */
export function leftForCaller(expr: Extract<Expr, { kind: 'member' }>, env: Env, linker: Linker): Certainty {
  return CALLER_NAME.test(expr.name) && isParked(expr, env, linker) ? certain(Bit.doubt, { at: spanOf(env.file.path, expr.at), message: `may ask for the caller: ${expr.name}` }) : NOTHING;
}

const answersOf = weakMemo((_linker: Linker) => new Map<FunctionFact, boolean>());

/**
 * `if (session.isKnown)`: a flag of an object, which a method sets that looks at who calls. What the flag proves depends on the way by which it was set, so it is a doubt and no proof.
 */
export function flagged(expr: Extract<Expr, { kind: 'member' }>, env: Env, linker: Linker): Certainty {
  const holders = optionsOf(linker.evaluate(expr.object, env)).filter((option) => option.kind === 'instance');
  return holders.some((holder) => isSetForCaller(holder, expr.name, linker)) ? certain(Bit.doubt, { at: spanOf(env.file.path, expr.at), message: 'depends on a flag that is set where the caller is looked at' }) : NOTHING;
}

function isSetForCaller(instance: InstanceValue, name: string, linker: Linker): boolean {
  return linker.lineage(instance.of).classes.some((owner) => linker.index.thisWrites(owner.file, owner.id, name).some((write) => {
    const fn = owner.file.functions[write.fn];
    if (!fn || (write.value.kind === 'literal' && !write.value.value)) return false;
    const answers = answersOf(linker);
    let looks = answers.get(fn);
    if (looks === undefined) {
      answers.set(fn, false);
      const home = linker.envOf(owner.file, write.fn, instance);
      answers.set(fn, (looks = [...walk(fn)].some((part) => (linker.labels(part, home) & (Label.credential | Label.principal)) !== 0)));
    }
    return looks;
  }));
}
