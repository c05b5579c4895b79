// npm run squawk -- <checkout of sbdchd/squawk> [--update]
//
// Judges the SQL that squawk's own rules are tested with by blocking-ddl, for the rules that both have, and prints each case on which they differ. --update writes the figures into
// docs/migrations.md. Exit code 1 below 95 % agreement, 2 when the folder is no such checkout.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { analyze } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { withSection } from './corpus/page-section.mjs';
import { readCases, SHARED } from './squawk/cases.mjs';
import { agrees, section } from './squawk/section.mjs';

const PAGE = join(import.meta.dirname, '..', 'docs', 'migrations.md');
const BAR = 0.95;
/** A rule about adding a constraint; that validating it at once locks as well is the matter of another one (`constraint_missing_not_valid`). */
const ADDS = 'adding_foreign_key_constraint';
const VALIDATES = /VALIDATE CONSTRAINT/i;

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const [given] = args.filter((arg) => arg !== '--update');
  const folder = given === undefined ? undefined : resolve(process.env.INIT_CWD ?? process.cwd(), given);
  const cases = folder && readCases(folder);
  if (!cases?.length) {
    console.error('usage: npm run squawk -- <checkout of sbdchd/squawk> [--update]');
    return 2;
  }
  const judged = [...new Set(cases.map(({ version }) => version))].flatMap((version) => judge(cases.filter((one) => one.version === version), version)).sort((a, b) => (a.rule + a.name < b.rule + b.name ? -1 : 1));
  const different = judged.filter((one) => !agrees(one));
  for (const { rule, name, sql, reported, verdict } of different) console.log(`${rule} ${name}: squawk ${reported ? 'reports' : 'is silent'}, Assay: ${verdict}\n${sql.trim().replaceAll(/^/gm, '    ')}\n`);
  const share = 1 - different.length / judged.length;
  console.log(`${judged.length - different.length} of ${judged.length} alike, ${(share * 100).toFixed(1)} %; only Assay reports ${different.filter(({ reported }) => !reported).length}`);
  if (args.includes('--update')) writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), 'squawk', section(judged, versionOf(folder))));
  return share < BAR ? 1 : 0;
}

/** Each case as a migration of its own, judged for one version of PostgreSQL. */
function judge(cases, version) {
  const root = mkdtempSync(join(tmpdir(), 'assay-squawk-'));
  try {
    const folder = join(root, 'migrations', 'postgres');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(root, 'package.json'), '{}');
    const paths = cases.map(({ sql }, index) => {
      const file = `${String(index + 1).padStart(4, '0')}_case.up.sql`;
      writeFileSync(join(folder, file), sql);
      return `migrations/postgres/${file}`;
    });
    const ruleOptions = new Map(version === undefined ? [] : [['blocking-ddl', { postgres: version }]]);
    const { result } = analyze({ root, rules: rules.filter(({ id }) => id === 'blocking-ddl'), adapters, ruleOptions, rollup: false });
    return cases.map((one, index) => {
      const own = result.findings.filter(({ where, variant }) => where.path === paths[index] && SHARED[one.rule].includes(variant) && !(one.rule === ADDS && VALIDATES.test(one.sql.split('\n')[where.lines.first - 1])));
      return { ...one, verdict: own.some(({ outcome }) => outcome === 'violation') ? 'violation' : own.length > 0 ? 'review' : 'nothing' };
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The version that the checkout is of. */
function versionOf(folder) {
  return /^version = "([^"]+)"/m.exec(readFileSync(join(folder, 'Cargo.toml'), 'utf8'))?.[1] ?? 'unknown';
}
