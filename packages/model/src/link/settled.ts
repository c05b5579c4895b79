import type { Env, Expr, ExprOf } from '@assay/contract';
import { madeOf } from '../ir/made-of.js';
import { grows } from '../ir/mutations.js';
import { givenTo, isWrittenAtCall, spelledIn } from './given-settings.js';
import { isLeftOut } from './left-out.js';
import { testRun } from './test-runs.js';
import { optionsOf, truthiness } from './values.js';
import type { Link } from './link.js';
import { scopeEnv } from './scope-env.js';

/**
 * The truth of a condition when the code itself settles it: literals, arguments that are constants, constants made of these. A variable that is
 * assigned later, a configuration object, the result of a call may differ at run time whatever they are initialized with.
 */
export function settledTruth(expr: Expr, env: Env, link: Link): boolean | undefined {
  const known = truthiness(link.evaluate(expr, env));
  if (known !== undefined && isSettled(expr, env, link, 0)) return known;
  if (isAbsent(expr, env, link)) return false;
  if (isHandedClient(expr, env, link) || isHandedMade(expr, env, link)) return true;
  if (expr.kind === 'logical' && expr.op !== '&&' && isAbsent(expr.left, env, link)) return settledTruth(expr.right, env, link);
  if (expr.kind === 'logical' && expr.op !== '??') return joinedTruth(expr, env, link);
  const tested = testedBy(expr);
  if (tested) return settledTruth(tested, env, link);
  const negated = expr.kind === 'unary' && expr.op === '!' ? settledTruth(expr.value, env, link) : undefined;
  return negated === undefined ? undefined : !negated;
}

/** One side is enough: `a && false`, `a || true`, whatever is known of `a`. That this call leaves a parameter to its default is not: callers that are not seen may give it. */
function joinedTruth({ op, left, right }: ExprOf<'logical'>, env: Env, link: Link): boolean | undefined {
  const decides = op === '||';
  const sides = [left, right].map((side) => (isLeftToDefault(side, env, link) ? undefined : settledTruth(side, env, link)));
  if (sides.includes(decides)) return decides;
  return sides.every((side) => side !== undefined) ? !decides : undefined;
}

function isLeftToDefault(expr: Expr, env: Env, link: Link): boolean {
  if (expr.kind === 'unary' || expr.kind === 'cast') return isLeftToDefault(expr.value, env, link);
  const own = expr.kind === 'name' ? givenTo(expr, env, link) : undefined;
  if (!own) return false;
  if (own.given === undefined || own.given.nothing === true) return true;
  return own.given.expr?.kind === 'name' && own.given.env !== undefined && isLeftToDefault(own.given.expr, own.given.env, link);
}

/** What is true whenever this is: `value` of `Boolean(value)`. */
export function testedBy(expr: Expr): Expr | undefined {
  return expr.kind === 'call' && expr.callee.kind === 'global' && expr.callee.name === 'Boolean' ? expr.args[0] : undefined;
}

/** An optional parameter that this caller leaves out, or a member of it: `options?.strict`. */
function isAbsent(expr: Expr, env: Env, link: Link): boolean {
  if (expr.kind === 'member') return expr.optional && isAbsent(expr.object, env, link);
  const own = expr.kind === 'name' ? givenTo(expr, env, link) : undefined;
  return own !== undefined && !own.param.rest && (own.given ? own.given.nothing === true : !own.param.default && !own.args.some((arg) => arg.spread));
}

/** A parameter that this caller gives a connection or a transaction: `if (client) return client.query(text)`. What a query answers may be nothing. */
function isHandedClient(expr: Expr, env: Env, link: Link): boolean {
  const given = expr.kind === 'name' ? givenTo(expr, env, link)?.given : undefined;
  return given !== undefined && optionsOf(given.value).every((option) => {
    if (option.kind !== 'path' || !option.call || (option.step !== '()' && option.step !== 'new()') || !link.isData(option.root)) return false;
    const concept = link.concept(option);
    return concept === undefined || concept.kind === 'inert' || (concept.kind === 'transaction' && concept.form === 'begin');
  });
}

/** A parameter, or a member of the options, that this caller gives an object of a class which it made: `(handle ?? pool).query(text)`. */
function isHandedMade(expr: Expr, env: Env, link: Link): boolean {
  const given = expr.kind === 'name' ? (givenTo(expr, env, link)?.given ?? givenMember(expr, env, link)) : undefined;
  if (!given?.expr || !given.env || !isMade(madeOf(given.expr, given.env))) return false;
  return optionsOf(link.evaluate(given.expr, given.env)).every((option) => option.kind === 'instance' && option.args !== undefined);
}

/** `new Handle()`, or what a function answers: no variable that may not be set yet. */
function isMade(expr: Expr): boolean {
  return expr.kind === 'new' || expr.kind === 'call' || (expr.kind === 'await' && isMade(expr.value));
}

/** `({ handle }) => ..` of options that the caller spells out. */
function givenMember({ binding: id }: ExprOf<'name'>, env: Env, link: Link): { readonly expr: Expr; readonly env: Env } | undefined {
  const { init, assigned } = env.file.bindings[id] ?? {};
  if (init?.kind !== 'member' || init.object.kind !== 'name' || assigned) return undefined;
  const options = givenTo(init.object, env, link)?.given?.value;
  const spelled = options && spelledIn(options, init.name, link, 0);
  return spelled && { expr: spelled.value, env: spelled.env };
}

