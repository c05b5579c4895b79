import type { SqlDialect, SqlOp } from '@assay/contract';

/** What a grammar makes of one statement; ranges are offsets of the statement's own text. */
export type Parsed =
  | { readonly ops: readonly SqlOp[]; /** Read by other means than its dialect's whole grammar. */ readonly fallback?: boolean }
  | { readonly problem: string; /** The database may take it all the same. */ readonly uncertain?: true };

/** One grammar. `parse` throws what its parser throws. */
export interface Frontend {
  parse(text: string): readonly SqlOp[] | { readonly ops: readonly SqlOp[]; readonly fallback: true };
  /** Of a grammar that is not the database's own: what of a text that it refuses the database would refuse as well. */
  readonly mistake?: (text: string) => string | undefined;
}

/** What is sent to the worker, and what comes back, text by text. */
export interface ParseRequest {
  readonly dialect: SqlDialect;
  readonly texts: readonly string[];
}

/** A node of a parser's tree: frontends look into it and hand on Ops only. */
export type Node = Readonly<Record<string, unknown>>;

/** Lists are no nodes. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The node under a key. */
export function nodeAt(node: Node | undefined, key: string): Node | undefined {
  const value = node?.[key];
  return isNode(value) ? value : undefined;
}

/** The nodes of the list under a key. */
export function nodesAt(node: Node | undefined, key: string): readonly Node[] {
  const value = node?.[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The nodes of a list whose items are wrapped in their kind: `[{ ColumnDef: {..} }]`. */
export function wrappedAt(node: Node | undefined, key: string, kind: string): readonly Node[] {
  return nodesAt(node, key).flatMap((item) => {
    const inner = nodeAt(item, kind);
    return inner ? [inner] : [];
  });
}

/** The text under a key. */
export function textAt(node: Node | undefined, key: string): string | undefined {
  const value = node?.[key];
  return typeof value === 'string' ? value : undefined;
}

/** A canonical text of a tree: the same for the same expression wherever it stands. */
export function canonical(value: unknown, leftOut: ReadonlySet<string>): string {
  return JSON.stringify(value, (key, part: unknown) => (leftOut.has(key) || part === null ? undefined : part)) ?? '';
}

/** Functions that every supported database evaluates anew for each row. */
const VOLATILE: ReadonlySet<string> = new Set([
  'gen_random_uuid', 'gen_random_bytes', 'uuid_generate_v1', 'uuid_generate_v1mc', 'uuid_generate_v4', 'uuidv4', 'uuidv7', 'uuid', 'random', 'rand', 'clock_timestamp', 'timeofday', 'nextval',
  'randomblob', 'hex',
]);

/** Does a function of this name answer something else for each row? */
export function isVolatile(name: string): boolean {
  return VOLATILE.has(name.toLowerCase());
}
