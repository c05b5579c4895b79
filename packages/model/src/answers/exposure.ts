import { childrenOf, walkExpr, Label, spanOf, type Env, type ErrorProducer, type Expr, type TypeExpr, type Value } from '@assay/contract';
import { madeOf } from '../ir/made-of.js';
import { mayReach } from '../ir/may-reach.js';
import { pushedInto } from '../ir/pushed-into.js';
import { takenOut } from '../ir/taken-out.js';
import { writesOn } from '../ir/writes-on.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { isErrorCheck, isNarrowed, isNoError, isOfOthers, isRuledOut, isThrownText, narrows } from './error-checks.js';
import { rejectionHandlers, takesFailure } from './failure-parameters.js';
import { keptParameters, type KeptParameter } from './kept-parameters.js';
import { keptArguments, madeClasses, type KeptArguments } from './kept-arguments.js';
import { isOfOwnTexts } from './own-texts.js';
import { isOfValidation } from './validated.js';

type Exposure = NonNullable<ErrorProducer['exposes']>;

/** What of an exception stands in a body: its stack, itself, its message, or a validator's own list. The worst counts. */
export function exposureOf(expr: Expr, env: Env, linker: Linker): Exposure | undefined {
  const found: Exposure[] = [];
  collect(expr, env, linker, found, 0);
  return ['stack', 'error', 'message', 'validation'].map((what) => found.find((one) => one.what === what)).find((one) => one !== undefined);
}

function collect(expr: Expr, env: Env, linker: Linker, found: Exposure[], depth: number): void {
  if (depth > 24 || expr.kind === 'function') return;
  const at = spanOf(env.file.path, expr.at);
  const dump = validatorDump(expr, env, linker);
  if (dump) {
    found.push({ what: 'validation', at });
    return;
  }
  if (expr.kind === 'index' && expr.index.kind === 'literal' && typeof expr.index.value === 'string') return collect({ kind: 'member', object: expr.object, name: expr.index.value, at: expr.at } as Expr, env, linker, found, depth + 1);
  if (expr.kind === 'member' && (isException(expr.object, env, linker) || isPassedError(expr, env, linker))) {
    if (expr.name === 'stack') found.push({ what: 'stack', at });
    else if (expr.name === 'message' && !isMeant(expr, env, linker)) found.push({ what: 'message', at });
    return;
  }
  if (expr.kind === 'member') return followMember(expr, env, linker, found, depth);
  if (isException(expr, env, linker)) {
    if (!isNarrowed(expr, env) && !isNoError(expr, env)) found.push({ what: isOfValidation(expr, env, linker) ? 'validation' : isThrownText(expr, env) ? 'message' : 'error', at });
    return;
  }
  const converted = textOfException(expr, env, linker);
  if (converted) {
    if (!isMeant(expr, env, linker)) found.push({ what: 'message', at });
    return;
  }
  if (expr.kind === 'conditional') {
    const safe = narrows(expr.test, env.file);
    if (safe !== 'then') collect(expr.then, env, linker, found, depth + 1);
    // `error instanceof Error ? error.message : error`: what is left is no error.
    if (safe !== 'else' && !(isErrorCheck(expr.test) && isException(expr.else, env, linker))) collect(expr.else, env, linker, found, depth + 1);
    return;
  }
  if (expr.kind === 'logical' && expr.op === '&&' && narrows(expr.left, env.file) === 'then') return;
  if (expr.kind === 'call' && copiesDump(expr, env, linker)) {
    found.push({ what: 'validation', at });
    return;
  }
  if (expr.kind === 'call' && !touches(expr, env, linker)) return;
  if (expr.kind === 'call') return followCall(expr, env, linker, found, depth);
  if (expr.kind === 'new') {
    const { fields } = keptIn(expr, env, linker);
    for (const [index, arg] of expr.args.entries()) if (fields.has(index) && !isNarrowed(expr, env)) collect(arg, env, linker, found, depth + 1);
    return;
  }
  if (expr.kind === 'name') {
    const binding = env.file.bindings[expr.binding];
    const own = binding && env.file.functions[binding.fn] === env.fn && binding.kind !== 'param' && binding.kind !== 'catch';
    if (own && isReplaced(binding.assigned ?? [], env, linker)) return;
    // `if (!isDevelopment) delete body.stack`: the project chose who may read it.
    const taken = own ? takenOut(expr.binding, env.fn) : NOTHING;
    if (binding?.kind === 'param') followLiteral(expr, env, linker, found, depth);
    if (own) for (const init of [binding.init, ...(binding.assigned ?? [])]) if (init && !isNarrowed(init, env)) for (const part of partsBut(taken, init)) collect(part, env, linker, found, depth + 1);
    return followWrites(expr, env, linker, found, depth);
  }
  // `TEXTS[error.message]`: what a table holds under a key is not the key.
  for (const child of expr.kind === 'index' ? [expr.object] : childrenOf(expr)) collect(child, env, linker, found, depth + 1);
}

