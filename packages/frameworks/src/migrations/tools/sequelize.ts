import type { CodeTool } from '../code/tool.js';

/** sequelize-cli and umzug, which it runs on; projects hand the query interface over in several shapes. */
export const sequelize: CodeTool = {
  name: 'Sequelize',
  docs: 'https://sequelize.org/docs/v6/other-topics/migrations/',
  packages: ['sequelize', '@sequelize/core', 'sequelize-cli', 'sequelize-typescript', 'umzug'],
  types: /^(?:QueryInterface|MigrationFn|Migration|MigrationParams|RunnableMigration)\b/,
  params: /^_?(?:query_?interface|qi|context|sequelize)$/i,
  second: /^_?(?:Sequelize|DataTypes|types)$/i,
  calls: /^(?:(?:createTable|dropTable|renameTable|(?:add|remove|change|rename)Column|(?:add|remove)Index|(?:add|remove)Constraint|bulk(?:Insert|Update|Delete)|rawSelect|query|describeTable|showAllTables)$|sequelize\.|queryInterface\.|context\.)/,
  missingDown: 'absent',
  textOrder: true,
};
