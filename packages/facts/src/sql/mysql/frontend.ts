import { createRequire } from 'node:module';
import type * as Build from 'node-sql-parser/build/mysql.js';
import type { Range, SqlOp } from '@assay/contract';
import { isNode, type Frontend } from '../frontend.js';
import { parseInParts } from './parts.js';
import { opsOf } from './statements.js';

/** The build for one dialect is a tenth of the whole; its MySQL mode reads MariaDB as well. */
const { Parser } = createRequire(import.meta.url)('node-sql-parser/build/mysql.js') as typeof Build;
const parser = new Parser();

/** MySQL and MariaDB. Where the grammar gives up on a statement, its parts are read one by one. */
export const mysql: Frontend = {
  parse: (text) => {
    try {
      return read(text);
    } catch (error) {
      const ops = parseInParts(text, read);
      if (ops) return { ops, fallback: true };
      throw error;
    }
  },
  mistake: (text) => (QUOTED_NAME.test(text) ? 'a name in double quotes is a text to MySQL' : undefined),
};

/** Unless ANSI_QUOTES is on: https://dev.mysql.com/doc/refman/8.4/en/identifiers.html */
const QUOTED_NAME = /^\s*(?:ALTER|DROP|CREATE)\s+TABLE\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"/i;

function read(text: string): readonly SqlOp[] {
  const at: Range = [0, text.length];
  const tree: unknown = parser.astify(text, { database: 'MySQL' });
  return (Array.isArray(tree) ? tree : [tree]).filter(isNode).flatMap((node) => opsOf(node, at));
}
