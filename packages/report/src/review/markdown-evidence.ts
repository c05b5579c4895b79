import { code, inline } from '../markdown-text.js';
import type { ImportedRun, ReviewReport, TableEvidence, TableSchema } from './model.js';
import { table } from './markdown-table.js';
import { count, OBLIGATION_WORDS, ROLLBACK_WORDS } from './words.js';

/** The tables with those who use them and their indexes, and how migrations are taken back. */
export function data({ data: { tables, migrations } }: ReviewReport): readonly string[] {
  return [
    '## Data model and migrations', '', ...table(['Table', 'Made at', 'Declared at', 'Columns', 'Written by', 'Read by', 'Accesses with known conditions'], tables.map(tableRow)),
    ...table(['Table', 'Index', 'Kind', 'Queries that name its first column'], tables.flatMap(({ name, schemas }) => schemas.flatMap((schema) => indexRows(name, schema)))),
    ...table(['Migration', 'Tool', 'Rollback', 'What differs', 'Destroys'], migrations.map(({ name, tool, rollback, differences, destructive }) => [
      inline(name), inline(tool), ROLLBACK_WORDS[rollback], differences.map(inline).join('; ') || '', destructive ? 'data or structure' : 'nothing',
    ])),
  ];
}

function tableRow({ name, readBy, writtenBy, accesses, schemas, declared }: TableEvidence): readonly string[] {
  const made = schemas.map(({ path, lines }) => code(`${path}:${lines}`)).join(', ') || 'no migration that was read';
  const columns = schemas.map((schema) => `${schema.columns.length}${schema.complete ? '' : ', not all known'}`).join('; ');
  const said = declared.map(({ by, path, lines }) => `${inline(by)} ${code(`${path}:${lines}`)}`).join(', ') || 'not seen';
  return [inline(name), made, said, columns, inline(writtenBy.join(', ') || 'nobody'), inline(readBy.join(', ') || 'nobody'), `${accesses.conditions} of ${accesses.all}`];
}

function indexRows(name: string, { indexes }: TableSchema): readonly (readonly string[])[] {
  return indexes.map(({ columns, kind, partial, queries }) => [inline(name), code(columns.join(', ')), `${kind}${partial ? ', partial' : ''}`, queries.map(({ path, lines }) => code(`${path}:${lines}`)).join(', ') || 'none seen']);
}

/** What a change owes, and what it does not. */
export function change({ change: given }: ReviewReport): readonly string[] {
  if (!given) return [];
  const { against, files, commits, newEndpoints, newMigrations, newVariables, obligations, unseen } = given;
  return [
    `## Definition of done: the change since ${inline(against)}`, '',
    `${count(files, 'file')} in ${count(commits, 'commit')}: ${count(newEndpoints, 'new entry point')}, ${count(newMigrations, 'new migration')}, ${count(newVariables, 'new environment variable')}.`, '',
    ...table(['Of what', 'Obligation', 'State', 'Evidence', 'Place'], obligations.map(({ subject, what, state, evidence, place }) => [inline(subject), what, OBLIGATION_WORDS[state], inline(evidence), place ? code(`${place.path}:${place.lines}`) : ''])),
    '### Not to be seen in code', '', ...unseen.map((part) => `- ${inline(part)}`), '',
  ];
}

/** What other tools say, under their own names. */
export function imports({ imports: given }: ReviewReport): readonly string[] {
  return given ? ['## Results of other tools', '', 'None is counted above, and no rating rests on one.', '', ...given.flatMap(run)] : [];
}

function run({ tool, version, file, results, left }: ImportedRun): readonly string[] {
  return [
    `### ${inline(tool)}${version === undefined ? '' : ` ${inline(version)}`}: ${count(results.length, 'result')}`, '', `From ${code(file)}${left === 0 ? '' : `; ${left} that it calls suppressed, passed or gone are left out`}.`, '',
    ...table(['Message', 'Level', 'Rule', 'Place'], results.map(({ message, level, rule, path, line }) => [inline(message), level, code(rule), path === undefined ? '' : code(`${path}${line === undefined ? '' : `:${line}`}`)])),
  ];
}
