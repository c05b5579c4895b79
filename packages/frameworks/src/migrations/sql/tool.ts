import type { Linked, RepoPath, SourceFile } from '@assay/contract';
import type { SqlMigration } from './unit.js';

/** How one tool lays out its SQL files. */
export interface SqlTool {
  readonly name: string;
  /** The tool's own page. */
  readonly docs: string;
  /** The migrations among these files. It is shown only files that no earlier tool took. `inCode`: the modules that are migrations. */
  find(files: readonly SourceFile[], project: Linked, inCode?: readonly RepoPath[]): Iterable<SqlMigration>;
  /** Files that belong to the tool without being a unit's up or down: never offered to later tools. */
  owns?(file: SourceFile, project: Linked): boolean;
}