/** Does the caller give nothing by this argument: `undefined`, `null`, a parameter of its own that was left out in turn, or a member that its options do not have? */
export function givesNothing(expr: Expr, env: Env, link: Link): boolean {
  switch (expr.kind) {
    case 'undefined': return true;
    case 'literal': return expr.value === null;
    case 'name': {
      const own = givenTo(expr, env, link);
      if (own) return isLeftOut(own.args, env.file.bindings[expr.binding]?.index ?? 0, own.param);
      const { init, assigned } = env.file.bindings[expr.binding] ?? {};
      return init?.kind === 'member' && !assigned && givesNothing(init, scopeEnv(env.file, env.file.bindings[expr.binding]?.fn ?? 0, env, link), link);
    }
    case 'member': {
      if (expr.optional && givesNothing(expr.object, env, link)) return true;
      const value = link.evaluate(expr, env);
      return value.kind === 'const' && value.value === undefined && isSettled(expr, env, link, 0);
    }
    default: return false;
  }
}

function isSettled(expr: Expr, env: Env, link: Link, depth: number): boolean {
  if (depth > 8) return false;
  const settled = (inner: Expr): boolean => isSettled(inner, env, link, depth + 1);
  switch (expr.kind) {
    case 'literal': case 'undefined': case 'function': case 'class': case 'object': case 'array': case 'regex': return true;
    case 'template': return expr.tag === undefined && expr.holes.every(settled);
    case 'binary': return testRun(expr.op, link.evaluate(expr.left, env), link.evaluate(expr.right, env)) !== undefined || (settled(expr.left) && settled(expr.right));
    case 'logical': return settled(expr.left) && settled(expr.right);
    case 'unary': case 'cast': case 'await': return settled(expr.value);
    case 'conditional': return settled(expr.test) && settled(expr.then) && settled(expr.else);
    case 'member': return (settled(expr.object) && !isFilledElsewhere(expr.object, env, link)) || isSpelledOut(expr, env, link, depth) || isWrittenAtCall(expr, env, link, (value, home) => isSettled(value, home, link, depth + 1)) || isDeclaredVariable(expr, env, link);
    case 'index': return settled(expr.object) && settled(expr.index);
    case 'call': return isBuiltinCall(expr, env, link) && expr.args.every(settled) && (expr.callee.kind !== 'member' || expr.callee.object.kind === 'global' || settled(expr.callee.object));
    case 'name': return isSettledName(expr.binding, env, link, depth);
    default: return false;
  }
}

/** `export const rows = {}`: an empty object that a module shares is there to be filled. */
function isFilledElsewhere(expr: Expr, env: Env, link: Link): boolean {
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return (binding?.imported !== undefined && link.evaluate(expr, env).kind !== 'enum') || (binding?.init?.kind === 'object' && binding.init.members.length === 0);
}

/** `route.method` of a parameter that is given an object in which the member is spelled as a text: such a member says what kind of object it is. A flag is a switch, and may be another one at run time. */
function isSpelledOut(expr: Extract<Expr, { kind: 'member' }>, env: Env, link: Link, depth: number): boolean {
  const binding = expr.object.kind === 'name' ? env.file.bindings[expr.object.binding] : undefined;
  const object = binding?.kind === 'param' && !binding.assigned ? link.evaluate(expr.object, env) : undefined;
  const spelled = object && spelledIn(object, expr.name, link, depth);
  const value = spelled && link.evaluate(expr, env);
  return spelled !== undefined && value?.kind === 'const' && typeof value.value === 'string' && isSettled(spelled.value, spelled.env, link, depth + 1);
}

/** `process.env.MODE`, of which the configuration says what it is in production: only then has it a value. */
function isDeclaredVariable(expr: Extract<Expr, { kind: 'member' }>, env: Env, link: Link): boolean {
  const object = link.evaluate(expr.object, env);
  return object.kind === 'path' && object.root === '#global' && object.path === 'process.env' && link.evaluate(expr, env).kind === 'const';
}

/** A method of a known list or text, or a function of the language: its result is settled when its inputs are. */
function isBuiltinCall(expr: Extract<Expr, { kind: 'call' }>, env: Env, link: Link): boolean {
  if (expr.callee.kind !== 'member') return false;
  const object = link.evaluate(expr.callee.object, env);
  return object.kind === 'array' || object.kind === 'const' || (object.kind === 'path' && object.root === '#global' && (object.path === 'Array' || object.path === 'Object'));
}

function isSettledName(id: number, env: Env, link: Link, depth: number): boolean {
  const binding = env.file.bindings[id];
  if (!binding) return false;
  for (let at: Env | undefined = env; at; at = at.outer) if (at.file === env.file && at.bound?.has(id)) return true;
  if (binding.members) return true;
  if (binding.assigned) return false;
  if (binding.kind === 'param') return isConstantArgument(scopeEnv(env.file, binding.fn, env, link).args, binding.index ?? 0, link, depth);
  if (binding.imported) {
    const value = link.evaluate({ kind: 'name', binding: id, at: binding.at }, env);
    return value.kind === 'const' || value.kind === 'enum';
  }
  // A list or an object that is filled after its declaration is not what it was declared as.
  return binding.init !== undefined && !grows(id, env.file) && isSettled(binding.init, scopeEnv(env.file, binding.fn, env, link), link, depth + 1);
}

/** An argument, but no request or context: what a step put into one of its members need not be there for a caller who got past the step without it. */
function isConstantArgument(args: Env['args'], index: number, link: Link, depth: number): boolean {
  const given = args?.[index];
  if (args === undefined || (given?.value.kind === 'path' && given.value.root.startsWith('#') && given.value.root !== '#global')) return false;
  const named = given?.expr?.kind === 'member' || given?.expr?.kind === 'name' ? given : undefined;
  return !named?.expr || !named.env || isSettled(named.expr, named.env, link, depth + 1);
}
