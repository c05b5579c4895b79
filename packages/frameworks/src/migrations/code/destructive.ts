import type { Expr, FileFacts, Stmt } from '@assay/contract';
import { destructiveStatement } from '../sql/destructive.js';
import { resolve } from './resolve.js';
import { literalText } from './text.js';
import { expressionsOf } from './walk.js';

/** Builder calls that drop columns or tables, or delete rows. */
const DESTROYS: ReadonlySet<string> = new Set([
  'dropTable', 'dropTableIfExists', 'dropColumn', 'dropColumns', 'removeColumn', 'dropSchema', 'dropSchemaIfExists', 'dropAllTables', 'dropDatabase',
  'truncate', 'del', 'delete', 'deleteFrom', 'deleteMany', 'bulkDelete', 'clearTable', 'destroy',
]);
const MAY_DESTROY = /\b(?:drop|delete|truncate|update)\b/i;

/** Do the calls or SQL texts of a body destroy data? Holes of templates are taken for names. */
export function bodyIsDestructive(body: readonly Stmt[], file: FileFacts): boolean {
  for (const expr of expressionsOf(body, file)) if (destroys(expr, file)) return true;
  return false;
}

function destroys(expr: Expr, file: FileFacts): boolean {
  if (expr.kind === 'call') return expr.callee.kind === 'member' && DESTROYS.has(expr.callee.name);
  const text = literalText(expr.kind === 'name' ? resolve(expr, file) : expr, 'hole');
  return text !== undefined && MAY_DESTROY.test(text) && destructiveStatement(text) !== undefined;
}
