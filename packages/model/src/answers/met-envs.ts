import type { Env, FileFacts, FunctionFact, UnknownReason, Value } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import { isOnGlobalObject } from '../link/global-names.js';
import type { Linker } from '../link/linker.js';

const MAX_ENVS = 4;
const MAX_OTHER_ENVS = 2;

/** The environments in which a function was met: without its callers first, then some of what requests and set-up code came with. */
export function metEnvs(executor: Executor, linker: Linker): (file: FileFacts, id: number) => readonly Env[] {
  const envs = new Map<FunctionFact, Env[]>();
  for (const { fn, env } of executor.activations) {
    const list = envs.get(fn.fn) ?? [];
    if (list.length < MAX_ENVS) envs.set(fn.fn, [...list, env]);
  }
  // Set-up code runs for no entry point, so the linker knows more activations.
  const others = new Map<FunctionFact, Env[]>();
  for (const env of linker.activations) {
    const list = others.get(env.fn) ?? [];
    if (env.args && list.length < MAX_OTHER_ENVS) others.set(env.fn, [...list, env]);
  }
  return (file, id) => {
    const fn = file.functions[id];
    return [linker.envOf(file, id), ...(fn ? [...(envs.get(fn) ?? []), ...(others.get(fn) ?? [])] : [])];
  };
}

/** Strings, arrays, promises, Map, Set and their like. A library may put globals of its own beside them. */
export function isBuiltin(value: Value): boolean {
  if (value.kind === 'const' || value.kind === 'array' || value.kind === 'list') return true;
  return value.kind === 'path' && value.root === '#global' && !isOnGlobalObject(value);
}

/** Why nothing is known of what is called: of a method in an interface only its type is. */
export function reasonOf(value: Value): UnknownReason {
  return value.kind === 'unknown' ? value.reason : value.kind === 'typed' ? 'any-typed-receiver' : 'expression';
}
