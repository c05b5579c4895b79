import { createRequire } from 'node:module';
import type * as Build from 'node-sql-parser';
import type { Range, SqlOp } from '@assay/contract';
import { isNode, type Frontend } from '../frontend.js';
import { opsOf } from './statements.js';

/** Required: an import reads all of its 2.5 MB twice more, for its format and the names that it exports. */
const { Parser } = createRequire(import.meta.url)('node-sql-parser') as typeof Build;
const parser = new Parser();
const DIALECTS = ['PostgreSQL', 'MySQL', 'TransactSQL', 'MariaDB', 'Snowflake'];

/** The last resort for text that no dialect's own grammar took: the loose grammars of node-sql-parser, in turn. */
export const anyDialect: Frontend = {
  parse: (text) => {
    let failure: unknown;
    for (const database of DIALECTS) {
      try {
        return { ops: read(text, database), fallback: true };
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  },
};

function read(text: string, database: string): readonly SqlOp[] {
  const at: Range = [0, text.length];
  const tree: unknown = parser.astify(text, { database });
  return (Array.isArray(tree) ? tree : [tree]).filter(isNode).flatMap((node) => opsOf(node, at));
}
