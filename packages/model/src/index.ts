import type { BackendModel, DataCall, ReadProblem, RepoPath, RouteCall } from '@assay/contract';
import { backendModel } from './backend-model.js';
import { enabled, register } from './build.js';
import { forgetArms } from './flow/arms.js';
import { solveRouting } from './routing/solve.js';
import type { BuildInput } from './same-input.js';
import { linkTests } from './tests/link-tests.js';
import { readTests } from './tests/read-tests.js';

export { isShown, mayShow } from './client-code.js';
export { register, type Registered } from './build.js';
export { migrationGroups, replay } from './schema/reversals.js';
export { matchSchemas } from './schema/declared.js';
export { schemaTables } from './schema/tables.js';
export { solveRouting } from './routing/solve.js';

export { movedPlaces, type MovedSpan } from './moved-places.js';
export { isSameInput, type BuildInput } from './same-input.js';

export interface Built {
  readonly model: BackendModel;
  readonly problems: readonly ReadProblem[];
  readonly dataCalls: readonly DataCall[];
  /** Computed when it is asked for: no rule needs them. */
  readonly routeCalls: () => readonly RouteCall[];
  /** The files that it is made of, those that only its tests are made of apart. */
  readonly linked: ReadonlySet<RepoPath>;
}

/** Links facts, recognizes frameworks, and answers the questions of the rules. Deterministic; never throws on user code. */
export function buildModel({ repository, facts, adapters, tests: wanted, requestFiles }: BuildInput): Built {
  forgetArms();
  const tests = wanted ? readTests(repository, facts, enabled(adapters, repository, facts), requestFiles) : undefined;
  const { linker, scopes, migrations, tables, jobs, problems, told } = register(repository, facts, adapters);
  const endpoints = solveRouting(scopes, repository.manifests.map(({ folder }) => folder));
  const steps = scopes.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'step' ? [item.step] : [])));
  const { model, dataCalls, routeCalls } = backendModel({ repository, linker, endpoints, steps, jobs, migrations, tables, adapters, told });
  const linked = new Set([...linker.files.map((file) => file.path), ...facts.flatMap((file) => (linker.sqlFile(file.path) ? [file.path] : []))]);
  return { model: tests ? { ...model, tests: linkTests(tests, endpoints) } : model, problems, dataCalls, routeCalls, linked };
}
