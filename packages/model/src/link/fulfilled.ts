import { walk, type FunctionValue, type Value } from '@assay/contract';
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

/** `resolve(value)` and `promise.then(resolve)` in the function itself. */
function* resolved(executor: FunctionValue, link: Link): Generator<Value> {
  const resolve = executor.fn.params[0]?.binding;
  if (resolve === undefined) return;
  const env = link.activate(executor, []);
  for (const expr of walk(executor.fn)) {
    if (expr.kind !== 'call') continue;
    const [first] = expr.args;
    if (expr.callee.kind === 'name' && expr.callee.binding === resolve && first) yield link.evaluate(first, env);
    if (expr.callee.kind === 'member' && expr.callee.name === 'then' && first?.kind === 'name' && first.binding === resolve) yield link.evaluate(expr.callee.object, env);
  }
}
