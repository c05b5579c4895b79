export { defineConfig, LEVELS, PRESETS, type AssayConfig, type Declarations, type Level, type Preset, type RuleSetting } from './config.js';
export { ConfigError } from './error.js';
export { CONFIG_FILES, findConfig } from './file.js';
export { didYouMean, nearest } from './nearest.js';
export { configJsonSchema, readSettings, type ReadOptions } from './read.js';
export { settingsOf, type Settings } from './settings.js';
export { unusedDeclarations } from './unused.js';
export { watchSettings } from './watch.js';
