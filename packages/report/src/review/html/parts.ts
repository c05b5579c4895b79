import type { Cell, ReviewPlace } from '../model.js';
import { CELL_WORDS } from '../words.js';
import { html, type Markup } from './markup.js';

/** A section of the page. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** The title in the navigation. */
  readonly nav: string;
  readonly body: Markup;
}

/** An outcome in its word, with the colour that goes with it. */
export function word(cell: Cell): Markup {
  return html`<span class="word ${cell}">${CELL_WORDS[cell]}</span>`;
}

/** Where something is. */
export function place({ path, lines }: ReviewPlace): Markup {
  return html`<code>${path}:${lines}</code>`;
}

/** A table that scrolls by itself, also with the keyboard. One of the kind `stack` is a list on narrow screens: each cell says its column in `data-label`. */
export function table(label: string, head: readonly (string | Markup)[], rows: readonly Markup[], kind = ''): Markup {
  return html`<div class="scroll ${kind}" role="region" aria-label="${label}" tabindex="0"><table><caption>${label}</caption>
<thead><tr>${head.map(cell => (typeof cell === 'string' ? html`<th scope="col">${cell}</th>` : cell))}</tr></thead>
<tbody${kind === 'matrix' ? html` data-list="entry points"` : ''}>${rows}</tbody></table></div>`;
}

/** The head of a column of numbers. */
export function numberHead(title: string): Markup {
  return html`<th scope="col" class="number">${title}</th>`;
}

/** A cell with a number. */
export function number(value: string | number): Markup {
  return html`<td class="number">${value}</td>`;
}

/** A share as a bar; the number stands beside it. */
export function bar(share: number): Markup {
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="whole" width="100" height="8" rx="2"/><rect class="part" width="${Math.round(share * 100)}" height="8" rx="2"/></svg>`;
}

/** A name that may be broken before its slashes. */
export function breakable(name: string): Markup {
  return html`${name.split(/(?=\/)/).map((part, at) => (at === 0 ? part : html`<wbr>${part}`))}`;
}
