import { walk, walkExpr, type Env, type Expr } from '@assay/contract';
import { firstStep } from '../flow/carried.js';
import type { Executor } from '../flow/executor.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { isWrite } from './effects.js';

/** What makes values that nobody can guess. */
const GENERATOR = /^(?:nanoid(?:\/.*)?|uuid|uid|uid-safe|ulid|ulidx|short-unique-id|shortid|uniqid|hyperid|@paralleldrive\/cuid2|cuid|crypto-random-string|randomstring|random-token|rand-token|generate-password|hat|node:crypto|oslo\/crypto|@oslojs\/crypto\/.*|better-auth\/crypto|@sindresorhus\/.*random.*)$/;
const GLOBAL_GENERATOR = /^(?:crypto|globalThis\.crypto)\.(?:randomUUID|getRandomValues|randomBytes)\(\)/;
const CRYPTO = /^(?:random(?:Bytes|UUID|Int|Fill|FillSync)|webcrypto\.getRandomValues)\(\)/;
/** What such functions are called where their source is not known. */
const NAMED = /^(?:nano_?id|uuid(?:_?v4)?|cuid2?|ulid|random(?:bytes|uuid|string|token|id)?|generate\w*(?:token|secret|key|code|otp))$/i;
/** Handles that are made at random and shown to everybody: ids, addresses, names of files. */
const REFERENCE = /[a-z]Id$|_id$/;
const HANDLE = /^(?:_?id|uuid|guid|slug|.*public.*|.*(?:file|image|avatar|path|url|name|number|reference|ref|colou?r))$/i;
/** Members under which libraries take the row. */
const PARTS = /^(?:data|create|update|set|values|defaults)$/;
const MAX_HOPS = 3;

/** Columns that the project fills with values nobody can guess, each as `table.column` in lower case; public handles are none of them. */
export function randomColumns(executor: Executor, linker: Linker): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { summary } of executor.activations) {
    for (const event of summary.events) {
      if (firstStep(event) || !isWrite(event) || event.concept?.kind !== 'access' || event.concept.table === undefined || event.expr.kind !== 'call') continue;
      for (const arg of event.expr.args) collect(arg, `${event.concept.table.toLowerCase()}.`, event.env, linker, found, 0);
    }
  }
  return found;
}

function collect(expr: Expr, prefix: string, env: Env, linker: Linker, into: Set<string>, hops: number): void {
  if (hops > MAX_HOPS) return;
  if (expr.kind === 'await' || expr.kind === 'cast' || expr.kind === 'spread') return collect(expr.value, prefix, env, linker, into, hops);
  if (expr.kind === 'array') return expr.items.forEach((item) => collect(item, prefix, env, linker, into, hops + 1));
  if (expr.kind === 'name') {
    const init = initOf(expr, env);
    return init && collect(init, prefix, env, linker, into, hops + 1);
  }
  if (expr.kind !== 'object') return;
  for (const member of expr.members) {
    if (member.kind === 'spread' || member.value.kind === 'object' || PARTS.test(member.kind === 'property' ? member.key : '')) collect(member.value, prefix, env, linker, into, hops + 1);
    else if (member.kind === 'property' && !HANDLE.test(member.key) && !REFERENCE.test(member.key) && isRandom(member.value, env, linker, 0)) into.add(prefix + member.key.toLowerCase());
  }
}

/** Is the value made at random, by a library or by a function of the project that asks one? */
function isRandom(expr: Expr, env: Env, linker: Linker, hops: number): boolean {
  if (hops > MAX_HOPS) return false;
  const init = expr.kind === 'name' ? initOf(expr, env) : undefined;
  if (init) return isRandom(init, env, linker, hops + 1);
  return walkExpr(expr).some((inner) => inner.kind === 'call' && generates(inner, env, linker, hops));
}

function generates(call: Extract<Expr, { kind: 'call' }>, env: Env, linker: Linker, hops: number): boolean {
  const name = calledName(call.callee, env.file);
  if (NAMED.test(name)) return true;
  return optionsOf(linker.evaluate(call.callee, env)).some((callee) => {
    if (callee.kind === 'path') return callee.root === '#global' ? GLOBAL_GENERATOR.test(`${callee.path}()`) : GENERATOR.test(callee.root) && (callee.root !== 'node:crypto' || CRYPTO.test(`${callee.path}()`));
    if (callee.kind !== 'function' || hops >= MAX_HOPS) return false;
    return walk(callee.fn).some((inner) => inner.kind === 'call' && generates(inner, linker.envOf(callee.file, callee.id), linker, hops + 1));
  });
}

function initOf(expr: Extract<Expr, { kind: 'name' }>, env: Env): Expr | undefined {
  const binding = env.file.bindings[expr.binding];
  return binding && binding.kind !== 'param' && binding.assigned === undefined ? binding.init : undefined;
}
