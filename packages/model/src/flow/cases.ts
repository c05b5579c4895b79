import { Label, type Env, type Expr, type ExprOf } from '@assay/contract';
import { NOTHING, type Certainty } from './certainty.js';
import { conditionCertainty, type Summaries } from './conditions.js';

/** The comparison that a case of a `switch` makes; the literal of `switch (true)` stands on the right. */
export function equals(subject: Expr, test: Expr): ExprOf<'binary'> {
  const [left, right] = subject.kind === 'literal' ? [test, subject] : [subject, test];
  return { kind: 'binary', op: '===', left, right, at: subject.at };
}

/** What being in a case proves: who the caller is, or the caller's role. The scheme of a header (`case 'Bearer'`) is what anybody may send. */
export function caseCertainty(subject: Expr, test: Expr, env: Env, summaries: Summaries): Certainty {
  const labels = summaries.linker.labels(subject, env) | summaries.linker.labels(test, env);
  return labels & (Label.principal | Label.role) ? conditionCertainty(equals(subject, test), true, env, summaries) : NOTHING;
}
