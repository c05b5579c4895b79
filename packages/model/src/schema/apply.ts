import { isKnownName, keptIn, UNKNOWN_NAME, type ColumnSpec, type ConstraintSpec, type IndexSpec, type MigrationStep, type SchemaObject, type Span, type SqlOp, type SqlOpOf } from '@assay/contract';
import { ABSENT, columnKey, constraintName, fold, indexName, tableKey, type Store } from './store.js';

/** A statement that cannot run as the schema stands. */
export interface Failure {
  readonly at: Span;
  readonly name: string;
  readonly detail: string;
}

/** Applies a migration's steps to a schema, in order; answers what cannot run. `met` is told of each before it is applied. */
export function applySteps(store: Store, steps: readonly MigrationStep[], met?: (step: MigrationStep) => void): readonly Failure[] {
  const writer = new Writer(store);
  for (const [index, step] of steps.entries()) {
    if (step.op.op === 'drop-table' && steps[index - 1]?.at !== step.at) writer.together = tablesOfStatement(steps, index);
    met?.(step);
    writer.apply(step);
  }
  return writer.failures;
}

/** `DROP TABLE a, b` drops them at once: that one references the other does not matter. */
function tablesOfStatement(steps: readonly MigrationStep[], from: number): readonly string[] {
  const at = steps[from]?.at;
  return steps.flatMap(({ op, at: own }) => (op.op === 'drop-table' && own.start === at?.start && own.path === at.path ? [op.table] : []));
}

class Writer {
  readonly failures: Failure[] = [];
  /** Tables that the statement at hand drops. */
  together: readonly string[] = [];
  /** Conditions by where they stand, and whether what they guard runs. */
  private readonly decided = new Map<string, boolean>();
  private at: Span = { path: '', start: 0, end: 0 };
  private conditional = false;

  constructor(private readonly store: Store) {}

  apply({ op, at }: MigrationStep): void {
    this.at = at;
    if (op.unless && !this.runsUnless(op.unless, at)) return;
    this.conditional = op.conditional === true && op.unless === undefined;
    const { store } = this;
    if ('table' in op && op.table !== undefined && NAMELESS.test(op.table)) store.tainted = true;
    switch (op.op) {
      case 'create-table': return this.createTable(op);
      case 'drop-table': return this.dropTable(op);
      case 'rename-table': return this.move(this.tableKey(op.table), this.tableKey(op.to));
      case 'add-column': return this.addColumn(op.table, op.column, op.ifNotExists === true);
      case 'drop-column': return this.dropColumn(op);
      case 'rename-column': return this.move(this.columnKey(op.table, op.column), this.columnKey(op.table, op.to));
      case 'redefine-column': return this.redefine(op);
      case 'alter-type': return this.attribute(op.table, op.column, 'type', op.type ?? store.fresh('type'));
      case 'set-not-null': return this.attribute(op.table, op.column, 'nullable', 'no');
      case 'drop-not-null': return this.attribute(op.table, op.column, 'nullable', 'yes');
      case 'set-default': return this.attribute(op.table, op.column, 'default', op.default);
      case 'drop-default': return this.attribute(op.table, op.column, 'default', 'none');
      case 'add-constraint': return this.addConstraint(op.table, op.constraint);
      case 'drop-constraint': return this.dropConstraint(op);
      case 'rename-constraint': return /_not_null\d*$/i.test(op.name) ? undefined : this.move(this.constraintKey(op.table, op.name), this.constraintKey(op.table, op.to));
      case 'create-index': return this.addIndex(op.table, op.index, op.ifNotExists === true);
      case 'drop-index': return this.dropIndex(op);
      case 'rename-index': return this.renameIndex(op.name, op.to);
      case 'object': return this.object(op);
      case 'opaque': return this.opaque(op);
      default:
    }
  }

  /** Is what the condition asks for not there? Of what was never mentioned it is believed. */
  private runsUnless({ table, column, block }: NonNullable<SqlOp['unless']>, { path }: Span): boolean {
    return keptIn(this.decided, `${path} ${block}`, () => {
      const key = column === undefined ? this.tableKey(table) : this.columnKey(table, column);
      return !this.isThere(key);
    });
  }

  private tableKey(table: string): string {
    return tableKey(table, this.store.dialect);
  }

