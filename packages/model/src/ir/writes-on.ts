import type { Env, Expr, WriteFact } from '@assay/contract';

/** Members assigned, in the same function, to the variable that the expression names. */
export function writesOn(expr: Expr, env: Env): readonly WriteFact[] {
  if (expr.kind !== 'name' || env.file.functions[env.file.bindings[expr.binding]?.fn ?? -1] !== env.fn) return [];
  return env.file.writes.filter((write) => write.object.kind === 'name' && write.object.binding === expr.binding && env.file.functions[write.fn] === env.fn);
}
