import { walkExpr, type Env, type Expr } from '@assay/contract';

export interface Site { readonly expr: Expr; readonly env: Env }

/**
 * The call in which a route was really written: a project's own `this.route({ path, ... })` leads to one `router[method](options.path, ..)`
 * in a base class, but the reader wants the line that names the path. `sites` are the calls that led here, outermost first.
 */
export function writtenAt(call: Extract<Expr, { kind: 'call' }>, here: Site, sites: readonly Site[]): Site {
  const [first] = call.args;
  if (!first) return here;
  return trace(first, here, [...sites], here);
}

function trace(expr: Expr, at: Site, sites: Site[], best: Site): Site {
  const source = argumentOf(expr, at.env);
  if (!source) return readsParameter(expr, at.env) ? best : at;
  const caller = sites.pop();
  if (!caller || (caller.expr.kind !== 'call' && caller.expr.kind !== 'new')) return best;
  const passed = caller.expr.args[source.index];
  const value = passed && follow(passed, source.members);
  return value ? trace(value, caller, sites, best) : best;
}

function readsParameter(expr: Expr, env: Env): boolean {
  // `routeOf(store).path`: what is told to the function that makes the route is no part of the path.
  if (expr.kind === 'member' && expr.object.kind === 'call') return false;
  for (const inner of walkExpr(expr)) {
    const binding = inner.kind === 'name' ? env.file.bindings[inner.binding] : undefined;
    if (binding?.kind === 'param') return true;
  }
  return false;
}

/** The parameter an expression reads, and the members it goes through. */
function argumentOf(expr: Expr, env: Env): { readonly index: number; readonly members: readonly string[] } | undefined {
  if (expr.kind === 'member') {
    const object = argumentOf(expr.object, env);
    return object && { index: object.index, members: [...object.members, expr.name] };
  }
  if (expr.kind === 'template' || expr.kind === 'binary') return joinedArgument(expr, env);
  if (expr.kind !== 'name') return undefined;
  const binding = env.file.bindings[expr.binding];
  if (binding?.kind === 'param' && env.file.functions[binding.fn] === env.fn) return { index: binding.index ?? 0, members: [] };
  return binding?.kind === 'const' && binding.init && env.file.functions[binding.fn] === env.fn ? argumentOf(binding.init, env) : undefined;
}

/** `this.prefix + options.path`: the last part that is an argument, where no part spells a name of its own. */
function joinedArgument(expr: Expr, env: Env): ReturnType<typeof argumentOf> {
  const parts = partsOf(expr);
  if (parts.some((part) => part.kind === 'literal' && /\w/.test(String(part.value)))) return undefined;
  return parts.map((part) => argumentOf(part, env)).findLast((found) => found !== undefined);
}

function partsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'binary') return expr.op === '+' ? [...partsOf(expr.left), ...partsOf(expr.right)] : [];
  if (expr.kind !== 'template' || expr.tag) return [expr];
  return [...expr.quasis.map((text): Expr => ({ kind: 'literal', value: text, at: expr.at })), ...expr.holes];
}

function follow(expr: Expr, members: readonly string[]): Expr | undefined {
  const [name, ...rest] = members;
  if (name === undefined) return expr;
  if (expr.kind === 'object') {
    const property = expr.members.find((member) => member.kind === 'property' && member.key === name);
    return property ? follow(property.value, rest) : undefined;
  }
  return { kind: 'member', object: expr, name, optional: false, at: expr.at };
}
