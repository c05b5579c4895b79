/** Where an object stands that others stand for as well: its number in the list beside the tree. */
const PLACE = '\u0000';

/** What is made of a value for JSON, which says what objects hold and not that two places hold the same one. */
export interface Packed {
  readonly tree: unknown;
  readonly shared: readonly unknown[];
}

/** Facts name one node at several places (a variable's first value is a part of the function's body), and the model tells by that that it is one. */
export function packed(value: unknown): Packed {
  const met = new Set<object>();
  const numbers = new Map<object, number>();
  const count = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return;
    if (met.has(one) && !Array.isArray(one)) {
      if (!numbers.has(one)) numbers.set(one, numbers.size);
      return;
    }
    met.add(one);
    for (const inner of Object.values(one)) count(inner);
  };
  count(value);
  const plain = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    const number = numbers.get(one);
    return number === undefined ? inside(one) : { [PLACE]: number };
  };
  const inside = (one: object): unknown => (Array.isArray(one) ? one.map(plain) : Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, plain(inner)])));
  return { tree: plain(value), shared: [...numbers.keys()].map(inside) };
}

/** The value again, with one object wherever there was one; undefined for what `packed` did not make. */
export function unpacked(value: unknown): unknown {
  const { tree, shared } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Packed>;
  if (tree === undefined || !Array.isArray(shared)) return undefined;
  const placed = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    const number = (one as Record<string, unknown>)[PLACE];
    if (typeof number === 'number') return shared[number];
    fill(one as Record<string, unknown>);
    return one;
  };
  const fill = (one: Record<string, unknown>): void => {
    for (const name of Object.keys(one)) {
      const inner = one[name];
      if (typeof inner === 'object' && inner !== null) one[name] = placed(inner);
    }
  };
  for (const one of shared) fill(one as Record<string, unknown>);
  return placed(tree);
}
