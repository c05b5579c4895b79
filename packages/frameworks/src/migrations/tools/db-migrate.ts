import type { CodeTool } from '../code/tool.js';

/** JavaScript migrations, also those that only run `sqls/<name>-up.sql`. */
export const dbMigrate: CodeTool = {
  name: 'db-migrate',
  docs: 'https://db-migrate.readthedocs.io/en/latest/Getting%20Started/usage/',
  packages: ['db-migrate', 'db-migrate-base', 'db-migrate-pg', 'db-migrate-mysql', 'db-migrate-sqlite3', 'db-migrate-shared'],
  types: /^(?:Base|DbMigrate)\b/i,
  params: /^_?db$/i,
  second: /^_?(?:cb|callback|done|next)$/i,
  calls: /^(?:runSql|all|createTable|dropTable|renameTable|(?:add|remove|change|rename)Column|(?:add|remove)(?:Index|ForeignKey)|insert|createDatabase|_run)$/,
  missingDown: 'absent',
};
