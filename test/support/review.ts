import { SEVERITIES, type BackendModel, type Change, type Endpoint, type Finding, type GuardLevel, type MigrationUnit, type SchemaTable, type TableUse } from '@assay/contract';
import { readSarif, reviewReport, type ReviewInput, type ReviewReport } from '@assay/report';
import { finding, model, place, result, ruleOf } from '../hand-made.js';

export const RULES = [
  ruleOf([]),
  ruleOf([], { category: 'performance', standard: 'n-plus-one', subjects: 'loops', variants: { loop: { severity: 'major', title: 'N+1 in {subject}' } } }, 'n-plus-one-query'),
];

/** An endpoint as far as a report asks. */
export function endpoint(id: string, path: string): Endpoint {
  const [method = '', url = ''] = id.split(' ');
  const at = { path, start: 100, end: 106 };
  return { id, method, path: url, mounted: true, placed: true, at, framework: 'express', chain: [], handlerAt: at, errorHandlers: [], around: [], missed: [], route: { protocol: 'http', method, path: url, at, steps: [], framework: 'express' } };
}

/** A model in which endpoints do nothing. */
export function quietModel(endpoints: readonly Endpoint[], level: GuardLevel = 'principal'): BackendModel {
  return model({ endpoints, effects: () => [], guarded: () => ({ known: 'yes', level, boundary: level, because: [] }) });
}

/** A report over hand-made verdicts. */
export function report(changes: Partial<ReviewInput> = {}): ReviewReport {
  return reviewReport({ result: result(), passes: [], model: quietModel([]), rules: RULES, readLine: () => undefined, lineOf: () => 1, ...changes });
}

/** A report of this many findings on this many endpoints, owned by three teams. */
export function bigReport(findings: number, endpoints: number): ReviewReport {
  const entries = Array.from({ length: endpoints }, (_, index) => endpoint(`PATCH /items/{id}/part-${index}`, `src/routes/part-${index}.ts`));
  const many = Array.from({ length: findings }, (_, index): Finding => {
    const entry = entries[index % endpoints];
    return finding({
      subject: entry?.id ?? '', title: `Missing authN on ${entry?.id ?? ''}`, severity: SEVERITIES[index % 4] ?? 'info', where: place(entry?.at.path ?? '', index + 1),
      trace: [{ where: place('src/app.ts', 31), message: 'mounted here' }, { where: place('src/services/part.ts', 7), message: 'calls save' }, { where: place('src/db.ts', 9), message: 'updates items' }],
      fingerprint: index.toString(16).padStart(20, '0'),
    });
  });
  return report({ result: result({ findings: many }), model: quietModel(entries), ownersOf: path => [`@team/${['red', 'green', 'blue'][path.length % 3] ?? ''}`], readLine: (_, line) => `line ${line} <script>alert(1)</script>` });
}

/** A migration of Knex as far as a report asks. */
export function migration(name: string, down: MigrationUnit['down'], changes: Partial<MigrationUnit> = {}): MigrationUnit {
  const path = `migrations/${name}.ts`;
  return { name: `migration ${name}`, tool: 'Knex', path, at: { path, start: 0, end: 9 }, down, noop: false, destructive: false, dialect: 'postgres', history: 'migrations', notes: [], ups: [], ...changes };
}

/** A table with an index of each kind. */
export function schemaTable(name: string, changes: Partial<SchemaTable> = {}): SchemaTable {
  const at = { path: `migrations/1_${name}.ts`, start: 0, end: 9 };
  return {
    name, history: 'migrations', dialect: 'postgres', at, complete: true, columns: [{ name: 'id', type: 'uuid', nullable: false, at }, { name: 'owner_id', type: 'uuid', at }],
    indexes: [{ name: `${name}_owner_idx`, columns: ['owner_id', 'made_at'], unique: false, partial: true, at }],
    keys: [{ kind: 'primary-key', name: `${name}_pkey`, columns: ['id'], at }, { kind: 'foreign-key', name: `${name}_owner_fkey`, columns: ['owner_id'], references: 'owners', at }], ...changes,
  };
}

/** One access of a table. */
export function tableUse(table: string, changes: Partial<TableUse> = {}): TableUse {
  return { table, op: 'read', at: { path: `src/${table}.ts`, start: 0, end: 9 }, label: `db.${table}.find`, columns: [], searched: [], open: false, entries: [], jobs: [], functions: [], ...changes };
}

/** A change that brings these entry points and migrations. */
export function changeOf(newEndpoints: readonly Endpoint[], migrations: readonly MigrationUnit[]): Change {
  return {
    against: 'main', files: migrations.map(({ path }) => ({ path, how: 'added', kind: 'migration', imports: [] })), commits: [{ id: 'c0ffee0', files: [] }], before: quietModel([]), newEndpoints,
    describedIn: () => undefined, newVariables: [], uses: [],
  };
}

/** A report with something in every section. */
export function wholeReport(): ReviewReport {
  const { matrix } = bigReport(24, 12);
  const entries = matrix.map(({ id, path }) => endpoint(id, path));
  const ids = entries.map(({ id }) => id);
  const first = migration('1_items', { kind: 'present', at: { path: 'migrations/1_items.ts', start: 5, end: 9 } });
  const migrations = [first, migration('2_prices', { kind: 'absent' }, { destructive: true })];
  const found = entries.map(({ id, at }, index) => finding({ subject: id, title: `Missing authN on ${id}`, where: place(at.path, index + 1), fingerprint: index.toString(16).padStart(20, '0') }));
  const uses = [
    tableUse('items', { entries: ids, columns: ['id'] }), tableUse('items', { op: 'update', entries: ids.slice(0, 2), jobs: ['nightly'], columns: ['ownerId'], label: 'db.items.update' }),
    tableUse('audit', { op: 'create', functions: ['audit'] }),
  ];
  return report({
    result: result({ findings: found }), ownersOf: () => ['@team/red'], change: changeOf(entries.slice(0, 2), migrations), previous: report(),
    imports: readSarif(JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Lupe' } }, results: ['error', 'warning', 'note'].map(level => ({ ruleId: 'L1', level, message: { text: 'found' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.ts' }, region: { startLine: 3 } } }] })) }] }), 'lupe.sarif'),
    model: { ...quietModel(entries), migrations, tables: [schemaTable('items')], tableUses: () => uses, reversals: [{ unit: first, restores: 'no', differences: [{ what: 'lost', part: 'index', name: 'items_owner_idx', detail: 'the down does not bring it back', at: { path: 'migrations/1_items.ts', start: 5, end: 9 } }], because: [] }] },
  });
}
