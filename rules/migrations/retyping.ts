/**
 * Whether giving a column another type writes every row of its table again (or reads every row, to check it). `undefined`: that depends on what types alone do not say.
 * Types as declarations write them: `varchar(80)`, `numeric(10,2)`, `string(60)` of a builder.
 */
type Retyping = (from: string, to: string) => boolean | undefined;

interface Type {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly rest: string;
}

const SHAPE = /^([a-z_][a-z0-9_ ]*?)\s*(?:\(([^()]*)\))?((?:\[\])*)(?: (unsigned|zerofill|unsigned zerofill))?$/;

/** Names of one type. A serial is a number with a default; `string` is what builders call a text that has a length. */
const NAMES: Readonly<Record<string, string>> = {
  serial: 'integer', bigserial: 'bigint', smallserial: 'smallint', int: 'integer', bool: 'boolean', decimal: 'numeric', dec: 'numeric', string: 'varchar', 'character varying': 'varchar', character: 'char', 'double precision': 'double',
};

function typeOf(text: string): Type | undefined {
  const [, written = '', sizes, dimensions = '', sign = ''] = SHAPE.exec(text.trim().toLowerCase()) ?? [];
  if (written === '' || (sizes !== undefined && !/^[\d\s,]*$/.test(sizes))) return undefined;
  const numbers = sizes?.split(',').map(Number) ?? [];
  return { name: NAMES[written] ?? written, sizes: written === 'string' && numbers.length === 0 ? [255] : numbers, rest: dimensions + sign };
}

/** Types whose values are stored each in their own way. */
const POSTGRES: ReadonlySet<string> = new Set([
  'smallint', 'integer', 'bigint', 'real', 'double', 'numeric', 'boolean', 'text', 'varchar', 'char', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval', 'uuid', 'json', 'jsonb', 'bytea', 'inet', 'cidr', 'money',
]);
const UNLIMITED = Number.POSITIVE_INFINITY;
const PRECISION = 6;

/**
 * A type that takes all that the old one took, stored in the same way, rewrites nothing: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES.
 * A time zone is added without a rewrite only in a session whose own is UTC.
 */
export const rewritesInPostgres: Retyping = (from, to) => {
  if (from === to) return false;
  const [old, now] = [typeOf(from), typeOf(to)];
  if (!old || !now || old.rest !== '' || now.rest !== '' || !POSTGRES.has(old.name) || !POSTGRES.has(now.name)) return undefined;
  const [text, other] = [lengthIn(old), lengthIn(now)];
  if (text !== undefined && other !== undefined) return other < text;
  if (old.name === 'cidr' && now.name === 'inet') return false;
  if (/^timestamp/.test(old.name) && /^timestamp/.test(now.name) && old.name !== now.name) return undefined;
  if (old.name !== now.name) return true;
  if (/^time/.test(old.name)) return (now.sizes[0] ?? PRECISION) < (old.sizes[0] ?? PRECISION);
  return old.name === 'numeric' ? narrows(old.sizes, now.sizes) : !same(old.sizes, now.sizes);
};

function lengthIn({ name, sizes }: Type): number | undefined {
  if (name === 'text') return UNLIMITED;
  return name === 'varchar' ? sizes[0] ?? UNLIMITED : undefined;
}

/** More digits before the point change nothing; another number of those after it does. */
function narrows([digits, scale = 0]: readonly number[], [newDigits, newScale = 0]: readonly number[]): boolean {
  if (newDigits === undefined) return false;
  return digits === undefined || scale !== newScale || newDigits < digits;
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.join() === other.join();
}

const MYSQL: ReadonlySet<string> = new Set([
  'tinyint', 'smallint', 'mediumint', 'integer', 'bigint', 'float', 'double', 'numeric', 'boolean', 'tinytext', 'text', 'mediumtext', 'longtext', 'varchar', 'char', 'date', 'datetime', 'timestamp', 'time', 'year', 'json',
  'binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob',
]);
/** How wide a whole number is shown says nothing of how it is stored. */
const WHOLE = /int$|^integer$/;
/** A length of up to so many bytes takes one byte itself. A character takes one to four. */
const SHORT = 255;
const WIDEST = 4;

/** A text may grow as long as its length takes as many bytes as before, and a list of values at its end: https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations. */
export const rewritesInMysql: Retyping = (from, to) => {
  if (from.toLowerCase() === to.toLowerCase()) return false;
  const [values, more] = [valuesOf(from), valuesOf(to)];
  if (values && more) return !values.every((value, index) => more[index] === value);
  const [old, now] = [typeOf(from), typeOf(to)];
  if (!old || !now || !MYSQL.has(old.name) || !MYSQL.has(now.name)) return undefined;
  const [was, is] = [storedAs(old), storedAs(now)];
  if (was.name !== is.name || was.rest !== is.rest) return true;
  return old.name === 'varchar' ? outgrows(old.sizes[0], now.sizes[0]) : !same(was.sizes, is.sizes);
};

function storedAs({ name, sizes, rest }: Type): Type {
  if (name === 'boolean') return { name: 'tinyint', sizes: [], rest };
  if (WHOLE.test(name)) return { name, sizes: [], rest };
  if (name === 'numeric') return { name, sizes: [sizes[0] ?? 10, sizes[1] ?? 0], rest };
  return { name, sizes: sizes.join() === '0' ? [] : sizes, rest };
}

function outgrows(from: number | undefined, to: number | undefined): boolean | undefined {
  if (from === undefined || to === undefined) return undefined;
  if (to < from) return true;
  if (from > SHORT || to * WIDEST <= SHORT) return false;
  return from * WIDEST <= SHORT && to > SHORT ? true : undefined;
}

function valuesOf(type: string): readonly string[] | undefined {
  const [, values] = /^(?:enum|set)\((.*)\)$/i.exec(type.trim()) ?? [];
  return values?.split(',').map((value) => value.trim());
}
