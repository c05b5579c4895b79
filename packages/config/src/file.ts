import { existsSync, readFileSync } from 'node:fs';
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

/**
 * What a configuration file holds, not yet checked. Code is run, unless `safe`: then JSON alone is taken. Works without waiting, because
 * ESLint's rules cannot wait.
 * @throws ConfigError when it cannot be read, is refused or fails.
 */
export function loadConfigFile(file: string, safe: boolean): unknown {
  const name = basename(file);
  if (!existsSync(file)) throw new ConfigError(`There is no configuration file ${file}. Give the path of one, or leave --config out.`);
  if (name.endsWith('.json')) return readJson(file);
  if (safe) throw new ConfigError(`${name} is code, and --safe runs none of the analysed repository. Write it as assay.config.json, or give a trusted file with --config.`);
  try {
    const loaded = /\.[cm]?ts$/.test(name) ? loadTypeScript(file) : require(file) as unknown;
    return defaultOf(loaded);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_REQUIRE_ASYNC_MODULE') throw new ConfigError(`${name} uses await at its top, and a configuration is read without waiting. Take the await out.`);
    throw new ConfigError(`${name} fails when it is loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ConfigError(`${basename(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** By jiti on every version of Node: what Node itself strips of types differs between them. Nothing is written to disk. */
function loadTypeScript(file: string): unknown {
  const { createJiti } = require('jiti') as typeof Jiti;
  const here = fileURLToPath(new URL('./config.js', import.meta.url));
  return createJiti(import.meta.url, { fsCache: false, moduleCache: false, alias: { assay: here, 'assay/config': here } })(file);
}

function defaultOf(loaded: unknown): unknown {
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded;
}
