// Writes what is derived from the code: the JSON Schema of the configuration. A test fails when it is stale.
import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '@assay/config';
import { loadHost } from 'assay';

const { allRules } = await loadHost();
writeFileSync(new URL('../packages/cli/schemas/config.schema.json', import.meta.url), `${JSON.stringify(configJsonSchema(allRules), null, 2)}\n`);
