import type { ClassTool } from '../code/class-tool.js';

/** AdonisJS: `export default class extends BaseSchema`. The inherited `down` does nothing. */
export const lucid: ClassTool = {
  name: 'Lucid',
  docs: 'https://lucid.adonisjs.com/docs/migrations',
  packages: ['@adonisjs/lucid', '@adonisjs/lucid/schema', '@ioc:Adonis/Lucid/Schema'],
  extended: /^(?:BaseSchema|default)$/,
  className: /^$/,
  missingDown: 'absent',
};
