import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { expect, test } from 'vitest';

const MIGRATION = `ALTER TABLE weirs ADD COLUMN height int DEFAULT 10;
ALTER TABLE weirs VALIDATE CONSTRAINT weirs_river_known;
ALTER TABLE weirs ALTER COLUMN river SET NOT NULL;
`;

test.each([[10, [1, 3]], [11, [3]], [12, []], [undefined, []]])('PostgreSQL %s locks a table for what newer ones do at once', (postgres, lines) => {
  const root = mkdtempSync(join(tmpdir(), 'assay-blocking-'));
  try {
    mkdirSync(join(root, 'migrations/postgres'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{}');
    writeFileSync(join(root, 'migrations/postgres/0001_weirs.up.sql'), MIGRATION);
    const ruleOptions = new Map(postgres === undefined ? [] : [['blocking-ddl', { postgres }] as const]);
    const { result } = analyze({ root, rules: rules.filter(({ id }) => id === 'blocking-ddl'), adapters, ruleOptions, rollup: false });
    expect(result.findings.map(({ where }) => where.lines.first)).toEqual(lines);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
