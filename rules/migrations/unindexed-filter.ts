import { defineRule, isKnownName, type SchemaTable, type TableFilter, type TableUse, type Verdict } from '@assay/contract';

const SHOWN = 4;
/** Types of few values: an index on such a column alone finds too many rows to be of use. */
const FEW = /^(?:bool|boolean|bit(?:\(1\))?|tinyint\(1\))$/;

export const unindexedFilter = defineRule<Readonly<Record<'small', readonly string[]>>>({
  id: 'unindexed-filter',
  meta: {
    standard: 'migrations',
    category: 'performance',
    variants: { unindexed: { severity: 'minor', title: 'No index to look for {subject}' } },
    summary: 'An index begins with one of the columns by which requests look for rows.',
    why: 'Without one the database reads the whole table for every such request. That goes unnoticed on a thousand rows, and takes the database down on ten million.',
    recommendation: 'Add an index that begins with the columns that must equal a value, the most selective first; name tables that stay small in the option `small`.',
    subjects: 'sets of columns by which requests look for rows',
    languages: ['code', 'sql'],
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: {
      type: 'object', additionalProperties: false,
      properties: { small: { type: 'array', items: { type: 'string' }, description: 'Tables that stay so small that no index helps.' } },
    },
    defaults: { small: [] },
  },
  *check({ model, options: { small } }) {
    for (const filter of model.tableFilters()) {
      const verdict = small.includes(filter.table.name) ? undefined : judge(filter);
      if (verdict) yield verdict;
    }
  },
});

/** An index serves a search if the search names the index's first column. */
function judge({ table, columns, named, open, uses }: TableFilter): Verdict | undefined {
  const [first] = uses;
  const selective = columns.filter((column) => !FEW.test(table.columns.find(({ name }) => name === column)?.type ?? ''));
  if (!first || selective.length === 0) return undefined;
  const subject = `${table.name}(${columns.join(', ')})`;
  const leads = leadsOf(table);
  const cover = leads.find((index) => !index.partial && named.includes(index.columns[0] ?? ''));
  if (cover) return { outcome: 'pass', subject, at: first.at, because: [{ at: cover.at, message: `${cover.name} begins with ${cover.columns[0] ?? ''}.` }] };
  const doubt = doubtOf(table, leads, { columns, named, open });
  if (doubt !== undefined) return { outcome: 'review', variant: 'unindexed', subject, at: first.at, reason: open ? 'expression' : 'opaque-sql', evidence: doubt, key: subject };
  return {
    outcome: 'violation', variant: 'unindexed', subject, at: first.at, key: subject,
    evidence: `${servedBy(uses)} for rows of ${table.name} by ${columns.join(' and ')}; when every migration has run, no index begins with ${columns.length === 1 ? 'it' : 'one of them'}.`,
    because: [...uses.slice(1, SHOWN).map(({ at, label }) => ({ at, message: `${label} looks for them as well.` })), { at: table.at, message: `${table.name} is made here.` }],
  };
}

interface Lead { readonly name: string; readonly columns: readonly string[]; readonly partial: boolean; readonly at: SchemaTable['at'] }

/** Indexes and what the database keeps as one; MySQL makes one for each foreign key. */
function leadsOf({ dialect, indexes, keys }: SchemaTable): readonly Lead[] {
  const kinds = new Set(['primary-key', 'unique', 'exclude', ...(dialect === 'mysql' ? ['foreign-key'] : [])]);
  return [...indexes, ...keys.filter(({ kind }) => kinds.has(kind)).map((key) => ({ ...key, partial: false }))];
}

/** Why nothing is sure, as a sentence. */
function doubtOf({ name, complete }: SchemaTable, leads: readonly Lead[], { columns, named, open }: Pick<TableFilter, 'columns' | 'named' | 'open'>): string | undefined {
  if (!complete || leads.some((index) => index.columns[0] === '()' || !index.columns.every(isKnownName))) return `Parts of the migrations that may index ${name} cannot be read.`;
  if (open) return `No index of ${name} begins with ${columns.join(' or ')}, and not every condition is seen.`;
  return leads.some((index) => index.partial && named.includes(index.columns[0] ?? '')) ? `A partial index of ${name} begins with one of ${columns.join(', ')}; whether it holds these rows is not seen.` : undefined;
}

function servedBy(uses: readonly TableUse[]): string {
  const served = [...new Set(uses.flatMap(({ entries, jobs }) => [...entries, ...jobs.map((job) => `job ${job}`)]))].sort();
  const [first = ''] = served;
  return served.length > 1 ? `${first} and ${served.length - 1} more look` : `${first} looks`;
}
