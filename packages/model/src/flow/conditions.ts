import { Label, spanOf, walkExpr, type BindingFact, type Ensured, type Env, type Expr, type ExprOf, type Span, type Value } from '@assay/contract';
import { isNothing } from '../ir/is-nothing.js';
import type { Linker } from '../link/linker.js';
import { ROLE_NAMES } from '../link/labels.js';
import { settledTruth } from '../link/settled.js';
import { optionsOf } from '../link/values.js';
import { Bit, both, certain, either, NOTHING, type Certainty } from './certainty.js';
import { asksNothing, asksRight } from './demands.js';
import type { Summary } from './events.js';
import { isRank } from './ranks.js';
import { isFlag, meantBy } from './flags.js';
import { notRefused } from './kinds-of-results.js';
import { flagged, leftForCaller } from './set-flags.js';
import { isSignature, isSigned, SECRET_NAME, wordOf } from './signatures.js';
import { asksInSome, isSwitch } from './switches.js';
import { memberOfResult, resultCall, variableThere, variableUnset, type Asking } from './verdicts.js';

/** How conditions learn what a called function proves by its result. */
export interface Summaries {
  readonly linker: Linker;
  ofCall(expr: Extract<Expr, { kind: 'call' }>, env: Env): readonly Summary[];
  /** What the function proves that a method of a list asks of its elements. */
  ofElement(expr: Extract<Expr, { kind: 'call' }>, env: Env): readonly Summary[];
  /** The truth of a call that comes out alike whatever it is asked. */
  answerOf(expr: Extract<Expr, { kind: 'call' }>, env: Env): boolean | undefined;
  /** The truth of a condition that the request kind decides. */
  decides(expr: Expr, env: Env): boolean | undefined;
  /** What is certain where the container that a method is read from, `result.isOk`, holds something. */
  succeeded(method: Expr, env: Env): Certainty;
  /** Answers a question about a variable or a call's result, and nothing when it is being asked already. */
  once(question: Expr | string, answer: () => Certainty): Certainty;
}

/** What is certain when the expression is truthy (or falsy). */
export function conditionCertainty(expr: Expr, truthy: boolean, env: Env, summaries: Summaries): Certainty {
  switch (expr.kind) {
    case 'unary': return expr.op === '!' ? conditionCertainty(expr.value, !truthy, env, summaries) : NOTHING;
    case 'await': case 'cast': return conditionCertainty(expr.value, truthy, env, summaries);
    case 'logical': {
      const meant = meantBy(expr, env, summaries.linker, (part) => summaries.decides(part, env));
      return meant === expr ? joined(expr, truthy, env, summaries) : conditionCertainty(meant, truthy, env, summaries);
    }
    case 'binary': return comparison(expr, truthy, env, summaries);
    case 'call': {
      if (summaries.linker.holding.any && isOutcome(expr, truthy, env, summaries.linker)) return summaries.succeeded(expr.callee, env);
      if (summaries.answerOf(expr, env) === truthy) return called(expr, truthy, env, summaries);
      if (truthy && asksRight(expr, env, summaries)) return certain(Bit.principal | Bit.role, { at: spanOf(env.file.path, expr.at), message: 'asks the caller for a right' });
      const found = both(called(expr, truthy, env, summaries), truthy ? presence(expr, env, summaries.linker) : NOTHING);
      return found.bits === 0 && truthy ? undecided(expr, env, summaries.linker) : found;
    }
    case 'name': return named(expr, truthy, env, summaries);
    case 'index': return truthy ? (isLookup(expr, env, summaries.linker) ? certain(Bit.principal, { at: spanOf(env.file.path, expr.at), message: 'looks a credential of the request up' }) : presence(expr, env, summaries.linker)) : NOTHING;
    case 'conditional': return chosen(expr, truthy, env, summaries);
    case 'member': {
      const ask: Asking = (inner, truth, at) => conditionCertainty(inner, truth, at, summaries);
      if (truthy && isFlag(expr, env, summaries.linker)) return certain(Bit.doubt, { at: spanOf(env.file.path, expr.at), message: `may ask for the caller: ${expr.name}` });
      const found = both(truthy ? presence(expr, env, summaries.linker) : NOTHING, memberOfResult(expr, truthy, env, summaries, ask));
      return found.bits === 0 && truthy ? [vouched, flagged, leftForCaller].map((doubt) => doubt(expr, env, summaries.linker)).reduce(both) : found;
    }
    case 'assign': return truthy ? presence(expr, env, summaries.linker) : NOTHING;
    default: return NOTHING;
  }
}

