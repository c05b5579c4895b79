import type { Expr, FileFacts, FunctionFact, Range, Stmt } from '@assay/contract';
import { innerBodies, partsOf } from './walk.js';
import { callDoing } from './calls.js';
import { messageOf } from './text.js';

/** What running a function comes to. */
export type Doing =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'throws'; readonly at: Range; readonly reason?: string }
  | { readonly kind: 'acts' };

export const NOTHING: Doing = { kind: 'nothing' };
export const ACTS: Doing = { kind: 'acts' };

/** How many local helpers deep a body is read. */
const LIMIT = 3;

/** Nothing (empty, a return, a callback, a log, blank SQL), only a refusal, or something. In doubt it acts. */
export function doingOf(fn: FunctionFact, file: FileFacts, left = LIMIT): Doing {
  return left === 0 ? ACTS : bodyDoing(fn.body, file, left);
}

/** The first thing done decides; a refusal after nothing is a refusal. */
function bodyDoing(body: readonly Stmt[], file: FileFacts, left: number): Doing {
  for (const statement of body) {
    const doing = statementDoing(statement, file, left);
    if (doing.kind !== 'nothing') return doing;
  }
  return NOTHING;
}

function statementDoing(statement: Stmt, file: FileFacts, left: number): Doing {
  switch (statement.kind) {
    case 'expr': return exprDoing(statement.value, file, left);
    case 'declare': case 'return': return statement.value ? exprDoing(statement.value, file, left) : NOTHING;
    case 'throw': return refusal(statement.value, statement.at);
    case 'if': return worst([exprDoing(statement.test, file, left), ...inner(statement, file, left)]);
    case 'loop': return worst([...[statement.iterable, statement.test, statement.update].map((part) => (part ? exprDoing(part, file, left) : NOTHING)), ...inner(statement, file, left)]);
    case 'switch': return worst([exprDoing(statement.subject, file, left), ...inner(statement, file, left)]);
    case 'try': case 'labeled': return worst(inner(statement, file, left));
    default: return NOTHING;
  }
}

function inner(statement: Stmt, file: FileFacts, left: number): Doing[] {
  return innerBodies(statement).map((body) => bodyDoing(body, file, left));
}

/** Evaluating an expression does what its calls do; an assignment or an unreadable part acts. */
export function exprDoing(expr: Expr, file: FileFacts, left: number): Doing {
  if (expr.kind === 'function' || expr.kind === 'class') return NOTHING;
  if (expr.kind === 'call' || expr.kind === 'new') return callDoing(expr, file, left);
  if (expr.kind === 'assign' || expr.kind === 'opaque' || expr.kind === 'import') return ACTS;
  if (expr.kind === 'template' && expr.tag) return expr.quasis.every((text) => text.trim() === '') ? NOTHING : ACTS;
  if (expr.kind === 'unary' && (expr.op === '++' || expr.op === '--' || expr.op === 'delete')) return ACTS;
  return worst(partsOf(expr).map((part) => exprDoing(part, file, left)));
}

/** Acting outweighs refusing, refusing outweighs doing nothing. */
export function worst(list: readonly Doing[]): Doing {
  return list.find((doing) => doing.kind === 'acts') ?? list.find((doing) => doing.kind === 'throws') ?? NOTHING;
}

/** The refusal that throwing or rejecting with `value` is. */
export function refusal(value: Expr, at: Range): Doing {
  const reason = messageOf(value);
  return { kind: 'throws', at, ...(reason === undefined ? {} : { reason }) };
}
