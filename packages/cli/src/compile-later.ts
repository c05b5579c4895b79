import { setFlagsFromString } from 'node:v8';

/**
 * By the major version of V8: functions are compiled by the optimizing compiler after ten times as many runs as it does of itself. A run of Assay is short and takes many paths
 * once, so that most of what is compiled early pays for itself never. Names of flags differ; an engine that is not known is left alone, because it would complain of a wrong one.
 */
const FLAGS: Readonly<Record<string, string>> = {
  11: '--interrupt-budget=700000',
  12: '--invocation-count-for-turbofan=30000',
  13: '--invocation-count-for-turbofan=30000',
};

const flag = FLAGS[process.versions.v8.split('.')[0] ?? ''];
if (flag !== undefined) setFlagsFromString(flag);
