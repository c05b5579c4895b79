import type { CodeTool } from '../code/tool.js';

/** Modules that a project's own runner, or the library's, hands a connection. */
export const slonik: CodeTool = {
  name: 'Slonik',
  docs: 'https://github.com/mmkal/slonik-tools/tree/main/packages/migrator#readme',
  packages: ['slonik', '@slonik/migrator', '@silverhand/slonik'],
  types: /^(?:DatabasePool|DatabasePoolConnection|DatabaseTransactionConnection|DatabaseConnection|CommonQueryMethods)\b/,
  params: /^_?(?:pool|connection|slonik)$/i,
  calls: /^(?:query|any|anyFirst|many|manyFirst|maybeOne|maybeOneFirst|one|oneFirst|exists|transaction|connect)$/,
  missingDown: 'absent',
  textOrder: true,
};
