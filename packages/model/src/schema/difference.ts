import { isKnownName, UNKNOWN_NAME, type SchemaDifference, type SchemaPart, type Span, type SqlDialect } from '@assay/contract';
import { ABSENT, keyOfUnmentioned, type Store } from './store.js';

const OBJECTS: Readonly<Record<string, SchemaPart>> = { type: 'enum', view: 'view', function: 'function', trigger: 'trigger' };
/** Things that stay on purpose when a migration is taken back: others may use them, or they belong to a column. */
const SHARED = /^object\|(?:extension|schema|sequence|other)\|/;
const ATTRIBUTES: Readonly<Record<string, SchemaPart>> = { type: 'type', nullable: 'nullability', default: 'default' };

/**
 * What is not as it was: `before` the migration, and `after` it went up (`up`) and down. Where part of the up cannot be read (`isUpBlind`), what only
 * the down touches may answer to that part. `isOfCode`: indexes that the product makes when it starts.
 */
export function differences(before: Store, up: Store, after: Store, isUpBlind: boolean, isOfCode: (index: string) => boolean): readonly SchemaDifference[] {
  const comparison = new Comparison(before, up, after, isOfCode);
  const keys = new Set([...up.written.keys(), ...(isUpBlind ? [] : after.written.keys())]);
  for (const key of [...keys].sort()) comparison.look(key);
  return comparison.found;
}

class Comparison {
  readonly found: SchemaDifference[] = [];

  constructor(private readonly before: Store, private readonly up: Store, private readonly after: Store, private readonly isOfCode: (index: string) => boolean) {}

  look(key: string): void {
    const [kind = ''] = key.split('|');
    if (!this.isCertain(key) || SHARED.test(key)) return;
    if (kind in ATTRIBUTES) return this.attribute(key, ATTRIBUTES[kind] ?? 'type');
    const parent = this.parentOf(key);
    if (parent !== undefined && !this.isStanding(parent)) return;
    if (!this.up.written.has(key) && !this.before.knows(key) && !(parent !== undefined && this.before.complete.has(parent))) {
      if (this.isStrange(key)) this.report('lost', key, 'the down drops it, and no migration makes it', this.after.written.get(key));
      return;
    }
    const was = this.was(key);
    const is = this.after.get(key);
    if (was === is) return;
    if (kind === 'object' && was.startsWith('?')) return this.replaced(key, 'makes or replaces');
    if (this.hasTwin(was, is, key)) return;
    if (was === ABSENT) return this.report('left', key, this.up.written.has(key) && this.up.get(key) !== ABSENT ? 'the up makes it and the down leaves it' : 'it was not there before and the down makes it', this.up.written.get(key) ?? this.after.written.get(key));
    if (is === ABSENT) return this.report('lost', key, `it was there before and the down does not bring it back`, this.up.written.get(key) ?? this.after.written.get(key));
    if (kind === 'column') this.columns(key, was, is);
    else if (kind === 'table') this.tables(key, was, is);
    else if (kind === 'object') this.replaced(key, 'replaces');
  }

  /** A function, view or trigger has another definition, which the down lets be. */
  private replaced(key: string, how: string): void {
    const value = this.up.get(key);
    if (this.up.written.has(key) && value !== ABSENT && this.after.get(key) === value) this.report('changed', key, `the up ${how} it and the down does not touch it`, this.up.written.get(key));
  }

  /**
   * The down drops a table or an index that no migration ever named: it fails, or takes away what was there before. Where the up makes something under a name that the database
   * or the code chooses, it may be that.
   */
  private isStrange(key: string): boolean {
    const { up, after } = this;
    if (!/^(?:table|index)\|/.test(key) || after.get(key) !== ABSENT || after.assumed.get(key) === ABSENT) return false;
    const name = key.split('|').at(-1) ?? '';
    if (key.startsWith('index|') && this.isOfCode(name)) return false;
    return [...up.written.keys()].every((own) => isKnownName(own) && own.split('|').at(-1) !== name && up.infos.get(up.get(own))?.unnamed !== true && (up.dialect !== 'mysql' || !own.startsWith('constraint|')));
  }

