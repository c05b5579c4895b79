// The cases that squawk's rules are tested with, as far as blocking-ddl is about the same locks.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Rules of squawk and the variants of blocking-ddl that stand for them. https://squawkhq.com/docs/rules */
export const SHARED = {
  adding_field_with_default: ['rewrite'],
  adding_foreign_key_constraint: ['scan'],
  adding_not_null_field: ['scan'],
  adding_primary_key_constraint: ['index', 'rewrite'],
  adding_required_field: ['required'],
  changing_column_type: ['rewrite'],
  constraint_missing_not_valid: ['scan'],
  disallow_unique_constraint: ['index'],
  require_concurrent_index_creation: ['index'],
  require_concurrent_index_deletion: ['drop-index'],
};

const TEST = /#\[test\]\s*fn (\w+)\(\)\s*\{([^]*?)\n {4}\}/g;
const SQL = /r#"([^]*?)"#|let sql = "([^"]*)";/;

/** `{ rule, name, sql, reported, version }` of each test in a checkout; `undefined` when it is none. `version`: PostgreSQL's, where the test says one. */
export function readCases(checkout) {
  const folder = join(checkout, 'crates', 'squawk_linter', 'src', 'rules');
  if (!existsSync(folder)) return undefined;
  return Object.keys(SHARED).flatMap((rule) => {
    const text = readFileSync(join(folder, `${rule}.rs`), 'utf8');
    return [...text.slice(text.indexOf('mod test')).matchAll(TEST)].flatMap(([, name, body]) => {
      const sql = SQL.exec(body)?.slice(1).find((found) => found !== undefined);
      const asserted = /\blint_(ok|errors)(?:_with)?\(/.exec(body)?.[1];
      const version = /pg_version: "(\d+)/.exec(body)?.[1];
      return sql === undefined || asserted === undefined ? [] : [{ rule, name, sql, reported: asserted === 'errors', ...(version === undefined ? {} : { version: Number(version) }) }];
    });
  });
}
