import { Label, walkExpr, type Expr, type Span } from '@assay/contract';
import { Bit, both, certain, NOTHING, type Certainty } from './certainty.js';
import { branchOf, isArmOf, type Arm } from './arms.js';
import { armsHere, firstStep, hasArmsBelow } from './carried.js';
import { isSharedSecret } from './conditions.js';
import type { Branch, FlowEvent } from './events.js';
import { isSwitch } from './switches.js';

const REJECTING_ERROR = /un-?auth|forbidden|access_?denied|no_?access|permission|not_?allowed|privilege|invalid_?token|token_?expired|login_?required|not_?logged/i;

const REJECTING_TEXT = /\b(?:not|un)[ -]?(?:authori[sz]ed|authenticated|allowed|permitted)|forbidden|access denied|permission denied|no permission|insufficient (?:permission|privilege|right)s?|must be logged in|login required|(?:invalid|bad|wrong) (?:\w+ )?signature|signature (?:is )?(?:invalid|mismatch|does not match)/i;

/** A token against forged requests shows the page that a request comes from, and nothing of who sends it. */
const FORGERY = /[cx]srf|cross-?site request/i;

/** 401 or 403 when the event ends the request for want of identity or right. */
export function rejectionOf(event: FlowEvent): 401 | 403 | undefined {
  if ((event.kind !== 'respond' && event.kind !== 'throw') || FORGERY.test(event.name ?? '') || FORGERY.test(messageOf(event))) return undefined;
  if (event.status === 401 || event.status === 403) return event.status;
  if (event.kind === 'throw' && event.status === undefined && event.name !== undefined && REJECTING_ERROR.test(event.name)) return /forbidden|denied|permission|allowed|privilege|access/i.test(event.name) ? 403 : 401;
  const given = event.kind === 'throw' && event.status === undefined ? statusGiven(event) : undefined;
  if (given) return given;
  const message = event.kind === 'throw' && event.status === undefined ? messageOf(event) : '';
  if (REJECTING_TEXT.test(message)) return /forbidden|permission|access denied|privilege|right/i.test(message) ? 403 : 401;
  return undefined;
}

/** `new Problem(401, { .. })`: what a library is told first is the status, where it is one. */
function statusGiven({ expr }: FlowEvent): 401 | 403 | undefined {
  const first = expr.kind === 'new' || expr.kind === 'call' ? expr.args[0] : undefined;
  return first?.kind === 'literal' && (first.value === 401 || first.value === 403) ? first.value : undefined;
}

/** The literal message of `new Error('Not authorized')`. */
function messageOf(event: FlowEvent): string {
  const first = event.expr.kind === 'new' || event.expr.kind === 'call' ? event.expr.args[0] : undefined;
  return first?.kind === 'literal' && typeof first.value === 'string' ? first.value : '';
}

/**
 * What a point proves by the rejections it does not take: where a branch leads either to a rejection or here, and its condition looks at the
 * caller, then being here means that the condition was met. A rejection that needs a further condition proves nothing by itself.
 */
export function evidenceOf(arms: readonly Arm[], rejections: readonly FlowEvent[], branches: ReadonlyMap<string, Branch>): Certainty {
  let found = NOTHING;
  for (const arm of arms) {
    const branch = branches.get(branchOf(arm));
    if (!branch || isAbsence(branch, arm)) continue;
    const ways = waysOf(branch, arm);
    if (ways.some((way) => isAbsent(way) && !isShell(way, ways))) continue;
    for (const event of rejections) {
      const taken = armsHere(event);
      const index = taken.findIndex((candidate) => isArmOf(branch.id, candidate));
      if (index < 0 || taken[index] === arm) continue;
      const sure = isSure(event, index, branches) && !ways.some(isAbsent) && ways.every((way) => ways.length === 1 || looksAtCaller(way));
      found = both(found, sure ? proven(branch, rejectionOf(event)) : doubted(branch));
    }
  }
  return found;
}

/**
 * What having come through a `try` proves whose every error is answered with 401: that nothing in it threw. Where it looks something up before it may
 * throw, a caller who is not found is turned away; what else it throws for is not told from the outside.
 */
