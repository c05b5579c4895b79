import { Label, type Env, type Expr, type ExprOf } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import { ROLE_NAMES } from '../link/labels.js';
import type { Linker } from '../link/linker.js';
import { isParked } from '../link/parked.js';
import { settledTruth } from '../link/settled.js';
import { optionsOf } from '../link/values.js';
import { Bit } from './certainty.js';
import { answerOf, type Asker } from './meta.js';
import { resultCall } from './verdicts.js';

/**
 * What a condition wants to be there. `caller`: somebody known, whoever it is; `input`: something that the request brings, of whomever; `right`: more than
 * these, or what is not known.
 */
export type Demand = 'right' | 'caller' | 'input';

const MAX_DEPTH = 6;
const IDENTITY = Label.principal | Label.credential;
/** Calls whose name says that they are about rights; a name alone never accuses, it only keeps from accusing. */
const RIGHT = /authori[sz]|permi|allow|access|admin|staff|role|owner|polic|entitle|member|^(?:can|may)(?:[A-Z_]|$)|^has(?!Token|Session|User|Auth)(?:[A-Z_]|$)/i;

/** .. of an object that is the caller, where nothing else is known of them: `caller.isAdminOf(team)`, `caller.canEdit(page)`. */
const RIGHT_OF_CALLER = /admin|authori[sz]e(?!d?$)|permi(?:ssion|tted)|privilege|entitle|super_?user|root|staff|moderator|(?:is|be)_?owner|^may(?:[A-Z_]|$)|^can(?![A-Z_]?(?:log|sign|auth|connect|receive|verify|be))(?:[A-Z_]|$)|^has_?(?:role|right|access|scope|abilit)/i;

/** Members that say who the caller is. */
const WHO = /user|session|account|profile|auth|token|claim|payload|identity|principal|credential|customer|viewer|^(?:me|data|result|value|id|_id|sub|uid|uuid|e?mail|name|success|ok|valid)$|id$/i;

/** Members that say whether the account is in use at all, as that of each caller is. */
const STANDING = /^(?:is|has|was)?_?(?:activ|enabl|disabl|bann|block|suspend|lock|delet|archiv|expir|onboard|verif|confirm)|(?:mail|phone)_?(?:verif|confirm)/i;

/** What the condition as a whole wants: the most that one of its terms does. */
export function demandOf(test: Expr, env: Env, asker: Asker, depth = 0): Demand {
  if (depth > MAX_DEPTH) return 'right';
  const inner = (expr: Expr): Demand => demandOf(expr, env, asker, depth + 1);
  switch (test.kind) {
    case 'await': case 'cast': return inner(test.value);
    case 'unary': return test.op === '!' ? inner(test.value) : 'right';
    case 'logical': return most(inner(test.left), inner(test.right));
    case 'binary': return asksPresence(test) ? inner(test.left.kind === 'unary' ? test.left.value : test.left) : 'right';
    case 'call': return ofCall(test, env, asker, depth);
    case 'name': case 'member': case 'index': return ofValue(test, env, asker, depth);
    // What was found out about the caller, put together.
    case 'object': return asker.linker.labels(test, env) & IDENTITY ? 'caller' : 'right';
    default: return 'right';
  }
}

function most(one: Demand, other: Demand): Demand {
  if (one === 'right' || other === 'right') return 'right';
  return one === 'caller' || other === 'caller' ? 'caller' : 'input';
}

/** `user === null`, `typeof id === 'undefined'`. */
function asksPresence({ op, left, right }: ExprOf<'binary'>): boolean {
  if (!/^[!=]==?$/.test(op)) return false;
  return right.kind === 'undefined' || (right.kind === 'literal' && (right.value === null || (left.kind === 'unary' && left.op === 'typeof' && right.value === 'undefined')));
}

function ofValue(expr: Expr, env: Env, asker: Asker, depth: number): Demand {
  const labels = asker.linker.labels(expr, env);
  if (labels & Label.role || (expr.kind === 'member' && asksOfCaller(expr, env, asker))) return 'right';
  const call = resultCall(expr.kind === 'member' ? expr.object : expr, env);
  if (call) return ofCall(call, env, asker, depth);
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  const given = [binding?.init, ...(binding?.assigned ?? [])].flatMap((value) => (value && (value.kind === 'await' || value.kind === 'call' || value.kind === 'logical' || value.kind === 'conditional') ? [value] : []));
  if (given.length > 0 && env.file.functions[binding?.fn ?? -1] === env.fn) return given.map((value) => demandOf(value, env, asker, depth + 1)).reduce(most);
  if (labels & IDENTITY) return 'caller';
  if (labels !== Label.input) return 'right';
  return isParked(expr, env, asker.linker) ? 'caller' : 'input';
}

