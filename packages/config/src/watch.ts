import { configStamp } from './file.js';
import { readSettings, type ReadOptions } from './read.js';
import type { Settings } from './settings.js';

/**
 * The settings of a project over time: the same object for as long as its configuration file stays as it is. A file that the
 * configuration imports is read with it, and not looked at otherwise.
 * @throws ConfigError, the function that is returned, while the file cannot be used.
 */
export function watchSettings(options: Omit<ReadOptions, 'file'>): () => Settings {
  let known: { readonly stamp: string; readonly read: () => Settings } | undefined;
  return () => {
    const stamp = configStamp(options.root);
    if (known?.stamp !== stamp) known = { stamp, read: outcomeOf(() => readSettings(options)) };
    return known.read();
  };
}

/** Runs it once, and gives what it gave, or throws what it threw, as often as asked. */
function outcomeOf<T>(run: () => T): () => T {
  try {
    const value = run();
    return () => value;
  } catch (error) {
    return () => { throw error; };
  }
}
