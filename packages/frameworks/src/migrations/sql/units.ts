import type { Linked, MigrationUnit, RepoPath, SourceFile } from '@assay/contract';
import { downFolder } from '../tools/down-folder.js';
import { drizzle } from '../tools/drizzle.js';
import { flyway } from '../tools/flyway.js';
import { plainSql } from '../tools/plain-sql.js';
import { postgrator } from '../tools/postgrator.js';
import { prisma } from '../tools/prisma.js';
import { sectionTools } from '../tools/sections.js';
import { sqitch } from '../tools/sqitch.js';
import { sqlPairs } from '../tools/sql-pairs.js';
import { leaves, NOTHING_BEFORE, type Before } from './destructive.js';
import { textOf } from './part.js';
import { historyOf, sqlUnit } from './unit.js';
import type { SqlTool } from './tool.js';

/** The surest layout first: a file that one tool takes is not shown to the next. */
const TOOLS: readonly SqlTool[] = [...sectionTools, drizzle, prisma, postgrator, sqitch, sqlPairs, flyway, downFolder, plainSql];

/** The migrations that are SQL files. `inCode`: the modules that are migrations. */
export function* sqlUnits(project: Linked, inCode: readonly RepoPath[]): Generator<MigrationUnit> {
  let free: readonly SourceFile[] = project.sources.filter((source) => source.kind === 'sql' && source.role !== 'test');
  for (const tool of TOOLS) {
    const taken = new Set<SourceFile>();
    const before = new Map<string, Before>();
    for (const migration of tool.find(free, project, inCode)) {
      taken.add(migration.up.source);
      if (typeof migration.down !== 'string') taken.add(migration.down.source);
      const folder = historyOf(migration.up.source.path, '');
      yield sqlUnit(migration, tool.name, project, before.get(folder) ?? NOTHING_BEFORE);
      before.set(folder, leaves(textOf(migration.up), before.get(folder)));
    }
    free = free.filter((file) => !taken.has(file) && !tool.owns?.(file, project));
  }
}