/** The message is a validator's sentence, the project's own text, or one for the kind of error that a check found. */
function isMeant(expr: Expr, env: Env, linker: Linker): boolean {
  return isNarrowed(expr, env) || isOfValidation(expr, env, linker) || isOfOwnTexts(expr, env, linker);
}

const TEXT_METHODS: ReadonlySet<string> = new Set(['slice', 'substring', 'substr', 'trim', 'replace', 'replaceAll', 'split', 'concat', 'toLowerCase', 'toUpperCase']);

/** `result.error`: what the objects that the project answers with hold there. */
function followMember(expr: Extract<Expr, { kind: 'member' }>, env: Env, linker: Linker, found: Exposure[], depth: number): void {
  const inner: Exposure[] = [];
  for (const option of optionsOf(linker.evaluate(expr.object, env))) {
    if (option.kind !== 'object') continue;
    for (const member of option.node.members) if (member.kind === 'property' && member.key === expr.name && !isNarrowed(member.value, option.env)) collect(member.value, option.env, linker, inner, depth + 4);
  }
  if ((expr.name === 'message' || expr.name === 'stack') && isReturnedError(expr.object, env, linker)) inner.push({ what: expr.name, at: spanOf(env.file.path, expr.at) });
  for (const one of inner) found.push({ what: one.what, at: spanOf(env.file.path, expr.at) });
}

/** `const rows = await load(); if (rows instanceof Error) ..` of a function that answers what it caught. */
function isReturnedError(expr: Expr, env: Env, linker: Linker): boolean {
  const made = madeOf(expr, env);
  const call = made.kind === 'await' ? made.value : made;
  if (call.kind !== 'call') return false;
  return optionsOf(linker.evaluate(call.callee, env)).some((callee) => {
    if (callee.kind !== 'function') return false;
    const called = linker.activate(callee, call.args.map((arg) => linker.arg(arg, env)));
    return linker.index.returnsOf(callee.file, callee.id).some((returned) => returned.kind === 'name' && isException(returned, called, linker) && !isNarrowed(returned, called));
  });
}

/** The arguments that stand in what is made. */
function keptIn({ callee }: Extract<Expr, { kind: 'new' }>, env: Env, linker: Linker): KeptArguments {
  const [cls, ...others] = madeClasses(linker.evaluate(callee, env));
  return cls && others.length === 0 ? keptArguments(cls, linker) : { text: new Set(), fields: new Set() };
}

/** `(body) => body` of an object that is put together where the function is called. */
function followLiteral(expr: Expr, env: Env, linker: Linker, found: Exposure[], depth: number): void {
  const value = linker.evaluate(expr, env);
  if (value.kind === 'object' && !isNarrowed(value.node, value.env)) collect(value.node, value.env, linker, found, depth + 4);
}

/** What a function of the project answers, and what is made a text; of others it is not known. */
function followCall(expr: Extract<Expr, { kind: 'call' }>, env: Env, linker: Linker, found: Exposure[], depth: number): void {
  const inner: Exposure[] = [];
  const callee = linker.evaluate(expr.callee, env);
  if (callee.kind === 'path' && callee.root === '#global' && callee.path === 'JSON.stringify' && expr.args[0]) return collect(expr.args[0], env, linker, found, depth + 1);
  for (const option of optionsOf(linker.evaluate(expr.callee, env))) {
    if (option.kind !== 'function') continue;
    const called = linker.activate(option, expr.args.map((arg) => linker.arg(arg, env)));
    for (const returned of linker.index.returnsOf(option.file, option.id)) {
      if (isNarrowed(returned, called)) continue;
      collect(returned, called, linker, inner, depth + 4);
      for (const kept of keptParameters(returned, option, called)) collectKept(kept, linker, inner, depth + 4);
    }
  }
  if (expr.callee.kind === 'member' && TEXT_METHODS.has(expr.callee.name)) collect(expr.callee.object, env, linker, inner, depth + 1);
  // Where a check said what the error is, its message is meant for the client, whoever reads it out.
  const told = isNarrowed(expr, env) ? inner.filter(({ what }) => what === 'stack' || what === 'validation') : inner;
  for (const one of told) found.push({ what: one.what, at: spanOf(env.file.path, expr.at) });
}

