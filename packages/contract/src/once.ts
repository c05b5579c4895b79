/** A value that is made when it is first asked for, and kept. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Answers that are made when a key is first asked for, and kept. */
export function memo<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => keptIn(known, key, make);
}

/** As `memo`, of objects: an answer is kept as long as its object, so it may be asked for from anywhere. Of two objects: `weakMemo((a) => memo((b) => ..))`. */
export function weakMemo<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => keptIn(known, key, make);
}

interface Known<K, V> {
  get(key: K): V | undefined;
  has(key: K): boolean;
  set(key: K, value: V): unknown;
}

/** What is known of a key; made, and put there, when it is first asked for. */
export function keptIn<K, V>(known: Known<K, V>, key: K, make: (key: K) => V): V {
  const value = known.get(key);
  if (value !== undefined || known.has(key)) return value as V;
  const made = make(key);
  known.set(key, made);
  return made;
}
