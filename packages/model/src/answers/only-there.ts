import { blocksOf, expressionsOf, walkExpr, type Expr, type FileFacts, type Stmt } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { isNothing } from '../ir/is-nothing.js';
import { unwrapped } from '../ir/unwrapped.js';
import { statementAt } from './detached.js';

/** What becomes of a value in a function: nothing more than the question whether it is there, it is handed back to the caller, or more. */
type Use = 'dropped' | 'returned' | 'used';

/** `const row = await find(id); if (!row) throw ..`, also in a function whose answer nobody looks at: the row is asked for no more than whether it is there. */
export function isOnlyLookedFor({ kind, concept, expr, env, steps }: FlowEvent): boolean {
  if (kind !== 'access' || concept?.kind !== 'access' || concept.op !== 'read') return false;
  const places = [{ file: env.file, call: expr }, ...[...steps].reverse().map((step) => ({ file: step.file, call: step.expr }))];
  for (const { file, call } of places) {
    const use = useOf(call, file);
    if (use !== 'returned') return use === 'dropped';
  }
  return true;
}

function useOf(call: Expr, file: FileFacts): Use {
  const fn = file.functions.findLast((one) => one.at[0] <= call.at[0] && call.at[1] <= one.at[1]);
  const statement = fn && statementAt(fn.body, call);
  if (!fn || !statement) return 'used';
  if (statement.kind === 'declare') {
    const [id, ...more] = statement.bindings;
    const binding = id === undefined ? undefined : file.bindings[id];
    if (id === undefined || more.length > 0 || binding?.assigned?.length || !statement.value || unwrapped(statement.value) !== call || unwrapped(binding?.init ?? statement.value) !== call) return 'used';
    return together(file.functions.filter((one) => fn.at[0] <= one.at[0] && one.at[1] <= fn.at[1]).flatMap((one) => usesIn(one.body, (part) => part.kind === 'name' && part.binding === id)));
  }
  return inStatement(statement, (part) => part === call);
}

type Sought = (part: Expr) => boolean;

function usesIn(statements: readonly Stmt[], sought: Sought): readonly Use[] {
  return statements.flatMap((statement) => [inStatement(statement, sought), ...blocksOf(statement).flatMap((block) => usesIn(block, sought))]);
}

function inStatement(statement: Stmt, sought: Sought): Use {
  // What an error says of the row asks nothing of it.
  if (statement.kind === 'throw') return 'dropped';
  if ((statement.kind === 'return' || statement.kind === 'expr') && statement.value && sought(unwrapped(statement.value))) return statement.kind === 'return' ? 'returned' : 'dropped';
  return expressionsOf(statement).every((expr) => asksNoMore(expr, statement.kind === 'if', sought)) ? 'dropped' : 'used';
}

function asksNoMore(expr: Expr, isTest: boolean, sought: Sought): boolean {
  const inner = unwrapped(expr);
  if (sought(inner)) return isTest;
  if (inner.kind === 'unary' && inner.op === '!') return asksNoMore(inner.value, true, sought);
  if (inner.kind === 'logical') return asksNoMore(inner.left, isTest, sought) && asksNoMore(inner.right, isTest, sought);
  if (inner.kind === 'binary' && /^[!=]==?$/.test(inner.op)) {
    if (isNothing(inner.right)) return asksNoMore(inner.left, true, sought);
    if (isNothing(inner.left)) return asksNoMore(inner.right, true, sought);
  }
  return !walkExpr(inner).some(sought);
}

function together(uses: readonly Use[]): Use {
  return uses.includes('used') ? 'used' : uses.includes('returned') ? 'returned' : 'dropped';
}