/** An error that is put into a text is told by its message. */
function collectKept({ arg, env, asText }: KeptParameter, linker: Linker, found: Exposure[], depth: number): void {
  const inner: Exposure[] = [];
  collect(arg, env, linker, inner, depth);
  for (const one of inner) found.push(asText && one.what === 'error' ? { ...one, what: 'message' } : one);
}

/** `let { message } = err; if (isProduction && !err.isOperational) message = 'Internal error'`: the project chose what may be told. A text for one kind of error leaves the others. */
function isReplaced(assigned: readonly Expr[], env: Env, linker: Linker): boolean {
  return assigned.some((expr) => !touches(expr, env, linker) && isOfOthers(expr, env));
}

const NOTHING: ReadonlySet<string> = new Set();

function partsBut(names: ReadonlySet<string>, init: Expr): readonly Expr[] {
  if (names.size === 0 || init.kind !== 'object') return [init];
  return init.members.flatMap((member) => (member.kind === 'property' ? (names.has(member.key) ? [] : [member.value]) : member.kind === 'spread' ? [member.value] : []));
}

function followWrites(expr: Expr, env: Env, linker: Linker, found: Exposure[], depth: number): void {
  if (expr.kind === 'name' && env.file.functions[env.file.bindings[expr.binding]?.fn ?? -1] === env.fn) {
    for (const { values, at } of pushedInto(env.fn).get(expr.binding) ?? []) if (mayReach(at, expr.at, env.fn.body)) for (const value of values) if (!isNarrowed(value, env)) collect(value, env, linker, found, depth + 1);
  }
  for (const write of writesOn(expr, env)) if (!isNarrowed(write.value, env) && mayReach(write.at, expr.at, env.fn.body)) collect(write.value, env, linker, found, depth + 1);
}

/** Something of an exception goes into the call. */
function touches(expr: Expr, env: Env, linker: Linker): boolean {
  if (linker.labels(expr, env) & Label.exception) return true;
  return [...walkExpr(expr)].some((inner) => inner.kind === 'name' && isException(inner, env, linker));
}

/** The caught value or the error handler's parameter, as such. */
export function isException(expr: Expr, env: Env, linker: Linker): boolean {
  if (expr.kind === 'cast') return isException(expr.value, env, linker);
  if (expr.kind === 'logical') return expr.op !== '&&' && (isException(expr.left, env, linker) || isException(expr.right, env, linker));
  if (expr.kind === 'caught') return true;
  if (expr.kind === 'member' && expr.name === 'error') return isAnsweredError(linker.evaluate(expr, env));
  if (expr.kind !== 'name') return false;
  const binding = env.file.bindings[expr.binding];
  if (binding?.kind === 'catch' || binding?.init?.kind === 'caught') return true;
  if (binding?.kind === 'const' && binding.init && (binding.init.kind === 'logical' || binding.init.kind === 'cast' || binding.init.kind === 'name') && isException(binding.init, env, linker)) return true;
  const value = linker.evaluate(expr, env);
  return (value.kind === 'path' && value.root === '#error' && value.path === '') || isAnsweredError(value) || isFailureParameter(expr, env, linker) || isHandedException(binding?.init, env, linker);
}

/** `const { data, error } = await client.from('notes').select()`: libraries that answer with an error instead of throwing it. What validators and result types answer is no exception. */
const ANSWERED = /(?:^|\.)(\w+)\(\)\.error$/;
const NO_FAILURE = /^(?:safe\w*|\w*(?:parse|valid|check|verify|assert|decode|compile|cast|coerce|attempt|lint)\w*|err|fail|failure|left|ko|use[A-Z]\w*|auth|signIn\w*|signUp\w*|new)$/i;

function isAnsweredError(value: Value): boolean {
  if (value.kind !== 'path' || value.root.startsWith('#')) return false;
  const called = ANSWERED.exec(value.path)?.[1];
  return called !== undefined && !NO_FAILURE.test(called) && !/(?:^|\.)auth\./.test(value.path);
}

/** `({ error, context }) => ..` of options in which the caller puts what it caught. */
function isHandedException(init: Expr | undefined, env: Env, linker: Linker): boolean {
  const param = init?.kind === 'member' && init.object.kind === 'name' ? env.file.bindings[init.object.binding] : undefined;
  const options = param?.kind === 'param' && init?.kind === 'member' ? linker.evaluate(init.object, env) : undefined;
  if (options?.kind !== 'object' || init?.kind !== 'member') return false;
  const given = options.node.members.find((member) => member.kind === 'property' && member.key === init.name);
  return given !== undefined && given.value !== init && isException(given.value, options.env, linker);
}

