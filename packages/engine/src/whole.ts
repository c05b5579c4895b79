import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** By entry: code that is loaded does not change under the process. */
const known = new Map<string, string>();

/**
 * The file to load for a package whose name resolves to `entry`: all of its modules in one file, where the build put them together (`scripts/whole.mjs`) and they were not compiled again
 * since; else the entry itself. The two say the same, and of one package a process takes one of them.
 */
export function wholeOf(entry: string): string {
  let file = known.get(entry);
  if (file === undefined) known.set(entry, (file = isWhole(dirname(entry)) ? join(dirname(entry), 'whole.js') : entry));
  return file;
}

/** What tsc wrote last is not published. */
function isWhole(folder: string): boolean {
  const whole = timeOf(join(folder, 'whole.js'));
  return whole !== undefined && whole > (timeOf(join(folder, '.tsbuildinfo')) ?? 0);
}

function timeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
