import { spanOf, type FileFacts, type FunctionFact, type Linked, type MigrationDown, type SourceFile } from '@assay/contract';
import { baseOf, folderOf } from '../paths.js';
import { headOf, isIdle, wholeFile } from '../sql/part.js';
import { literalText } from './text.js';
import { expressionsOf } from './walk.js';

/** SQL files that a function names (`path.join(__dirname, 'sqls', 'x-down.sql')`): found ones, and names of those that are not there. */
export interface NamedSql {
  readonly found: readonly SourceFile[];
  readonly missing: readonly string[];
}

export function namedSql(fn: FunctionFact, file: FileFacts, project: Linked): NamedSql {
  const names = new Set<string>();
  for (const expr of expressionsOf(fn.body, file)) {
    const text = literalText(expr, '/');
    if (text !== undefined && /[\w-]\.sql$/.test(text)) names.add(baseOf(text));
  }
  const found: SourceFile[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const source = nearest(name, file, project);
    if (source) found.push(source);
    else missing.push(name);
  }
  return { found, missing };
}

/** The file of that name below the migration's own folder, else the only one in the repository. */
function nearest(name: string, file: FileFacts, project: Linked): SourceFile | undefined {
  const named = project.sources.filter((source) => source.kind === 'sql' && baseOf(source.path) === name);
  const below = named.filter((source) => source.path.startsWith(`${folderOf(file.path)}/`));
  return below[0] ?? (named.length === 1 ? named[0] : undefined);
}

/** What a down that runs SQL files comes to; `undefined` when it names none. */
export function downOfNamedSql({ found, missing }: NamedSql): MigrationDown | undefined {
  const [name] = missing;
  if (name !== undefined) return { kind: 'unknown', reason: 'unresolved-import' };
  const [first] = found;
  if (!first) return undefined;
  const busy = found.find((source) => !isIdle(wholeFile(source)));
  return busy ? { kind: 'present', at: headOf(wholeFile(busy)) } : { kind: 'empty', at: spanOf(first.path, [0, first.text.length]) };
}
