import { blocksOf, expressionsOf, Label, walkExpr, type Env, type Expr, type PathValue, type Stmt } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** Names of secrets. */
export const SECRET_NAME = /secret|token|passw|passphrase|credential|api_?key|auth_?key|access_?key|private_?key/i;
const OF_CALLER = Label.principal | Label.credential;
const MAX_DEPTH = 3;

/** A text as it is written, or the name by which something is called. */
export function wordOf(expr: Expr, env: Env): string {
  return expr.kind === 'literal' && typeof expr.value === 'string' ? expr.value : calledName(expr, env.file);
}

/** `createHash('sha256').update(`${id}-${env.LINK_SECRET}`).digest('hex')`: only who was given the digest has it. */
export function isSigned(side: Expr, env: Env, linker: Linker): boolean {
  const made = initOf(side, env) ?? side;
  if (made.kind !== 'call' || digestsOf(made, env, linker).length === 0) return false;
  return [...walkExpr(made)].some((part) => SECRET_NAME.test(wordOf(part, env)) && !(linker.labels(part, env) & (Label.input | Label.data)));
}

/**
 * `timingSafeEqual(Buffer.from(hmac.update(rawBody).digest('hex')), signature)`: one side is a digest of what the request brings, keyed with what is the server's own; the
 * other comes with the request. The sender is whom the key was given to. A token of the caller's that is checked in this way is no message of a sender, nor is a
 * password that is held against a stored one.
 */
export function isSignature(sides: readonly Expr[], env: Env, linker: Linker): boolean {
  if (sides.some((side) => linker.labels(side, env) & Label.data)) return false;
  return sides.some((side) => partsOf(side, env, 0).some((part) => digestsOf(part, env, linker).some((digest) => signsMessage(digest, linker))));
}

function signsMessage(digest: PathValue, linker: Linker): boolean {
  let message: number | undefined;
  for (let at: PathValue | undefined = digest; at; at = at.parent) {
    if (at.step !== '()' || at.call?.node.kind !== 'call') continue;
    const { node, env } = at.call;
    if (at.parent?.step === 'update') message = (message ?? 0) | labelsOf(node.args[0], env, linker);
    if (at.parent?.step === 'digest' && node.callee.kind === 'member') message = fedTo(node.callee.object, env, linker).reduce((all: number | undefined, fed) => (all ?? 0) | fed, message);
    if (at.parent?.step === 'createHmac' && labelsOf(node.args[1], env, linker) & (Label.input | Label.data | Label.principal)) return false;
  }
  return /^createHmac\(\)/.test(digest.path) && message !== undefined && (message & OF_CALLER) === 0;
}

/** What a keyed hash in a variable is fed with before: `hmac.update(body); hmac.digest()`. */
function fedTo(hash: Expr, env: Env, linker: Linker): readonly number[] {
  if (hash.kind !== 'name') return [];
  return expressionsIn(env.fn.body).flatMap(walkExpr).flatMap((inner) => {
    const isFed = inner.kind === 'call' && inner.callee.kind === 'member' && inner.callee.name === 'update' && inner.callee.object.kind === 'name' && inner.callee.object.binding === hash.binding;
    return isFed ? [labelsOf(inner.args[0], env, linker)] : [];
  });
}

function expressionsIn(body: readonly Stmt[]): readonly Expr[] {
  return body.flatMap((statement) => [...expressionsOf(statement), ...blocksOf(statement).flatMap(expressionsIn)]);
}

function labelsOf(expr: Expr | undefined, env: Env, linker: Linker): number {
  return expr ? linker.labels(expr, env) : 0;
}

/** An expression, what stands in it, and what the constants in it were made of. */
function partsOf(expr: Expr, env: Env, depth: number): readonly Expr[] {
  return walkExpr(expr).flatMap((part) => {
    const init = depth < MAX_DEPTH ? initOf(part, env) : undefined;
    return init ? [part, ...partsOf(init, env, depth + 1)] : [part];
  });
}

function initOf(expr: Expr, env: Env): Expr | undefined {
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return binding?.kind === 'const' && env.file.functions[binding.fn] === env.fn ? binding.init : undefined;
}

/** The digests that an expression evaluates to. https://nodejs.org/api/crypto.html#class-hmac */
function digestsOf(expr: Expr, env: Env, linker: Linker): readonly PathValue[] {
  return optionsOf(linker.evaluate(expr, env)).filter((option): option is PathValue => option.kind === 'path' && /^(?:node:)?crypto$/.test(option.root) && /^createH(?:ash|mac)\(\)\..*digest\(\)$/.test(option.path));
}