  /** The same index or constraint under another name: databases name what is not named, and tables change their names. */
  private hasTwin(was: string, is: string, key: string): boolean {
    const [kind = ''] = key.split('|');
    const name = key.split('|').at(-1) ?? '';
    const sibling = kind === 'index' ? 'constraint|' : kind === 'constraint' ? 'index|' : undefined;
    if (sibling && (is === ABSENT ? this.after : this.before).entries(sibling).some(([own, value]) => value !== ABSENT && own.split('|').at(-1) === name)) return true;
    const [own, id, other] = is === ABSENT ? [this.before, was, this.after] : [this.after, is, this.before];
    const shape = shapeOf(own, id);
    return shape !== undefined && other.entries(`${kind}|`).some(([, value]) => value !== ABSENT && shapeOf(other, value) === shape && (was === ABSENT || is === ABSENT));
  }

  /** What a key held before the migration: replayed, or what its first mention proves. */
  private was(key: string): string {
    if (this.before.knows(key)) return this.before.get(key);
    return this.up.assumed.get(key) ?? this.after.assumed.get(key) ?? this.before.get(key);
  }

  private isCertain(key: string): boolean {
    return isKnownName(key) && !this.before.uncertain.has(key) && !this.up.uncertain.has(key) && !this.after.uncertain.has(key);
  }

  /** The table that a column, index or constraint belongs to, as an identity. */
  private parentOf(key: string): string | undefined {
    const [kind, id] = key.split('|');
    if (kind === 'column' || kind === 'constraint') return id;
    const info = this.up.infos.get(this.up.get(key)) ?? this.before.infos.get(this.before.get(key)) ?? this.after.infos.get(this.after.get(key));
    if (kind === 'object') return /^object\|(?:trigger|policy)\|(.+)\.[^.]*$/.exec(key)?.[1];
    return kind === 'index' ? info?.table : undefined;
  }

  /** Did the table exist before, and does the same one still exist? */
  private isStanding(id: string): boolean {
    const names = (store: Store): boolean => store.tableNamed(id) !== undefined;
    const key = keyOfUnmentioned(id);
    if (key === undefined) return names(this.before) && names(this.after);
    return this.after.get(key) === id || names(this.after);
  }

  private attribute(key: string, part: SchemaPart): void {
    const id = key.slice(key.indexOf('|') + 1);
    const named = keyOfUnmentioned(id);
    const column = this.after.entries('column|').find(([, value]) => value === id)?.[0] ?? (named !== undefined && this.after.get(named) === id ? named : undefined);
    if (column === undefined || !this.isCertain(column) || this.before.get(column) !== id || !this.isStanding(column.split('|')[1] ?? '')) return;
    const was = this.before.get(key);
    const is = this.after.get(key);
    if (was === is || !isReadable(is)) return;
    if (!was.startsWith('?')) {
      if (isReadable(was) && !isSame(was, is, part, this.before.dialect)) this.report('changed', column, `its ${part} was ${was} and is ${is} afterwards`, this.up.written.get(key) ?? this.after.written.get(key), part);
      return;
    }
    if (this.up.written.has(key) && this.up.get(key) === is && !this.after.written.has(key)) this.report('changed', column, `the up sets its ${part} to ${is} and the down does not touch it`, this.up.written.get(key), part);
  }

  /** A column that went and came back: its attributes, as far as both are known. */
  private columns(key: string, was: string, is: string): void {
    for (const [name, part] of Object.entries(ATTRIBUTES)) {
      const old = this.before.get(`${name}|${was}`);
      const now = this.after.get(`${name}|${is}`);
      if (old.startsWith('?') || now.startsWith('?') || !isReadable(old) || !isReadable(now) || isSame(old, now, part, this.before.dialect)) continue;
      if (!this.isCertain(`${name}|${was}`) || !this.isCertain(`${name}|${is}`)) continue;
      this.report('changed', key, `its ${part} was ${old} and is ${now} afterwards`, this.after.written.get(key), part);
    }
  }

