import { isUnder, lineOf, type BackendModel, type Effect, type Endpoint } from '@assay/contract';
import type { Analysis } from '@assay/engine';
import { violationsOf, visible } from '@assay/report';
import type { Host } from './host.js';
import type { Io } from './io.js';
import { openSession, type SessionOptions } from './session.js';
import { UsageError } from './usage-error.js';

export const ENDPOINT_FORMATS: readonly string[] = ['table', 'json', 'csv'];

/** One line of the inventory. */
export interface EndpointRow {
  readonly method: string;
  readonly path: string;
  readonly guard: string;
  readonly public: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly transaction: 'all' | 'some' | 'none' | '';
  readonly idempotency: string;
  readonly findings: number;
  /** Cases of tests that reach it: through a request, or by calling its handler. */
  readonly tests: number;
  /** Those of them that expect to be refused for want of authentication or of a right. */
  readonly denied: number;
  readonly framework: string;
  readonly handler: string;
  readonly place: string;
}

/** `assay endpoints`: what can be called from outside, and what is known of it. */
export async function endpoints(paths: readonly string[], options: SessionOptions & { readonly format: string }, io: Io, load: () => Promise<Host>): Promise<number> {
  if (!ENDPOINT_FORMATS.includes(options.format)) throw new UsageError(`--format does not know '${options.format}'. Give one of ${ENDPOINT_FORMATS.join(', ')}.`);
  const session = await openSession(paths, options, io, load);
  const analysis = await session.judge({ tests: true });
  const rows = rowsOf(analysis, session.project.paths);
  await io.stdout.write(options.format === 'json' ? `${JSON.stringify(rows, null, 2)}\n` : options.format === 'csv' ? csv(rows) : table(rows));
  if (rows.length === 0) await io.stderr.write('No endpoint was found. assay doctor shows what was read and which frameworks were recognised.\n');
  return analysis.crashed ? 2 : 0;
}

/** The inventory, in the order of the model. */
export function rowsOf({ model, result, sources }: Analysis, paths?: readonly string[]): readonly EndpointRow[] {
  const violations = violationsOf(result);
  const under = isUnder(paths);
  const line = lineOf(sources);
  return model.endpoints.filter(entry => under(entry.at.path)).map(entry => {
    const effects = model.effects(entry);
    const purpose = model.publicByPurpose(entry);
    return {
      method: entry.method, path: entry.path, guard: model.guarded(entry).level, public: purpose === undefined ? '' : purpose.declared ? 'declared' : 'by name',
      reads: tables(effects, op => op === 'read'), writes: tables(effects, op => op !== 'read' && op !== 'raw'), transaction: transactionOf(effects), idempotency: idempotencyOf(entry, model),
      findings: violations.filter(finding => finding.subject === entry.id).length, ...testsOf(entry, model),
      framework: entry.framework, handler: entry.handler?.label ?? '', place: `${entry.at.path}:${line(entry.at)}`,
    };
  });
}

function testsOf(entry: Endpoint, model: BackendModel): Pick<EndpointRow, 'tests' | 'denied'> {
  const found = model.tests?.of(entry);
  return { tests: new Set([...found?.cases ?? [], ...found?.direct ?? []].map(({ path, start }) => `${path}:${start}`)).size, denied: found?.denied.length ?? 0 };
}

function tables(effects: readonly Effect[], wanted: (op: string) => boolean): readonly string[] {
  const accesses = effects.flatMap(({ access, label }) => (access && wanted(access.op) ? [access.table ?? label] : []));
  return [...new Set(accesses)].sort();
}

function transactionOf(effects: readonly Effect[]): EndpointRow['transaction'] {
  const writes = effects.filter(({ access }) => access && access.op !== 'read');
  if (writes.length === 0) return '';
  const joined = writes.filter(effect => effect.transaction).length;
  return joined === 0 ? 'none' : joined === writes.length ? 'all' : 'some';
}

function idempotencyOf(entry: Endpoint, model: BackendModel): string {
  return entry.method === 'GET' || entry.method === 'QUERY' ? '' : model.idempotency(entry).known;
}

function table(rows: readonly EndpointRow[]): string {
  const head = ['method', 'path', 'guard', 'public', 'reads', 'writes', 'transaction', 'idempotent', 'findings', 'tests', 'place'];
  const cells = rows.map(row => [row.method, row.path, row.guard, row.public || '-', row.reads.join(' ') || '-', row.writes.join(' ') || '-', row.transaction || '-', row.idempotency || '-', String(row.findings), row.denied === 0 ? String(row.tests) : `${row.tests} (${row.denied} denied)`, row.place].map(visible));
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map(row => row[column]?.length ?? 0)));
  return [head, ...cells].map(row => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('');
}

/** As in RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe before it. */
function csv(rows: readonly EndpointRow[]): string {
  const keys = ['method', 'path', 'guard', 'public', 'reads', 'writes', 'transaction', 'idempotency', 'findings', 'tests', 'denied', 'framework', 'handler', 'place'] as const;
  const lines = rows.map(row => keys.map(key => cell(row[key])).join(','));
  return [keys.join(','), ...lines].map(line => `${line}\r\n`).join('');
}

function cell(value: string | number | readonly string[]): string {
  const text = typeof value === 'object' ? value.join(' ') : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
