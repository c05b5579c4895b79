import type { BackendModel, DataCall, ReadProblem, RepoPath } from '@assay/contract';
import { backendModel } from './backend-model.js';
import { register } from './build.js';
import { forgetArms } from './flow/arms.js';
import { solveRouting } from './routing/solve.js';
import type { BuildInput } from './same-input.js';

export { register, type Registered } from './build.js';
export { replay } from './schema/reversals.js';
export { schemaTables } from './schema/tables.js';
export { solveRouting } from './routing/solve.js';

export { isSameInput, type BuildInput } from './same-input.js';

export interface Built {
  readonly model: BackendModel;
  readonly problems: readonly ReadProblem[];
  readonly dataCalls: readonly DataCall[];
  /** The files that it is made of. */
  readonly linked: ReadonlySet<RepoPath>;
}

/** Links facts, recognizes frameworks, and answers the questions of the rules. Deterministic; never throws on user code. */
export function buildModel({ repository, facts, adapters }: BuildInput): Built {
  forgetArms();
  const { linker, scopes, migrations, jobs, problems } = register(repository, facts, adapters);
  const endpoints = solveRouting(scopes);
  const { model, dataCalls } = backendModel({ repository, linker, endpoints, jobs, migrations, adapters });
  return { model, problems, dataCalls, linked: new Set([...linker.files.map((file) => file.path), ...facts.flatMap((file) => (linker.sqlFile(file.path) ? [file.path] : []))]) };
}
