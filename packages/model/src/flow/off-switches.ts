import { Label, type Env, type Expr } from '@assay/contract';
import type { Linker } from '../link/linker.js';

/** `disableAuth`, `SKIP_AUTHENTICATION`, `authDisabled`. */
const OFF = /^(?:is_?)?(?:disable|skip|bypass|no|without)_?auth(?:entication|ori[sz]ation|n|z)?$|^(?:is_?)?auth(?:entication|ori[sz]ation|n|z)?_?(?:is_?)?(?:disabled|off|skipped|bypassed)$/i;
const SET: ReadonlySet<unknown> = new Set([true, 1, 'true', '1', 'yes', 'on']);

/**
 * Does a setting of the application turn authentication off, by its name? It is not set unless somebody wants the whole application open, and no request has a
 * say in it. A setting that turns authentication on is another matter, since it may be off by default, and so is what one route or one caller is told.
 */
export function isOffSwitch(expr: Expr, env: Env, linker: Linker): boolean {
  if (expr.kind === 'cast') return isOffSwitch(expr.value, env, linker);
  if (expr.kind === 'binary') return /^===?$/.test(expr.op) && expr.right.kind === 'literal' && SET.has(expr.right.value) && isOffSwitch(expr.left, env, linker);
  return expr.kind === 'member' && OFF.test(expr.name) && isOfApplication(expr.object, env) && (linker.labels(expr, env) & ~Label.config) === 0;
}

/** A member of the process, of a module or of `this`, and of nothing that the function is given or makes. */
function isOfApplication(expr: Expr, env: Env): boolean {
  if (expr.kind === 'member' || expr.kind === 'cast') return isOfApplication(expr.kind === 'cast' ? expr.value : expr.object, env);
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return expr.kind === 'this' || expr.kind === 'global' || (binding !== undefined && (binding.imported !== undefined || binding.fn === 0));
}
