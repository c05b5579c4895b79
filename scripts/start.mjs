// npm start: the demo backend, judged. npm start -- <path> [flags]: any other repository, through the same command.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '..');
const CLI = join(REPOSITORY, 'packages', 'cli', 'dist', 'main.js');
const DEMO = 'fixtures/apps/express-knex-shop';

const given = process.argv.slice(2);
process.exitCode = given.length > 0 ? check(given, process.env.INIT_CWD ?? process.cwd()) : checkDemo();

/** The demo stands for a repository of its own, so it is judged from a folder outside this one. It breaks standards on purpose: that is no failure. */
function checkDemo() {
  console.error(`Demo backend: ${DEMO}`);
  const folder = mkdtempSync(join(tmpdir(), 'assay-demo-'));
  try {
    cpSync(join(REPOSITORY, DEMO), folder, { recursive: true });
    return check(['.', '-f', 'stylish', '--fail-on', 'never'], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(args, cwd) {
  const { status, error } = spawnSync(process.execPath, [CLI, 'check', ...args], { stdio: 'inherit', cwd });
  if (error) console.error(`could not run assay: ${error.message}`);
  return status ?? 2;
}
