import type { Chain } from './chain.js';
import { IDLE, type Reading } from './reader.js';

const QUERIES = /^(?:query|any|anyFirst|many|manyFirst|maybeOne|maybeOneFirst|one|oneFirst|exists|stream)$/;

/** Calls of a Slonik connection: https://github.com/gajus/slonik#slonik-query-methods */
export function slonikCalls({ steps: [step] }: Chain): Reading | undefined {
  if (!step) return IDLE;
  const [given] = step.args ?? [];
  if (QUERIES.test(step.name) && given) return { parts: [{ sql: given }] };
  return /^(?:transaction|connect)$/.test(step.name) && given ? { parts: [], runs: [given] } : undefined;
}
