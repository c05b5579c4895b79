import type { Expr, FileFacts, FunctionFact, TypeExpr } from '@assay/contract';
import { expressionsOf } from './walk.js';

/** What the first parameters of a function tell about who calls it. */
export interface Parameters {
  /** Name of the first one, or the names it is destructured into. */
  readonly names: readonly string[];
  readonly second?: string;
  readonly type?: TypeExpr;
  /** Bindings through which the first one is reached. */
  readonly bindings: ReadonlySet<number>;
}

export function parametersOf(fn: FunctionFact, file: FileFacts): Parameters {
  const [first, second] = fn.params;
  if (!first) return { names: [], bindings: new Set() };
  const name = file.bindings[first.binding]?.name ?? '';
  const taken = name === '' ? takenFrom(first.binding, file) : [];
  const names = name === '' ? taken.map(([, member]) => member) : [name];
  const secondName = second && file.bindings[second.binding]?.name;
  return {
    names, ...(secondName ? { second: secondName } : {}), ...(first.declared ? { type: first.declared } : {}),
    bindings: new Set(name === '' ? taken.map(([binding]) => binding) : [first.binding]),
  };
}

/** The names that a destructured parameter is taken apart into, with the members they are. */
function takenFrom(param: number, file: FileFacts): [number, string][] {
  return file.bindings.flatMap((binding, id): [number, string][] => {
    const init = binding.init?.kind === 'logical' ? binding.init.left : binding.init;
    const isTaken = init?.kind === 'member' && init.object.kind === 'name' && init.object.binding === param;
    return isTaken ? [[id, init.name]] : [];
  });
}

/** What a function calls on these bindings, as paths: `schema.createTable`, `()` for calling one itself. */
export function callsOn(bindings: ReadonlySet<number>, fn: FunctionFact, file: FileFacts): string[] {
  const found: string[] = [];
  for (const expr of expressionsOf(fn.body, file)) {
    const path = expr.kind === 'call' ? pathOn(expr.callee, bindings) : undefined;
    if (path !== undefined) found.push(path.join('.') || '()');
  }
  return found;
}

function pathOn(expr: Expr, bindings: ReadonlySet<number>): string[] | undefined {
  if (expr.kind === 'name') return bindings.has(expr.binding) ? [] : undefined;
  const path = expr.kind === 'member' ? pathOn(expr.object, bindings) : undefined;
  return path && expr.kind === 'member' ? [...path, expr.name] : undefined;
}
