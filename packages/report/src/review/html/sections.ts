import { SEVERITIES } from '@assay/contract';
import type { ReviewReport, StandardEvidence, StepEvidence } from '../model.js';
import { percent } from '../rating.js';
import { qualityLines } from '../tests.js';
import { confidenceWord, count, ratingText } from '../words.js';
import { anchorOf } from './findings.js';
import { html, type Markup } from './markup.js';
import { bar, number, numberHead, place, table, word, type Section } from './parts.js';

/** The figures that stand for the whole. */
export function summary({ summary: { severities, violations, reviews, accepted, entries, clean }, standards: all }: ReviewReport): Section {
  const cards: readonly (readonly [string, string | number])[] = [
    ...SEVERITIES.map(severity => [severity, severities[severity]] as const), ['to review', reviews], ['accepted', accepted], ['entry points without violation', `${clean} / ${entries}`],
  ];
  const rows = all.filter(({ applicable, review }) => applicable + review > 0).map(({ title, conforming, applicable, review, accepted: let_ }) => html`<tr><th scope="row">${title}</th><td>${applicable === 0 ? 'nothing decided' : html`${conforming} of ${applicable} conform${bar(conforming / applicable)}`}</td>${number(review)}${number(let_)}</tr>`);
  const said = violations === 0 ? 'No violation was found in what was analysed.' : `${count(violations, 'violation')} found; ${count(reviews, 'subject')} the code does not decide.`;
  return { id: 'summary', nav: 'Summary', title: 'Summary', body: html`<p>${said}</p><dl class="cards">${cards.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>${rows.length === 0 ? '' : table('Subjects that conform to each standard', ['Standard', 'Conforming', numberHead('To review'), numberHead('Accepted')], rows)}` };
}

/** Ratings by step of the review, each with what it rests on. */
export function steps({ steps: all, findings }: ReviewReport): Section {
  const byId = new Map(findings.map(finding => [finding.id, finding]));
  const rows = all.map(step => html`<tr><th scope="row">${step.step}. ${step.title}</th><td>${ratingText(step)}</td><td>${step.confidence === undefined ? '' : `${confidenceWord(step.confidence)}, ${percent(step.confidence)}`}</td></tr>`);
  const bodies = all.filter(({ measures, inventory }) => measures.length + inventory.length > 0).map(step => html`<article class="step"><h3><span>Step ${step.step}. ${step.title}</span>${step.rating === undefined ? '' : html`<span class="rating">${ratingText(step)}</span>`}</h3>${stepBody(step, id => byId.get(id)?.title)}</article>`);
  return { id: 'steps', nav: 'Ratings', title: 'Evidence for the steps of the review', body: html`<p>Each rating follows from the tables below by one published formula: the weighted mean of the ratios, capped by open findings and by confidence. It is evidence for a reviewer, not a verdict on a person.</p>${table('Ratings by step', ['Step', 'Rating', 'Confidence'], rows)}<h3>What the ratings rest on</h3>${bodies}` };
}

function stepBody({ unrated, base, measures, shares, caps, inventory, findings, rating }: StepEvidence, titleOf: (id: string) => string | undefined): Markup {
  const rows = measures.map(({ rule, weight, pass, violation, review, accepted, ratio }) => html`<tr><th scope="row">${rule}</th>${number(pass)}${number(violation)}${number(review)}${number(accepted)}${number(weight)}${number(ratio === undefined ? 'none' : ratio.toFixed(2))}</tr>`);
  const shown = findings.slice(0, 10);
  const rest = findings.length - shown.length;
  return html`${rating === undefined ? html`<p>Not rated: ${unrated}.</p>` : html`<p>Weighted mean ${base?.toFixed(2)}${caps.map(({ why, atMost }) => `; at most ${atMost.toFixed(2)} for ${why}`)}. Known: ${shares.map(({ what, value }) => `${what} ${percent(value)}`).join(', ')}.</p>`}
${rows.length === 0 ? '' : table('Measures of this step', ['Rule', numberHead('Pass'), numberHead('Violation'), numberHead('To review'), numberHead('Accepted'), numberHead('Weight'), numberHead('Ratio')], rows)}
${inventory.length === 0 ? '' : html`<dl class="facts">${inventory.map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`}
${shown.length === 0 ? '' : html`<details><summary>${count(findings.length, 'finding')} behind it</summary><ul>${shown.map(id => html`<li><a href="#${anchorOf({ id })}">${titleOf(id) ?? id}</a></li>`)}</ul>${rest > 0 ? html`<p>and ${rest} more in the list of all findings</p>` : ''}</details>`}`;
}

/** What was read, and what was not. */
export function scope({ scope: given }: ReviewReport): Section {
  const { endpoints, dataCalls, missingContext, unknowns, problems, notAnalysed, paths } = given;
  const facts: readonly (readonly [string, string | number])[] = [
    ['reported paths', paths.join(', ') || 'the whole project'], ['files read', given.files], ['functions', given.functions], ['frameworks', given.frameworks.join(', ') || 'none found'], ['data layers', given.dataLayers.join(', ') || 'none found'],
    ['entry points', `${endpoints.total}; ${endpoints.mutating} mutating, ${endpoints.unresolvedHandlers} with unresolved handler, ${endpoints.unmounted} with unknown mount`],
    ['data accesses', `${dataCalls.resolved} classified, ${dataCalls.unknown} unknown`],
  ];
  const lists = [
    ['Missing context', missingContext], ['Not analysed', notAnalysed], ['Reasons for what is undecided', unknowns.map(({ reason, count: times }) => `${reason}: ${times}`)],
    ['Problems', problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))],
  ] as const;
  return { id: 'scope', nav: 'Scope', title: 'What was analysed, and what was not', body: html`<dl class="facts">${facts.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>${lists.filter(([, items]) => items.length > 0).map(([title, items]) => html`<h3>${title}</h3><ul>${items.map(item => html`<li>${item}</li>`)}</ul>`)}` };
}

