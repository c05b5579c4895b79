import type { ImportedResult, ImportedRun, ReviewReport } from '../model.js';
import { count } from '../words.js';
import { html, type Markup } from './markup.js';
import { table, type Section } from './parts.js';

const COLOURS: Readonly<Record<ImportedResult['level'], string>> = { error: 'major', warning: 'minor', note: 'info', none: 'info' };

/** What other tools say, under their own names. */
export function imports({ imports: given }: ReviewReport): Section | undefined {
  if (!given) return undefined;
  return { id: 'imports', nav: 'Other tools', title: 'Results of other tools', body: html`<p class="soft">Shown as their files give them. None is counted above, and no rating rests on one.</p>${given.map(run)}` };
}

function run({ tool, version, file, results, left }: ImportedRun): Markup {
  const rows = results.map(({ rule, level, message, path, line }) => html`<tr><th scope="row">${message}${path === undefined ? '' : html`<span class="place"><code>${path}${line === undefined ? '' : `:${line}`}</code></span>`}</th><td><span class="word ${COLOURS[level]}">${level}</span></td><td>${rule}</td></tr>`);
  return html`<article><h3>${tool}${version === undefined ? '' : ` ${version}`}: ${count(results.length, 'result')}</h3><p class="soft">From ${file}${left === 0 ? '' : `; ${left} that it calls suppressed, passed or gone are left out`}.</p>${rows.length === 0 ? '' : table(`Results of ${tool}, from ${file}`, ['Message', 'Level', 'Rule'], rows)}</article>`;
}
