import { walk, type Endpoint, type Env, type Expr } from '@assay/contract';
import type { EntryFlow } from './entry-flow.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** The address is the way by which somebody signs in: `/auth/plex`. */
const WAY_IN = /^(?:auth(?:entication)?|log-?in|sign-?in|oauth2?|sso|sessions?)$/i;
/** Calls that hand their caller a credential. */
const ISSUES = /^(?:jsonwebtoken:sign|jose:SignJWT\.new\(\)|@nestjs\/jwt:JwtService\.new\(\)\.sign(?:Async)?|hono\/jwt:sign|fastify:.*\bjwt\.sign|#reply:(?:jwtSign|setCookie)|#response:(?:cookie|cookies\.set|jwtSign|setCookie)|#request:(?:login|logIn))$/;

/** An entry point below `/auth` that makes whoever calls it a signed-in caller: it fills the session, or issues a token. Nobody has signed in before. */
export function signsIn(entry: Endpoint, flow: EntryFlow, linker: Linker): boolean {
  const segments = entry.path.split('/').filter((segment) => segment !== '');
  const [way, before] = [segments.at(-1) ?? '', segments.at(-2) ?? ''];
  if ((entry.method !== 'POST' && entry.method !== 'GET') || way.startsWith('{') || !WAY_IN.test(before)) return false;
  const seen = new Set<number>();
  return flow.handled.some(({ env }) => {
    if (seen.has(env.id)) return false;
    seen.add(env.id);
    return issues(env, linker);
  });
}

function issues(env: Env, linker: Linker): boolean {
  return walk(env.fn).some((expr) => (expr.kind === 'assign' ? fillsSession(expr.target, env, linker) : expr.kind === 'call' || expr.kind === 'new' ? isIssue(expr.callee, env, linker) : false));
}

function fillsSession(target: Expr, env: Env, linker: Linker): boolean {
  return target.kind === 'member' && optionsOf(linker.evaluate(target.object, env)).some((value) => value.kind === 'path' && value.root.startsWith('#') && /^session$/.test(value.path));
}

function isIssue(callee: Expr, env: Env, linker: Linker): boolean {
  return optionsOf(linker.evaluate(callee, env)).some((value) => value.kind === 'path' && ISSUES.test(`${value.root}:${value.path}`));
}
