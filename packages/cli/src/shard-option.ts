import type { Shard } from '@assay/engine';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** Where CI systems say which part of how many a job is, and whether they count from 0. */
const SYSTEMS: readonly { readonly index: string; readonly count: string; readonly from: 0 | 1 }[] = [
  // https://docs.gitlab.com/ci/variables/predefined_variables/
  { index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', from: 1 },
  // https://buildkite.com/docs/pipelines/environment-variables
  { index: 'BUILDKITE_PARALLEL_JOB', count: 'BUILDKITE_PARALLEL_JOB_COUNT', from: 0 },
  // https://circleci.com/docs/variables/
  { index: 'CIRCLE_NODE_INDEX', count: 'CIRCLE_NODE_TOTAL', from: 0 },
];

/**
 * Reads `--shard i/n`, or `--shard auto` from the environment of a CI system.
 * @throws UsageError when it is no part of anything.
 */
export function parseShard(value: string, env: Io['env']): Shard {
  const [, index, count] = (value === 'auto' ? fromEnvironment(env) : /^(\d+)\/(\d+)$/.exec(value)) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (!(shard.index >= 1 && shard.index <= shard.count)) throw new UsageError(`--shard does not know '${value}'. Give i/n with i from 1 to n, such as 2/3, or auto in a parallel job of GitLab, Buildkite or CircleCI.`);
  return shard;
}

function fromEnvironment(env: Io['env']): readonly (string | undefined)[] | undefined {
  const system = SYSTEMS.find(({ index, count }) => env[index] !== undefined && env[count] !== undefined);
  return system && [undefined, String(Number(env[system.index]) + 1 - system.from), env[system.count]];
}
