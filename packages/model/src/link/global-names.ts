import { weakMemo, type Expr, type FileFacts, type Value, type WriteFact } from '@assay/contract';
import type { Link } from './link.js';
import { testFiles, type ProjectIndex } from './project-index.js';
import { unionOf } from './values.js';

export interface Place { readonly file: FileFacts; readonly write: WriteFact }

const OBJECTS: ReadonlySet<string> = new Set(['global', 'globalThis']);
const MAX_WRITES = 4;
const writesOf = weakMemo(collect);

/** Is it the global object itself, of which the project's own names are members? */
export function isGlobalObject(path: { readonly root: string; readonly path: string }): boolean {
  return path.root === '#global' && OBJECTS.has(path.path);
}

/** `globalThis.store.get`: what others put on the global object. */
export function isOnGlobalObject(path: { readonly root: string; readonly path: string }): boolean {
  return path.root === '#global' && /^global(?:This)?\./.test(path.path);
}

/** What product code puts on the global object under this name (`globalThis.db = connect()`), or on what it put there (`APP.models = load()`: `APP.models`). */
export function globalNamed(name: string, link: Link): Value | undefined {
  const places = writesOf(link.index).get(name) ?? [];
  return places.length === 0 ? undefined : unionOf(places.slice(0, MAX_WRITES).map(({ file, write }) => link.evaluate(write.value, link.envOf(file, write.fn))));
}

/** The name that an expression names of the global object, and every place of product code that gives it a value. */
export function onGlobalObject(expr: Expr, file: FileFacts, index: ProjectIndex): { readonly name: string; readonly places: readonly Place[] } | undefined {
  const name = globalPath(expr, file)?.join('.') ?? '';
  return name === '' ? undefined : { name, places: writesOf(index).get(name) ?? [] };
}

/** A member that is put, by its global name, on the object that this binding holds. */
export function parkedByGlobalName(file: FileFacts, binding: number, member: string, link: Link): Value | undefined {
  for (const [name, places] of writesOf(link.index)) {
    if (places.some((place) => place.file === file && place.write.value.kind === 'name' && place.write.value.binding === binding)) return globalNamed(`${name}.${member}`, link);
  }
  return undefined;
}

function collect(index: ProjectIndex): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>();
  const tests = testFiles(index.repository);
  for (const file of index.files) {
    if (tests.has(file.path)) continue;
    for (const write of file.writes) {
      const owner = write.name === '[]' ? undefined : globalPath(write.object, file);
      if (owner === undefined) continue;
      const name = [...owner, write.name].join('.');
      found.set(name, [...(found.get(name) ?? []), { file, write }]);
    }
  }
  return found;
}

/** The names below the global object: none for itself, through casts and names that stand for it. */
function globalPath(expr: Expr, file: FileFacts): readonly string[] | undefined {
  switch (expr.kind) {
    case 'global': return OBJECTS.has(expr.name) ? [] : [expr.name];
    case 'cast': return globalPath(expr.value, file);
    case 'member': {
      const owner = globalPath(expr.object, file);
      return owner?.length === 0 ? [expr.name] : undefined;
    }
    case 'name': {
      const binding = file.bindings[expr.binding];
      const owner = binding?.init && !binding.assigned ? globalPath(binding.init, file) : undefined;
      return owner?.length === 0 ? owner : undefined;
    }
    default: return undefined;
  }
}
