import { walkExpr, type Expr } from '@assay/contract';
import type { Leaf } from './leaves.js';
import { opOf } from './row-relations.js';
import type { Write } from './write-dependence.js';

/** Of the rows of one table some are added and others removed, each of them named in a list: in between neither the old ones stand nor the new. */
export function changesSet(first: Write, second: Write): boolean {
  const ops = [opOf(first), opOf(second)];
  return ops.includes('delete') && ops.some((op) => op === 'create' || op === 'upsert') && takesMany(first, second) && takesMany(second, first);
}

/** It goes over a list that the other write does not go over. */
function takesMany(write: Write, other: Write): boolean {
  const others = new Set(other.leaves.map(({ key }) => key));
  return write.event.loops.some(({ expr }) => !other.event.loops.some((loop) => loop.expr === expr)) || write.leaves.some(({ role, key }) => (role === 'list' || LISTED.test(key)) && !others.has(key));
}

const LISTED = /\.\[\](?:\.|$)/;

/** The relation that the first takes all from and the second fills, of one row. */
export function refilled(first: Write, second: Write): string | undefined {
  if (opOf(first) !== 'update' || opOf(second) !== 'update') return undefined;
  const addressed = new Set(first.leaves.filter(isAddress).map(({ key }) => key));
  if (!second.leaves.some((leaf) => isAddress(leaf) && addressed.has(leaf.key))) return undefined;
  const filled = new Set(relationsOf(second, fills));
  return relationsOf(first, empties).find((name) => filled.has(name));
}

/** The relation that the first takes all from before the second deletes the row. */
export function emptied(first: Write, second: Write): string | undefined {
  if (opOf(first) !== 'update' || opOf(second) !== 'delete') return undefined;
  const addressed = new Set(first.leaves.filter(isAddress).map(({ key }) => key));
  return second.leaves.some((leaf) => isAddress(leaf) && addressed.has(leaf.key)) ? relationsOf(first, empties)[0] : undefined;
}

function isAddress({ role, text }: Leaf): boolean {
  return role === 'where' && text !== '';
}

/** The members of what is written whose value says so. */
function relationsOf({ event }: Write, says: (value: Expr) => boolean): readonly string[] {
  return walkExpr(event.expr).flatMap((part) => (part.kind === 'object' ? part.members : [])).flatMap((member) => (member.kind === 'property' && says(member.value) ? [member.key] : []));
}

/** `{ set: [] }`, `{ disconnect: links.map(..) }`. */
function empties(value: Expr): boolean {
  return value.kind === 'object' && value.members.length > 0 && value.members.every((member) => member.kind === 'property' && (/^(?:disconnect|deleteMany)$/.test(member.key) || (member.key === 'set' && member.value.kind === 'array' && member.value.items.length === 0)));
}

/** `{ connect: links }`. */
function fills(value: Expr): boolean {
  return value.kind === 'object' && value.members.some((member) => member.kind === 'property' && /^(?:connect|connectOrCreate|create|createMany)$/.test(member.key));
}

/** Both store rows that one element of a list brings, each in a member of its own: `for (const { recipe, steps } of recipes)`. */
export function broughtTogether(first: Write, second: Write): string | undefined {
  if (!isInsert(first) || !isInsert(second)) return undefined;
  const others = membersOf(second, first);
  const own = membersOf(first, second).find(({ element, member }) => others.some((other) => other.element === element && other.member !== member));
  const other = others.find(({ element }) => element === own?.element);
  return own && other && `both store what one element of a list brings: its ${own.member} and its ${other.member}`;
}

interface Brought { readonly element: string; readonly member: string }

/** Whole rows, or lists of them, that are members of an element of a loop around both. */
function membersOf({ event, leaves }: Write, other: Write): readonly Brought[] {
  const loops = event.loops.filter(({ expr, at }) => other.event.loops.some((loop) => loop.expr === expr && loop.at.start === at.start));
  if (loops.length === 0) return [];
  const elements = loops.flatMap(({ file, bindings }) => bindings.map((id) => `|${file.path}:${id}.`));
  return leaves.flatMap(({ role, key, columns }) => {
    const element = role === 'data' ? (elements.find((prefix) => key.includes(prefix)) ?? /\.\[\]\./.exec(key)?.[0]) : undefined;
    const at = element === undefined ? -1 : key.indexOf(element) + (element?.length ?? 0);
    const [, member, listed] = at < 0 ? [] : /^(\w+)(\.\[\](?:\.\w+)?)?$/.exec(key.slice(at)) ?? [];
    return member !== undefined && (listed !== undefined || columns.size === 0) ? [{ element: key.slice(0, at), member }] : [];
  });
}

function isInsert(write: Write): boolean {
  const op = opOf(write);
  return op === 'create' || op === 'upsert';
}
