import type { Env, Linked, PathValue, Setup, SetupCall } from '@assay/contract';

interface Met {
  readonly by: Setup;
  readonly calls: Map<string, PathValue>;
}

const met = new WeakMap<Linked, Met>();

/** Keeps a call that set-up code makes in a function that was handed something: `serve({ resolvers })` of the project around `new ApolloServer({ resolvers })`. */
export function remember({ path }: SetupCall, setup: Setup): void {
  if (!path.call || !isHanded(path.call.env)) return;
  let kept = met.get(setup.project);
  // Set-up code may run again, with more known of its values.
  if (kept?.by !== setup) met.set(setup.project, (kept = { by: setup, calls: new Map() }));
  kept.calls.set(path.key, path);
}

/** The calls that were kept, with the arguments that the functions around them got. */
export function metCalls(project: Linked): readonly PathValue[] {
  return [...(met.get(project)?.calls.values() ?? [])];
}

function isHanded(env: Env | undefined): boolean {
  for (let at = env; at; at = at.outer) if ((at.args ?? []).length > 0) return true;
  return false;
}
