import type { BlockMeaning, FrameworkAdapter, PathValue, RequestMeaning, TestModel } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { compile } from '../link/rows.js';

/** What adapters know of calls in tests, by package. */
export class TestRows {
  private readonly rows = new Map<string, { readonly test: RegExp; readonly row: TestModel }[]>();
  private readonly known = new Map<PathValue, RequestMeaning | BlockMeaning | null>();

  constructor(adapters: readonly FrameworkAdapter[]) {
    for (const row of adapters.flatMap((adapter) => adapter.tests ?? [])) {
      for (const name of typeof row.package === 'string' ? [row.package] : row.package) {
        const list = this.rows.get(name);
        const compiled = { test: compile(row.path), row };
        if (list) list.push(compiled);
        else this.rows.set(name, [compiled]);
      }
    }
  }

  /** What the call means that a path ends in. */
  meaning(path: PathValue, linker: Linker): RequestMeaning | BlockMeaning | undefined {
    if (path.step !== '()') return undefined;
    const known = this.known.get(path);
    if (known !== undefined) return known ?? undefined;
    let found: RequestMeaning | BlockMeaning | undefined;
    for (const { test, row } of this.rows.get(path.root) ?? []) {
      if (!test.test(path.path)) continue;
      found = typeof row.is === 'function' ? row.is(path, linker) : row.is;
      if (found) break;
    }
    this.known.set(path, found ?? null);
    return found;
  }
}
