import type { ClassTool } from '../code/class-tool.js';

export const typeorm: ClassTool = {
  name: 'TypeORM',
  docs: 'https://typeorm.io/docs/migrations/why',
  packages: ['typeorm'],
  implemented: /^MigrationInterface$/,
  className: /\d{13}$/,
  missingDown: 'absent',
};