  /** Two names that are not known are two tables. */
  private idOf(table: string): string {
    return isKnownName(table) ? this.store.get(this.tableKey(table)) : this.store.fresh(`table${UNKNOWN_NAME}`);
  }

  private columnKey(table: string, column: string): string {
    return columnKey(this.idOf(table), column, this.store.dialect);
  }

  private constraintKey(table: string, name: string): string {
    return `constraint|${this.idOf(table)}|${fold(name, this.store.dialect)}`;
  }

  /** MySQL's index names are the table's own. */
  private indexKey(name: string, table: string | undefined): string {
    const own = fold(name.split('.').at(-1) ?? '', this.store.dialect);
    return this.store.dialect === 'mysql' && table !== undefined ? `index|${this.idOf(table)}|${own}` : `index|${own}`;
  }

  /** Writes a value; what stands under a condition, or bears a name that is not known, is certain of nothing. */
  private put(key: string, value: string): void {
    if (this.conditional || !isKnownName(key)) this.store.uncertain.add(key);
    this.store.set(key, value, this.at);
  }

  /** What is made anew was not there: where the replay says otherwise, the statement fails, or the replay missed how it went. `what` names it for the report. */
  private create(key: string, value: string, what?: string): void {
    this.store.assume(key, ABSENT);
    if (this.isThere(key)) {
      if (what !== undefined && this.isCertain(key)) this.failures.push({ at: this.at, name: what, detail: `${what} is there already` });
      this.store.uncertain.add(key);
    }
    this.put(key, value);
  }

  /** What is removed was there, unless the statement allows that it was not. */
  private remove(key: string, ifExists: boolean): void {
    if (!this.store.knows(key) && ifExists) this.store.uncertain.add(key);
    this.put(key, ABSENT);
  }

  /** What is gone already stays gone; `IF EXISTS` says that its author was not sure. */
  private removeOnce(key: string, ifExists: boolean): void {
    if (!this.store.knows(key) || this.store.get(key) !== ABSENT) return this.remove(key, ifExists);
    if (ifExists) this.store.uncertain.add(key);
  }

  private isThere(key: string): boolean {
    return this.store.knows(key) && this.store.get(key) !== ABSENT;
  }

  private move(from: string, to: string): void {
    const value = this.store.get(from);
    if (value === ABSENT) return;
    this.store.assume(to, ABSENT);
    this.put(from, ABSENT);
    this.put(to, value);
    const info = this.store.infos.get(value);
    if (info) this.store.infos.set(value, { ...info, name: to.split('|').at(-1) ?? info.name });
  }

  private createTable(op: SqlOpOf<'create-table'>): void {
    const key = this.tableKey(op.table);
    if (op.temporary) {
      this.store.temporary.add(key);
      return;
    }
    const existing = this.store.get(key);
    if (op.ifNotExists && this.store.knows(key) && existing !== ABSENT) return;
    const id = this.store.fresh('table');
    this.create(key, id, `table ${op.table}`);
    if (!op.open && !this.conditional) this.store.complete.set(id, this.at);
    for (const column of op.columns) this.addColumn(op.table, column, false);
    for (const constraint of op.constraints) this.addConstraint(op.table, constraint);
    for (const index of op.indexes) this.addIndex(op.table, index, false);
  }

  private dropTable(op: SqlOpOf<'drop-table'>): void {
    const key = this.tableKey(op.table);
    const id = this.store.get(key);
    if (this.store.temporary.delete(key)) return;
    if (id === ABSENT && this.store.knows(key)) {
      if (op.ifExists) this.store.uncertain.add(key);
      else if (this.isCertain(key)) this.failures.push({ at: this.at, name: op.table, detail: `table ${op.table} is not there to be dropped` });
      return;
    }
    if (!op.cascade) this.refuseReferenced(id, op.table);
    this.remove(key, op.ifExists === true);
    for (const [own, value] of [...this.store.entries('index|'), ...this.store.entries('constraint|')]) {
      const info = this.store.infos.get(value);
      if (info && (info.table === id || (op.cascade && info.references === id && info.kind === 'foreign-key'))) this.put(own, ABSENT);
    }
    for (const [own, value] of this.store.entries('object|trigger|')) if (value.startsWith(`${id}>`)) this.put(own, ABSENT);
    for (const [own, value] of this.store.entries('object|policy|')) if (value.startsWith(`${id}>`)) this.put(own, ABSENT);
  }

