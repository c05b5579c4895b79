import { didYouMean } from '@assay/config';
import type { Rule } from '@assay/contract';
import picocolors from 'picocolors';
import type { Host } from './host.js';
import { wantsColor, type Io } from './io.js';
import { openSession, type SessionOptions } from './session.js';
import { UsageError } from './usage-error.js';
import { recordsOf } from './why-records.js';
import { recordText } from './why-text.js';

const FINGERPRINT = /^[0-9a-f]{6,20}$/;

/** `assay explain`: what a rule asks and why; or one finding, known by its fingerprint or the beginning of it, with its trace. */
export async function explain(what: string, options: SessionOptions, io: Io, load: () => Promise<Host>): Promise<number> {
  const host = await load();
  const id = what.replace(/^assay\//, '');
  const rule = host.allRules.find(candidate => candidate.id === id);
  if (rule) {
    await io.stdout.write(ruleText(rule));
    return 0;
  }
  if (!FINGERPRINT.test(id)) throw new UsageError(`There is no rule '${id}'.${didYouMean(id, host.allRules.map(candidate => candidate.id))} Give a rule of assay rules, or the fingerprint of a finding of assay check -f json-full.`);
  const session = await openSession([], options, io, load);
  const records = recordsOf(await session.judge()).filter(({ finding }) => finding?.fingerprint.startsWith(id));
  if (records.length === 0) throw new UsageError(`No finding here has a fingerprint that begins with ${id}. It may be fixed, or belong to another revision; assay check -f json-full lists all.`);
  const colors = picocolors.createColors(wantsColor(io.stdout, io.env));
  await io.stdout.write(records.map(record => `${recordText(record, colors)}  fingerprint: ${record.finding?.fingerprint ?? ''}\n`).join('\n'));
  return 0;
}

function ruleText({ id, meta }: Rule): string {
  const variants = Object.entries(meta.variants).map(([name, { severity, title }]) => `  ${name} (${severity}): ${title}`);
  const options = Object.keys(meta.schema['properties'] ?? {});
  return [
    `${id}: ${meta.summary}`, '',
    `standard: ${meta.standard}; category: ${meta.category}; since: ${meta.since}; ${meta.lifecycle}`,
    `judges: ${meta.subjects}`,
    'findings:', ...variants, '',
    `why: ${meta.why}`,
    `fix: ${meta.recommendation}`,
    `options: ${options.length === 0 ? 'none' : options.join(', ')}`,
    `to silence one place: // eslint-disable-next-line assay/${id} -- the reason`,
    `to turn it off: {"rules": {"${id}": "off"}} in assay.config.json`,
  ].map(line => `${line}\n`).join('');
}