  /** A table that went and came back: its columns, as far as both are known. */
  private tables(key: string, was: string, is: string): void {
    if (was.startsWith('?') || !this.after.complete.has(is)) return;
    for (const [own, old] of this.before.entries(`column|${was}|`)) {
      const twin = own.replace(`column|${was}|`, `column|${is}|`);
      if (old === ABSENT || !this.isCertain(own)) continue;
      const now = this.after.get(twin);
      if (!this.after.knows(twin) || now === ABSENT) this.add('lost', 'column', `${key.slice('table|'.length)}.${own.split('|')[2] ?? ''}`, 'the down makes the table anew without it', this.after.written.get(key));
      else this.columns(twin, old, now);
    }
  }

  private report(what: SchemaDifference['what'], key: string, detail: string, at: Span | undefined, part?: SchemaPart): void {
    const [kind = '', first = '', second = ''] = key.split('|');
    switch (kind) {
      case 'table': return this.add(what, part ?? 'table', first, detail, at);
      case 'column': return this.add(what, part ?? 'column', `${this.after.titleOf(first)}.${second}`, detail, at);
      case 'constraint': return this.add(what, 'constraint', second, detail, at);
      case 'index': return this.add(what, 'index', second || first, detail, at);
      default: return this.add(what, OBJECTS[first] ?? 'object', this.titleOf(second), detail, at);
    }
  }

  /** The name of an object; a trigger's or policy's begins with its table's identity. */
  private titleOf(name: string): string {
    const [, table, own] = /^([?]?table[#¦].*)\.([^.]*)$/.exec(name) ?? [];
    return table === undefined || own === undefined ? name : `${this.after.titleOf(table)}.${own}`;
  }

  private add(what: SchemaDifference['what'], part: SchemaPart, name: string, detail: string, at: Span | undefined): void {
    if (at) this.found.push({ what, part, name, detail, at });
  }
}

/** Kind, table and column names of an index or constraint. */
function shapeOf(store: Store, id: string): string | undefined {
  const info = store.infos.get(id);
  if (!info || info.columns.length === 0 || info.columns.includes('()') || info.partial) return undefined;
  const named = info.columns.map((column) => (store.entries('column|').find(([, value]) => value === column)?.[0] ?? keyOfUnmentioned(column) ?? column).split('|').at(-1));
  return [info.kind, info.table, ...named].join('|');
}

function isReadable(value: string): boolean {
  return !value.includes('#') && !value.includes(UNKNOWN_NAME) && !value.startsWith('?');
}

/** Types and defaults that are written in two ways. Fractions of seconds are none in MySQL unless told, six digits in PostgreSQL. */
function isSame(one: string, other: string, part: SchemaPart, dialect: SqlDialect): boolean {
  if (part === 'nullability') return one === other;
  // In quotes it is a text that every new row gets: https://www.sqlite.org/lang_createtable.html#the_default_clause
  if (part === 'default' && dialect === 'sqlite' && CLOCK_TEXT.test(one) !== CLOCK_TEXT.test(other)) return false;
  const plain = (text: string): string => {
    const own = text.toLowerCase().replace(/^'(.*)'$/, '$1').replace(/["']/g, '').replace(/^public\./, '').replace('string(255)', 'string');
    const sized = dialect === 'postgres' ? own : own.replace(/^(timestamp|datetime|time)\(0\)/, '$1');
    return ALIASES[sized] ?? sized;
  };
  if (plain(one) === plain(other)) return true;
  return part === 'type' && [TEXTUAL, NAMED].some((family) => family.test(plain(one)) && family.test(plain(other)));
}

const CLOCK_TEXT = /^'current_(?:timestamp|date|time)'$/i;

/** Types that hold the same texts; how long they may be is no structure. */
const TEXTUAL = /^(?:varchar|character varying|string|text|citext|char|mediumtext|longtext|tinytext)(?:\(.*\))?(?:\(\w+\))?$/;
/** An enumeration has several names: its values, the type that holds them. */
const NAMED = /^(?:enum|[a-z_]*enum)/;

const ALIASES: Readonly<Record<string, string>> = {
  'character varying': 'varchar', int: 'integer', int4: 'integer', serial: 'integer', serial4: 'integer', int8: 'bigint', bigserial: 'bigint', bool: 'boolean', timestamptz: 'timestamp with time zone', datetime: 'timestamp', 'current_timestamp': 'now()',
  decimal: 'numeric', f: 'false', t: 'true',
};
