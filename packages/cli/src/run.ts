import { ConfigError } from '@assay/config';
import { CommanderError } from 'commander';
import { loadHost, type Host } from './host.js';
import type { Io } from './io.js';
import { makeProgram } from './program.js';
import { UsageError } from './usage-error.js';

/** Runs `assay` with these arguments and answers its exit code: 0 clean, 1 findings, 2 anything that keeps the result from counting. */
export async function run(argv: readonly string[], io: Io, load: () => Promise<Host> = loadHost): Promise<number> {
  const outcome = { code: 0 };
  const printed = { out: '', err: '' };
  try {
    await makeProgram(io, load, printed, code => { outcome.code = code; }).parseAsync(argv, { from: 'user' });
  } catch (error) {
    outcome.code = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
    printed.err += error instanceof CommanderError ? '' : describe(error);
  }
  try {
    if (printed.out !== '') await io.stdout.write(printed.out);
    if (printed.err !== '') await io.stderr.write(printed.err);
  } catch (error) {
    outcome.code = 2;
    // Where not even this can be said, the exit code has to do.
    await io.stderr.write(describe(error)).catch(() => {});
  }
  return outcome.code;
}

function describe(error: unknown): string {
  // `sources` throws SourcesError when a path cannot be read at all; hosts know it by name, because they do not import sources.
  if (error instanceof UsageError || error instanceof ConfigError || (error instanceof Error && error.name === 'SourcesError')) return `assay: ${error.message}\n`;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `assay: internal error: this is a defect of Assay, not of your project. Please report it with these lines:\n${details}\n`;
}
