import { Label, walkExpr, type Env, type Expr, type ExprOf, type Value } from '@assay/contract';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { asksNothing } from './demands.js';
import { isRank } from './ranks.js';

/**
 * How an expression looks at the caller. `compares`: it sets the caller's identity or rights beside something else; `may`: something that is not known is
 * told who the caller is. That a caller is there at all is no inquiry.
 */
export type Inquiry = 'compares' | 'may';

const COMPARISONS: ReadonlySet<string> = new Set(['===', '!==', '==', '!=', 'in', '<', '<=', '>', '>=']);
/** Methods that look for their argument in their receiver. */
const SEARCHES: ReadonlySet<string> = new Set(['includes', 'indexOf', 'has', 'equals', 'contains', 'startsWith']);
/** Methods by which a text is told from others: what stands anywhere in a name may be anybody's. */
const TEXT_TESTS: ReadonlyMap<string, 'sure' | 'weak'> = new Map([['startsWith', 'sure'], ['endsWith', 'sure'], ['includes', 'weak']]);
/** What callers are called. */
const NAMES = /mail|name|login|nick|handle|sub(?:ject)?$|^id$|domain/i;
/** What calls about rights are named; a name alone never accuses, it only keeps from accusing. */
const POLICY = /^(?:can|cannot|may|allow|permit|forbid|deny|authori[sz]|check|assert|ensure|enforce|require|guard|own|belongs|has)(?:[A-Z_]|$)|permission|access|owner|polic|authori[sz]|member/i;
/** A question about the caller alone: `isStaff(user)`; but not whether there is one. */
const QUESTION = /^(?:is|has|can|may|in)[A-Z]|admin|staff|role|allowed|entitled/i;
const PRESENCE = /auth|logged|signed|valid|empty|nil|null|defined|string|object|array|number|uuid/i;
/** .. whether the token or account still counts: that it does says nothing of what its holder may do. */
const STILL_COUNTS = /expired|revoked|black_?list|deny_?list/i;
/** What tells kinds of callers and tokens apart, none of their rights. */
const KIND = /^(?:type|typ|kind|mode|status|state|provider|iss|aud|alg|method|length)$/i;
/** .. and what only counts calls. */
const COUNTS = /rate|limit|quota|throttl|usage|log|track|metric/i;
/** What a row is known by, where it is put together. */
const KEY = /(?:id|key|ref|path)$/i;
const IDENTITY = Label.principal | Label.credential;
const SUBJECT = Label.input | Label.data;

/** What an expression as a whole asks of the caller; nested functions are asked where they run. `decides`: a branch depends on it. */
export function inquiryOf(expr: Expr, env: Env, decides: boolean, linker: Linker): Inquiry | undefined {
  let found: Inquiry | undefined;
  for (const inner of walkExpr(expr)) {
    const one = inner.kind === 'binary' ? comparison(inner, env, linker) : inner.kind === 'call' ? called(inner, env, decides, linker) : undefined;
    if (one === 'compares') return one;
    found ??= one;
  }
  if (!decides) return found;
  return terms(expr, env).some((term) => !(term.kind === 'call' && asksNothing(term, env, linker)) && ((linker.labels(term, env) & Label.role) !== 0 || (term.kind === 'call' && verdict(term, env, linker)))) ? 'compares' : found;
}

function comparison(expr: ExprOf<'binary'>, env: Env, linker: Linker): Inquiry | undefined {
  if (!COMPARISONS.has(expr.op)) return undefined;
  const left = linker.labels(expr.left, env);
  const right = linker.labels(expr.right, env);
  if ((left | right) & Label.role) return 'compares';
  if (sets(left, right) || sets(right, left)) return 'compares';
  // Two sides that come from the caller's own rows: `orgs.find((org) => org.id === id)`.
  if (left & right & IDENTITY && (left ^ right) & SUBJECT) return 'compares';
  if ((left | right) & Label.principal && (isRank(expr.left) || isRank(expr.right))) return 'compares';
  if (ranks(expr.left, expr.right, left) || ranks(expr.right, expr.left, right)) return 'may';
  return asksUnknown(expr.left, right, env, linker) || asksUnknown(expr.right, left, env, linker) ? 'may' : undefined;
}

/** `token.rol === 'su'`: a word of the caller's that may say what the caller may do. */
function ranks(member: Expr, word: Expr, labels: number): boolean {
  return member.kind === 'member' && (labels & Label.principal) !== 0 && word.kind === 'literal' && typeof word.value === 'string' && word.value !== '' && !KIND.test(member.name);
}

/** One side is the caller, the other is not. */
function sets(caller: number, other: number): boolean {
  return (caller & IDENTITY) !== 0 && (other & SUBJECT) !== 0 && (other & IDENTITY) === 0;
}

/** `post.ownerId === currentUserId()`: what such a call answers is not known. */
function asksUnknown(expr: Expr, other: number, env: Env, linker: Linker): boolean {
  return expr.kind === 'call' && (other & SUBJECT) !== 0 && linker.labels(expr, env) === 0 && linker.evaluate(expr, env).kind !== 'const';
}

