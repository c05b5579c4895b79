// npm run try-packed: packs every package as it would be published, installs the packages into empty projects, configures them as a
// newcomer would, and looks for a finding in a .ts and in a .sql file. Needs the package registry.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { npm, pack } from './pack.mjs';

const TS = 'src/shop.ts';
const SQL = 'prisma/migrations/20250101000000_drop/migration.sql';
const FOUND_TS = /shop\.ts[^]*Missing authentication on DELETE \/carts\/\{id\}/;
const FOUND_SQL = /migration\.sql[^]*Destructive change without rollback/;

const PROJECT = {
  [TS]: `import express from 'express';
import Knex from 'knex';
const db = Knex({});
const shop: express.Express = express();
shop.delete('/carts/:id', async (req, res) => {
  await db('carts').where({ id: req.params.id }).del();
  res.status(204).end();
});
`,
  [SQL]: 'ALTER TABLE "carts" DROP COLUMN "note";\n',
};

const WITH_PARSER = `import assay from 'eslint-plugin-assay';
import tseslint from 'typescript-eslint';
export default [
  { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
  ...assay.configs.recommended,
];
`;
const SQL_ONLY = `import assay from 'eslint-plugin-assay';
export default assay.configs.recommended.filter((block) => block.language === 'assay/sql');
`;
const WITHOUT_SQL = `const assay = require('eslint-plugin-assay');
const tseslint = require('typescript-eslint');
module.exports = [
  { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
  ...assay.configs.recommended.filter((block) => !block.language),
];
`;
/** Obeyed only when it can be loaded; when it cannot, nothing is found. */
const SETTINGS = `import type { AssayConfig } from 'assay';
const config: AssayConfig = { rules: { 'nonstandard-error-envelope': 'off' } };
export default config;
`;
const OXLINT = JSON.stringify({ jsPlugins: ['eslint-plugin-assay'], rules: { 'assay/unguarded-mutation': 'error' } });

/** From an empty folder to a first true finding, without a configuration. */
const MOST_SECONDS = 120;

/** Each a project: what it installs, how it is configured, what is run, and what must be seen. */
const PATHS = [
  { name: 'ESLint 10, typescript-eslint', install: ['eslint@10', 'typescript-eslint@8', 'typescript@6'], files: { 'eslint.config.mjs': WITH_PARSER, 'assay.config.ts': SETTINGS }, runs: [['eslint', ['.'], FOUND_TS], ['eslint', ['.'], FOUND_SQL]] },
  { name: 'typescript@7, oxlint', install: ['oxlint@1', 'typescript@7', 'eslint@10'], files: { '.oxlintrc.json': OXLINT, 'eslint.config.mjs': SQL_ONLY }, runs: [['oxlint', ['--format', 'unix', 'src'], FOUND_TS], ['eslint', ['.'], FOUND_SQL]] },
  { name: 'ESLint 9, typescript-eslint', install: ['eslint@9', 'typescript-eslint@8', 'typescript@6'], files: { 'eslint.config.mjs': WITH_PARSER }, runs: [['eslint', ['.'], FOUND_TS], ['eslint', ['.'], FOUND_SQL]] },
  { name: 'ESLint 8.57, CommonJS', install: ['eslint@8.57', 'typescript-eslint@8', 'typescript@5'], files: { 'eslint.config.js': WITHOUT_SQL }, runs: [['eslint', ['.'], FOUND_TS]] },
  { name: 'the command', install: [], command: true, files: {}, runs: [['assay', ['check'], FOUND_TS], ['assay', ['check'], FOUND_SQL]] },
];

function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function walk({ name, install, command, files, runs }, packed, folder) {
  const started = performance.now();
  const left = command ? 'eslint-plugin-assay' : 'assay';
  const own = [...packed].filter(([one]) => one !== left);
  write(folder, { ...PROJECT, 'package.json': '{ "name": "shop", "private": true }', ...files });
  npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', ...own.map(([, file]) => `file:${file}`), ...install], folder);
  // Named only now: what the project's own dependencies hold is not read, so they need not be installed.
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  write(folder, { 'package.json': JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, express: '^5.0.0', knex: '^3.0.0', prisma: '^6.0.0' } }) });
  const failures = runs.flatMap(([bin, argv, expected]) => {
    const { stdout, stderr } = spawnSync(join(folder, 'node_modules/.bin', bin), argv, { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', ESLINT_USE_FLAT_CONFIG: 'true' } });
    return expected.test(stdout) ? [] : [`${bin} ${argv.join(' ')} does not show ${expected}:\n${stdout}${stderr}`];
  });
  const seconds = (performance.now() - started) / 1000;
  if (command && seconds > MOST_SECONDS) failures.push(`a newcomer waits ${seconds.toFixed(0)} s for a finding, more than ${MOST_SECONDS} s`);
  console.log(`${failures.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  for (const failure of failures) console.log(failure);
  if (failures.length > 0) process.exitCode = 1;
}

const temporary = mkdtempSync(join(tmpdir(), 'assay-packed-'));
try {
  const packed = pack(temporary);
  const wanted = process.argv.slice(2);
  for (const [index, path] of PATHS.entries()) {
    if (wanted.length > 0 && !wanted.some((part) => path.name.includes(part))) continue;
    const folder = join(temporary, String(index));
    mkdirSync(folder);
    walk(path, packed, folder);
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
