import { Label, walkExpr, type Expr, type FileFacts } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { branchOf, originOf, type Arm } from '../flow/arms.js';
import { compatible } from '../flow/rejection.js';
import type { Linker } from '../link/linker.js';
import { conditionsOf } from './exclusive.js';
import { framesOf } from './frames.js';
import { testAt } from './refusals.js';
import { isCreate, tableOf } from './repeated-effects.js';

/** The other branch updates the row that is there already. */
export function updatesInstead(create: FlowEvent, events: readonly FlowEvent[], linker: Linker): boolean {
  if (!isCreate(create, linker)) return false;
  return events.some((event) => event.concept?.kind === 'access' && event.concept.op === 'update' && tableOf(event) === tableOf(create) && !compatible(create.arms, event.arms) && !isChosenByRequest(create, event, linker));
}

/** Which of the two happens is what the request says (`mode === 'copy'`), and not what is there. */
function isChosenByRequest(create: FlowEvent, update: FlowEvent, linker: Linker): boolean {
  const arms = create.arms.filter((arm) => update.arms.some((other) => other !== arm && branchOf(other) === branchOf(arm)));
  const asksData = (expr: Expr, file: FileFacts): boolean => (linker.labels(expr, linker.envOf(file, linker.index.functionAt(file, expr.at[0]))) & Label.data) !== 0;
  const met = conditionsOf(arms, framesOf(create, undefined));
  const chosen = arms.flatMap((arm) => subjectOf(arm, linker) ?? []);
  return arms.length > 0 && met.length + chosen.length === arms.length && met.every(({ test, frame }) => comparesText(test) && !asksData(test, frame.file)) && chosen.every(({ subject, file }) => !asksData(subject, file));
}

/** What the `switch` is about of which the arm is a case. */
function subjectOf(arm: Arm, linker: Linker): { readonly subject: Expr; readonly file: FileFacts } | undefined {
  const origin = /~(?:\d+|none)$/.test(arm) ? originOf(arm) : undefined;
  const file = origin?.kind === '' ? linker.index.file(origin.path) : undefined;
  const subject = origin && file && testAt(origin.offset, file);
  return subject && { subject, file };
}

/** `mode === 'copy'`, `mode === Mode.Copy`, and no call. */
function comparesText(test: Expr): boolean {
  const isFixed = (expr: Expr): boolean => (expr.kind === 'literal' && typeof expr.value === 'string') || (expr.kind === 'member' && /^[A-Z]/.test(expr.name));
  return test.kind === 'binary' && /^[!=]==?$/.test(test.op) && (isFixed(test.left) || isFixed(test.right)) && ![...walkExpr(test)].some(({ kind }) => kind === 'call' || kind === 'await');
}
