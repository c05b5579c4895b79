// npm run generate: writes what is made from the code: the JSON Schema of the configuration, from rules, adapters and fixtures docs/rules and docs/frameworks.md. Tests fail when they are stale.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { configJsonSchema } from '@assay/config';
import { loadHost } from 'assay';

const { allRules } = await loadHost();
writeFileSync(new URL('../packages/cli/schemas/config.schema.json', import.meta.url), `${JSON.stringify(configJsonSchema(allRules), null, 2)}\n`);

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/rule-docs.test.ts', 'test/framework-docs.test.ts'], { stdio: 'inherit', env: { ...process.env, UPDATE: '1' } });
process.exitCode = status ?? 1;
