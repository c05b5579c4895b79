import type { ClassTool } from '../code/class-tool.js';

/** The inherited `down` throws: a class without its own has no rollback. */
export const mikroOrm: ClassTool = {
  name: 'MikroORM',
  docs: 'https://mikro-orm.io/docs/migrations',
  packages: ['@mikro-orm/migrations', '@mikro-orm/migrations-mongodb', '@mikro-orm/core'],
  extended: /^Migration$/,
  className: /^Migration\d{8,}/,
  missingDown: 'absent',
};
