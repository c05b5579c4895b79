import type { Expr, FileFacts } from '@assay/contract';

const LIMIT = 8;

/** Follows a name to what it was declared as, in this file; casts and `await` are seen through. */
export function resolve(expr: Expr | undefined, file: FileFacts, left = LIMIT): Expr | undefined {
  if (!expr || left === 0) return expr;
  if (expr.kind === 'cast' || expr.kind === 'await') return resolve(expr.value, file, left - 1);
  if (expr.kind === 'assign') return resolve(expr.value, file, left - 1);
  if (expr.kind !== 'name') return expr;
  const binding = file.bindings[expr.binding];
  if (!binding?.init || binding.assigned?.length) return expr;
  return resolve(binding.init, file, left - 1);
}

/** The name that an expression was written as: `a.b.c`; `undefined` where it is no plain path. */
export function writtenName(expr: Expr, file: FileFacts): string | undefined {
  if (expr.kind === 'global') return expr.name;
  if (expr.kind === 'name') return file.bindings[expr.binding]?.name;
  if (expr.kind === 'this') return 'this';
  if (expr.kind !== 'member') return undefined;
  const object = writtenName(expr.object, file);
  return object === undefined ? undefined : `${object}.${expr.name}`;
}
