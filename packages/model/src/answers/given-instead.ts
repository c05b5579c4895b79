import { walk, walkExpr, type Expr, type FileFacts, type Range, type Stmt, type Value } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { givesNothing } from '../link/settled.js';
import { optionsOf } from '../link/values.js';

/**
 * `if (given) return given.query(sql); return pool.query(sql)`: did the caller give the handle on which the query runs in place of this one? `unknown` where what it gave
 * is not told, as where many callers are taken together; undefined where nothing is chosen, or nothing was given.
 */
export function givenInstead({ env, expr }: FlowEvent, linker: Linker): 'yes' | 'unknown' | undefined {
  const chosen = [...choicesIn(env.fn.body), ...walk(env.fn).flatMap((inner) => (inner.kind === 'conditional' ? choiceOf(inner.test, [inner.then], [inner.else]) ?? [] : []))];
  const answers = chosen.flatMap(({ id, on, instead }) => {
    const isInstead = instead === undefined ? !on.some((part) => isWithin(expr.at, part.at)) : instead.some((part) => isWithin(expr.at, part.at));
    if (!isInstead || !isFromParameter(id, env.file) || !on.some((part) => runsOn(id, part))) return [];
    const name: Expr = { kind: 'name', binding: id, at: expr.at };
    return [givesNothing(name, env, linker) ? undefined : givenIn(linker.evaluate(name, env))];
  });
  return answers.find((answer) => answer !== undefined);
}

/** A test of a name: what runs where it holds something, and what runs in its place (whatever comes after, where that is left out). */
interface Choice { readonly id: number; readonly on: readonly Expr[]; readonly instead?: readonly Expr[] }

function choiceOf(asked: Expr, then: readonly Expr[], otherwise: readonly Expr[] | undefined): Choice | undefined {
  const test = asked.kind === 'binary' && /^!==?$/.test(asked.op) && (asked.right.kind === 'undefined' || (asked.right.kind === 'literal' && asked.right.value === null)) ? asked.left : asked;
  if (test.kind === 'name') return { id: test.binding, on: then, ...(otherwise ? { instead: otherwise } : {}) };
  if (test.kind === 'unary' && test.op === '!' && test.value.kind === 'name' && otherwise) return { id: test.value.binding, on: otherwise, instead: then };
  return undefined;
}

function choicesIn(body: readonly Stmt[]): readonly Choice[] {
  return body.flatMap((statement): readonly Choice[] => {
    switch (statement.kind) {
      case 'if': {
        const ends = statement.then.at(-1)?.kind === 'return' && statement.else.length === 0;
        const choice = ends || statement.else.length > 0 ? choiceOf(statement.test, valuesIn(statement.then), ends ? undefined : valuesIn(statement.else)) : undefined;
        return [...(choice ? [choice] : []), ...choicesIn(statement.then), ...choicesIn(statement.else)];
      }
      case 'loop': case 'labeled': return choicesIn(statement.body);
      case 'try': return [...choicesIn(statement.body), ...choicesIn(statement.handler ?? []), ...choicesIn(statement.finalizer ?? [])];
      default: return [];
    }
  });
}

function valuesIn(body: readonly Stmt[]): readonly Expr[] {
  return body.flatMap((statement): readonly Expr[] => {
    switch (statement.kind) {
      case 'expr': case 'throw': return [statement.value];
      case 'declare': case 'return': return statement.value ? [statement.value] : [];
      case 'if': return [statement.test, ...valuesIn(statement.then), ...valuesIn(statement.else)];
      case 'try': return [...valuesIn(statement.body), ...valuesIn(statement.handler ?? [])];
      default: return [];
    }
  });
}

function givenIn(value: Value): 'yes' | 'unknown' | undefined {
  const options = optionsOf(value);
  if (options.every(({ kind }) => kind === 'path' || kind === 'instance' || kind === 'object')) return 'yes';
  return options.some(({ kind }) => kind === 'unknown') ? 'unknown' : undefined;
}

/** A parameter, or a variable that is a member of one: `const given = options?.connection`. */
function isFromParameter(id: number, file: FileFacts): boolean {
  const binding = file.bindings[id];
  let init = binding?.init;
  while (init?.kind === 'member' || init?.kind === 'cast') init = init.kind === 'member' ? init.object : init.value;
  return binding?.kind === 'param' || (init?.kind === 'name' && file.bindings[init.binding]?.kind === 'param');
}

function runsOn(id: number, part: Expr): boolean {
  return walkExpr(part).some((expr) => expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.object.kind === 'name' && expr.callee.object.binding === id);
}

function isWithin(at: Range, around: Range): boolean {
  return around[0] <= at[0] && at[1] <= around[1];
}
