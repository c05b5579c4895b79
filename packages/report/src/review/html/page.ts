import { createHash } from 'node:crypto';
import type { ReviewReport } from '../model.js';
import { change } from './change.js';
import { data } from './data.js';
import { allFindings, worstFindings } from './findings.js';
import { imports } from './imports.js';
import { html, Markup } from './markup.js';
import { matrix } from './matrix.js';
import { SCRIPT } from './script.js';
import { owners, scope, standards, steps, summary, tests, trend } from './sections.js';
import { STYLE } from './style.js';

/** The report as one file: nothing is requested from anywhere, and it can be read without JavaScript. */
export function reviewHtml(report: ReviewReport): string {
  const parts = [summary, change, steps, scope, matrix, worstFindings, standards, data, tests, owners, trend, imports, allFindings].flatMap(part => part(report) ?? []);
  const policy = `default-src 'none'; style-src '${hash(STYLE)}'; script-src '${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Backend review evidence</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
<div class="page">
<header>
<h1>Backend review evidence</h1>
<p class="soft">${report.tool} ${report.version}. Static evidence only: what the code shows, with what it does not show said beside it. Status: <strong>${report.status}</strong>.</p>
</header>
<nav aria-label="Sections"><ul>${parts.map(({ id, nav }) => html`<li><a href="#${id}">${nav}</a></li>`)}</ul></nav>
<main id="content" tabindex="-1">
${parts.map(({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`)}
</main>
</div>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>`.text}\n`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
