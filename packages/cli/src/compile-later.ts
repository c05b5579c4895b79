import { setFlagsFromString } from 'node:v8';

/** PostgreSQL's grammar is one function of 100 KB: compiled well it costs a quarter of a second, and what most projects have of SQL is parsed long before. */
const WASM = '--wasm-tiering-budget=1000000000';

/**
 * By the major version of V8: functions are compiled by the optimizing compiler after ten times as many runs as V8 does of itself. A run of Assay is short and takes many paths
 * once, so that most of what is compiled early never pays for itself. Names of flags differ; an engine that is not known is left alone, because it would complain of a wrong one.
 */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  11: ['--interrupt-budget=700000', WASM],
  12: ['--invocation-count-for-turbofan=30000', WASM],
  13: ['--invocation-count-for-turbofan=30000', WASM],
};

for (const flag of FLAGS[process.versions.v8.split('.')[0] ?? ''] ?? []) setFlagsFromString(flag);
