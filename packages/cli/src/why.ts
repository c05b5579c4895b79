import type { Rule } from '@assay/contract';
import picocolors from 'picocolors';
import type { Host } from './host.js';
import { wantsColor, type Io } from './io.js';
import { didYouMean } from '@assay/config';
import { problemLines } from './problems-text.js';
import { openSession, type SessionOptions } from './session.js';
import { UsageError } from './usage-error.js';
import { atPlace, ofSubject, parsePlace } from './why-match.js';
import { recordsOf, type VerdictRecord } from './why-records.js';
import { endpointText, recordText } from './why-text.js';

/** `assay why`: prints every verdict on an endpoint or a place with the steps that led to it. Exit code 2 when there is none. */
export async function why(target: string, ruleName: string | undefined, options: SessionOptions & { readonly root?: string }, io: Io, load: () => Promise<Host>): Promise<number> {
  const host = await load();
  const rule = ruleName === undefined ? undefined : findRule(ruleName, host.allRules);
  const place = parsePlace(target, options.root ?? io.cwd, io.cwd);
  const session = await openSession([options.root ?? place?.file ?? '.'], options, io, load);
  const { root } = session.project;
  const analysis = await session.judge({ paths: undefined });
  await io.stderr.write(problemLines(analysis.result.problems.filter(problem => problem.level === 'problem')));

  const records = recordsOf(analysis);
  const found = place ? atPlace(place, root, records, analysis) : ofSubject(target, records, analysis);
  const kept = found.records.filter(record => rule === undefined || record.rule === rule.id);
  requireSome(target, rule, found.records, kept, found.endpoints.length);
  const colors = picocolors.createColors(wantsColor(io.stdout, io.env));
  const parts = [...found.endpoints.map(endpoint => endpointText(endpoint, analysis)), ...kept.map(record => recordText(record, colors))];
  if (kept.length === 0) parts.push('No rule judges it: nothing that it does is a subject of a rule.\n');
  await io.stdout.write(parts.join('\n'));
  return 0;
}

function requireSome(target: string, rule: Rule | undefined, found: readonly VerdictRecord[], kept: readonly VerdictRecord[], endpoints: number): void {
  if (kept.length > 0 || (endpoints > 0 && rule === undefined)) return;
  const others = [...new Set(found.map(record => record.rule))];
  const next = others.length > 0 ? `Rules that did: ${others.join(', ')}.` : 'No other rule did either.';
  throw new UsageError(`${rule?.id ?? 'No rule'} gave no verdict on ${target}. ${next}`);
}

function findRule(name: string, rules: readonly Rule[]): Rule {
  const id = name.replace(/^assay\//, '');
  const rule = rules.find(candidate => candidate.id === id);
  if (!rule) throw new UsageError(`There is no rule '${id}'.${didYouMean(id, rules.map(candidate => candidate.id))} Run assay rules for the list.`);
  return rule;
}

