import { lineOf, type Span } from '@assay/contract';
import { visible } from '@assay/report';
import type { VerifiedDialect } from './database.js';
import type { CatalogDifference } from './difference.js';
import type { Tried } from './trial.js';

/** What came of the migrations of one folder. */
export interface TriedHistory {
  readonly name: string;
  readonly dialect: VerifiedDialect;
  readonly results: readonly Tried[];
}

const WORDS: Readonly<Record<Tried['verdict'], string>> = {
  restores: 'restore', differs: 'differ', 'down-fails': 'fail going down', 'up-fails': 'fail going up', blocked: 'fail after another one did', 'no-down': 'have no down',
};
const SHOWN = 5;

/** A line of counts, and a paragraph for each migration that does not restore what it met. */
export function historyText({ name, dialect, results }: TriedHistory, sources: ReadonlyMap<string, string>): string {
  const counts = Object.entries(WORDS).flatMap(([verdict, words]) => {
    const count = results.filter(result => result.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const wrong = results.filter(({ verdict }) => verdict === 'differs' || verdict.endsWith('fails'));
  const line = lineOf(sources);
  return [`${visible(name)} (${dialect}): ${results.length} migrations: ${counts.join(', ')}`, ...wrong.map(result => paragraph(result, line))].map(line => `${line}\n`).join('');
}

function paragraph({ unit, verdict, at, message, differences }: Tried, line: (at: Span) => number): string {
  const head = `  ${visible(at.path)}:${line(at)}  ${visible(unit.name)}: ${verdict === 'differs' ? 'the down does not restore the schema' : verdict === 'up-fails' ? 'the up fails' : 'the down fails'}${message === undefined ? '' : `: ${visible(message)}`}`;
  const more = differences.length - SHOWN;
  return [head, ...differences.slice(0, SHOWN).map(difference => `    ${visible(sentence(difference))}`), ...(more > 0 ? [`    and ${more} more`] : [])].join('\n');
}

function sentence({ what, kind, name, was, is }: CatalogDifference): string {
  return what === 'changed' ? `${kind} ${name} was: ${was ?? ''}; is: ${is ?? ''}` : `${what}: ${kind} ${name}`;
}

/** All results, as JSON. */
export function historyJson(histories: readonly TriedHistory[], sources: ReadonlyMap<string, string>): string {
  const line = lineOf(sources);
  return JSON.stringify({
    histories: histories.map(({ name, dialect, results }) => ({
      folder: name, dialect,
      migrations: results.map(({ unit, verdict, at, message, differences }) => ({ name: unit.name, verdict, path: at.path, line: line(at), ...(message === undefined ? {} : { message }), ...(differences.length > 0 ? { differences } : {}) })),
    })),
  }, null, 2);
}
