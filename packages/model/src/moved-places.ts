import { lineAt, type FileFacts, type RepoPath, type SourceFile, type Span } from '@assay/contract';
import { isSameInput, type BuildInput } from './same-input.js';

/** Where a span of a model stands in the text after an edit; undefined where that is not certain. */
export type MovedSpan = (span: Span) => Span | undefined;

/**
 * Would two inputs give the same model but for the places in one file of code (blank lines, comments, another layout)? Then where those places are now; `linked` are the
 * files that the model of the first is made of. Certain: the facts of the file are equal, no two places changed their order, and what stood on one line still does.
 * Numbers of lines in texts are not moved.
 */
export function movedPlaces(before: BuildInput, after: BuildInput, linked: ReadonlySet<RepoPath>): MovedSpan | undefined {
  const index = after.repository.files.findIndex((file, at) => file.text !== before.repository.files[at]?.text);
  const [old, now] = [before.repository.files[index], after.repository.files[index]];
  if (!old || !now || old.path !== now.path || old.kind !== 'code' || old.role !== now.role || !linked.has(old.path)) return undefined;
  const [was, is] = [before, after].map(({ facts }) => facts.find(({ path }) => path === old.path));
  if (!was || !is) return undefined;
  const files = after.repository.files.with(index, old);
  if (!isSameInput(before, { ...after, repository: { ...after.repository, files }, facts: after.facts.map((file) => (file === is ? was : file)) }, linked)) return undefined;
  const offsets = offsetsOf(was, is);
  return offsets && spanMover(old, now, offsets);
}

/** Each offset that facts name, with what it is in other facts that are equal but for their places; undefined where they are not. In order. */
function offsetsOf(was: FileFacts, is: FileFacts): ReadonlyMap<number, number> | undefined {
  const offsets = new Map<number, number>();
  const [{ hash: _hash, lineStarts: _starts, functions: [module, ...inner], ...rest }, { hash: _now, lineStarts: _nowStarts, functions: [moduleNow, ...innerNow], ...restNow }] = [was, is];
  if (!module || !moduleNow) return undefined;
  // The file as a whole begins at its first character, wherever its first statement went.
  if (!isMoved([{ ...module, at: 0, nameAt: 0 }, inner, rest], [{ ...moduleNow, at: 0, nameAt: 0 }, innerNow, restNow], offsets)) return undefined;
  const sorted = [...offsets].sort(([a], [b]) => a - b);
  const keepsOrder = sorted.every(([from, to], at) => {
    const [fromBefore, toBefore] = sorted[at - 1] ?? [-1, -1];
    const isOneLine = fromBefore >= 0 && lineAt(was.lineStarts, fromBefore) === lineAt(was.lineStarts, from);
    return to > toBefore && (fromBefore < 0 || isOneLine === (lineAt(is.lineStarts, toBefore) === lineAt(is.lineStarts, to)));
  });
  return keepsOrder ? new Map(sorted) : undefined;
}

/** Are two parts of facts equal but for their places? Gathers which offset became which; one that became two is none. */
function isMoved(was: unknown, is: unknown, offsets: Map<number, number>): boolean {
  if (typeof was !== 'object' || typeof is !== 'object' || was === null || is === null) return was === is;
  const [keys, keysNow] = [Object.keys(was), Object.keys(is)];
  return keys.length === keysNow.length && Array.isArray(was) === Array.isArray(is) && keys.every((key) => {
    const [part, now] = [(was as Record<string, unknown>)[key], (is as Record<string, unknown>)[key]];
    return isRange(part) && isRange(now) && (key === 'at' || key === 'nameAt') ? part.every((offset, at) => isKept(offset, now[at] ?? -1, offsets)) : isMoved(part, now, offsets);
  });
}

function isKept(from: number, to: number, offsets: Map<number, number>): boolean {
  const known = offsets.get(from);
  if (known === undefined) offsets.set(from, to);
  return known === undefined || known === to;
}

function isRange(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'number');
}

/** A place that no fact names moves with the text between it and the next one, where that is the same. */
function spanMover(old: SourceFile, now: SourceFile, offsets: ReadonlyMap<number, number>): MovedSpan {
  const known = [...offsets.keys()];
  const moved = (offset: number): number | undefined => {
    if (offset === 0 || offsets.has(offset)) return offsets.get(offset) ?? 0;
    const next = known.find((one) => one > offset);
    const to = next === undefined ? undefined : offsets.get(next);
    if (next === undefined || to === undefined) return undefined;
    const start = to - (next - offset);
    return start > 0 && old.text.slice(offset, next) === now.text.slice(start, to) ? start : undefined;
  };
  return (span) => {
    if (span.path !== old.path) return span;
    if (span.start === 0 && span.end <= 1) return undefined;
    const [start, end] = [moved(span.start), moved(span.end)];
    return start === undefined || end === undefined || end < start ? undefined : { path: span.path, start, end };
  };
}
