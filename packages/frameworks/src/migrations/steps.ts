import { spanOf, type FileFacts, type FunctionFact, type Linked, type MigrationStep } from '@assay/contract';
import { CALL_READERS } from './calls/index.js';
import { scopeOf, type Ref, type Scope } from './calls/scope.js';
import { stepsOf } from './calls/walk.js';
import { onlineIn } from './dialects.js';
import { parametersOf } from './code/parameters.js';
import type { SqlPart } from './sql/part.js';

/** The Ops of a SQL file, or of one section of it. */
export function stepsOfPart(part: SqlPart, project: Linked): readonly MigrationStep[] {
  const { path } = part.source;
  const statements = project.sqlFile(path)?.sql?.flatMap((text) => text.statements) ?? [];
  return statements.filter((statement) => statement.at[0] >= part.start && statement.at[0] < part.end).flatMap((statement) => statement.ops.map((op): MigrationStep => ({
    op, at: spanOf(path, op.at), statement: statement.at[0], confidence: statement.confidence, ...(statement.problem && statement.refused && !onlineIn(path) ? { problem: statement.problem } : {}),
  })));
}

/** The Ops of a migration's function: what its calls on the tool's database do. `args` are those that a wrapper fixed. */
export function stepsOfFunction(fn: FunctionFact, file: FileFacts, tool: string, project: Linked, args: readonly Ref[] = []): readonly MigrationStep[] {
  const reader = CALL_READERS[tool];
  if (!reader) return [{ op: { op: 'opaque', at: fn.at, reason: 'calls of this tool are not read' }, at: spanOf(file.path, fn.at), confidence: 'exact' }];
  const self = fn.cls === undefined ? undefined : file.classes[fn.cls];
  const scope: Scope = { ...scopeOf(file, project), ...(self ? { self } : {}), handles: handlesOf(fn, file), bound: new Map(fn.params.flatMap((param, index): [number, Ref][] => (args[index] ? [[param.binding, args[index]]] : []))) };
  return stepsOf(fn, scope, reader);
}

/** The first parameter, or the names it is taken apart into; values that only carry types and options are none. */
function handlesOf(fn: FunctionFact, file: FileFacts): ReadonlySet<number> {
  const { bindings } = parametersOf(fn, file);
  return new Set([...bindings].filter((binding) => !/^(?:Sequelize|DataTypes|types|options)$/.test(file.bindings[binding]?.name ?? '')));
}
