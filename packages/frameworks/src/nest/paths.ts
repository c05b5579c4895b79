import type { Linked, Value } from '@assay/contract';
import { isGiven } from './values.js';

/** A path's text, or undefined when it is not decidable. */
export type PathText = string | undefined;

/** `'a'`, `['a', 'b']` or nothing: one entry a path. */
export function pathTexts(value: Value | undefined, project: Linked): readonly PathText[] {
  if (!isGiven(value)) return [''];
  if (value.kind === 'array') return value.items.length === 0 ? [''] : value.items.map((item) => project.text(item));
  if (value.kind === 'list') return pathTexts(value.of, project);
  return value.kind === 'union' ? [...new Set(value.options.map((option) => project.text(option)))] : [project.text(value)];
}

/** Segments joined, without slashes at the ends. */
export function join(...parts: readonly string[]): string {
  return parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '').join('/');
}

/** `*`, `/*path`, `(.*)`, `{*splat}` at the end cover all below. */
const TAIL = /\/?(?:\{\/?\*\w*\}|\(\.\*\)|\*\w*)$/;

function isWildcard(path: string): boolean {
  return TAIL.test(path);
}

/** The path above what the wildcard at its end covers. */
export function withoutWildcard(path: string): string {
  return path.replace(TAIL, '');
}

export interface Pattern {
  readonly path: string;
  readonly methods?: readonly string[];
  /** The path and all below it. */
  readonly prefix: boolean;
}

/** Does the pattern cover the route at this path? */
export function covers(pattern: Pattern, path: string, method: string): boolean {
  if (pattern.methods && method !== 'ALL' && !pattern.methods.includes(method)) return false;
  const wanted = segments(pattern.path);
  const got = segments(path);
  if (got.length < wanted.length || (!pattern.prefix && got.length > wanted.length)) return false;
  return wanted.every((segment, index) => segment.startsWith(':') || segment === '*' || segment === got[index]);
}

function segments(path: string): readonly string[] {
  return join(path).split('/').filter((segment) => segment !== '');
}

/** A route as text (`'users'`) or `{ path, method }`; undefined when it is not decidable. */
export function patternOf(value: Value, project: Linked): Pattern | undefined {
  const given = value.kind === 'object' ? project.properties(value).get('path') : value;
  const text = project.text(given);
  if (text === undefined) return undefined;
  const methods = value.kind === 'object' ? methodsOf(project.properties(value).get('method')) : undefined;
  return { path: join(withoutWildcard(text)), prefix: isWildcard(text), ...(methods ? { methods } : {}) };
}

/** `RequestMethod.POST`; undefined stands for every method. */
export function methodsOf(value: Value | undefined): readonly string[] | undefined {
  const name = value?.kind === 'path' ? value.path.split('.').at(-1) : undefined;
  return name === undefined || name === 'ALL' ? undefined : [name];
}