/** `result.isErr()` is false, or `result.isOk()` true. */
function isOutcome(expr: ExprOf<'call'>, truthy: boolean, env: Env, linker: Linker): boolean {
  return optionsOf(linker.evaluate(expr, env)).every((option) => {
    const concept = option.kind === 'path' ? linker.concept(option) : undefined;
    return concept?.kind === 'outcome' && concept.when === truthy;
  });
}

/** Both operands have the truth, or one of the two: `!isOpen && !user` is false for a caller, and for anybody where the configuration opens the door. */
function joined(expr: ExprOf<'logical'>, truthy: boolean, env: Env, summaries: Summaries): Certainty {
  const { linker } = summaries;
  const settled = settledTruth(expr.left, env, linker);
  if (settled !== undefined && settled === (expr.op === '&&')) return conditionCertainty(expr.right, truthy, env, summaries);
  const left = conditionCertainty(expr.left, truthy, env, summaries);
  const right = conditionCertainty(expr.right, truthy, env, summaries);
  if ((expr.op === '&&') === truthy) return both(left, right);
  const isOpened = left.bits === 0 && (right.bits & Bit.principal) !== 0 && isSwitch(linker.labels(expr.left, env));
  return isOpened ? asksInSome(spanOf(env.file.path, expr.left.at)) : either(left, right);
}

/** `a ? b : c` has the truth of the branch that was taken; one that cannot have it was not. */
function chosen(expr: Extract<Expr, { kind: 'conditional' }>, truthy: boolean, env: Env, summaries: Summaries): Certainty {
  const then = both(conditionCertainty(expr.test, true, env, summaries), conditionCertainty(expr.then, truthy, env, summaries));
  const otherwise = both(conditionCertainty(expr.test, false, env, summaries), conditionCertainty(expr.else, truthy, env, summaries));
  if (truthy && isFalsy(expr.else)) return then;
  return truthy && isFalsy(expr.then) ? otherwise : either(then, otherwise);
}

/** What is certain when the expression answers yes; nothing is answered so where it can only be an error or falsy. */
export function approval(expr: Expr, env: Env, summaries: Summaries): Certainty | undefined {
  if (expr.kind === 'await' || expr.kind === 'cast') return approval(expr.value, env, summaries);
  if (isFalsy(expr) || isError(expr, env, summaries.linker)) return undefined;
  if (expr.kind !== 'conditional') return conditionCertainty(expr, true, env, summaries);
  const then = approval(expr.then, env, summaries);
  const otherwise = approval(expr.else, env, summaries);
  const yes = then && both(conditionCertainty(expr.test, true, env, summaries), then);
  const no = otherwise && both(conditionCertainty(expr.test, false, env, summaries), otherwise);
  return yes && no ? either(yes, no) : yes ?? no;
}

/** `new GraphQLError('..')`, an error class of the project. */
function isError(expr: Expr, env: Env, linker: Linker): boolean {
  return expr.kind === 'new' && optionsOf(linker.evaluate(expr, env)).some((value) => (
    value.kind === 'path' ? /(?:Error|Exception)$/.test(value.parent?.step ?? '') : value.kind === 'instance' && /(?:Error|Exception)$/.test(value.of.cls.name)));
}

function isFalsy(expr: Expr): boolean {
  return isNothing(expr) || (expr.kind === 'literal' && !expr.value);
}

const TEXT_METHODS: ReadonlySet<string> = new Set(['startsWith', 'endsWith', 'includes', 'indexOf', 'match', 'test', 'split', 'slice', 'substring', 'substr', 'trim', 'toLowerCase', 'toString', 'replace', 'at', 'pop', 'shift']);

/** `sessions[token]`: a table of the project, asked with what the caller sent. */
function isLookup(expr: Extract<Expr, { kind: 'index' }>, env: Env, linker: Linker): boolean {
  return (linker.labels(expr.index, env) & Label.credential) !== 0 && !(linker.labels(expr.object, env) & (Label.credential | Label.input));
}

/** Going on after a lookup by a credential, or after a call with one that is not resolved: it may have thrown, which is a rejection. */
export function survived(expr: Extract<Expr, { kind: 'index' | 'call' }>, env: Env, linker: Linker): Certainty {
  const asks = expr.kind === 'index' ? isLookup(expr, env, linker) : expr.args.some((arg) => linker.labels(arg, env) & Label.credential) && !(expr.callee.kind === 'member' && TEXT_METHODS.has(expr.callee.name));
  return asks ? certain(Bit.doubt, { at: spanOf(env.file.path, expr.at), message: 'may throw for a credential that is not valid' }) : NOTHING;
}

