/** What a database holds: each thing under a key that begins with its kind (`column|public.orders.total`), with its definition. */
export type Catalog = ReadonlyMap<string, string>;

/** A database in which migrations are tried. */
export interface TrialDatabase {
  /** Runs one statement. Rejects with what the database says. */
  run(sql: string): Promise<void>;
  catalog(): Promise<Catalog>;
  close(): Promise<void>;
}

/** The dialects whose schema changes a transaction takes back. */
export const VERIFIED_DIALECTS = ['postgres', 'sqlite'] as const;
export type VerifiedDialect = (typeof VERIFIED_DIALECTS)[number];

/** The moment at which `'now'::timestamp` was read: it becomes part of what is defined with it, and is another one each time. */
const MOMENT = /'\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d+(?:[+-]\d{2}(?::?\d{2})?)?'/g;

/** Rows of keys and definitions, as a catalog. */
export function catalogOf(rows: readonly { readonly k: unknown; readonly v: unknown }[]): Catalog {
  return new Map(rows.map(({ k, v }) => [String(k), String(v).replaceAll(MOMENT, "'now'")]));
}