export function triedProof(tried: readonly FlowEvent[], caught: readonly FlowEvent[], at: Span): Certainty {
  const ends = caught.filter(({ kind }) => kind === 'respond' || kind === 'throw');
  const lastThrow = tried.findLastIndex(({ kind }) => kind === 'throw');
  if (lastThrow < 0 || ends.length === 0 || !ends.every((event) => rejectionOf(event) === 401)) return NOTHING;
  const looksUp = tried.slice(0, lastThrow).some(({ concept }) => concept?.kind === 'access' && concept.op === 'read');
  return certain(looksUp ? Bit.principal : Bit.opaque, { at, message: 'answers every error with 401' });
}

/** One of the ways in which a condition came out as it did. */
interface Way { readonly part: Expr; readonly truth: boolean; readonly labels: number }

/** `secret && !isSigned(body)` is false where there is no secret, and where the body is signed: each alone lets the request pass. */
function waysOf(branch: Branch, arm: Arm): readonly Way[] {
  const split = (part: Expr, truth: boolean): readonly Way[] => {
    if (part.kind === 'cast' || part.kind === 'await') return split(part.value, truth);
    if (part.kind === 'unary' && part.op === '!') return split(part.value, !truth);
    const meant = branch.meant(part);
    if (meant !== part) return split(meant, truth);
    if (part.kind === 'logical' && part.op === (truth ? '||' : '&&')) return [...split(part.left, truth), ...split(part.right, truth)];
    return [{ part, truth, labels: branch.labelsOf(part) }];
  };
  return /~[tf]$/.test(arm) ? split(branch.test, arm.endsWith('~t')) : [];
}

/** The caller showed nothing, and passes. */
function isAbsent({ part, truth, labels }: Way): boolean {
  return !truth && (labels & (Label.credential | Label.principal)) !== 0 && (part.kind === 'name' || part.kind === 'member' || part.kind === 'index');
}

const IDENTIFIES = /^_?(?:id|uid|uuid|sub|user_?id|account_?id)$/i;

/** `user && !user.id`: what lacks its own id is an object that stands there for callers whom nobody knows as well. */
function isShell({ part }: Way, ways: readonly Way[]): boolean {
  return ways.some(({ part: other, truth }) => truth && other.kind === 'member' && IDENTIFIES.test(other.name) && isSamePart(other.object, part));
}

function isSamePart(a: Expr, b: Expr): boolean {
  if (a.kind === 'name' && b.kind === 'name') return a.binding === b.binding;
  return a.kind === 'member' && b.kind === 'member' && a.name === b.name && isSamePart(a.object, b.object);
}

/** What the caller is or showed, or a row that was found. */
function looksAtCaller({ part, truth, labels }: Way): boolean {
  return (labels & (Label.principal | Label.credential | Label.role)) !== 0 || (truth && isPlain(part) && (labels & Label.data) !== 0);
}

/** The arm on which the caller showed nothing: `if (!token) return next()`. */
function isAbsence(branch: Branch, arm: Arm): boolean {
  if (!(branch.labels & (Label.credential | Label.principal))) return false;
  if (spares(branch.test) === arm.endsWith('~t')) return true;
  const negated = branch.test.kind === 'unary' && branch.test.op === '!';
  const plain = isPlain(negated && branch.test.kind === 'unary' ? branch.test.value : branch.test);
  return plain && arm.endsWith(negated ? '~t' : '~f');
}

/**
 * A caller who shows nothing is not turned away there: only those who showed something, who ask for a certain thing, or who bring too little come behind these arms, or all
 * callers in some configurations (`if (!token) return next(); .. reject()`).
 */
export function isForKnown(arms: readonly Arm[], within: readonly Arm[], branches: ReadonlyMap<string, Branch>): boolean {
  return arms.some((arm) => {
    const branch = branches.get(branchOf(arm));
    const other = arm.replace(/~[tf]$/, (side) => (side === '~t' ? '~f' : '~t'));
    if (!branch || other === arm) return false;
    if (arm === within.at(-1) ? branch.demand() === 'input' : within.includes(arm) && branch.chosen()) return true;
    return isSwitch(branch.labels) || spares(branch.test) === other.endsWith('~t') || isAbsence(branch, other) || waysOf(branch, other).some(isAbsent);
  });
}

