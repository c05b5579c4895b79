import { Label, walkExpr, type ClassValue, type Env, type Expr, type ExprOf, type InstanceValue, type TypeExpr } from '@assay/contract';
import { constructorOf } from '../link/constructor-of.js';
import type { Linker } from '../link/linker.js';
import { scopeEnv } from '../link/scope-env.js';
import { functionOf, optionsOf } from '../link/values.js';

/** What a truth value that says that there is a caller is called. */
const SAYS_THERE_IS = /^(?:is|has|was)?_?(?:authenticated|authori[sz]ed|logged_?in|signed_?in|verified)$/i;

/** Is it a truth value that an object of the project was made with? What it was derived from says nothing of it: it may be true of nobody in particular. */
export function isFlag(expr: Expr, env: Env, linker: Linker): expr is ExprOf<'member'> {
  if (expr.kind !== 'member' || SAYS_THERE_IS.test(expr.name) || linker.labels(expr, env) & Label.role) return false;
  return instancesOf(expr.object, env, linker).some(({ of }) => linker.lineage(of).classes.some(({ cls, file }) => cls.members.some((member) => (
    member.name === expr.name && isTruthValue(member.declared ?? (member.kind === 'getter' ? file.functions[member.fn ?? -1]?.returns : undefined))))));
}

function isTruthValue(type: TypeExpr | undefined): boolean {
  return type?.kind === 'keyword' && type.name === 'boolean';
}

/** The objects of the project's classes that an expression may be. */
function instancesOf(expr: Expr, env: Env, linker: Linker): readonly InstanceValue[] {
  return optionsOf(linker.evaluate(expr, env)).flatMap((option) => (option.kind === 'instance' ? [option] : []));
}

/**
 * The condition that an expression stands for: a constant that holds a negation, or a condition with a flag in it, for what it was set to; a choice between a
 * condition and a flag that cannot be set for this request for the condition; everything else for itself.
 */
export function meantBy(expr: Expr, env: Env, linker: Linker, decide: (part: Expr) => boolean | undefined): Expr {
  if (expr.kind === 'logical') {
    const [one, other] = isFlag(expr.right, env, linker) ? [expr.left, expr.right] : isFlag(expr.left, env, linker) ? [expr.right, expr.left] : [];
    return one && other && expr.op !== '??' && decide(other) === (expr.op === '&&') ? one : expr;
  }
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  if (binding?.kind !== 'const' || !binding.init || env.file.functions[binding.fn] !== env.fn) return expr;
  const holds = (binding.init.kind === 'unary' && binding.init.op === '!') || (binding.init.kind === 'logical' && walkExpr(binding.init).some((part) => isFlag(part, env, linker)));
  return holds ? meantBy(binding.init, env, linker, decide) : expr;
}

/** An expression, and where it is to be read. */
export interface Defined { readonly expr: Expr; readonly env: Env }

/**
 * What a member was set to, wherever the object was made: by the getter or the constructor of its class, or by the literal that a function was given. An object
 * that is only kept (on the request, in a map) was made like those that are seen to be.
 */
export function definitionsOf(expr: ExprOf<'member'>, env: Env, linker: Linker): readonly Defined[] {
  const given = expr.object.kind === 'name' ? givenMember(expr.object, expr.name, env, linker) : undefined;
  if (given) return [given];
  const found = instancesOf(expr.object, env, linker).filter(({ args }) => args !== undefined).map((instance) => instanceMember(instance, expr.name, linker));
  const known = found.flatMap((one) => (one ? [one] : []));
  return known.length === found.length ? known : [];
}

function givenMember({ binding: id }: ExprOf<'name'>, name: string, env: Env, linker: Linker): Defined | undefined {
  const binding = env.file.bindings[id];
  if (binding?.kind !== 'param') return undefined;
  const arg = scopeEnv(env.file, binding.fn, env, linker).args?.[binding.index ?? 0];
  const members = arg?.expr?.kind === 'object' ? arg.expr.members : [];
  const property = members.every(({ kind }) => kind === 'property') ? members.find((member) => member.kind === 'property' && member.key === name) : undefined;
  return property && arg?.env ? { expr: property.value, env: arg.env } : undefined;
}

function instanceMember(instance: InstanceValue, name: string, linker: Linker): Defined | undefined {
  const owner = linker.lineage(instance.of).classes.find(({ cls }) => cls.members.some((member) => member.name === name));
  const member = owner?.cls.members.find((one) => one.name === name && one.kind !== 'setter');
  if (!owner || !member) return undefined;
  if (member.kind !== 'getter') return writtenOnce(owner, name, linker.constructorEnv(instance, owner));
  const [returned, ...more] = member.fn === undefined ? [] : linker.index.returnsOf(owner.file, member.fn);
  return returned && more.length === 0 && member.fn !== undefined ? { expr: returned, env: linker.activate(functionOf(owner.file, member.fn, owner.env, instance), []) } : undefined;
}

/** The only value that the class gives to its field, in the constructor. */
function writtenOnce(owner: ClassValue, name: string, env: Env): Defined | undefined {
  const methods = new Set(owner.cls.members.map(({ fn }) => fn));
  const [write, ...more] = owner.file.writes.filter((one) => one.object.kind === 'this' && one.name === name && methods.has(one.fn));
  return write && more.length === 0 && write.fn === constructorOf(owner) ? { expr: write.value, env } : undefined;
}
