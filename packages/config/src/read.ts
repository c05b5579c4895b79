import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { Rule } from '@assay/contract';
import type { AssayConfig, Preset } from './config.js';
import { findConfig, loadConfigFile } from './file.js';
import { parseConfig } from './parse.js';
import { jsonSchemaOf, type Zod } from './schema.js';
import { settingsOf, type Settings } from './settings.js';

const require = createRequire(import.meta.url);

export interface ReadOptions {
  /** The root of the project. */
  readonly root: string;
  readonly rules: readonly Rule[];
  /** Rules outside the presets that can be configured too. */
  readonly always?: readonly Rule[];
  /** Absolute path of another file than the one at the root. */
  readonly file?: string;
  /** A configuration in place of any file. */
  readonly given?: AssayConfig;
  /** Runs no code: only JSON is taken. */
  readonly safe?: boolean;
  /** The preset where the configuration names none; `recommended` unless said. */
  readonly unsaid?: Preset;
}

/**
 * The settings of a project: from its configuration file, or the defaults when it has none.
 * @throws ConfigError when the file cannot be used.
 */
export function readSettings({ root, rules, always = [], file = findConfig(root), given, safe = false, unsaid }: ReadOptions): Settings & { readonly file?: string } {
  if (given !== undefined) return settingsOf(parseConfig(loadZod(), given, [...rules, ...always], 'The given configuration'), rules, always, unsaid);
  if (file === undefined) return settingsOf({}, rules, always, unsaid);
  const config = parseConfig(loadZod(), loadConfigFile(file, safe), [...rules, ...always], basename(file));
  return { ...settingsOf(config, rules, always, unsaid), file };
}

/** The JSON Schema of a configuration for these rules. */
export function configJsonSchema(rules: readonly Rule[]): object {
  return jsonSchemaOf(loadZod(), rules);
}

function loadZod(): Zod {
  return require('zod') as Zod;
}
