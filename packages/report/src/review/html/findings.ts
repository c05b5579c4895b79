import type { ReviewFinding, ReviewReport } from '../model.js';
import { count } from '../words.js';
import { html, type Markup } from './markup.js';
import { place, type Section } from './parts.js';

const MOST_WORST = 12;
const MOST_ENTRIES = 6;

/** The gravest violations, opened, with their code. */
export function worstFindings({ findings }: ReviewReport): Section {
  const worst = findings.filter(({ outcome }) => outcome === 'violation').slice(0, MOST_WORST);
  const body = worst.length === 0 ? html`<p>No violation was found.</p>` : html`${worst.map(finding => html`<article class="finding">${heading(finding)}${detail(finding)}</article>`)}`;
  return { id: 'worst', nav: 'Worst findings', title: 'Worst findings', body };
}

/** Every finding, closed; the filter of the matrix holds here too. */
export function allFindings({ findings }: ReviewReport): Section {
  const items = findings.map(finding => html`<li id="${anchorOf(finding)}" class="finding" data-text="${finding.path} ${finding.subject} ${finding.title} ${finding.rule}" data-owners="${finding.owners.join('|')}" data-verdicts="${finding.outcome}">
${heading(finding)}<details><summary>Evidence and fix</summary>${detail(finding)}</details></li>`);
  const body = findings.length === 0 ? html`<p>None.</p>` : html`<p class="soft">${count(findings.length, 'finding')}, the gravest first. The filter above holds here as well.</p><ul class="list" role="list" data-list="findings">${items}</ul>`;
  return { id: 'findings', nav: 'All findings', title: 'All findings', body };
}

/** The anchor of a finding in the list of all. */
export function anchorOf({ id }: Pick<ReviewFinding, 'id'>): string {
  return `f-${id}`;
}

function heading(finding: ReviewFinding): Markup {
  const { outcome, severity, title, rule, owners } = finding;
  const badge = outcome === 'review' ? html`<span class="word review">to review</span>` : html`<span class="word ${severity}">${severity}</span>`;
  return html`<h3>${badge} <span>${title}</span></h3><p class="meta">${place(finding)}, rule ${rule}${owners.length > 0 ? `, owned by ${owners.join(', ')}` : ''}</p>`;
}

function detail({ evidence, recommendation, reason, trace, frame, entries }: ReviewFinding): Markup {
  const more = entries.length - MOST_ENTRIES;
  return html`<p>${evidence}${reason === undefined ? '' : ` Undecided: ${reason}.`}</p>
${entries.length === 0 ? '' : html`<p class="soft">Reached from ${entries.slice(0, MOST_ENTRIES).join(', ')}${more > 0 ? ` and ${more} more` : ''}</p>`}
${trace.length === 0 ? '' : html`<ol class="path" role="list">${trace.map(step => html`<li>${step.message}<span class="place">${place(step)}</span></li>`)}</ol>`}
${frame.length === 0 ? '' : html`<pre role="group" aria-label="Code" tabindex="0"><code>${frame.map(({ line, text, marked }) => (marked ? html`<mark>${String(line).padStart(4)}  ${text}</mark>` : html`<span>${String(line).padStart(4)}  ${text}</span>`))}</code></pre>`}
<p><strong>Fix:</strong> ${recommendation}</p>`;
}
