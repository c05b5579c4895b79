import type { CodeTool } from '../code/tool.js';

/** Without `down` the tool reverses the calls of `up`; `export const down = false` forbids going back. */
export const nodePgMigrate: CodeTool = {
  name: 'node-pg-migrate',
  docs: 'https://salsita.github.io/node-pg-migrate/migrations/',
  packages: ['node-pg-migrate'],
  types: /^MigrationBuilder\b/,
  params: /^_?(?:pgm|b|builder)$/i,
  second: /^_?run$/i,
  calls: /^(?:(?:create|drop|alter|rename|add)(?:Table|Columns?|Index|Constraint|Type|Function|Trigger|Schema|View|Sequence|Role|Extension|Domain|Policy|MaterializedView|TypeValue)|sql|func|noTransaction|db\.\w+|comment)$/,
  missingDown: 'inferred',
  falseDown: true,
};
