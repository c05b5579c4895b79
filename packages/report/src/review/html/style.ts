/** The whole style of the page. Colours only repeat what words say; text keeps 4.5:1 against its ground in both schemes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --ink: #1a2230; --soft: #525d6d; --line: #d8dde5; --accent: #1f5fbf; --mark: #fff1c9;
  --bad: #b3261e; --bad-ground: #fdecea; --warn: #8a5300; --warn-ground: #fff3dc; --good: #1b6b3a; --good-ground: #e6f4ea; --calm: #4a5568; --calm-ground: #eceff4; --told: #5b3fa8; --told-ground: #efeafa;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151c; --card: #191f29; --ink: #e7ebf2; --soft: #a7b1c0; --line: #323b49; --accent: #8ab8ff; --mark: #3d3413;
    --bad: #ff9d94; --bad-ground: #41201e; --warn: #f5c26b; --warn-ground: #3b2d12; --good: #86d8a2; --good-ground: #17351f; --calm: #b6c0cf; --calm-ground: #28303c; --told: #c6b4ff; --told-ground: #2c2545;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.page { max-width: 74rem; margin: 0 auto; padding: 0 1.5rem 4rem; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 2; }
header { padding: 2.5rem 0 1rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .35rem; letter-spacing: -.015em; }
h2 { font-size: 1.35rem; margin: 0 0 .75rem; letter-spacing: -.01em; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
p { margin: .35rem 0 .75rem; max-width: 48rem; }
section { margin-top: 3rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0; padding: .75rem 0; border-block: 1px solid var(--line); }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 0 0 1rem; }
.cards div { display: flex; flex-direction: column; justify-content: space-between; min-width: 0; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .8rem 1rem; }
.cards dt { color: var(--soft); font-size: .875rem; }
.cards dd { margin: 0; font-size: 1.7rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.25; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .925rem; }
caption { text-align: left; color: var(--soft); padding: .65rem .9rem; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .9rem; border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; font-size: .8125rem; white-space: nowrap; vertical-align: bottom; }
tbody th { font-weight: 500; min-width: 13rem; }
thead th { min-width: 4.5rem; } .matrix thead th, .data thead th { white-space: normal; }
.data table { min-width: 56rem; table-layout: fixed; }
.data td, .data th { overflow-wrap: break-word; min-width: 0; } .data thead th:first-child { width: 21%; } .data thead th:last-child { width: 29%; }
.plain { list-style: none; margin: 0; padding: 0; } .plain li { padding-bottom: .2rem; }
.plain .plain, details > .plain { padding: .1rem 0 .35rem 1.1rem; font-size: .875rem; }
td > details > summary { font-size: .875rem; }
.attached > * { border-top-color: transparent; padding-top: .1rem; }
.attached th { position: relative; }
.again { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.place { display: block; color: var(--soft); font-size: .8125rem; font-weight: 400; }
.word { display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .8125rem; font-weight: 600; line-height: 1.5rem; white-space: nowrap; border: 1px solid transparent; }
.violation, .critical { color: var(--bad); background: var(--bad-ground); }
.major { color: var(--bad); background: transparent; border-color: var(--bad); }
.minor, .accepted { color: var(--warn); background: var(--warn-ground); }
.review { color: var(--told); background: var(--told-ground); }
.pass { color: var(--good); background: var(--good-ground); }
.info { color: var(--calm); background: var(--calm-ground); }
.not-applicable { color: var(--soft); padding: 0; font-weight: 400; }
.bar { display: block; width: 100%; min-width: 7rem; height: .5rem; margin-top: .45rem; }
.bar .whole { fill: var(--line); } .bar .part { fill: var(--accent); }
form { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem; margin-bottom: 1rem; }
form[hidden] { display: none; }
form label { min-width: 0; max-width: 100%; display: grid; gap: .2rem; font-size: .875rem; color: var(--soft); }
form .grow { flex: 1 1 14rem; }
input, select, button { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--soft); border-radius: .4rem; padding: .4rem .6rem; min-height: 2.5rem; width: 100%; }
button { width: auto; cursor: pointer; }
output { flex-basis: 100%; font-size: .875rem; color: var(--soft); }
.finding { overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1.1rem; margin: 0 0 .75rem; }
.finding h3 { margin: 0; font-size: 1rem; display: flex; gap: .6rem; flex-wrap: wrap; align-items: baseline; }
.finding h3 > span:last-child { flex: 1 1 16rem; }
.meta { color: var(--soft); font-size: .875rem; margin: .25rem 0 .5rem; max-width: none; }
.list { list-style: none; margin: 0; padding: 0; }
/* No list-item boxes: hiding thousands of those renumbers the rest for each. */
.list > li { display: block; content-visibility: auto; contain-intrinsic-size: auto 5.5rem; }
[hidden] { display: none !important; }
.path { list-style: none; margin: .75rem 0; padding: 0; }
.path li { display: block; position: relative; padding: 0 0 .7rem 1.6rem; }
.path li::before { content: ""; position: absolute; left: .25rem; top: .5rem; width: .6rem; height: .6rem; border-radius: 50%; background: var(--card); border: 2px solid var(--accent); z-index: 1; }
.path li:not(:last-child)::after { content: ""; position: absolute; left: .58rem; top: 1.2rem; bottom: -.45rem; width: 2px; background: var(--line); }
.path li:last-child::before { background: var(--accent); }
pre { margin: .75rem 0; padding: .6rem 0; background: var(--ground); border: 1px solid var(--line); border-radius: .4rem; overflow-x: auto; line-height: 1.5; }
pre span, pre mark { display: block; padding: 0 .9rem; white-space: pre; min-width: max-content; color: inherit; }
pre mark { background: var(--mark); box-shadow: inset 3px 0 var(--accent); }
details > summary { cursor: pointer; color: var(--accent); padding: .2rem 0; width: fit-content; }
.facts { display: grid; grid-template-columns: minmax(10rem, max-content) 1fr; gap: .25rem 1.25rem; margin: 0; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.step { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.2rem; margin-bottom: .75rem; }
.step h3 { margin: 0; display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; }
.step .rating { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.step .scroll { margin: .75rem 0; }
@media (max-width: 40rem) {
  .page { padding: 0 1rem 3rem; }
  header { padding-top: 1.5rem; }
  h1 { font-size: 1.55rem; }
  .cards { grid-template-columns: 1fr 1fr; }
  .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: .5rem; }
  tbody th { min-width: 10rem; }
  .stack table { min-width: 0; } .stack thead { display: none; } .stack tr, .stack th, .stack td { display: block; }
  .stack th, .stack td { border: 0; padding: .2rem .9rem; } .stack tr { border-top: 1px solid var(--line); padding: .5rem 0; } .stack .attached { border-top-style: dotted; } .stack .attached th { padding: 0; }
  .stack tbody th { font-weight: 600; } .stack .lead { display: inline-block; padding-right: 0; }
  .stack td[data-label]::before { content: attr(data-label); display: block; color: var(--soft); font-size: .8125rem; }
  .matrix tbody th { position: sticky; left: 0; background: var(--card); box-shadow: 1px 0 var(--line); max-width: 55vw; overflow-wrap: anywhere; }
}
@media print {
  :root { color-scheme: light; --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --accent: #1f5fbf; --mark: #fff1c9;
    --bad: #b3261e; --bad-ground: #fff; --warn: #8a5300; --warn-ground: #fff; --good: #1b6b3a; --good-ground: #fff; --calm: #444; --calm-ground: #fff; --told: #5b3fa8; --told-ground: #fff; }
  body { font-size: 10pt; }
  .page { max-width: none; padding: 0; }
  nav, form, .skip { display: none; }
  section { margin-top: 1.5rem; }
  .word { border-color: currentColor; } .not-applicable { border-color: transparent; }
  .scroll { overflow: visible; } thead { display: table-header-group; } tr, .path li, pre { break-inside: avoid; } h2, h3 { break-after: avoid; }
  table { font-size: 8.5pt; } th, td { padding: .25rem .4rem; } thead th { white-space: normal; min-width: 0; } tbody th { min-width: 0; overflow-wrap: anywhere; } .matrix tbody th { min-width: 9rem; } .word { font-size: 8pt; padding: 0 .3rem; }
  .data table { min-width: 0; } .plain, .plain .plain, details > .plain, td > details > summary, .stack .soft { font-size: inherit; } .place { font-size: 7.5pt; } .again { position: static; clip-path: none; width: auto; height: auto; white-space: normal; color: var(--soft); }
  details::details-content { content-visibility: visible; height: auto; }
  .list > li { content-visibility: visible; }
}
`;
