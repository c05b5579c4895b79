import type { Expr, FileFacts } from '@assay/contract';

/** The last name of what is called, as `file` writes it: `find` in `rows.find(...)` and in `find(...)`; empty where the callee has none. */
export function calledName(callee: Expr, file: FileFacts): string {
  if (callee.kind === 'member') return callee.name;
  return callee.kind === 'name' ? file.bindings[callee.binding]?.name ?? '' : '';
}
