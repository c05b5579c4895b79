import { defineAdapter, type FrameworkAdapter } from '@assay/contract';
import { declaredDialects } from './dialects.js';
import { migrationUnits } from './units.js';

/**
 * Migrations of every tool that is known here. One adapter, because a file that several tools could run must be yielded once: the choice
 * needs all of them side by side. Knowledge of one tool is one file in `tools/`. No packages: plain SQL conventions need no dependency.
 */
export const migrationAdapters: readonly FrameworkAdapter[] = [
  defineAdapter({
    name: 'migrations',
    kind: 'migration',
    packages: [],
    docs: 'https://en.wikipedia.org/wiki/Schema_migration',
    dialects: declaredDialects,
    *recognize(project) {
      for (const migration of migrationUnits(project)) yield { kind: 'migration', migration };
    },
  }),
];
