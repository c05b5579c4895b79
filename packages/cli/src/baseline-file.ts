import { basename, join, resolve } from 'node:path';
import type { BaselineEntry } from '@assay/engine';
import { disk } from './disk.js';
import type { Engine } from './host.js';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** A baseline as the command line names it: a path, `false` for none, or undefined for the project's own. */
export type BaselineChoice = string | boolean | undefined;

/** Where the baseline of a project is. */
export function baselinePath(choice: BaselineChoice, root: string, engine: Engine, io: Pick<Io, 'cwd'>): string {
  return typeof choice === 'string' ? resolve(io.cwd, choice) : join(root, engine.BASELINE_FILE);
}

/**
 * The entries of a baseline that hold today; undefined when there is none or none is wanted.
 * @throws UsageError when it cannot be read, or was named and is not there.
 */
export function readBaseline(choice: BaselineChoice, root: string, engine: Engine, io: Pick<Io, 'cwd'>): { readonly all: readonly BaselineEntry[]; readonly holding: readonly BaselineEntry[] } | undefined {
  if (choice === false) return undefined;
  const path = baselinePath(choice, root, engine, io);
  if (!disk.exists(path)) {
    if (typeof choice === 'string') throw new UsageError(`There is no baseline ${choice}. Make one with: assay baseline create --baseline ${choice}`);
    return undefined;
  }
  const all = entriesIn(path, engine);
  return { all, holding: engine.unexpired(all, today()) };
}

function entriesIn(path: string, engine: Engine): readonly BaselineEntry[] {
  try {
    return engine.parseBaseline(disk.read(path));
  } catch (error) {
    throw new UsageError(`The baseline ${basename(path)} cannot be read: ${error instanceof Error ? error.message : String(error)}. Restore it, or make a new one with: assay baseline update`);
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