/** Per standard: how many conform, by rule, and the list of subjects. */
export function standards({ standards: all }: ReviewReport): Section {
  return { id: 'standards', nav: 'Standards', title: 'Standards in detail', body: html`${all.filter(({ subjects }) => subjects.length > 0).map(standard)}` };
}

function standard({ title, conforming, applicable, review, accepted, rules, subjects }: StandardEvidence): Markup {
  const rows = rules.map(({ rule, summary: said, subjects: what, pass, violation, review: left, accepted: let_ }) => html`<tr><th scope="row">${rule}<span class="place">${said}</span></th><td>${what}</td>${number(pass)}${number(violation)}${number(left)}${number(let_)}</tr>`);
  return html`<article><h3>${title}: ${conforming} of ${applicable} conform, ${review} to review, ${accepted} accepted</h3>
${table(`Rules of ${title}`, ['Rule', 'Subjects', numberHead('Pass'), numberHead('Violation'), numberHead('To review'), numberHead('Accepted')], rows)}
<details><summary>${count(subjects.length, 'subject')}</summary>${table(`Subjects of ${title}`, ['Subject', 'Verdict', 'Rule'], subjects.map(subject => html`<tr><th scope="row">${subject.subject}<span class="place">${place(subject)}</span></th><td>${word(subject.outcome)}</td><td>${subject.rule}</td></tr>`))}</details></article>`;
}

/** What tests reach, and what else the repository shows of its quality. */
export function tests({ tests: given }: ReviewReport): Section | undefined {
  if (!given) return undefined;
  const { files, cases, skipped, requests, entries, quality } = given;
  const rows = entries.map(({ id, cases: own, denied, direct, around, statuses }) => html`<tr><th scope="row">${id}</th>${number(own === 0 && around ? 'around the cases' : own)}${number(denied)}${number(direct)}<td>${statuses.join(', ')}</td></tr>`);
  const unlinked = requests.unlinked.map(({ reason, count: times }) => `${times} ${reason}`).join(', ');
  return { id: 'tests', nav: 'Tests', title: 'Test evidence', body: html`<p>${count(files, 'file')} of tests with ${count(cases, 'case')}, ${skipped} skipped. ${count(requests.linked, 'request')} matched with entry points${unlinked === '' ? '' : `; not matched: ${unlinked}`}.</p>
${rows.length === 0 ? '' : table('Tests by entry point', ['Entry point', numberHead('Cases'), numberHead('Expect to be refused'), numberHead('Call the handler'), 'Statuses'], rows)}
${quality ? html`<h3>Beside the code</h3><dl class="facts">${qualityLines(quality).map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>` : ''}` };
}

/** Verdicts by owner, where CODEOWNERS names them. */
export function owners({ owners: all }: ReviewReport): Section | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map(({ owner, entries, pass, violation, review, accepted }) => html`<tr><th scope="row">${owner || 'nobody'}</th>${number(entries)}${number(pass)}${number(violation)}${number(review)}${number(accepted)}</tr>`);
  return { id: 'owners', nav: 'Owners', title: 'By owner', body: table('Verdicts on what each owner owns', ['Owner', numberHead('Entry points'), numberHead('Pass'), numberHead('Violation'), numberHead('To review'), numberHead('Accepted')], rows) };
}

/** What changed since an earlier report. */
export function trend({ trend: given, standards: all, steps: rated }: ReviewReport): Section | undefined {
  if (!given) return undefined;
  const share = (value: number | undefined) => (value === undefined ? 'none' : percent(value));
  const rows = [
    ...given.standards.map(({ id, before, after }) => html`<tr><th scope="row">${all.find(each => each.id === id)?.title ?? id}</th>${number(share(before))}${number(share(after))}</tr>`),
    ...given.steps.map(({ step, before, after }) => html`<tr><th scope="row">Step ${step}. ${rated.find(each => each.step === step)?.title ?? ''}</th>${number(before?.toFixed(2) ?? 'none')}${number(after?.toFixed(2) ?? 'none')}</tr>`),
  ];
  return { id: 'trend', nav: 'Trend', title: 'Trend', body: html`<p>${count(given.appeared, 'violation')} new and ${given.gone} gone since the earlier report.</p>${table('Shares and ratings, earlier and now', ['Standard or step', numberHead('Earlier'), numberHead('Now')], rows)}` };
}
