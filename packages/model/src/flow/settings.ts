import { Label, type Env, type Expr } from '@assay/contract';
import { isProduction } from '../ir/development-arm.js';
import type { Linker } from '../link/linker.js';

/** `disableAuth`, `SKIP_AUTHENTICATION`, `authDisabled`. */
const OFF = /^(?:is_?)?(?:disable|skip|bypass|no|without)_?auth(?:entication|ori[sz]ation|n|z)?$|^(?:is_?)?auth(?:entication|ori[sz]ation|n|z)?_?(?:is_?)?(?:disabled|off|skipped|bypassed)$/i;
const SET: ReadonlySet<unknown> = new Set([true, 1, 'true', '1', 'yes', 'on']);
/** Where an application runs, asked by a name: in production, or on a developer's machine and in tests. */
const IN_PRODUCTION = /^is_?prod(?:uction)?$/i;
const ELSEWHERE = /^is_?(?:dev(?:elopment)?|local|(?:(?:integration|unit|e2e)_?)?test(?:ing)?)(?:_?(?:mode|env|environment))?$/i;
const ENVIRONMENT = /^(?:node_?env|app_?env|environment)$/i;

/**
 * What a setting of the application is where the application serves its users: it runs in production, and nobody turned authentication off. No request has a say in it. A
 * setting that turns authentication on is another matter, since it may be off by default, and so is what one route or one caller is told. Undefined of any other value.
 */
export function servingValue(expr: Expr, env: Env, linker: Linker): boolean | undefined {
  if (expr.kind === 'cast') return servingValue(expr.value, env, linker);
  if (expr.kind === 'name') {
    const binding = env.file.bindings[expr.binding];
    return binding?.kind === 'const' && binding.init?.kind === 'member' ? servingValue(binding.init, env, linker) : undefined;
  }
  if (expr.kind === 'binary') return compared(expr, env, linker);
  if (expr.kind !== 'member' || !isSetting(expr, env, linker)) return undefined;
  if (IN_PRODUCTION.test(expr.name)) return true;
  return OFF.test(expr.name) || ELSEWHERE.test(expr.name) ? false : undefined;
}

/** `NODE_ENV !== 'production'`, `config.disableAuth === true`. */
function compared({ op, left, right }: Extract<Expr, { kind: 'binary' }>, env: Env, linker: Linker): boolean | undefined {
  if (!/^[!=]==?$/.test(op) || right.kind !== 'literal') return undefined;
  const isSame = op.startsWith('=');
  if (isSame && SET.has(right.value)) return servingValue(left, env, linker);
  if (left.kind !== 'member' || !ENVIRONMENT.test(left.name) || !isSetting(left, env, linker)) return undefined;
  const serves = isProduction(right.value);
  return serves === undefined ? undefined : serves === isSame;
}

/** A member of the process, of a module or of `this`, named once or not, and of nothing that the function is given or makes; nothing of a request in it. */
function isSetting(expr: Extract<Expr, { kind: 'member' }>, env: Env, linker: Linker): boolean {
  return isOfApplication(expr.object, env) && (linker.labels(expr, env) & ~Label.config) === 0;
}

function isOfApplication(expr: Expr, env: Env): boolean {
  if (expr.kind === 'member' || expr.kind === 'cast') return isOfApplication(expr.kind === 'cast' ? expr.value : expr.object, env);
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  if (binding?.kind === 'const' && binding.fn !== 0 && binding.init?.kind === 'member') return isOfApplication(binding.init, env);
  return expr.kind === 'this' || expr.kind === 'global' || (binding !== undefined && (binding.imported !== undefined || binding.fn === 0));
}
