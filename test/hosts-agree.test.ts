import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALL_RULES, analyzeFolder, inFolderAsync, readFixtures } from './support/fixture.js';
import { shownByAnalysis, shownByEslint } from './support/eslint.js';
import { rules } from '@assay/rules';
import { FIXTURES } from './support/repository.js';

const APPS = join(FIXTURES, 'apps');
const apps = readdirSync(APPS, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();

async function agree(root: string): Promise<void> {
  const analysis = analyzeFolder(root, rules, false);
  expect(await shownByEslint(root)).toEqual(shownByAnalysis(analysis, ALL_RULES));
}

for (const fixture of readFixtures('rules')) {
  describe(fixture.path, () => {
    test.each(fixture.cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
      await inFolderAsync(one.files, agree);
    });
  });
}

describe('applications', () => {
  test.each(apps)('%s', async (app) => {
    const root = mkdtempSync(join(tmpdir(), 'assay-app-'));
    try {
      cpSync(join(APPS, app), root, { recursive: true });
      await agree(root);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
