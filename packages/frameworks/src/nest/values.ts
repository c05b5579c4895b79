import { weakMemo, type Linked, type SourceRole, type Value } from '@assay/contract';

const MAX_DEPTH = 6;

/** A value's alternatives: itself when it is no union. */
export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'union' ? value.options : [value];
}

export interface Listed {
  readonly items: readonly Value[];
  /** False when something may be missing. */
  readonly complete: boolean;
}

/** What a list that a module or a call was given holds: nested arrays are laid out, every alternative counts. */
export function listed(value: Value | undefined, depth = 0): Listed {
  if (!value || (value.kind === 'const' && (value.value === undefined || value.value === null))) return { items: [], complete: true };
  if (depth > MAX_DEPTH || value.kind === 'unknown') return { items: [], complete: false };
  if (value.kind === 'list') return listed(value.of, depth + 1);
  if (value.kind !== 'array' && value.kind !== 'union') return { items: [value], complete: true };
  const parts = (value.kind === 'array' ? value.items : value.options).map((item) => listed(item, depth + 1));
  const open = value.kind === 'array' && value.open;
  return { items: parts.flatMap((part) => part.items), complete: !open && parts.every((part) => part.complete) };
}

/** A property of an object literal; undefined of anything else. */
export function property(value: Value | undefined, name: string, project: Linked): Value | undefined {
  return value?.kind === 'object' ? project.properties(value).get(name) : undefined;
}

/** Was something given, and not `undefined`? */
export function isGiven(value: Value | undefined): value is Value {
  return value !== undefined && !(value.kind === 'const' && value.value === undefined);
}

interface Sources {
  readonly role: (path: string) => SourceRole | undefined;
  readonly text: (path: string) => string;
}

/** Roles and texts of the project's files, by path. */
export const sourcesOf = weakMemo((project: Linked): Sources => {
  const byPath = new Map(project.sources.map((file) => [file.path, file]));
  return { role: (path) => byPath.get(path)?.role, text: (path) => byPath.get(path)?.text ?? '' };
});
