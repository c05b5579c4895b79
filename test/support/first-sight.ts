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

const CORPUS = join(REPOSITORY, 'fixtures/corpus');
const read = (name: string) => readFileSync(join(CORPUS, name), 'utf8');

/** From the rows of triage.tsv whose reading is marked `firstSight` in readings.json. */
export function firstSights(): (rule: string) => FirstSight {
  const blind = new Set((JSON.parse(read('readings.json')) as { readonly id: string; readonly firstSight?: boolean }[]).flatMap(({ id, firstSight }) => (firstSight === true ? [id] : [])));
  const rows = read('triage.tsv').trimEnd().split('\n').slice(1).map((line) => line.split('\t')).filter(([reading = '']) => blind.has(reading));
  const share = (rule: string, claim: string): Share => {
    const verdicts = rows.filter((row) => row[1] === claim && row[4] === rule).map((row) => row[6]);
    const right = verdicts.filter((verdict) => verdict === 'right').length;
    return { right, all: right + verdicts.filter((verdict) => verdict === 'wrong').length };
  };
  return (rule) => ({ violations: share(rule, 'violation'), passes: share(rule, 'pass') });
}
