import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { json } from '@assay/report';
import { rules } from '@assay/rules';
import { expect, test } from 'vitest';
import { runHere } from './support/cli.js';
import { analyzeFolder } from './support/fixture.js';
import { FIXTURES, REPOSITORY } from './support/repository.js';

const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');

test('the finding in README is one of the demo\'s', () => {
  const sample: unknown = JSON.parse(/```json\n([^]*?)```/.exec(readme)?.[1] ?? 'null');
  const report = JSON.parse(json(analyzeFolder(join(FIXTURES, 'apps/express-knex-shop')).result)) as { readonly findings: readonly unknown[] };
  expect(report.findings).toContainEqual(sample);
});

test('the table of standards lists every rule', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('| ') && line.includes('`'));
  expect(rules.map(({ id }) => id).filter((id) => !rows.some((row) => row.includes(`\`${id}\``)))).toEqual([]);
});

test('the command line in README is the one that the command has', async () => {
  const help = (await runHere(['check', '--help'], REPOSITORY)).stdout;
  const [usage = ''] = /assay check \[paths[^\n]*/.exec(readme) ?? [];
  expect(flags(usage).filter((flag) => !help.includes(flag))).toEqual([]);
});

test('docs/cli.md has every command, every option of check and every format', async () => {
  const cli = readFileSync(join(REPOSITORY, 'docs/cli.md'), 'utf8');
  const commands = [...(await runHere(['--help'], REPOSITORY)).stdout.matchAll(/^ {2}([a-z-]+) .*\S {2,}/gm)].map((match) => match[1]!).filter((name) => name !== 'help' && !name.startsWith('-'));
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter((name) => !cli.includes(`| \`${name}`))).toEqual([]);
  const help = (await runHere(['check', '--help'], REPOSITORY)).stdout;
  expect(flags(help).filter((flag) => flag !== '--help' && !cli.includes(flag))).toEqual([]);
  const [, formats = ''] = /repeatable: ([^(]*)/.exec(help.replace(/\s+/g, ' ')) ?? [];
  const names = formats.trim().split(', ');
  expect(names).toContain('sarif');
  expect(names.filter((format) => !cli.includes(`| \`${format}\` |`))).toEqual([]);
});

test.each(['action.yml', '.pre-commit-hooks.yaml', 'docs/ci.md'])('%s gives the command only what it takes', async (path) => {
  const text = readFileSync(join(REPOSITORY, path), 'utf8');
  const helps = await Promise.all(['check', 'analyze', 'gate', 'merge', 'baseline create', 'init', 'inputs'].map((command) => runHere([...command.split(' '), '--help'], REPOSITORY)));
  const known = helps.map(({ stdout }) => stdout).join('\n');
  const lines = text.split('\n').filter((line) => /assay|args\+=/.test(line) && !/^\s*#/.test(line)).map((line) => line.replace(/\bnpx( --?\S+)*/, ''));
  const given = [...new Set(lines.flatMap(flags))];
  expect(given).not.toEqual([]);
  expect(given.filter((flag) => !known.includes(flag))).toEqual([]);
});

function flags(text: string): string[] {
  return [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]+/g))];
}
