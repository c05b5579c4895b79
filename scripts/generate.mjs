// npm run generate: writes what is made from rules and fixtures (docs/rules). test/rule-docs.test.ts fails when it is stale.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/rule-docs.test.ts'], { stdio: 'inherit', env: { ...process.env, UPDATE: '1' } });
process.exitCode = status ?? 1;
