import type { Arg, Env, Expr, ExprOf, ParamFact, Value } from '@assay/contract';
import { grows } from '../ir/mutations.js';
import type { Link } from './link.js';
import { scopeEnv } from './scope-env.js';

/** What the caller gives for a parameter, at a place where it still has that value. */
export function givenTo({ binding: id, at }: ExprOf<'name'>, env: Env, link: Link): { readonly param: ParamFact; readonly args: readonly Arg[]; readonly given: Arg | undefined } | undefined {
  const binding = env.file.bindings[id];
  if (binding?.kind !== 'param' || binding.assigned?.some((value) => value.at[0] < at[0])) return undefined;
  const { args, fn } = scopeEnv(env.file, binding.fn, env, link);
  const param = fn.params.find((candidate) => candidate.binding === id);
  return args && param && { param, args, given: args[binding.index ?? 0] };
}

/** What an object's literal says of a member, in itself or in a literal that is spread into it. */
export function spelledIn(object: Value, name: string, link: Link, depth: number): { readonly value: Expr; readonly env: Env } | undefined {
  if (object.kind !== 'object' || depth > 8) return undefined;
  for (const member of [...object.node.members].reverse()) {
    if (member.kind === 'computed') return undefined;
    if (member.kind === 'property' && member.key === name) return { value: member.value, env: object.env };
    const inner = member.kind === 'spread' ? link.evaluate(member.value, object.env) : undefined;
    if (inner === undefined) continue;
    const found = spelledIn(inner, name, link, depth + 1);
    if (found || inner.kind !== 'object') return found;
  }
  return undefined;
}

/**
 * `settings.strict` of a parameter for which this very call writes an object out, `check(row, { strict: true })`, or leaves it to an empty default: what is written there, and what is not,
 * is so each time that it runs. An object that a variable holds is another matter: a flag in it may be switched.
 */
export function isWrittenAtCall({ object, name }: ExprOf<'member'>, env: Env, link: Link, isSettled: (expr: Expr, env: Env) => boolean): boolean {
  if (object.kind !== 'name' || grows(object.binding, env.file)) return false;
  const own = givenTo(object, env, link);
  const literal = own && writtenFor(own.param, own.args, own.given);
  if (!literal || literal.members.some((member) => member.kind !== 'property')) return false;
  const said = literal.members.findLast((member) => member.kind === 'property' && member.key === name);
  return said === undefined || (own.given?.env !== undefined && isSettled(said.value, own.given.env));
}

function writtenFor(param: ParamFact, args: readonly Arg[], given: Arg | undefined): ExprOf<'object'> | undefined {
  if (param.rest || args.some((arg) => arg.spread)) return undefined;
  const written = given === undefined || given.nothing === true ? param.default : given.expr;
  return written?.kind === 'object' ? written : undefined;
}
