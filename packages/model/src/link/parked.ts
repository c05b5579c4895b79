import type { Env, Expr, PathValue } from '@assay/contract';
import type { Linker } from './linker.js';
import { scopeEnv } from './scope-env.js';
import { optionsOf } from './values.js';

const MAX_DEPTH = 8;
/** What a request brings along, and what validators park of it. */
const BROUGHT = /^(?:params?|query|body|raw\w*|headers?|cookies?|files?|url|originalUrl|swagger|openapi|path|method|ip|ips|hostname|protocol|baseUrl|route|\w*input|(?:bind)?args?\w*|data|payload|dto|nextUrl|valid\w*|req|request|ctx|context|param|json|text|formData|form|searchParams|signal|log|server|app|res|response|session|locals|state|var|i18n|t)$/i;

/** Does the value come out of a slot that a step before the handler filled: `c.get('space').id`, `res.locals.account`, `request.shop`? */
export function isParked(expr: Expr, env: Env, linker: Linker, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  switch (expr.kind) {
    case 'cast': case 'await': case 'spread': case 'unary': return isParked(expr.value, env, linker, depth + 1);
    case 'member': {
      const given = propertyGiven(expr.object, expr.name, env, linker);
      if (given) return isParked(given.expr, given.env, linker, depth + 1);
      return (isHolder(expr.object, env, linker) && !isBrought(expr, env, linker)) || isParked(expr.object, env, linker, depth + 1);
    }
    // `request[CALLER]`
    case 'index': {
      const key = linker.text(linker.evaluate(expr.index, env));
      return (key !== undefined && !BROUGHT.test(key) && isHolder(expr.object, env, linker)) || isParked(expr.object, env, linker, depth + 1);
    }
    case 'call': {
      const [key] = expr.args;
      const reads = expr.callee.kind === 'member' && expr.callee.name === 'get' && key?.kind === 'literal' && isHolder(expr.callee.object, env, linker);
      if (reads) return !BROUGHT.test(String(key.value));
      return expr.args.some((arg) => isParked(arg, env, linker, depth + 1)) || (expr.callee.kind === 'member' && isParked(expr.callee.object, env, linker, depth + 1));
    }
    case 'name': {
      const binding = env.file.bindings[expr.binding];
      if (!binding || binding.imported) return false;
      const home = scopeEnv(env.file, binding.fn, env, linker);
      const arg = binding.kind === 'param' ? home.args?.[binding.index ?? 0] : undefined;
      if (arg?.expr && arg.env) return isParked(arg.expr, arg.env, linker, depth + 1);
      if (binding.kind === 'param') return isMemberOfHolder(expr, env, linker);
      return binding.init !== undefined && isParked(binding.init, home, linker, depth + 1);
    }
    // `club: { connect: { id: club.id } }`
    case 'object': return expr.members.length > 0 && expr.members.every((member) => isParked(member.value, env, linker, depth + 1));
    default: return false;
  }
}

/** A member that the request brings along: by its name, or by what the framework calls so (`event.pathParameters`). */
function isBrought(member: Extract<Expr, { kind: 'member' }>, env: Env, linker: Linker): boolean {
  if (BROUGHT.test(member.name)) return true;
  return optionsOf(linker.evaluate(member, env)).some((option) => option.kind === 'path' && isRole(option) && option.path !== member.name && BROUGHT.test(/^\w*/.exec(option.path)?.[0] ?? ''));
}

/** What a framework hands over out of the request, where a step of the project put it: a parameter whose decorator reads `request.club`. */
function isMemberOfHolder(expr: Expr, env: Env, linker: Linker): boolean {
  return optionsOf(linker.evaluate(expr, env)).some((option) => {
    const [head = ''] = option.kind === 'path' && isRole(option) ? /^\w*/.exec(option.path) ?? [] : [];
    return option.kind === 'path' && head !== '' && !BROUGHT.test(head) && linker.slot(option.root, head) !== undefined;
  });
}

/** A member of the object literal that the caller passed: `close({ id, spaceId })`. */
function propertyGiven(object: Expr, name: string, env: Env, linker: Linker): { readonly expr: Expr; readonly env: Env } | undefined {
  const binding = object.kind === 'name' ? env.file.bindings[object.binding] : undefined;
  const arg = binding?.kind === 'param' ? scopeEnv(env.file, binding.fn, env, linker).args?.[binding.index ?? 0] : undefined;
  const property = arg?.expr?.kind === 'object' ? arg.expr.members.find((member) => member.kind === 'property' && member.key === name) : undefined;
  return property && arg?.env ? { expr: property.value, env: arg.env } : undefined;
}

/** The request, the response or a context, or the part of it that is kept for steps. */
function isHolder(expr: Expr, env: Env, linker: Linker): boolean {
  if (expr.kind === 'member' && /^(?:locals|state|var)$/.test(expr.name)) return isHolder(expr.object, env, linker);
  return optionsOf(linker.evaluate(expr, env)).some((option) => option.kind === 'path' && isRole(option) && option.path === '');
}

function isRole({ root }: PathValue): boolean {
  return root.startsWith('#') && root !== '#global' && root !== '#error';
}
