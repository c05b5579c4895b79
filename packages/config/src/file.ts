import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Jiti from 'jiti';
import { ConfigError } from './error.js';

const require = createRequire(import.meta.url);

/** In the order in which they are looked for. */
export const CONFIG_FILES: readonly string[] = ['assay.config.ts', 'assay.config.mts', 'assay.config.mjs', 'assay.config.js', 'assay.config.cjs', 'assay.config.json'];

/**
 * The configuration file of the project at `root`.
 * @throws ConfigError when there are two.
 */
export function findConfig(root: string): string | undefined {
  const [first, second] = CONFIG_FILES.filter(name => existsSync(join(root, name)));
  if (first !== undefined && second !== undefined) throw new ConfigError(`There are two configuration files, ${first} and ${second}. Keep one of them.`);
  return first === undefined ? undefined : join(root, first);
}

/** What tells two states of the configuration of the project at `root` apart: which files there are, and when each was last changed. */
export function configStamp(root: string): string {
  return CONFIG_FILES.map(name => {
    const stats = statSync(join(root, name), { throwIfNoEntry: false });
    return stats === undefined ? '' : `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
  }).join('|');
}

/**
 * What a configuration file holds, not yet checked. Code is run, unless `safe`: then JSON alone is taken. Works without waiting, because
 * ESLint's rules cannot wait.
 * @throws ConfigError when it cannot be read, is refused or fails.
 */
export function loadConfigFile(file: string, safe: boolean): unknown {
  const name = basename(file);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new ConfigError(`There is no configuration file ${file}. Give the path of one, or leave --config out.`);
  if (stats.isDirectory()) throw new ConfigError(`${file} is a folder. Give the path of a configuration file, or leave --config out.`);
  if (name.endsWith('.json')) return readJson(file);
  if (safe) throw new ConfigError(`${name} is code, and --safe runs none of the analysed repository. Write it as assay.config.json, or give a trusted file with --config.`);
  try {
    return defaultOf(loadCode(file));
  } catch (error) {
    if (error instanceof SyntaxError && error.message.startsWith('await is only valid')) throw new ConfigError(`${name} uses await at its top, and a configuration is read without waiting. Take the await out.`);
    throw new ConfigError(`${name} fails when it is loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${basename(file)} cannot be used, because it is no JSON: ${message}${lineIn(text, message)}. JSON has no comments and no commas at the end of a list; write assay.config.ts to have them.`);
  }
}

/** The line of the position that the parser names, where it does not name the line itself: that depends on the version of Node. */
function lineIn(text: string, message: string): string {
  const position = /at position (\d+)$/.exec(message)?.[1];
  return position === undefined ? '' : ` (line ${text.slice(0, Number(position)).split('\n').length})`;
}

/**
 * By jiti on every version of Node: what Node itself strips of types differs between them, and it would give a long-lived process the
 * first text of a file for ever, as jiti does with CommonJS, which it leaves to Node. Nothing is written to disk.
 */
function loadCode(file: string): unknown {
  const { createJiti } = require('jiti') as typeof Jiti;
  Reflect.deleteProperty(require.cache, realpathSync(file));
  const here = fileURLToPath(new URL('./config.js', import.meta.url));
  return createJiti(import.meta.url, { fsCache: false, moduleCache: false, alias: { assay: here, 'assay/config': here } })(file);
}

function defaultOf(loaded: unknown): unknown {
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded;
}
