import { walkExpr, type Expr } from '@assay/contract';

/** The branch that runs on a developer's machine only: `env === 'development'`, `NODE_ENV !== 'production'`. */
export function developmentArm(test: Expr): 'then' | 'else' | undefined {
  for (const inner of walkExpr(test)) {
    if (inner.kind === 'binary' && /^[!=]==?$/.test(inner.op)) {
      const text = [inner.left, inner.right].map((side) => (side.kind === 'literal' ? side.value : undefined)).find((value) => typeof value === 'string');
      const same = inner.op.startsWith('=');
      if (text === 'production' || text === 'prod') return same ? 'else' : 'then';
      if (text === 'development' || text === 'dev' || text === 'local' || text === 'test') return same ? 'then' : 'else';
    }
    const name = inner.kind === 'member' ? inner.name : undefined;
    if (name !== undefined && /^is_?dev(?:elopment)?$|^debug$/i.test(name)) return 'then';
    if (name !== undefined && /^is_?prod(?:uction)?$/i.test(name)) return 'else';
  }
  return undefined;
}
