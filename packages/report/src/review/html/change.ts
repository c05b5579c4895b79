import type { Obligation, ObligationState, ReviewReport } from '../model.js';
import { count, OBLIGATION_WORDS } from '../words.js';
import { anchorOf } from './findings.js';
import { html, type Markup } from './markup.js';
import { place, table, type Section } from './parts.js';

const COLOURS: Readonly<Record<ObligationState, string>> = { met: 'pass', 'not-met': 'violation', 'to-review': 'review', accepted: 'accepted', 'not-applicable': 'not-applicable' };

/** What a change owes, and what it does not. */
export function change({ change: given }: ReviewReport): Section | undefined {
  if (!given) return undefined;
  const { against, files, commits, newEndpoints, newMigrations, newVariables, obligations, unseen } = given;
  const states = (['not-met', 'to-review', 'accepted', 'met'] as const).map((state) => `${obligations.filter((each) => each.state === state).length} ${OBLIGATION_WORDS[state]}`).join(', ');
  const rows = obligations.map((each, index) => row(each, obligations[index - 1]?.subject !== each.subject));
  return {
    id: 'change', nav: 'Definition of done', title: `Definition of done: the change since ${against}`,
    body: html`<p>${count(files, 'file')} in ${count(commits, 'commit')}: ${count(newEndpoints, 'new entry point')}, ${count(newMigrations, 'new migration')}, ${count(newVariables, 'new environment variable')}. Of what it owes: ${states}.</p>
${rows.length === 0 ? '' : table('What the change owes, by the verdicts of the rules', ['Of what', 'Obligation', 'State', 'Evidence'], rows, 'stack')}
<h3>Not to be seen in code</h3><ul>${unseen.map((part) => html`<li>${part}</li>`)}</ul>`,
  };
}

function row({ subject, what, state, evidence, place: at, findings }: Obligation, isFirst: boolean): Markup {
  const link = findings[0] === undefined ? '' : html` <a href="#${anchorOf({ id: findings[0] })}">${findings.length === 1 ? 'the finding' : 'the first finding'}</a>`;
  return html`<tr${isFirst ? '' : ATTACHED}><th scope="row">${isFirst ? subject : html`<span class="again">${subject}</span>`}</th><td class="lead">${what}</td><td class="lead"><span class="word ${COLOURS[state]}">${OBLIGATION_WORDS[state]}</span></td><td>${evidence}${link}${at ? html`<span class="place">${place(at)}</span>` : ''}</td></tr>`;
}

const ATTACHED = html` class="attached"`;
