import { walk, type Env, type FunctionFact, type FunctionValue, type Value } from '@assay/contract';
import type { Link } from './link.js';
import { optionsOf, unionOf } from './values.js';

/** What waiting gives: of `new Promise((resolve, reject) => { connect().then(resolve).catch(reject); })` what its function hands to `resolve`, where all of that is known. */
export function fulfilled(value: Value, link: Link): Value {
  if (value.kind !== 'path' && value.kind !== 'union') return value;
  const options = optionsOf(value);
  const handed = options.map((option) => handedOn(option, link) ?? option);
  return handed.every((one, index) => one === options[index]) ? value : unionOf(handed);
}

function handedOn(value: Value, link: Link): Value | undefined {
  if (value.kind !== 'path' || value.root !== '#global' || value.path !== 'Promise.new()' || !value.call || value.call.node.kind === 'template') return undefined;
  const [given] = value.call.node.args;
  const executor = given && link.evaluate(given, value.call.env);
  const values = executor?.kind === 'function' ? [...resolved(executor, link)] : [];
  return values.length > 0 && values.every(({ kind }) => kind !== 'unknown') ? unionOf(values) : undefined;
}

/** `resolve(value)` and `promise.then(resolve)` in the function itself, and in callbacks that stand in it: `pool.getConnection((error, connection) => resolve(connection))`. */
function* resolved(executor: FunctionValue, link: Link): Generator<Value> {
  const resolve = executor.fn.params[0]?.binding;
  if (resolve !== undefined) yield* resolvedIn(executor.fn, link.activate(executor, []), resolve, link, MAX_NESTED);
}

const MAX_NESTED = 2;

function* resolvedIn(fn: FunctionFact, env: Env, resolve: number, link: Link, depth: number): Generator<Value> {
  for (const expr of walk(fn)) {
    if (expr.kind === 'function' && depth > 0) {
      const callback = link.evaluate(expr, env);
      if (callback.kind === 'function') yield* resolvedIn(callback.fn, link.activate(callback, undefined), resolve, link, depth - 1);
    }
    if (expr.kind !== 'call') continue;
    const [first] = expr.args;
    if (expr.callee.kind === 'name' && expr.callee.binding === resolve && first) yield link.evaluate(first, env);
    if (expr.callee.kind === 'member' && expr.callee.name === 'then' && first?.kind === 'name' && first.binding === resolve) yield link.evaluate(expr.callee.object, env);
  }
}
