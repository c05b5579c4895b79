import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './repository.js';

/** Of the claims of a rule that readers decided, how many were right. */
export interface Share {
  readonly right: number;
  readonly all: number;
}

/** What readers who wrote nothing here found of a rule, in repositories that it had never seen. */
export interface FirstSight {
  readonly violations: Share;
  readonly passes: Share;
}

const read = (name: string) => readFileSync(join(REPOSITORY, 'fixtures/corpus', name), 'utf8');
const { readTable } = (await import(join(REPOSITORY, 'scripts/corpus/page-section.mjs'))) as { readTable(text: string): Readonly<Record<'reading' | 'claim' | 'rule' | 'verdict', string>>[] };

/** From the rows of triage.tsv whose reading is marked `firstSight` in readings.json. */
export function firstSights(): (rule: string) => FirstSight {
  const readings = JSON.parse(read('readings.json')) as { readonly id: string; readonly firstSight?: boolean }[];
  const blind = new Set(readings.flatMap(({ id, firstSight }) => (firstSight === true ? [id] : [])));
  const rows = readTable(read('triage.tsv')).filter(({ reading }) => blind.has(reading));
  const share = (rule: string, claim: string): Share => {
    const verdicts = rows.filter((row) => row.claim === claim && row.rule === rule).map(({ verdict }) => verdict);
    const right = verdicts.filter((verdict) => verdict === 'right').length;
    return { right, all: right + verdicts.filter((verdict) => verdict === 'wrong').length };
  };
  return (rule) => ({ violations: share(rule, 'violation'), passes: share(rule, 'pass') });
}
