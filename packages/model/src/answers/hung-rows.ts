import { walk, type Env, type Expr, type ExprOf } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { madeOf } from '../ir/made-of.js';
import { rootName } from '../ir/mutations.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

const HANGS_ON: ReadonlySet<string> = new Set(['push', 'unshift', 'add']);
/** Rows by which somebody may do more than before. */
const OF_RIGHTS = /user|account|member|admin|staff|invit|employee|collaborator|participant|permission|role|grant|access|share|owner|follower|person|people/i;

/**
 * `article.comments.push(comment); await articles.save(article)`: of the row that is saved nothing was changed but that a new row hangs on it, which is made all the same
 * where it names the other.
 */
export function onlyHangsRows({ expr, env, concept }: FlowEvent, linker: Linker): boolean {
  const saved = expr.kind === 'call' && concept?.kind === 'access' && concept.op !== 'delete' && concept.op !== 'create' ? expr.args[Number(concept.data ?? 0)] : undefined;
  if (saved?.kind !== 'name' || env.file.bindings[saved.binding]?.kind === 'param') return false;
  const row = saved.binding;
  let hung = 0;
  for (const part of walk(env.fn)) {
    if (part === expr) continue;
    if (part.kind === 'assign' && part.target.kind !== 'name' && rootName(part.target) === row) return false;
    if (part.kind === 'unary' && /^(?:\+\+|--|delete)$/.test(part.op) && rootName(part.value) === row) return false;
    if (part.kind !== 'call') continue;
    if (part.args.some((arg) => arg.kind === 'name' && arg.binding === row)) return false;
    if (part.callee.kind !== 'member' || rootName(part.callee.object) !== row) continue;
    if (!hangs(part, env, linker)) return false;
    hung += 1;
  }
  return hung > 0;
}

/** `row.comments.push(comment)` of rows that are made here. */
function hangs({ callee, args }: ExprOf<'call'>, env: Env, linker: Linker): boolean {
  if (callee.kind !== 'member' || !HANGS_ON.has(callee.name) || callee.object.kind !== 'member' || OF_RIGHTS.test(callee.object.name)) return false;
  return args.length > 0 && args.every((arg) => isNew(arg, env, linker));
}

function isNew(expr: Expr, env: Env, linker: Linker): boolean {
  return madeOf(expr, env).kind === 'new' && optionsOf(linker.evaluate(expr, env)).every(({ kind }) => kind === 'instance');
}
