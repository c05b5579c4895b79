import { spanOf, type DeclaredColumn, type DeclaredTable, type Linked } from '@assay/contract';
import { chainOf } from '../migrations/calls/chain.js';
import { propertiesOf, resolved, type Ref } from '../migrations/calls/scope.js';
import { callsIn, filesUsing, importedAs, refsOf } from './shared.js';

const PACKAGES = /^convex\/server$/;

/** `defineSchema({ orders: defineTable({..}).index(..) })`. https://docs.convex.dev/database/schemas */
export function* convexTables(project: Linked): Generator<DeclaredTable> {
  for (const file of filesUsing(project, PACKAGES)) {
    for (const call of callsIn(file)) {
      const [tables] = importedAs(call, file, PACKAGES) === 'defineSchema' ? refsOf(call, file, project) : [];
      for (const [name, ref] of propertiesOf(tables) ?? []) {
        const table = tableOf(name, ref);
        if (table) yield table;
      }
    }
  }
}

function tableOf(name: string, ref: Ref): DeclaredTable | undefined {
  const target = resolved(ref);
  const { root, steps, scope } = chainOf(target.expr, target.scope);
  const [first] = steps;
  const isTable = first?.name === '()' && root.kind === 'name' && scope.file.bindings[root.binding]?.imported?.name === 'defineTable';
  const fields = isTable ? propertiesOf(first.args?.[0]) : undefined;
  if (!fields) return undefined;
  return { names: [name], called: name, by: 'Convex schema', dialect: 'unknown', at: spanOf(target.scope.file.path, target.expr.at), complete: true, columns: [...fields].map(([field, value]) => columnOf(field, value)) };
}

/** `v.optional(..)` may be absent. */
function columnOf(field: string, ref: Ref): DeclaredColumn {
  const { expr, scope } = resolved(ref);
  const callee = expr.kind === 'call' && expr.callee.kind === 'member' ? expr.callee.name : undefined;
  return { names: [field], called: field, ...(callee === undefined ? {} : { nullable: callee === 'optional' }), at: spanOf(scope.file.path, expr.at) };
}