/** A call on something the caller sent, of which nothing is known: what it says may be a verdict on the caller. */
function undecided(expr: Extract<Expr, { kind: 'call' }>, env: Env, linker: Linker): Certainty {
  if (!(linker.labels(expr, env) & Label.credential) || (expr.callee.kind === 'member' && TEXT_METHODS.has(expr.callee.name))) return NOTHING;
  const callee = optionsOf(linker.evaluate(expr.callee, env));
  if (callee.some((option) => option.kind === 'function') || optionsOf(linker.evaluate(expr, env)).every((option) => isRead(option, linker))) return NOTHING;
  return certain(Bit.doubt, { at: spanOf(env.file.path, expr.at), message: 'depends on a call with a credential, which is not resolved' });
}

/** `c.req.header('authorization')` says what the caller sent, and nothing of what it is worth. */
function isRead(value: Value, linker: Linker): boolean {
  return value.kind === 'path' && value.root === '#request' && linker.concept(value)?.kind === 'source';
}

/** `schema.safeParse({ email: session.get('email') }).success`: that a library had the value for this caller may be all the proof there is. */
function vouched(expr: Extract<Expr, { kind: 'member' }>, env: Env, linker: Linker): Certainty {
  const call = resultCall(expr.object, env);
  const held = call?.args.some((arg) => walkExpr(arg).some((inner) => isHeld(inner, env, linker)));
  return call && held ? undecided(call, env, linker) : NOTHING;
}

/** A credential that a library answered, such as a member of a sealed session, not one that is read off the request. */
function isHeld(expr: Expr, env: Env, linker: Linker): boolean {
  return optionsOf(linker.evaluate(expr, env)).some((option) => {
    const concept = option.kind === 'path' && !option.root.startsWith('#') ? linker.concept(option) : undefined;
    return concept?.kind === 'source' && (concept.label & Label.credential) !== 0;
  });
}

/** A constant that holds a condition is that condition. */
function named(expr: Extract<Expr, { kind: 'name' }>, truthy: boolean, env: Env, summaries: Summaries): Certainty {
  const binding = env.file.bindings[expr.binding];
  const meant = meantBy(expr, env, summaries.linker, (part) => summaries.decides(part, env));
  if (meant !== expr) return conditionCertainty(meant, truthy, env, summaries);
  const own = truthy ? presence(expr, env, summaries.linker) : NOTHING;
  if (!binding || env.file.functions[binding.fn] !== env.fn) return own;
  if (binding.assigned && (binding.kind === 'let' || binding.kind === 'var')) return both(own, variable(expr, binding, truthy, env, summaries));
  if (binding.kind !== 'const' || !binding.init) return own;
  return both(own, conditionCertainty(binding.init, truthy, env, summaries));
}

/** A variable that is given values in several places. */
function variable(expr: Extract<Expr, { kind: 'name' }>, binding: BindingFact, truthy: boolean, env: Env, summaries: Summaries): Certainty {
  const ask: Asking = (inner, truth, at) => conditionCertainty(inner, truth, at, summaries);
  return summaries.once(`${env.id}:${binding.at[0]}`, () => (truthy ? variableThere(binding, env, ask) : variableUnset(expr, binding, env, summaries, ask)));
}

function called(expr: Extract<Expr, { kind: 'call' }>, truthy: boolean, env: Env, summaries: Summaries): Certainty {
  const called = summaries.ofCall(expr, env);
  const found = (called.length === 0 && truthy && isQuantified(expr, env, summaries.linker) ? summaries.ofElement(expr, env) : called).map((summary) => (truthy ? summary.truthy : summary.falsy) ?? NOTHING);
  return found.length === 0 ? NOTHING : found.reduce(either);
}

/** There is an element that fits, where the answer is yes. */
const FINDS: ReadonlySet<string> = new Set(['some', 'find', 'findLast']);

/** `required.some((role) => user.roles.includes(role))`: one element fits, or all do. All of a list that the request brings may be none. */
function isQuantified({ callee }: ExprOf<'call'>, env: Env, linker: Linker): boolean {
  if (callee.kind !== 'member') return false;
  return FINDS.has(callee.name) || (callee.name === 'every' && (linker.labels(callee.object, env) & Label.input) === 0);
}

