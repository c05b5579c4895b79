import { OUTCOMES, type ReviewReport } from '../model.js';
import { CELL_WORDS, ofEntries } from '../words.js';
import { html, type Markup } from './markup.js';
import { place, table, word, type Section } from './parts.js';

/** Entry points by standards, with the filter for them and the findings. */
export function matrix(report: ReviewReport): Section {
  const columns = ofEntries(report.standards);
  const rows = report.matrix.map(row => html`<tr data-text="${row.id} ${row.path}" data-owners="${row.owners.join('|')}" data-verdicts="${[...new Set(Object.values(row.cells))].join(' ')}">
<th scope="row">${row.id}<span class="place">${place(row)}</span></th><td>${row.guard}</td>${columns.map(({ id }) => html`<td>${word(row.cells[id] ?? 'not-applicable')}</td>`)}${report.owners.length > 0 ? html`<td>${row.owners.join(', ') || 'nobody'}</td>` : ''}</tr>`);
  const head = ['Entry point', 'Guard', ...columns.map(({ title }) => title), ...(report.owners.length > 0 ? ['Owners'] : [])];
  const body = report.matrix.length === 0 ? html`<p>No entry point was found.</p>` : table('Worst verdict under each standard', head, rows, 'matrix');
  return { id: 'matrix', nav: 'Entry points', title: 'Standards by entry point', body: html`${filter(report)}${body}` };
}

/** Hidden until the script can serve it. */
function filter({ owners }: ReviewReport): Markup {
  const verdicts = [...OUTCOMES, 'not-applicable' as const].map(cell => html`<option value="${cell}">${CELL_WORDS[cell]}</option>`);
  const names = owners.map(({ owner }) => html`<option value="${owner}">${owner || 'nobody'}</option>`);
  return html`<form id="filter" hidden role="search" aria-label="Filter entry points and findings">
<label class="grow">Path or subject<input type="search" name="text" autocomplete="off" spellcheck="false"></label>
${owners.length > 0 ? html`<label>Owner<select name="owner"><option value="any">anybody</option>${names}</select></label>` : ''}
<label>Verdict<select name="verdict"><option value="any">any</option>${verdicts}</select></label>
<button type="reset">Show all</button>
<output id="shown" aria-live="polite"></output>
</form>`;
}