  /** A table that another one references cannot be dropped. SQLite looks at it only where it is told to: of a project that it is one database of, that is what the others say. */
  private refuseReferenced(id: string, table: string): void {
    if (this.store.dialect === 'sqlite') return;
    for (const [key, value] of this.store.entries('constraint|')) {
      const info = this.store.infos.get(value);
      if (!info || info.kind !== 'foreign-key' || info.references !== id || info.table === id || !this.isCertain(key)) continue;
      const owner = this.store.tableNamed(info.table);
      if (owner === undefined || !this.isCertain(`table|${owner}`) || this.together.some((one) => fold(one, this.store.dialect) === owner)) continue;
      this.failures.push({ at: this.at, name: table, detail: `table ${table} is dropped while ${owner} still references it` });
      return;
    }
  }

  private isCertain(key: string): boolean {
    return !this.conditional && !this.store.tainted && !this.store.uncertain.has(key) && isKnownName(key);
  }

  private addColumn(table: string, spec: ColumnSpec, ifNotExists: boolean): void {
    const key = this.columnKey(table, spec.name);
    if (ifNotExists && this.store.knows(key) && this.store.get(key) !== ABSENT) return;
    const id = this.store.fresh('column');
    this.create(key, id, `column ${spec.name} of ${table}`);
    this.describe(id, spec);
    const columns = [spec.name];
    if (spec.primaryKey) this.addConstraint(table, { kind: 'primary-key', columns });
    if (spec.unique) this.addConstraint(table, { kind: 'unique', columns });
    // MySQL reads a column's own REFERENCES and ignores it; what a builder names is a statement of its own.
    const { references } = spec;
    if (references && (this.store.dialect !== 'mysql' || references.name !== undefined)) this.addConstraint(table, { kind: 'foreign-key', columns, references, ...(references.name === undefined ? {} : { name: references.name }) });
  }

  private describe(id: string, spec: ColumnSpec): void {
    if (spec.type) this.put(`type|${id}`, spec.type);
    if (spec.nullable !== undefined) this.put(`nullable|${id}`, spec.nullable ? 'yes' : 'no');
    this.put(`default|${id}`, spec.default ?? (spec.volatileDefault || spec.generated ? this.store.fresh('default') : 'none'));
  }

  private dropColumn(op: SqlOpOf<'drop-column'>): void {
    const key = this.columnKey(op.table, op.column);
    const id = this.store.get(key);
    const table = this.idOf(op.table);
    const isMissing = this.store.knows(key) ? id === ABSENT : this.store.complete.has(table);
    if (isMissing) {
      if (op.ifExists) this.store.uncertain.add(key);
      else if (this.isCertain(key) && this.isCertain(this.tableKey(op.table)) && table !== ABSENT) this.failures.push({ at: this.at, name: `${op.table}.${op.column}`, detail: `column ${op.column} of ${op.table} is not there to be dropped` });
      return;
    }
    this.remove(key, op.ifExists === true);
    for (const [own, value] of [...this.store.entries('index|'), ...this.store.entries('constraint|')]) {
      const info = this.store.infos.get(value);
      if (info?.columns.includes(id)) this.put(own, ABSENT);
      else if (info?.table === table && (info.columns.includes('()') || info.partial || info.kind === 'check' || info.kind === 'exclude')) this.store.uncertain.add(own);
    }
  }

  private redefine(op: SqlOpOf<'redefine-column'>): void {
    const key = this.columnKey(op.table, op.column);
    if (op.to.name !== op.column) this.move(key, this.columnKey(op.table, op.to.name));
    const { column, table } = { column: op.to.name, table: op.table };
    this.attribute(table, column, 'type', op.to.type ?? this.store.fresh('type'));
    if (op.keeps) return;
    this.attribute(table, column, 'nullable', op.to.nullable === false ? 'no' : 'yes');
    this.attribute(table, column, 'default', op.to.default ?? 'none');
  }

  private attribute(table: string, column: string, name: string, value: string): void {
    const key = this.columnKey(table, column);
    const id = this.store.get(key);
    if (id === ABSENT) return;
    if (this.conditional || this.store.uncertain.has(key) || !isKnownName(key)) this.store.uncertain.add(`${name}|${id}`);
    this.put(`${name}|${id}`, value);
  }

