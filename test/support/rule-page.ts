import { SEVERITIES } from '@assay/contract';
import type { Rule } from '@assay/contract';
import { RULE_KINDS, readExpectations } from './expectations.js';
import type { FirstSight, Share } from './first-sight.js';
import type { Fixture } from './fixture.js';
import type { CaseFile, FixtureCase } from './markdown.js';

const LANGUAGES = { code: 'JavaScript and TypeScript', sql: 'SQL (ESLint 9 and later)' } as const;
const GENERATED = '<!-- Written by npm run generate. -->';

/** What eslint.config.js of each config says about a rule. */
export interface Levels {
  readonly recommended: string;
  readonly strict: string;
}

/** A rule's page: what it asks and why, and the first wrong and the first right case of its fixture, which the suites run. */
export function rulePage(rule: Rule, fixture: Fixture, levels: Levels, seen: FirstSight): string {
  const { meta, id } = rule;
  const kinds = (one: FixtureCase) => readExpectations(one.files, RULE_KINDS).map(({ kind }) => kind);
  const wrong = fixture.cases.find((one) => kinds(one).includes('error'));
  const right = fixture.cases.find((one) => kinds(one).includes('ok') && !kinds(one).includes('error') && !kinds(one).includes('review'));
  if (!wrong || !right) throw new Error(`${fixture.path}: a page needs a case with an error, and one with an ok and nothing else`);
  const sections = [
    `# assay/${id}`, GENERATED, prose(meta.summary), facts(rule, levels, seen),
    `## Why\n\n${prose(meta.why)}`, `## What to do\n\n${prose(meta.recommendation)}`,
    `## Findings\n\n${variants(rule)}`,
    `## Wrong\n\n${example(wrong, 'error')}`, `## Right\n\n${example(right, 'ok')}`,
    `## What is not decided\n\nOnly what the code proves is a finding. What it leaves open is a review: \`assay check -f json-full\` lists those with their reasons, the editor shows none.`,
    `## Exceptions\n\n${exception(rule)}`,
    `## Where it comes from\n\nCases: \`fixtures/${fixture.path}\`. On the command line: \`assay check\`, \`assay why <path:line> ${id}\`.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The list of all pages. */
export function rulesPage(rules: readonly Rule[], levels: (rule: Rule) => Levels, seen: (rule: string) => FirstSight): string {
  const rows = rules.map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.meta.standard} | ${prose(rule.meta.summary)} | ${severities(rule)} | ${levels(rule).recommended} | ${rule.meta.judges === 'change' ? 'on changes' : levels(rule).strict} | ${shareText(seen(rule.id).violations)} |`);
  return `# Rules\n\n${GENERATED}\n\n| rule | standard | what it asks | severity | recommended | strict | right at first sight |\n|---|---|---|---|---|---|---|\n${rows.join('\n')}\n\n${FIRST_SIGHT}\n`;
}

/** Text in which `<how long>` is no element: the site reads pages as templates. */
function prose(text: string): string {
  return text.replaceAll('<', '&lt;');
}

function facts(rule: Rule, { recommended, strict }: Levels, seen: FirstSight): string {
  const { standard, category, languages, subjects, since, lifecycle, judges } = rule.meta;
  const rows = [
    ['standard', standard], ['category', category], ['severity', severities(rule)], ['judges', subjects], ['files', languages.map((language) => LANGUAGES[language]).join(', ')],
    judges === 'change' ? ['runs', 'on the command line with `--since` or `--staged`; in the preset `strict`'] : ['`recommended`, `strict`', `${recommended}, ${strict}`], ['since', `${since}, ${lifecycle}`],
    ['[right at first sight](README.md#right-at-first-sight)', measured(seen)],
  ];
  return `| | |\n|---|---|\n${rows.map(([key, value]) => `| ${key} | ${value} |`).join('\n')}`;
}

const FIRST_SIGHT = `## Right at first sight

How many of a rule's findings held in repositories that it had never seen, before anything was mended for them: seeded samples, read strictly by readers who wrote nothing here. What they showed to be wrong was
mended as classes afterwards, so a figure says what to expect of strange code, and not what is known to be wrong. [Accuracy](../accuracy.md) has each sample, with the lower bounds.`;

function measured({ violations, passes }: FirstSight): string {
  return violations.all + passes.all === 0 ? 'not measured' : [`${shareText(violations)} findings`, ...(passes.all > 0 ? [`${shareText(passes)} passes`] : [])].join(', ');
}

function shareText({ right, all }: Share): string {
  return all === 0 ? 'none read' : `${right} of ${all}`;
}

function severities({ meta }: Rule): string {
  const own = Object.values(meta.variants).map(({ severity }) => severity);
  return SEVERITIES.filter((severity) => own.includes(severity)).join(', ');
}

function variants({ meta }: Rule): string {
  const rows = Object.values(meta.variants).map(({ title, severity, scope }) => `| ${title.replaceAll('{subject}', '…')} | ${severity} | ${scope === 'project' || meta.judges === 'change' ? 'command line' : 'command line, editor'} |`);
  return `| title | severity | shown in |\n|---|---|---|\n${rows.join('\n')}`;
}

/** A case's heading and the files that hold expectations of the kind, with these as comments. */
function example(one: FixtureCase, kind: string): string {
  const paths = new Set(readExpectations(one.files, RULE_KINDS).filter((expectation) => expectation.kind === kind).map(({ path }) => path));
  const shown = one.files.filter(({ path }) => paths.has(path));
  return [`${one.name.replace(/^(?:Good|Bad): /, '').replace(/^./, (first) => first.toUpperCase())}:`, ...shown.map(fence)].join('\n\n');
}

function fence({ path, text }: CaseFile): string {
  return `\`${path}\`\n\n\`\`\`${path.slice(path.lastIndexOf('.') + 1)}\n${text}\`\`\``;
}

function exception({ id, meta }: Rule): string {
  if (meta.judges === 'change') return `A trailer in the message of a commit of the change lets its findings through, with the reason; reports count them as accepted. A trailer without a reason lets nothing through.\n\n\`\`\`text\nAssay-Allow: ${id} -- why it is right here\n\`\`\``;
  const comment = [
    ...(meta.languages.includes('code') ? [`\`\`\`ts\n// eslint-disable-next-line assay/${id} -- why it is right here\n\`\`\``] : []),
    ...(meta.languages.includes('sql') ? [`\`\`\`sql\n-- eslint-disable-next-line assay/${id} -- why it is right here\n\`\`\``] : []),
  ];
  return `Say why; both hosts obey it, and report a directive without a reason.\n\n${comment.join('\n\n')}`;
}
