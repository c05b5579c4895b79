import type { Finding, ReadProblem, Rule } from '@assay/contract';
import type { SetCommit } from '@assay/sources';
import type { Silenced } from '../suppress.js';

/** What the commits of a change let through, by rule, with their reasons. */
export interface Allowances {
  readonly reasons: ReadonlyMap<string, string>;
  readonly problems: readonly ReadProblem[];
}

/** `oversized-change -- a rename of one table`. */
const TRAILER = /^(?<rule>[\w-]+)(?:\s+--\s+(?<reason>\S.*))?$/;

/**
 * Reads `Assay-Allow: <rule> -- <reason>` from the trailers of commits. It is for the rules that judge a change: their findings are about no single
 * line, where a directive could stand. Without a reason, or for another rule, it lets nothing through and is a note.
 */
export function allowances(commits: readonly SetCommit[], rules: readonly Rule[]): Allowances {
  const judging = new Set(rules.filter(({ meta }) => meta.judges === 'change').map(({ id }) => id));
  const reasons = new Map<string, string>();
  const problems: ReadProblem[] = [];
  for (const { id, allows } of commits) {
    for (const text of allows) {
      const { rule = '', reason } = TRAILER.exec(text)?.groups ?? {};
      if (judging.has(rule) && reason !== undefined) reasons.set(rule, reason);
      else problems.push({ path: '', code: 'directive', level: 'note', message: `Commit ${id} has the trailer "Assay-Allow: ${text}", which lets nothing through: it takes ${judging.has(rule) ? 'a reason' : 'a rule that judges a change'} (Assay-Allow: oversized-change -- why).` });
    }
  }
  return { reasons, problems };
}

/** Takes out the findings that a commit lets through. */
export function allowed(silenced: Silenced, { reasons }: Allowances): Silenced {
  const reasonOf = ({ rule }: Finding) => reasons.get(rule);
  return {
    ...silenced,
    active: silenced.active.filter(finding => reasonOf(finding) === undefined),
    suppressed: [...silenced.suppressed, ...silenced.active.flatMap(finding => {
      const reason = reasonOf(finding);
      return reason === undefined ? [] : [{ finding, reason }];
    })],
  };
}