  private columnsOf(table: string, columns: readonly string[]): readonly string[] {
    return columns.map((column) => (column === '()' ? '()' : this.store.get(this.columnKey(table, column))));
  }

  private addConstraint(table: string, spec: ConstraintSpec): void {
    if (spec.kind === 'not-null') return spec.columns.forEach((column) => this.attribute(table, column, 'nullable', 'no'));
    const name = constraintName(spec, table, this.store.dialect);
    const id = this.store.fresh('constraint');
    const references = spec.references ? this.idOf(spec.references.table) : undefined;
    // Every database makes a key that it is told to; a reference of a column is one that MySQL ignores.
    const isUnnamed = !this.conditional && (!isKnownName(name) || (spec.name === undefined && spec.kind !== 'foreign-key' && this.store.dialect === 'unknown'));
    this.store.infos.set(id, {
      kind: spec.kind, table: this.idOf(table), name, columns: this.columnsOf(table, spec.columns), ...(references ? { references } : {}), unique: spec.kind === 'unique' || spec.kind === 'primary-key', partial: false,
      ...(isUnnamed ? { unnamed: true } : {}), at: this.at,
    });
    const key = isKnownName(name) ? this.constraintKey(table, name) : `${this.constraintKey(table, name)}${id}`;
    if (spec.usingIndex) this.put(this.indexKey(spec.usingIndex, table), ABSENT);
    this.create(key, id);
    if (spec.name === undefined && this.store.dialect === 'unknown') this.store.uncertain.add(key);
  }

  private dropConstraint(op: SqlOpOf<'drop-constraint'>): void {
    const table = this.idOf(op.table);
    if (op.name === undefined) {
      for (const [key, value] of this.store.entries(`constraint|${table}|`)) if (this.store.infos.get(value)?.kind === op.kind) this.put(key, ABSENT);
      return;
    }
    if (/_not_null\d*$/i.test(op.name)) return;
    const key = this.constraintKey(op.table, op.name);
    const index = this.indexKey(op.name, op.table);
    if (!this.store.knows(key) && this.isThere(index)) return this.remove(index, op.ifExists === true);
    if (!this.isThere(key)) this.doubtUnnamed(table, key);
    this.removeOnce(key, op.ifExists === true);
  }

  /** A name that nothing is known to bear may be that of a constraint whose name is not known, and any of those. */
  private doubtUnnamed(table: string, key: string): void {
    for (const [own, value] of this.store.entries(`constraint|${table}|`)) {
      const info = this.store.infos.get(value);
      if (!info || (isKnownName(info.name) && !info.unnamed)) continue;
      this.store.infos.set(value, { ...info, unnamed: false });
      this.store.uncertain.add(own);
      this.store.uncertain.add(key);
    }
  }

  /** The index of a constraint takes the constraint's name with it. */
  private renameIndex(name: string, to: string): void {
    const index = this.indexKey(name, undefined);
    const own = `|${fold(name, this.store.dialect)}`;
    const constraint = this.store.knows(index) ? undefined : this.store.entries('constraint|').find(([key, value]) => value !== ABSENT && key.endsWith(own))?.[0];
    if (constraint === undefined) this.move(index, this.indexKey(to, undefined));
    else this.move(constraint, `${constraint.slice(0, -own.length)}|${fold(to, this.store.dialect)}`);
  }

  private addIndex(table: string, spec: IndexSpec, ifNotExists: boolean): void {
    const name = indexName(spec, table, this.store.dialect);
    const id = this.store.fresh('index');
    const key = isKnownName(name) ? this.indexKey(name, table) : `${this.indexKey(name, table)}${id}`;
    if (ifNotExists && this.store.knows(key) && this.store.get(key) !== ABSENT) return;
    const isUnnamed = !this.conditional && (!isKnownName(name) || (spec.name === undefined && this.store.dialect !== 'postgres'));
    this.store.infos.set(id, { kind: 'index', table: this.idOf(table), name, columns: this.columnsOf(table, spec.columns), unique: spec.unique === true, partial: spec.partial === true, ...(isUnnamed ? { unnamed: true } : {}), at: this.at });
    this.create(key, id, spec.name && `index ${name}`);
    if (spec.name === undefined && this.store.dialect !== 'postgres') this.store.uncertain.add(key);
  }

