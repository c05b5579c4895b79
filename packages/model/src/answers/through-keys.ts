import { walk, type Env, type Expr, type ExprOf } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** Rows that stand for two others: a pair has one. */
export interface PairKey { readonly table: string; readonly key: readonly string[] }

interface Side { readonly table: string; readonly column: string; readonly other: string | undefined }

/** `Tool.belongsToMany(Box, { through: ToolInBox, foreignKey: 'toolId' })`: the library makes the two columns of the model between them a key, unless it is told not to. */
export function pairKeys(linker: Linker): readonly PairKey[] {
  const sides = linker.files.flatMap((file) => file.functions.flatMap((fn, id) => walk(fn).flatMap((expr) => (expr.kind === 'call' ? sideOf(expr, linker.envOf(file, id), linker) ?? [] : []))));
  return sides.flatMap(({ table, column, other }) => {
    const columns = new Set([column, ...(other === undefined ? [] : [other]), ...sides.flatMap((side) => (side.table === table ? [side.column] : []))]);
    return columns.size === 2 ? [{ table, key: [...columns] }] : [];
  });
}

function sideOf({ callee, args: [, options] }: ExprOf<'call'>, env: Env, linker: Linker): Side | undefined {
  if (callee.kind !== 'member' || callee.name !== 'belongsToMany' || options?.kind !== 'object') return undefined;
  const given = memberOf(options, 'through');
  const through = given?.kind === 'object' ? memberOf(given, 'model') : given;
  const unique = given?.kind === 'object' ? memberOf(given, 'unique') : undefined;
  const table = through && tableName(through, env, linker);
  const column = columnName(memberOf(options, 'foreignKey'));
  if (table === undefined || column === undefined || (unique?.kind === 'literal' && unique.value === false)) return undefined;
  return { table, column, other: columnName(memberOf(options, 'otherKey')) };
}

function memberOf({ members }: ExprOf<'object'>, name: string): Expr | undefined {
  const member = members.find((one) => one.kind === 'property' && one.key === name);
  return member?.kind === 'property' ? member.value : undefined;
}

/** A model by what it is called, or a table by its name. */
function tableName(expr: Expr, env: Env, linker: Linker): string | undefined {
  const [value] = optionsOf(linker.evaluate(expr, env));
  if (value?.kind === 'const') return typeof value.value === 'string' ? value.value : undefined;
  if (value?.kind === 'class') return value.cls.name;
  return expr.kind === 'member' ? expr.name : expr.kind === 'name' ? env.file.bindings[expr.binding]?.name : undefined;
}

function columnName(expr: Expr | undefined): string | undefined {
  if (expr?.kind === 'object') return columnName(memberOf(expr, 'name'));
  return expr?.kind === 'literal' && typeof expr.value === 'string' ? expr.value : undefined;
}
