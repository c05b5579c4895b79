import type { Expr, FileFacts, Repository, WriteFact } from '@assay/contract';

/** An assignment and the file it stands in. */
export interface Parked { readonly file: FileFacts; readonly write: WriteFact }

/** Assignments to global names that the project makes itself, in files that are no tests. */
export interface Globals {
  /** `global.shop = value`. */
  named(name: string): readonly Parked[];
  /** `shop.models = value`, of a global `shop`. */
  on(name: string, member: string): readonly Parked[];
}

const HOLDERS: ReadonlySet<string> = new Set(['global', 'globalThis']);

export function indexGlobals(files: readonly FileFacts[], repository: Repository): Globals {
  let all: Map<string, Parked[]> | undefined;
  const of = (key: string): readonly Parked[] => (all ??= collect(files, repository)).get(key) ?? [];
  return { named: of, on: (name, member) => (of(name).length === 0 ? [] : of(`${name}.${member}`)) };
}

function collect(files: readonly FileFacts[], repository: Repository): Map<string, Parked[]> {
  const tests = new Set(repository.files.filter(({ role }) => role === 'test').map(({ path }) => path));
  const found = new Map<string, Parked[]>();
  for (const file of files) {
    if (tests.has(file.path)) continue;
    for (const write of file.writes) {
      const holder = globalOf(write.object);
      if (holder === undefined) continue;
      const key = holder === '' ? write.name : `${holder}.${write.name}`;
      found.set(key, [...(found.get(key) ?? []), { file, write }]);
    }
  }
  return found;
}

/** The global that is assigned to: '' for the global object itself. */
function globalOf(object: Expr): string | undefined {
  if (object.kind === 'global') return HOLDERS.has(object.name) ? '' : object.name;
  return object.kind === 'member' && globalOf(object.object) === '' ? object.name : undefined;
}
