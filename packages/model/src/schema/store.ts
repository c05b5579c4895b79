import { keptIn, type ConstraintSpec, type IndexSpec, type Span, type SqlDialect } from '@assay/contract';

/** It is certain that there is no such thing. */
export const ABSENT = '';

/** What is known of an index or a constraint besides its name. */
export interface KeyInfo {
  readonly kind: ConstraintSpec['kind'] | 'index';
  readonly table: string;
  readonly name: string;
  /** Identities of its columns. */
  readonly columns: readonly string[];
  readonly references?: string;
  readonly unique: boolean;
  readonly partial: boolean;
  /** It is there for certain, under a name that is not. */
  readonly unnamed?: boolean;
  readonly at: Span;
}

/**
 * A schema as far as migrations tell, in terms of identities: a name leads to the identity of what bears it, an identity to its attributes.
 * What was never mentioned has an identity made from its key: it may or may not exist, and is the same before and after as long as nothing touches it.
 */
export class Store {
  readonly written = new Map<string, Span>();
  /** Things that were touched under a condition: nothing is certain of them. */
  readonly uncertain = new Set<string>();
  /** Things of which the first mention proves that they were (or were not) there before. */
  readonly assumed = new Map<string, string>();
  /** Names of temporary tables. */
  readonly temporary = new Set<string>();

  private constructor(
    readonly dialect: SqlDialect,
    /** Keys with their values, by the kind that keys begin with. */
    private readonly values: Map<string, Map<string, string>>,
    readonly infos: Map<string, KeyInfo>,
    /** Tables of which every column is known, and where they were made. */
    readonly complete: Map<string, Span>,
    private readonly counter: { next: number },
    /** The name that each table bore last. */
    private readonly names: Map<string, string>,
    /** Something ran of which nothing is known. */
    public tainted: boolean,
  ) {}

  static empty(dialect: SqlDialect): Store {
    return new Store(dialect, new Map(), new Map(), new Map(), { next: 1 }, new Map(), false);
  }

  /** A copy that remembers what is written to it. */
  fork(): Store {
    const fork = new Store(this.dialect, new Map([...this.values].map(([kind, values]) => [kind, new Map(values)])), new Map(this.infos), new Map(this.complete), this.counter, this.names, this.tainted);
    for (const key of this.uncertain) fork.uncertain.add(key);
    return fork;
  }

  get(key: string): string {
    return this.valuesOf(key).get(key) ?? unmentioned(key);
  }

  /** Was it ever mentioned? */
  knows(key: string): boolean {
    return this.valuesOf(key).has(key);
  }

  set(key: string, value: string, at: Span): void {
    this.valuesOf(key).set(key, value);
    if (key.startsWith('table|') && value !== ABSENT) this.names.set(value, key.slice('table|'.length));
    this.written.set(key, at);
  }

  /** Notes what must have been there before the first mention of a key. */
  assume(key: string, value: string): void {
    if (!this.knows(key) && !this.assumed.has(key)) this.assumed.set(key, value);
  }

  fresh(kind: string): string {
    return `${kind}#${this.counter.next++}`;
  }

  /** Keys that begin like this, with their values. */
  entries(prefix: string): readonly (readonly [string, string])[] {
    const all = [...this.valuesOf(prefix)];
    return prefix.endsWith('|') && prefix.indexOf('|') === prefix.length - 1 ? all : all.filter(([key]) => key.startsWith(prefix));
  }

  /** The name under which a table is known. */
  tableNamed(id: string): string | undefined {
    for (const [key, value] of this.valuesOf('table|')) if (value === id) return key.slice('table|'.length);
    return undefined;
  }

  /** The name that a table bears, or bore before it was dropped; for reports. */
  titleOf(id: string): string {
    return this.tableNamed(id) ?? this.names.get(id) ?? (keyOfUnmentioned(id) ?? id).replace(/^table\|/, '');
  }

  private valuesOf(key: string): Map<string, string> {
    const kind = key.slice(0, key.indexOf('|'));
    return keptIn(this.values, kind, () => new Map<string, string>());
  }
}

/** The identity of what bears a name that no migration mentioned yet. */
function unmentioned(key: string): string {
  return `?${key.replaceAll('¦', '¦2').replaceAll('|', '¦1')}`;
}

/** The key that such an identity was made from. */
export function keyOfUnmentioned(id: string): string | undefined {
  return id.startsWith('?') ? id.slice(1).replaceAll('¦1', '|').replaceAll('¦2', '¦') : undefined;
}

/** The key of the identity of a table. */
export function tableKey(table: string, dialect: SqlDialect): string {
  return `table|${fold(table, dialect)}`;
}

/** The key of the identity of a column. `table`: the identity of its table. */
export function columnKey(table: string, column: string, dialect: SqlDialect): string {
  return `column|${table}|${fold(column, dialect)}`;
}

/** Names are compared without case; PostgreSQL cuts them at 63 bytes. */
export function fold(name: string, dialect: SqlDialect): string {
  const own = name.replace(/^public\./i, '').toLowerCase();
  return dialect === 'postgres' && own.length > 63 ? own.slice(0, 63) : own;
}

/** How the database names an index that is not named. */
export function indexName(index: IndexSpec, table: string, dialect: SqlDialect): string {
  if (index.name) return index.name;
  const columns = index.columns.map((column) => (column === '()' ? 'expr' : column));
  return dialect === 'mysql' ? columns[0] ?? '' : objectName(table.split('.').at(-1) ?? '', columns.join('_'), 'idx');
}

/** How the database names a constraint that is not named. */
export function constraintName(constraint: ConstraintSpec, table: string, dialect: SqlDialect): string {
  if (constraint.usingIndex && !constraint.name) return constraint.usingIndex;
  if (constraint.name) return constraint.name;
  const own = table.split('.').at(-1) ?? '';
  if (dialect === 'mysql') return constraint.kind === 'primary-key' ? 'PRIMARY' : constraint.kind === 'foreign-key' ? `${own}_ibfk` : constraint.columns[0] ?? own;
  const suffix = { 'primary-key': 'pkey', unique: 'key', 'foreign-key': 'fkey', check: 'check', exclude: 'excl', 'not-null': 'not_null' }[constraint.kind];
  return objectName(own, constraint.kind === 'primary-key' ? '' : constraint.columns.join('_'), suffix);
}

/** As PostgreSQL makes names of parts: the longer of the two loses its end until all fit into 63 bytes. `makeObjectName` of its indexcmds.c. */
function objectName(table: string, columns: string, suffix: string): string {
  let [first, second] = [table, columns];
  const left = 63 - suffix.length - (columns === '' ? 1 : 2);
  while (first.length + second.length > left) {
    if (first.length > second.length) first = first.slice(0, -1);
    else second = second.slice(0, -1);
  }
  return [first, ...(columns === '' ? [] : [second]), suffix].join('_');
}
