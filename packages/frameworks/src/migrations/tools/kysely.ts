import type { CodeTool } from '../code/tool.js';

/** A migration without `down` is skipped silently when migrating down. */
export const kysely: CodeTool = {
  name: 'Kysely',
  docs: 'https://kysely.dev/docs/migrations',
  packages: ['kysely', 'kysely-ctl'],
  types: /^(?:Kysely|Transaction)\b/,
  params: /^_?(?:db|kysely)$/i,
  calls: /^(?:schema\.|insertInto$|updateTable$|deleteFrom$|selectFrom$|executeQuery$|fn\.)/,
  missingDown: 'absent',
  textOrder: true,
};
