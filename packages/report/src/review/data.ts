import { compareText, type BackendModel } from '@assay/contract';
import type { MatrixRow, ReviewReport } from './model.js';

/** Which entry points read and write which table, and how each migration can be taken back. */
export function dataOf(model: Pick<BackendModel, 'endpoints' | 'effects' | 'migrations'>, rows: readonly MatrixRow[]): ReviewReport['data'] {
  const shown = new Set(rows.map(({ id }) => id));
  const tables = new Map<string, { readonly read: Set<string>; readonly written: Set<string> }>();
  for (const entry of model.endpoints.filter(({ id }) => shown.has(id))) {
    for (const { access } of model.effects(entry)) {
      if (access?.table === undefined) continue;
      const users = tables.get(access.table) ?? { read: new Set(), written: new Set() };
      tables.set(access.table, users);
      (access.op === 'read' ? users.read : users.written).add(entry.id);
    }
  }
  return {
    tables: [...tables].sort(([a], [b]) => compareText(a, b)).map(([name, { read, written }]) => ({ name, readBy: [...read].sort(), writtenBy: [...written].sort() })),
    migrations: model.migrations.map(({ name, tool, path, down, destructive }) => ({ name, tool, path, down: down.kind, destructive })).sort((a, b) => compareText(a.name, b.name) || compareText(a.path, b.path)),
  };
}
