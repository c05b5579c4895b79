import type { ArrayValue, ConstValue, Env, Expr, ExprOf, FunctionValue, PathValue, Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { settledTruth, testedBy } from '../link/settled.js';
import { constOf, isEqual, optionsOf, textOf, truthiness, unknownOf } from '../link/values.js';
import type { Summaries } from './conditions.js';
import { definitionsOf, isFlag } from './flags.js';
import { servingValue } from './settings.js';

/** What is known of the one request kind a guard is asked about. */
export interface Occasion {
  readonly key: string;
  readonly method?: string;
  readonly path?: string;
  readonly metadata?: ReadonlyMap<string, Value>;
  /** Told when a decision looked at the request kind: the outcome holds for this kind only. */
  readonly consulted: () => void;
}

/** Who asks what decides a condition: it knows the occasion, and what functions of the project answer. */
export interface Asker extends Summaries {
  readonly occasion: Occasion;
}

/** The table that a name or a look-up stands for: `handlers[req.method]`, also through a constant. */
export function tableOf(expr: Expr, env: Env): ExprOf<'index'> | undefined {
  if (expr.kind === 'index') return expr;
  if (expr.kind === 'cast') return tableOf(expr.value, env);
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return binding?.kind === 'const' && binding.init && env.file.functions[binding.fn] === env.fn ? tableOf(binding.init, env) : undefined;
}

/** The method that is asked about, where the expression is the request's method. */
export function methodAsked(expr: Expr, env: Env, occasion: Occasion, linker: Linker): string | undefined {
  const plain = linker.evaluate(expr, env);
  const known = optionsOf(plain).map((option) => textOf(requestFact(option, occasion))).find((text) => text !== undefined);
  return known;
}

/** What a condition is made of is followed so far: through a getter, a field, the literal that it is taken from and what that holds. */
const MAX_DEPTH = 16;
const METADATA_READS = /(?:^|\.)(?:getAllAndOverride|getAllAndMerge|get|getAll)\(\)$/;
/** https://nextjs.org/docs/app/api-reference/functions/next-request#nexturl, https://svelte.dev/docs/kit/@sveltejs-kit#RequestEvent */
const WHOLE: readonly string[] = ['nextUrl.pathname', 'url.pathname'];
const URL_MEMBERS: ReadonlySet<string> = new Set(['url', 'path', 'originalUrl', 'baseUrl', 'routerPath', 'routeOptions.url', 'raw.url', ...WHOLE]);

/** What `a || b` is, as far as it is a condition: which of the two it is, and so its value, is not known. */
const SOME_TRUTHY: ConstValue = { kind: 'const', key: 'c:truthy', value: true };
const SOME_FALSY: ConstValue = { kind: 'const', key: 'c:falsy', value: false };

/** Is the condition decided by the request kind (its route, its method, its handler's metadata), or by functions that answer alike whatever they are asked? */
export function decidedBy(expr: Expr, env: Env, asker: Asker): boolean | undefined {
  return truthOf(expr, valueFor(expr, env, asker, 0), env, asker);
}

/** What a function of the project answers, where each of its ways ends in the same constant. A promise that nobody awaits decides nothing. */
export function answerOf(expr: ExprOf<'call'>, awaited: boolean, env: Env, asker: Asker, depth = 0): ConstValue | undefined {
  const callees = optionsOf(asker.linker.evaluate(expr.callee, env));
  if (depth > 8 || callees.some((callee) => callee.kind !== 'function' || callee.fn.generator || (callee.fn.async && !awaited))) return undefined;
  const summaries = asker.ofCall(expr, env);
  if (summaries.some((summary) => summary.cut || summary.returns.length === 0)) return undefined;
  let answer: ConstValue | undefined;
  // One way that ends otherwise decides: the others are not looked at, each of which may call on.
  for (const { returns } of summaries) {
    for (const { value, env: end } of returns) {
      const constant = value ? constantIn(value, end, asker, depth + 1) : constOf(undefined);
      if (!constant || (answer && answer.value !== constant.value)) return undefined;
      answer ??= constant;
    }
  }
  return answer;
}

function constantIn(expr: Expr, env: Env, asker: Asker, depth: number): ConstValue | undefined {
  const plain = asker.linker.evaluate(expr, env);
  const settled = settledTruth(expr, env, asker.linker);
  // What has a value only so far (a flag that is set later) decides nothing.
  if (plain.kind === 'const') return settled === undefined ? undefined : plain;
  if (settled !== undefined) return expr.kind === 'unary' || expr.kind === 'binary' || testedBy(expr) ? constOf(settled) : undefined;
  const found = valueFor(expr, env, asker, depth);
  return found.kind === 'const' ? found : undefined;
}

/** Only constants decide: an object may as well be missing. But what the handler's metadata holds is there. */
function truthOf(expr: Expr, value: Value, env: Env, { linker }: Asker): boolean | undefined {
  if (value.kind === 'array') return isMetadataRead(linker.evaluate(expr, env)) ? true : undefined;
  return value.kind === 'const' ? truthiness(value) : undefined;
}

function valueFor(expr: Expr, env: Env, asker: Asker, depth: number): Value {
  const { linker } = asker;
  const plain = linker.evaluate(expr, env);
  if (depth > MAX_DEPTH || (plain.kind === 'const' && ((truthiness(plain) === true && !DERIVED.has(expr.kind)) || settledTruth(expr, env, linker) !== undefined))) return plain;
  // What is missing so far may be filled in later: its parts decide, or nothing does.
  const found = valueOfParts(expr, plain.kind === 'const' ? unknownOf('expression') : plain, env, asker, depth);
  const serving = found.kind === 'const' ? undefined : servingValue(expr, env, linker);
  return serving === undefined ? found : constOf(serving);
}

/** Expressions that are true of what is missing: `!id`, `typeof id !== 'string'`, `isInvalid(id)`. */
const DERIVED: ReadonlySet<Expr['kind']> = new Set(['unary', 'binary', 'logical', 'call']);

function valueOfParts(expr: Expr, plain: Value, env: Env, asker: Asker, depth: number): Value {
  const { occasion } = asker;
  const inner = (next: Expr): Value => valueFor(next, env, asker, depth + 1);
  const decided = (next: Expr): boolean | undefined => truthOf(next, inner(next), env, asker);
  switch (expr.kind) {
    case 'await': return expr.value.kind === 'call' ? answered(expr.value, true, asker.linker.evaluate(expr.value, env), inner, env, asker, depth) : inner(expr.value);
    case 'cast': return inner(expr.value);
    case 'unary': {
      const known = expr.op === '!' ? decided(expr.value) : undefined;
      return known === undefined ? plain : constOf(!known);
    }
    case 'logical': {
      const left = decided(expr.left);
      const right = decided(expr.right);
      if (expr.op === '&&') return left === false || right === false ? SOME_FALSY : left && right ? SOME_TRUTHY : plain;
      return left === true || right === true ? SOME_TRUTHY : left === false && right === false ? SOME_FALSY : plain;
    }
    case 'binary': return compare(expr.op, inner(expr.left), inner(expr.right), occasion) ?? plain;
    case 'name': {
      const { init, assigned } = env.file.bindings[expr.binding] ?? {};
      return init && !assigned && env.file.functions[env.file.bindings[expr.binding]?.fn ?? -1] === env.fn ? inner(init) : requestFact(plain, occasion) ?? (isMetadataRead(plain) ? metadata(plain, occasion, asker.linker) : plain);
    }
    case 'call': return answered(expr, false, plain, inner, env, asker, depth);
    case 'member': return requestFact(plain, occasion) ?? countOf(expr, inner) ?? setTo(expr, env, asker, depth) ?? plain;
    default: return plain;
  }
}

function answered(expr: ExprOf<'call'>, awaited: boolean, plain: Value, inner: (expr: Expr) => Value, env: Env, asker: Asker, depth: number): Value {
  const value = called(expr, plain, inner, asker);
  return (value === plain ? answerOf(expr, awaited, env, asker, depth) : undefined) ?? value;
}

/** The constant that a flag was set to, wherever it was. */
function setTo(expr: ExprOf<'member'>, env: Env, asker: Asker, depth: number): Value | undefined {
  if (expr.object.kind !== 'name' && expr.object.kind !== 'this') return undefined;
  if (depth === 0 && !isFlag(expr, env, asker.linker)) return undefined;
  const [first, ...more] = definitionsOf(expr, env, asker.linker).map((defined) => valueFor(defined.expr, defined.env, asker, depth + 1));
  return first?.kind === 'const' && more.every((one) => one.kind === 'const' && one.value === first.value) ? first : undefined;
}

/** `roles.length` of a list that the metadata holds, or of what is not there. */
function countOf(expr: ExprOf<'member'>, inner: (expr: Expr) => Value): Value | undefined {
  if (expr.name !== 'length') return undefined;
  const list = inner(expr.object);
  if (list.kind === 'array' && !list.open) return constOf(list.items.length);
  return expr.optional && list.kind === 'const' && (list.value === undefined || list.value === null) ? constOf(undefined) : undefined;
}

function isWrittenList(value: Value): boolean {
  return value.kind === 'array' && !value.open;
}

function isMissing(value: Value): boolean {
  return value.kind === 'const' && (value.value === undefined || value.value === null);
}

function compare(op: string, left: Value, right: Value, occasion: Occasion): Value | undefined {
  const asked = isUrl(left) ? left : right;
  const text = isUrl(left) ? textOf(right) : isUrl(right) ? textOf(left) : undefined;
  if (text !== undefined && /^[!=]==?$/.test(op)) {
    const equal = urlAsked(asked, '===', text, occasion);
    return equal && constOf((truthiness(equal) === true) === op.startsWith('='));
  }
  // A list that is written out is there: `roles === undefined` of what the metadata holds.
  const isListed = (isWrittenList(left) && isMissing(right)) || (isWrittenList(right) && isMissing(left));
  if (isListed && /^[!=]==?$/.test(op)) return constOf(op.startsWith('!'));
  if (left.kind !== 'const' || right.kind !== 'const' || mayEqual(left, right) || mayEqual(right, left)) return undefined;
  return /^[!=]==?$/.test(op) ? constOf(isEqual(op, left, right) === op.startsWith('=')) : undefined;
}

/** https://graphql.org/graphql-js/type/#graphqlobjecttype: `info.operation` is the operation that is answered. */
const OPERATION_KINDS: ReadonlyMap<string, string> = new Map([['QUERY', 'query'], ['MUTATION', 'mutation'], ['SUBSCRIPTION', 'subscription']]);

function requestFact(value: Value, occasion: Occasion): Value | undefined {
  if (value.kind === 'path' && value.root === '#resolve-info' && value.path === 'operation.operation') {
    occasion.consulted();
    const kind = OPERATION_KINDS.get(occasion.method ?? '');
    return kind === undefined ? undefined : constOf(kind);
  }
  if (value.kind !== 'path' || value.root !== '#request') return undefined;
  if (value.path === 'method' || URL_MEMBERS.has(value.path)) occasion.consulted();
  if (value.path === 'method' && occasion.method !== undefined && occasion.method !== 'ALL') return constOf(occasion.method);
  return undefined;
}

function called(expr: ExprOf<'call'>, plain: Value, inner: (expr: Expr) => Value, asker: Asker): Value {
  const { linker, occasion } = asker;
  const concept = plain.kind === 'path' ? linker.concept(plain) : undefined;
  if (concept?.kind === 'matches') return matched(concept.test, occasion) ?? plain;
  if (isMetadataRead(plain)) return metadata(plain, occasion, linker);
  if (expr.callee.kind !== 'member') return plain;
  const object = inner(expr.callee.object);
  const argument = expr.args[0] && inner(expr.args[0]);
  if (object.kind === 'array' && expr.callee.name === 'includes' && argument?.kind === 'const') return listed(object, argument) ?? plain;
  if (isUrl(object)) return urlAsked(object, expr.callee.name, textOf(argument), occasion) ?? plain;
  if (object.kind !== 'array' || object.open) return plain;
  if (expr.callee.name === 'includes' && argument && isUrl(argument)) return anyOf(object.items.map((item) => urlAsked(argument, '===', textOf(item), occasion))) ?? plain;
  if (expr.callee.name === 'some' && argument?.kind === 'function') return anyOf(object.items.map((item) => answeredFor(argument, item, asker))) ?? plain;
  return plain;
}

/** `['POST', 'PUT'].includes(method)`; more may have been put into the list. */
function listed(list: ArrayValue, wanted: ConstValue): Value | undefined {
  if (list.items.some((item) => item.kind === 'const' && item.value === wanted.value)) return constOf(true);
  return list.open || list.items.some((item) => item.kind !== 'const') ? undefined : constOf(false);
}

/** Of the one it is known only that it is true, or that it is not: it may be any other text or number that is. */
function mayEqual(value: ConstValue, other: ConstValue): boolean {
  return (value === SOME_TRUTHY || value === SOME_FALSY) && typeof other.value !== 'boolean' && truthiness(value) === truthiness(other);
}

function isUrl(value: Value): boolean {
  return value.kind === 'path' && value.root === '#request' && URL_MEMBERS.has(value.path);
}

/** What the callback of `some` answers for an item. */
function answeredFor(fn: FunctionValue, item: Value, asker: Asker): Value | undefined {
  const [returned, ...more] = asker.linker.index.returnsOf(fn.file, fn.id);
  if (!returned || more.length > 0) return undefined;
  const known = decidedBy(returned, asker.linker.activate(fn, [{ value: item, labels: 0 }]), asker);
  return known === undefined ? undefined : constOf(known);
}

function anyOf(verdicts: readonly (Value | undefined)[]): Value | undefined {
  const known = verdicts.map((verdict) => verdict && truthiness(verdict));
  if (known.includes(true)) return constOf(true);
  return known.includes(undefined) ? undefined : constOf(false);
}

/** A comparison of the request's address. Below a mount `path` lacks what comes before: text that stands further on decides nothing. Next's address is always the whole one. */
function urlAsked(url: Value, method: string, text: string | undefined, occasion: Occasion): Value | undefined {
  occasion.consulted();
  if (text === undefined || occasion.path === undefined) return undefined;
  if (url.kind === 'path' && WHOLE.includes(url.path) && method === '===' && !occasion.path.includes('{')) return constOf(occasion.path === text);
  return urlTest(occasion.path, method, text);
}

/** A library's own test of the request's path. */
function matched(test: (path: string) => boolean | undefined, occasion: Occasion): Value | undefined {
  occasion.consulted();
  const known = occasion.path === undefined ? undefined : test(occasion.path);
  return known === undefined ? undefined : constOf(known);
}

/** Parameters in the path stop a comparison from being decided beyond them. */
function urlTest(path: string, method: string, text: string): Value | undefined {
  const fixed = path.includes('{') ? path.slice(0, path.indexOf('{')) : path;
  const whole = fixed === path;
  if (method === 'startsWith') {
    if (fixed.startsWith(text)) return constOf(true);
    return (!whole && text.startsWith(fixed)) || fixed.includes(text) ? undefined : constOf(false);
  }
  if (method === '===') {
    if (whole && path === text) return constOf(true);
    return (!whole && text.startsWith(fixed)) || path.endsWith(text) ? undefined : constOf(false);
  }
  if (!whole) return undefined;
  if (method === 'endsWith') return constOf(path.endsWith(text));
  return method === 'includes' ? constOf(path.includes(text)) : undefined;
}

function isMetadataRead(value: Value): value is PathValue {
  return value.kind === 'path' && METADATA_READS.test(value.path) && /[Rr]eflector|reflect/.test(`${value.root}.${value.path}`);
}

function metadata(path: PathValue, occasion: Occasion, linker: Linker): Value {
  occasion.consulted();
  const key = linker.argument(path, 0);
  const name = textOf(key) ?? key?.key;
  if (name === undefined || !occasion.metadata) return unknownOf('expression');
  return occasion.metadata.get(name) ?? constOf(undefined);
}