/** The value is there: what that says depends on what it was derived from. */
function presence(expr: Expr, env: Env, linker: Linker): Certainty {
  const labels = linker.labels(expr, env);
  const at = spanOf(env.file.path, expr.at);
  const compared = isCompared(expr, env, linker);
  if (compared && isSignature(expr.args, env, linker)) return certain(Bit.principal | Bit.service, { at, message: 'compares a signature of the request with a keyed digest' });
  if (labels & Label.role && !(expr.kind === 'call' && asksNothing(expr, env, linker))) return certain(Bit.principal | Bit.role, { at, message: 'requires a role or permission of the caller' });
  if (isVerified(expr, env, linker, 'service')) return certain(Bit.principal | Bit.service, { at, message: 'requires a signature that was verified' });
  if (labels & Label.principal) return certain(Bit.principal, { at, message: 'requires an authenticated caller' });
  if (labels & Label.credential && (labels & Label.data || isVerified(expr, env, linker))) return certain(Bit.principal, { at, message: 'requires a credential that was looked up or verified' });
  if (isListed(expr, env, linker)) return certain(Bit.principal | Bit.service, { at, message: 'looks a credential of the request up in what is configured' });
  return compared ? certain(Bit.principal, { at, message: 'compares a credential of the request' }) : NOTHING;
}

/** `apiKeys.includes(token)`: one of the secrets of the configuration. */
function isListed(expr: Expr, env: Env, linker: Linker): boolean {
  const [given] = expr.kind === 'call' ? expr.args : [];
  if (expr.kind !== 'call' || expr.callee.kind !== 'member' || !given || !/^(?:includes|has)$/.test(expr.callee.name)) return false;
  return linker.labels(expr.callee.object, env) === Label.config && (linker.labels(given, env) & (Label.credential | Label.principal | Label.data)) === Label.credential;
}

/** `timingSafeEqual(given, wanted)`: its answer is the verdict on a credential. */
function isCompared(expr: Expr, env: Env, linker: Linker): expr is ExprOf<'call'> {
  if (expr.kind !== 'call') return false;
  return optionsOf(linker.evaluate(expr, env)).some((option) => {
    const concept = option.kind === 'path' ? linker.concept(option) : undefined;
    return concept?.kind === 'source' && concept.compares === true;
  });
}

function isVerified(expr: Expr, env: Env, linker: Linker, as?: Ensured): boolean {
  return optionsOf(linker.evaluate(expr, env)).some((option) => {
    const concept = option.kind === 'path' ? linker.concept(option) : undefined;
    return concept?.kind === 'verify' && (as === undefined || concept.ensures === as);
  });
}

const EQUAL: ReadonlySet<string> = new Set(['===', '==']);
const UNEQUAL: ReadonlySet<string> = new Set(['!==', '!=']);

function comparison(expr: Extract<Expr, { kind: 'binary' }>, truthy: boolean, env: Env, summaries: Summaries): Certainty {
  const equal = EQUAL.has(expr.op) ? truthy : UNEQUAL.has(expr.op) ? !truthy : undefined;
  const { linker } = summaries;
  if (expr.op === '&') return truthy ? presence(expr, env, linker) : NOTHING;
  if (expr.op === 'instanceof') return truthy ? NOTHING : summaries.once(expr, () => notRefused(expr, env, summaries));
  if (equal === undefined) return expr.op === '>' || expr.op === '>=' ? ordered(expr, truthy, env, linker) : NOTHING;
  if (isNothing(expr.right)) return equal ? NOTHING : conditionCertainty(expr.left, true, env, summaries);
  if (isNothing(expr.left)) return equal ? NOTHING : conditionCertainty(expr.right, true, env, summaries);
  // `(caller.rights & Right.EDIT) !== 0`
  if (isBits(expr.left) && expr.right.kind === 'literal' && expr.right.value === 0) return conditionCertainty(expr.left, !equal, env, summaries);
  if (isLiteral(expr.right, true)) return conditionCertainty(expr.left, equal, env, summaries);
  if (isLiteral(expr.right, false)) return conditionCertainty(expr.left, !equal, env, summaries);
  if (expr.left.kind === 'unary' && expr.left.op === 'typeof') return equal === (text(expr.right) !== 'undefined') ? presence(expr.left.value, env, linker) : NOTHING;
  return equal ? equality(expr, env, linker) : NOTHING;
}

