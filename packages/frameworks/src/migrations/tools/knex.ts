import type { CodeTool } from '../code/tool.js';

export const knex: CodeTool = {
  name: 'Knex',
  docs: 'https://knexjs.org/guide/migrations.html',
  packages: ['knex', 'objection'],
  types: /^Knex\b/,
  params: /^_?(?:knex|trx)$/i,
  second: /^Promise$/,
  calls: /^(?:\(\)|schema\.|raw$|fn\.|client\.|transaction$|table$|from$|into$)/,
  missingDown: 'absent',
  textOrder: true,
};
