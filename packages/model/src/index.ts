import type { BackendModel, DataCall, FileFacts, FrameworkAdapter, ReadProblem, Repository, RouteCall } from '@assay/contract';
import { backendModel } from './backend-model.js';
import { enabled, register } from './build.js';
import { solveRouting } from './routing/solve.js';
import { linkTests } from './tests/link-tests.js';
import { readTests, type TextFile } from './tests/read-tests.js';

export { register, type Registered } from './build.js';
export { replay } from './schema/reversals.js';
export { schemaTables } from './schema/tables.js';
export { solveRouting } from './routing/solve.js';

export interface BuildInput {
  readonly repository: Repository;
  readonly facts: readonly FileFacts[];
  readonly adapters: readonly FrameworkAdapter[];
  /** Reads the tests as well; `facts` must have theirs. */
  readonly tests?: boolean;
  /** Files of HTTP clients, read with the tests. */
  readonly requestFiles?: readonly TextFile[];
}

export interface Built {
  readonly model: BackendModel;
  readonly problems: readonly ReadProblem[];
  readonly dataCalls: readonly DataCall[];
  /** Computed when it is asked for: no rule needs them. */
  readonly routeCalls: () => readonly RouteCall[];
}

/** Links facts, recognizes frameworks, and answers the questions of the rules. Deterministic; never throws on user code. */
export function buildModel({ repository, facts, adapters, tests: wanted, requestFiles }: BuildInput): Built {
  const tests = wanted ? readTests(repository, facts, enabled(adapters, repository, facts), requestFiles) : undefined;
  const { linker, scopes, migrations, jobs, problems, told } = register(repository, facts, adapters);
  const endpoints = solveRouting(scopes);
  const { model, dataCalls, routeCalls } = backendModel({ repository, linker, endpoints, jobs, migrations, adapters, told });
  return { model: tests ? { ...model, tests: linkTests(tests, endpoints) } : model, problems, dataCalls, routeCalls };
}