/** `user.administrator`: what the caller is, not that there is one. */
function asksOfCaller(expr: ExprOf<'member'>, env: Env, { linker }: Asker): boolean {
  return ROLE_NAMES.test(expr.name) || (!WHO.test(expr.name) && !STANDING.test(expr.name) && (linker.labels(expr.object, env) & Label.principal) !== 0);
}

function ofCall(call: ExprOf<'call'>, env: Env, asker: Asker, depth: number): Demand {
  const { linker } = asker;
  if (answerOf(call, true, env, asker) !== undefined || (linker.labels(call, env) & Label.principal && asksNothing(call, env, linker))) return 'caller';
  const name = calledName(call.callee, env.file);
  if (linker.labels(call, env) & Label.role || RIGHT.test(name)) return 'right';
  const value = linker.evaluate(call, env);
  const concept = value.kind === 'path' ? linker.concept(value) : undefined;
  if (concept?.kind === 'verify' || concept?.kind === 'source') return 'caller';
  if (call.args.some((arg) => narrows(arg, env, asker))) return 'right';
  const isProject = optionsOf(linker.evaluate(call.callee, env)).some((option) => option.kind === 'function');
  if (!isProject) return linker.labels(call, env) & IDENTITY ? 'caller' : 'right';
  if (depth >= MAX_DEPTH) return 'right';
  const called = asker.ofCall(call, env);
  if (called.some(({ truthy }) => ((truthy?.bits ?? 0) & (Bit.role | Bit.owner)) !== 0)) return 'right';
  const returned = called.flatMap((summary) => summary.returns.flatMap(({ value: one, env: at }) => (one && !isNothing(one) ? [demandOf(one, at, asker, depth + 1)] : [])));
  return returned.length === 0 ? 'right' : returned.reduce(most);
}

/** Is a method of the caller asked for a right, of which nothing but its name is known? Whoever is refused lacks it, whatever status says so. */
export function asksRight(call: ExprOf<'call'>, env: Env, asker: Pick<Asker, 'linker' | 'ofCall'>): boolean {
  const { callee } = call;
  const { linker } = asker;
  if (callee.kind !== 'member' || !RIGHT_OF_CALLER.test(callee.name) || (linker.labels(callee.object, env) & Label.principal) === 0) return false;
  return asker.ofCall(call, env).length === 0 && !asksNothing(call, env, linker);
}

/** `user.hasPermission(required ?? 0)` where nothing is required: the right that is asked for is none. */
export function asksNothing(call: ExprOf<'call'>, env: Env, linker: Linker): boolean {
  const [wanted] = call.args;
  if (!wanted || wanted.kind === 'spread') return false;
  const value = linker.evaluate(wanted, env);
  return value.kind === 'array' ? value.items.length === 0 && !value.open && settledTruth(wanted, env, linker) === true : settledTruth(wanted, env, linker) === false;
}

/** Does the argument hold more than who calls: a word, a number, something else of the request or of a row? */
function narrows(arg: Expr, env: Env, asker: Asker): boolean {
  if (arg.kind === 'object') return arg.members.some((member) => narrows(member.value, env, asker));
  if (arg.kind === 'array') return arg.items.some((item) => narrows(item, env, asker));
  if (arg.kind === 'literal') return typeof arg.value === 'string' || typeof arg.value === 'number';
  const labels = asker.linker.labels(arg, env);
  if (labels & IDENTITY) return false;
  const isWhole = optionsOf(asker.linker.evaluate(arg, env)).some((option) => option.kind === 'path' && option.root.startsWith('#') && option.path === '');
  return !isWhole && (labels & (Label.input | Label.data)) !== 0;
}

function isNothing(expr: Expr): boolean {
  return expr.kind === 'undefined' || (expr.kind === 'literal' && !expr.value);
}