function equality(expr: Extract<Expr, { kind: 'binary' }>, env: Env, linker: Linker): Certainty {
  const left = linker.labels(expr.left, env);
  const right = linker.labels(expr.right, env);
  const at = spanOf(env.file.path, expr.at);
  const all = left | right;
  const principal = (left | right) & Label.principal;
  if (all & Label.role || (principal && [expr.left, expr.right].some((side) => isRoleName(side) || isRank(side)))) return certain(Bit.principal | Bit.role, { at, message: 'compares the role of the caller' });
  if (left & Label.principal && right & (Label.data | Label.input)) return owner(at);
  if (right & Label.principal && left & (Label.data | Label.input)) return owner(at);
  if (principal) return certain(Bit.principal, { at, message: 'compares the authenticated caller' });
  if (all & Label.credential) return certain(Bit.principal | (isSharedSecret(all, expr) ? Bit.service : 0), { at, message: 'compares a credential of the request' });
  if ((all & Label.input) !== 0 && [expr.left, expr.right].some((side) => isSigned(side, env, linker))) return certain(Bit.principal | Bit.service, { at, message: 'compares what the request brings with a digest of a secret' });
  if (isConfiguredSecret(expr.left, expr.right, env, linker) || isConfiguredSecret(expr.right, expr.left, env, linker)) return certain(Bit.principal | Bit.service, { at, message: 'compares what the request brings with a secret of the configuration' });
  if (isStoredSecret(expr.left, expr.right, env, linker) || isStoredSecret(expr.right, expr.left, env, linker)) return certain(Bit.principal | Bit.service, { at, message: 'compares what the request brings with a secret of the row' });
  return NOTHING;
}

/** `config.get('HOOKS_SECRET') === given`, whatever the request calls it: who knows the secret is the caller that was given it. */
function isConfiguredSecret(secret: Expr, given: Expr, env: Env, linker: Linker): boolean {
  const ofSecret = linker.labels(secret, env);
  return (ofSecret & Label.config) !== 0 && (ofSecret & (Label.input | Label.data)) === 0 && (linker.labels(given, env) & Label.input) !== 0 && [...walkExpr(secret)].some((part) => SECRET_NAME.test(wordOf(part, env)));
}

/** Tokens of devices, of pages and against forged requests are known to others too. */
const NO_SECRET = /push|device|fcm|apns|csrf|xsrf|page|next|cursor|continuation|captcha/i;

/** `monitor.secret === params.secret`: who knows the secret of a row is whom its owner gave it to. */
function isStoredSecret(secret: Expr, given: Expr, env: Env, linker: Linker): boolean {
  const ofSecret = linker.labels(secret, env);
  const ofGiven = linker.labels(given, env);
  const isKept = (ofSecret & Label.data) !== 0 && (ofSecret & Label.principal) === 0;
  return isKept && (ofGiven & Label.input) !== 0 && (ofGiven & Label.data) === 0 && wordsOf(secret, env).some((word) => SECRET_NAME.test(word)) && !wordsOf(secret, env).some((word) => NO_SECRET.test(word));
}

/** What a value is called: by its own name, and where it was taken from. */
function wordsOf(expr: Expr, env: Env): readonly string[] {
  if (expr.kind === 'cast') return wordsOf(expr.value, env);
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return [wordOf(expr, env), ...(binding?.init?.kind === 'member' ? [binding.init.name] : [])];
}

/** A credential is set beside a text that is neither looked up nor part of the credential: `header === `Bearer ${env.CRON_SECRET}``. */
export function isSharedSecret(labels: number, expr: Extract<Expr, { kind: 'binary' }>): boolean {
  const known = (side: Expr): boolean => side.kind === 'literal' || side.kind === 'undefined';
  return (labels & Label.credential) !== 0 && (labels & (Label.principal | Label.data)) === 0 && !known(expr.left) && !known(expr.right);
}

function owner(at: Span): Certainty {
  return certain(Bit.principal | Bit.owner, { at, message: 'compares the object with the caller' });
}

/** `permissions.length > 0`, `user.level >= 3`. */
function ordered(expr: Extract<Expr, { kind: 'binary' }>, truthy: boolean, env: Env, linker: Linker): Certainty {
  return truthy && linker.labels(expr.left, env) & Label.role ? presence(expr.left, env, linker) : NOTHING;
}

function isRoleName(expr: Expr): boolean {
  return expr.kind === 'member' && ROLE_NAMES.test(expr.name);
}

function isBits(expr: Expr): boolean {
  return expr.kind === 'cast' ? isBits(expr.value) : expr.kind === 'binary' && expr.op === '&';
}

function isLiteral(expr: Expr, value: boolean): boolean {
  return expr.kind === 'literal' && expr.value === value;
}

function text(expr: Expr): unknown {
  return expr.kind === 'literal' ? expr.value : undefined;
}
