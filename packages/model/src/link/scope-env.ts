import type { Env, FileFacts } from '@assay/contract';
import type { Link } from './link.js';

/** The activation of the function that owns a binding, as seen from `env`; the function's own generic one when it is not around. */
export function scopeEnv(file: FileFacts, fn: number, env: Env, link: Link): Env {
  for (let at: Env | undefined = env; at; at = at.outer) if (at.file === file && at.fn === file.functions[fn]) return at;
  return link.envOf(file, fn);
}