/** The truth that `caller?.kind === 'key'` has for a caller of whom nothing is known: what goes on from there was asked of some callers only. */
function spares(test: Expr): boolean | undefined {
  switch (test.kind) {
    case 'cast': case 'await': return spares(test.value);
    case 'unary': {
      const inner = test.op === '!' ? spares(test.value) : undefined;
      return inner === undefined ? undefined : !inner;
    }
    case 'binary': return /^[!=]==?$/.test(test.op) && isOptional(test.left) && isText(test.right) ? test.op.startsWith('!') : undefined;
    case 'logical': {
      const decisive = test.op === '||';
      return test.op !== '??' && [spares(test.left), spares(test.right)].includes(decisive) ? decisive : undefined;
    }
    default: return undefined;
  }
}

function isOptional(expr: Expr): boolean {
  return expr.kind === 'member' && (expr.optional || isOptional(expr.object));
}

function isText(expr: Expr): boolean {
  return expr.kind === 'literal' && typeof expr.value === 'string';
}

function isPlain(expr: Expr): boolean {
  if (expr.kind === 'cast' || expr.kind === 'await') return isPlain(expr.value);
  return expr.kind === 'name' || expr.kind === 'member' || expr.kind === 'index' || expr.kind === 'call';
}

/** Once the branch at `index` is taken the rejection follows: all later branches of it were left behind, none is around it. */
function isSure(event: FlowEvent, index: number, branches: ReadonlyMap<string, Branch>): boolean {
  if (hasArmsBelow(event)) return false;
  const at = (firstStep(event)?.expr ?? event.expr).at;
  return armsHere(event).slice(index + 1).every((arm) => {
    const branch = branches.get(branchOf(arm));
    return branch !== undefined && !(branch.extent[0] <= at[0] && at[1] <= branch.extent[1]);
  });
}

function proven(branch: Branch, status: 401 | 403 | undefined): Certainty {
  // A value that the request must bring, of whomever.
  if (branch.demand() === 'input') return NOTHING;
  const about = branch.labels & (Label.principal | Label.credential | Label.role);
  // A switch of the configuration says nothing of the caller; what is compared with it may.
  const looked = branch.labels & Label.data || (branch.labels & Label.config && branch.labels & Label.input);
  // What is missing, or says what the caller may do, is what the server puts there and no caller can.
  const slot = (branch.labels & ~Label.config & ~Label.data) === Label.input ? branch.parked() : undefined;
  if (status !== undefined && slot === 'rank') return certain(Bit.principal | Bit.role, { at: branch.at, message: `rejects with ${status} unless ${branch.text} allows it` });
  if (status === 401 && (about || looked || slot)) return certain(Bit.principal | (asksSecret(branch) ? Bit.service : 0), { at: branch.at, message: `rejects with 401 unless ${branch.text} allows it` });
  if (status === 403 && about) return certain(Bit.principal | (branch.demand() === 'right' ? Bit.role : 0), { at: branch.at, message: `rejects with 403 unless ${branch.text} allows it` });
  // An answer that is about the caller, given for something that is not understood.
  const unread = (branch.labels & ~Label.config) === 0 && status !== undefined && branch.unread();
  return unread || branch.labels & (Label.input | Label.data) ? certain(Bit.opaque, { at: branch.at, message: `rejects with ${status ?? 'an error'} depending on ${branch.text}` }) : NOTHING;
}

/** The caller must hold a secret of the configuration. */
function asksSecret({ test, labels }: Branch): boolean {
  return [...walkExpr(test)].some((inner) => inner.kind === 'binary' && /^[!=]==?$/.test(inner.op) && isSharedSecret(labels, inner));
}

/** A rejection stands somewhere below the branch. */
function doubted(branch: Branch): Certainty {
  const asked = branch.labels & (Label.principal | Label.credential | Label.role | Label.input);
  return asked ? certain(Bit.opaque, { at: branch.at, message: `may reject depending on ${branch.text}` }) : NOTHING;
}

/** Can both events happen in one run? Not when they took different arms of one branch. */
export function compatible(a: readonly Arm[], b: readonly Arm[]): boolean {
  return !a.some((arm) => {
    const branch = branchOf(arm);
    return b.some((other) => other !== arm && isArmOf(branch, other));
  });
}
