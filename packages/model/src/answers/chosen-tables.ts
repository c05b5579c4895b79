import { walkExpr, type Expr } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { writtenAs } from './written-values.js';

/** Is a row made in a table that is taken out of many by a name which only the run knows: `insert(schema[key])`? */
export function choosesTable({ expr, env, concept }: FlowEvent, linker: Linker): boolean {
  if (concept?.kind !== 'access' || concept.table !== undefined || concept.op !== 'create') return false;
  return walkExpr(expr).some((inner) => inner.kind === 'call' && inner.args.some((arg) => isChosen(writtenAs(arg, env, linker).expr)));
}

function isChosen(expr: Expr): boolean {
  return expr.kind === 'cast' ? isChosen(expr.value) : expr.kind === 'index' && expr.index.kind !== 'literal';
}