/** `(err, rows) => ..`: the error that a callback gets. */
function isFailureParameter(expr: Extract<Expr, { kind: 'name' }>, env: Env, linker: Linker): boolean {
  const binding = env.file.bindings[expr.binding];
  if (binding?.kind === 'param' && binding.index === 0 && rejectionHandlers(env.file).has(binding.fn)) return true;
  if (binding?.kind !== 'param' || binding.index !== 0 || !/^(?:e|err|error|exception)$/i.test(binding.name)) return false;
  const owner = env.file.functions[binding.fn];
  const isCallback = owner !== undefined && owner.kind !== 'method' && owner.name === '' && (owner.params.length > 1 || takesFailure(binding.fn, expr.binding, env.file));
  if (isCallback && isRuledOut(expr, expr.binding, env)) return false;
  // An object that is put together of an error is none.
  return isCallback || ((linker.labels(expr, env) & Label.exception) !== 0 && linker.evaluate(expr, env).kind !== 'object');
}

/** `data.message` of a parameter that some caller gives a caught error. */
function isPassedError(expr: Extract<Expr, { kind: 'member' }>, env: Env, linker: Linker): boolean {
  const binding = expr.object.kind === 'name' ? env.file.bindings[expr.object.binding] : undefined;
  return binding?.kind === 'param' && !isOwnError(binding.declared, env, linker) && (expr.name === 'message' || expr.name === 'stack') && (linker.labels(expr.object, env) & Label.exception) !== 0;
}

/** Declared as a class of the project: its message is the project's own. */
function isOwnError(type: TypeExpr | undefined, env: Env, linker: Linker): boolean {
  const value = type && linker.typeValue(type, env.file);
  return value?.kind === 'instance' || value?.kind === 'class';
}

/** `String(error)`, `error.toString()`, `` `failed: ${error}` ``. A dump of it in JSON holds its fields, and not its message. */
function textOfException(expr: Expr, env: Env, linker: Linker): boolean {
  if (expr.kind === 'binary' && expr.op === '+') return isException(expr.left, env, linker) || isException(expr.right, env, linker);
  if (expr.kind === 'template') return expr.holes.some((hole) => isException(hole, env, linker));
  if (expr.kind !== 'call') return false;
  if (expr.callee.kind === 'member' && expr.callee.name === 'toString') return isException(expr.callee.object, env, linker);
  const callee = linker.evaluate(expr.callee, env);
  const converts = callee.kind === 'path' && ((callee.root === '#global' && callee.path === 'String') || isOfException(expr, env, linker));
  return converts && expr.args.some((arg) => isException(arg, env, linker));
}

/** A library call whose result is an exception in other words. */
function isOfException(expr: Expr, env: Env, linker: Linker): boolean {
  const value = linker.evaluate(expr, env);
  const concept = value.kind === 'path' ? linker.concept(value) : undefined;
  return concept?.kind === 'source' && (concept.label & Label.exception) !== 0;
}

const RESULTS = /validationResult\(\)(?:\.formatWith\(\))?\.(?:array|mapped)\(\)$/;
const DUMPS = /(?:^|[.)])(?:(?:safeParse|safeParseAsync|validate|validateAsync)\(\)\.error(?:\.(?:issues|errors|details|format\(\)|flatten\(\)))?|safeParse(?:Async)?\(\)\.issues)$/;

/** The list a validator made, with the values that were sent. */
function validatorDump(expr: Expr, env: Env, linker: Linker): boolean {
  if (expr.kind !== 'call' && expr.kind !== 'member' && expr.kind !== 'name') return false;
  return optionsOf(linker.evaluate(expr, env)).some((option) => option.kind === 'path' && !option.root.startsWith('#') && (RESULTS.test(option.path) || DUMPS.test(option.path)));
}

/** `issues.map((issue) => ({ ...issue, message }))` is the list again; one of texts is not. */
function copiesDump(expr: Extract<Expr, { kind: 'call' }>, env: Env, linker: Linker): boolean {
  const { callee, args: [each] } = expr;
  if (callee.kind !== 'member' || callee.name !== 'map' || each?.kind !== 'function' || !validatorDump(callee.object, env, linker)) return false;
  const item = env.file.functions[each.fn]?.params[0]?.binding;
  return linker.index.returnsOf(env.file, each.fn).some((returned) => returned.kind === 'object' && returned.members.some((member) => member.kind === 'spread' && member.value.kind === 'name' && member.value.binding === item));
}
