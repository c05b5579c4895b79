import type { IndexEvidence, MigrationEvidence, ReviewReport, RollbackState, TableEvidence } from '../model.js';
import { count, ROLLBACK_WORDS } from '../words.js';
import { html, type Markup } from './markup.js';
import { breakable, place, table, type Section } from './parts.js';

/** Users of a table that are shown before the rest is folded. */
const MOST_USERS = 4;
const ROLLBACK_COLOURS: Readonly<Record<RollbackState, string>> = {
  restores: 'pass', differs: 'violation', none: 'violation', derived: 'pass', irreversible: 'accepted', 'forward-only': 'info', 'nothing-to-undo': 'info', unknown: 'review',
};

/** The tables with those who use them and their indexes, and how migrations are taken back. */
export function data({ data: { tables, migrations } }: ReviewReport): Section {
  const used = tables.length === 0 ? html`<p>No table is known by name.</p>` : table('Tables, and who uses them', ['Table', 'Written by', 'Read by', 'Indexes, and queries that name their first column'], tables.map(row), 'data stack');
  const units = migrations.length === 0 ? html`<p>No migration was found.</p>` : table('What taking each migration back does', ['Migration', 'Tool', 'Rollback', 'Destroys'], migrations.map(unit), 'stack');
  return { id: 'data', nav: 'Data', title: 'Data model and migrations', body: html`<p class="soft">Columns and indexes are those that the migrations leave when they run in order. Whether the database takes an index is its own decision: a query whose conditions do not name its first column rarely can use it.</p>${used}<h3>Migrations</h3>${units}` };
}

function row({ name, readBy, writtenBy, accesses, schemas, declared }: TableEvidence): Markup {
  const made = schemas.length === 0 ? html`<span class="place">no migration that was read makes it by this name</span>` : html`${schemas.map((schema) => html`<span class="place">${place(schema)}</span>
<details><summary>${count(schema.columns.length, 'column')}${schema.complete ? '' : ', not all known'}</summary><ul class="plain">${schema.columns.map(({ name: column, type, nullable }) => html`<li><code>${column}</code> ${type ?? ''}${nullable === false ? ' not null' : ''}</li>`)}${schema.references.map((reference) => html`<li class="soft">references ${reference}</li>`)}</ul></details>`)}`;
  const indexes = schemas.flatMap((schema) => schema.indexes);
  return html`<tr><th scope="row">${name}${made}${declared.map((each) => html`<span class="place">${each.by}: ${place(each)}</span>`)}</th><td data-label="Written by">${users(writtenBy)}</td><td data-label="Read by">${users(readBy)}</td><td data-label="Indexes and their queries">${indexes.length === 0 ? html`<span class="soft">${schemas.length === 0 ? 'not known' : 'none'}</span>` : html`<ul class="plain">${indexes.map(index)}</ul>`}<span class="place">${accesses.all === 0 ? 'no access is seen' : `conditions known of ${accesses.conditions} of ${count(accesses.all, 'access', 'accesses')}`}</span></td></tr>`;
}

function users(names: readonly string[]): Markup {
  if (names.length === 0) return html`<span class="soft">nobody</span>`;
  const items = (list: readonly string[]) => html`<ul class="plain">${list.map((name) => html`<li>${breakable(name)}</li>`)}</ul>`;
  const rest = names.slice(MOST_USERS);
  return html`${items(names.slice(0, MOST_USERS))}${rest.length === 0 ? '' : html`<details><summary>and ${rest.length} more</summary>${items(rest)}</details>`}`;
}

function index({ name, kind, columns, partial, queries }: IndexEvidence): Markup {
  const what = `${kind === 'primary-key' ? 'primary key' : kind}${partial ? ', partial' : ''}`;
  const said = html`<code>${columns.join(', ')}</code> <span class="soft">${what},</span>`;
  if (queries.length === 0) return html`<li title="${name}">${said} <span class="soft">no query seen</span></li>`;
  return html`<li title="${name}"><details><summary>${said} ${count(queries.length, 'query', 'queries')}</summary><ul class="plain">${queries.map((query) => html`<li>${place(query)} ${query.label}</li>`)}</ul></details></li>`;
}

function unit(migration: MigrationEvidence): Markup {
  const { name, tool, rollback, differences, destructive, down } = migration;
  const detail = differences.length > 0 ? html`<ul class="plain">${differences.map((difference) => html`<li>${difference}</li>`)}</ul>` : down === 'empty' ? html`<span class="place">its down does nothing</span>` : '';
  return html`<tr><th scope="row">${name}<span class="place">${place(migration)}</span></th><td data-label="Tool">${tool}</td><td data-label="Rollback"><span class="word ${ROLLBACK_COLOURS[rollback]}">${ROLLBACK_WORDS[rollback]}</span>${detail}</td><td data-label="Destroys">${destructive ? 'data or structure' : 'nothing'}</td></tr>`;
}