function called(expr: ExprOf<'call'>, env: Env, decides: boolean, linker: Linker): Inquiry | undefined {
  const { callee } = expr;
  const name = nameOf(callee, env);
  const isPolicy = POLICY.test(name) && !COUNTS.test(name);
  if (!isPolicy && !SEARCHES.has(name) && !TEXT_TESTS.has(name)) return undefined;
  const told = expr.args.reduce((all, arg) => all | linker.labels(arg, env), 0);
  const receiver = callee.kind === 'member' ? linker.labels(callee.object, env) : 0;
  const word = asksForWord(expr, name, receiver);
  if (word) return decides && word === 'sure' ? 'compares' : 'may';
  if (SEARCHES.has(name) && (sets(told, receiver) || sets(receiver, told) || (receiver & Label.role) !== 0)) return 'compares';
  if (optionsOf(linker.evaluate(callee, env)).some((option) => option.kind === 'function')) return undefined;
  const value = linker.evaluate(expr, env);
  if (value.kind === 'path' && linker.concept(value)) return undefined;
  const asked = isPolicy && (((told | receiver) & IDENTITY) !== 0 || expr.args.some((arg) => isRole(linker.evaluate(arg, env))));
  return asked ? (decides ? 'compares' : 'may') : undefined;
}

/** `caller.email.endsWith('@staff.example')`: the caller's own name says who may. */
function asksForWord({ callee, args: [word] }: ExprOf<'call'>, name: string, receiver: number): 'sure' | 'weak' | undefined {
  const isName = callee.kind === 'member' && (callee.object.kind !== 'member' || NAMES.test(callee.object.name));
  return isName && (receiver & Label.principal) !== 0 && word?.kind === 'literal' && typeof word.value === 'string' && word.value.length > 1 ? TEXT_TESTS.get(name) : undefined;
}

/** A call that is told of the caller and of something else, and whose answer decides. */
function verdict(expr: ExprOf<'call'>, env: Env, linker: Linker): boolean {
  const value = linker.evaluate(expr, env);
  if (value.kind === 'path' && linker.concept(value)?.kind === 'verify') return false;
  const parts = expr.args.flatMap((arg) => partsOf(arg, env)).map((part) => linker.labels(part, env));
  const told = parts.reduce((all, labels) => all | labels, 0);
  const other = parts.some((labels) => (labels & SUBJECT) !== 0 && (labels & IDENTITY) === 0);
  return (told & Label.principal) !== 0 && (other || POLICY.test(nameOf(expr.callee, env)) || asksOfCaller(nameOf(expr.callee, env)));
}

/** `isStaff`; neither `isSignedIn` nor `isExpiredToken`. */
function asksOfCaller(name: string): boolean {
  return QUESTION.test(name) && !PRESENCE.test(name) && !STILL_COUNTS.test(name);
}

/** Does a function of that name say whether a token or an account still counts? */
export function asksStillCounts(name: string): boolean {
  return STILL_COUNTS.test(name);
}

/** The values that literals are made of, and texts that are put together: `${team}:${caller.id}`, `keyOf(team, caller.id)` under a name. */
export function partsOf(expr: Expr, env: Env): readonly Expr[] {
  if (expr.kind === 'object') return expr.members.flatMap((member) => partsOf(member.value, env));
  if (expr.kind === 'array') return expr.items.flatMap((item) => partsOf(item, env));
  if (expr.kind === 'template' && !expr.tag) return expr.holes;
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  const made = binding?.kind === 'const' && env.file.functions[binding.fn] === env.fn ? binding.init : undefined;
  if (made?.kind === 'template' && !made.tag) return made.holes;
  return made?.kind === 'call' && made.args.length > 1 && KEY.test(binding?.name ?? '') ? [expr, ...made.args] : [expr];
}

/** The request or a context as a whole. */
function isRole(value: Value): boolean {
  return value.kind === 'path' && value.root.startsWith('#') && value.path === '' && value.root !== '#response' && value.root !== '#next';
}

function nameOf(callee: Expr, env: Env): string {
  if (callee.kind === 'member') return callee.name;
  return callee.kind === 'name' ? env.file.bindings[callee.binding]?.name ?? '' : '';
}

/** The conditions that a test is made of; a constant stands for what it was set to. */
function terms(test: Expr, env: Env): readonly Expr[] {
  switch (test.kind) {
    case 'unary': case 'await': case 'cast': return terms(test.value, env);
    case 'logical': return [...terms(test.left, env), ...terms(test.right, env)];
    case 'binary': return [...terms(test.left, env), ...terms(test.right, env)];
    case 'name': {
      const binding = env.file.bindings[test.binding];
      const init = binding?.kind === 'const' && env.file.functions[binding.fn] === env.fn ? binding.init : undefined;
      return init && (init.kind === 'await' || init.kind === 'call' || init.kind === 'unary') ? [test, ...terms(init, env)] : [test];
    }
    default: return [test];
  }
}