  private dropIndex(op: SqlOpOf<'drop-index'>): void {
    if (op.name === undefined) return;
    const key = this.indexKey(op.name, op.table);
    const owned = op.table === undefined ? this.store.entries('constraint|').find(([own, value]) => value !== ABSENT && own.endsWith(`|${fold(op.name ?? '', this.store.dialect)}`))?.[0] : this.constraintKey(op.table, op.name);
    if (!this.store.knows(key) && owned !== undefined && this.isThere(owned)) return this.remove(owned, op.ifExists === true);
    // On MySQL the index of a unique key is what is dropped, under a name that the database chose.
    if (op.table !== undefined && this.store.dialect === 'unknown' && !this.isThere(key)) this.doubtUnnamed(this.idOf(op.table), key);
    this.removeOnce(key, op.ifExists === true);
  }

  private object(op: SqlOpOf<'object'>): void {
    const kind = KINDS[op.object] ?? op.object;
    const table = op.table === undefined ? '' : `${this.idOf(op.table)}.`;
    const keyOf = (name: string): string => `object|${kind}|${table}${fold(name, this.store.dialect)}`;
    const key = keyOf(op.name);
    switch (op.action) {
      case 'create': return this.create(key, `${op.table === undefined ? '' : `${this.idOf(op.table)}>`}${this.store.fresh('object')}`);
      case 'replace': return this.put(key, this.store.fresh('object'));
      case 'drop': {
        if (op.cascade) this.cascade(kind);
        if (kind === 'schema') for (const [table] of this.store.entries(`table|${fold(op.name, this.store.dialect)}.`)) this.store.uncertain.add(table);
        if (kind === 'view') this.dropIndexesOf(this.idOf(op.name));
        return this.removeOnce(key, op.ifExists === true);
      }
      case 'rename': {
        if (op.to === undefined) return;
        // The new name stands for one in the same schema.
        const to = op.to.includes('.') ? op.to : `${op.name.slice(0, op.name.lastIndexOf('.') + 1)}${op.to}`;
        if (kind === 'type') this.retype(op.name, to);
        return this.move(key, keyOf(to));
      }
      case 'alter': return kind === 'type' && !op.values ? this.retype(op.name, undefined) : undefined;
    }
  }

  /** Columns follow their type when it is renamed; when its values are, their defaults are written in another way. */
  private retype(name: string, to: string | undefined): void {
    for (const [key, type] of this.store.entries('type|')) {
      if (fold(type, this.store.dialect) !== fold(name, this.store.dialect)) continue;
      if (to !== undefined) this.put(key, to);
      this.store.uncertain.add(key.replace(/^type/, 'default'));
    }
  }

  /** A materialized view takes its indexes with it. */
  private dropIndexesOf(id: string): void {
    for (const [key, value] of this.store.entries('index|')) if (this.store.infos.get(value)?.table === id) this.put(key, ABSENT);
  }

  /** What else goes with an object is not known in detail. */
  private cascade(kind: string): void {
    if (kind === 'extension') return;
    for (const [key] of this.store.entries('object|')) this.store.uncertain.add(key);
    for (const [key, value] of this.store.entries('index|')) if (this.store.tableNamed(this.store.infos.get(value)?.table ?? '') === undefined) this.store.uncertain.add(key);
  }

  private opaque(op: SqlOpOf<'opaque'>): void {
    if (!op.tables || op.tables.some((table) => NAMELESS.test(table))) {
      this.store.tainted = true;
      return;
    }
    for (const table of op.tables) {
      const id = this.idOf(table);
      this.store.complete.delete(id);
      this.store.uncertain.add(this.tableKey(table));
      for (const [key] of this.store.entries(`column|${id}|`)) this.store.uncertain.add(key);
    }
  }
}

/** No part of the name is known: it may be any table's. */
const NAMELESS = new RegExp(`^(?:${UNKNOWN_NAME}\\d*)$`);

/** Objects that share their names. */
const KINDS: Partial<Readonly<Record<SchemaObject, string>>> = { enum: 'type', 'materialized-view': 'view' };
