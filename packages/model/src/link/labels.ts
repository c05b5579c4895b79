import { Label, type Env, type Expr, type ExprOf, type PathValue, type Value } from '@assay/contract';
import { calledName } from '../ir/called-name.js';
import { isNothing } from '../ir/is-nothing.js';
import { importedExpr } from './exports.js';
import { feasibleReturns } from './feasible-returns.js';
import type { Link } from './link.js';
import { scopeEnv } from './scope-env.js';
import { optionsOf, stepOf, textOf } from './values.js';

/** What an expression was derived from, as a set of `Label` bits. The caller memoizes and bounds the depth. */
export function labelsOf(expr: Expr, env: Env, link: Link): number {
  switch (expr.kind) {
    case 'name': return nameLabels(expr.binding, env, link);
    case 'member': return memberLabels(expr, env, link);
    case 'call': case 'new': return callLabels(expr, env, link);
    case 'index': return link.labels(expr.object, env) | link.labels(expr.index, env) | pathLabels(link.evaluate(expr, env), link) | slotLabels(expr, env, link);
    case 'global': return 0;
    case 'caught': return Label.exception;
    case 'await': case 'spread': case 'cast': case 'unary': return link.labels(expr.value, env);
    case 'yield': return expr.value ? link.labels(expr.value, env) : 0;
    case 'assign': return link.labels(expr.value, env);
    case 'conditional': return link.labels(expr.then, env) | link.labels(expr.else, env) | link.labels(expr.test, env);
    case 'logical': case 'binary': return link.labels(expr.left, env) | link.labels(expr.right, env);
    case 'template': return expr.holes.reduce((all, hole) => all | link.labels(hole, env), expr.tag ? link.labels(expr.tag, env) : 0);
    case 'array': case 'sequence': return expr.items.reduce((all, item) => all | link.labels(item, env), 0);
    case 'object': return expr.members.reduce((all, member) => all | (isCondition(member) ? conditionLabels(member.value, env, link) : link.labels(member.value, env)), 0);
    case 'element': return link.labels(heldAt(expr.of, expr.index, env) ?? expr.of, env);
    case 'key': case 'rest': return link.labels(expr.of, env);
    default: return 0;
  }
}

/** `where: (table, { eq }) => eq(table.id, given)`: a condition is made of what its function answers. */
function isCondition(member: ExprOf<'object'>['members'][number]): member is Extract<typeof member, { kind: 'property' }> & { readonly value: ExprOf<'function'> } {
  return member.kind === 'property' && member.key === 'where' && member.value.kind === 'function';
}

function conditionLabels({ fn }: ExprOf<'function'>, env: Env, link: Link): number {
  return link.index.returnsOf(env.file, fn).reduce((all, value) => all | link.labels(value, env), 0);
}

/** `const [user, order] = await Promise.all([findUser(), findOrder()])`: one of the list, of which the others say nothing. */
function heldAt(of: Expr, index: number | undefined, env: Env): Expr | undefined {
  if (index === undefined) return undefined;
  switch (of.kind) {
    case 'await': case 'cast': return heldAt(of.value, index, env);
    case 'name': {
      const binding = env.file.bindings[of.binding];
      return binding?.kind === 'const' && binding.init && env.file.functions[binding.fn] === env.fn ? heldAt(binding.init, index, env) : undefined;
    }
    case 'call': return of.callee.kind === 'member' && of.callee.name === 'all' && of.callee.object.kind === 'global' && of.args[0] ? heldAt(of.args[0], index, env) : undefined;
    case 'array': return of.items.slice(0, index + 1).some(({ kind }) => kind === 'spread') ? undefined : of.items[index];
    default: return undefined;
  }
}

function nameLabels(id: number, env: Env, link: Link): number {
  const binding = env.file.bindings[id];
  if (!binding) return 0;
  if (binding.imported) {
    // A constant that another file of the project exports.
    const there = importedExpr(binding.imported, env.file, link.index);
    return there ? link.labels(there.expr, link.envOf(there.file, 0)) : 0;
  }
  const home = scopeEnv(env.file, binding.fn, env, link);
  if (binding.kind === 'param') {
    const passed = home.args?.[binding.index ?? 0];
    const value = link.evaluate({ kind: 'name', binding: id, at: binding.at }, env);
    return (passed?.labels ?? 0) | pathLabels(value, link);
  }
  const labels = [binding.init, ...(binding.assigned ?? []).slice(0, 6)].reduce((all, init) => all | (init ? link.labels(init, home) : 0), 0);
  return labels & Label.principal && binding.init && answersRights(binding.init, binding.name, home, link) ? labels | Label.role : labels;
}

const RIGHTS = /^(?:roles?|permissions?|rights|privileges?|access_?level)$|(?:_(?:roles?|permissions?|rights|privileges?)|Roles?|Permissions?|Rights|Privileges?|AccessLevel)$/;
const OF_SOMEBODY = /^(?:get|load|fetch|resolve|compute|calculate)\w*?(?:Roles?|Permissions?|Rights|Privileges?|AccessLevel|_(?:roles?|permissions?|rights))(?:(?:Of|For|By|In|On|_of|_for)\w*)?$/;

/** `const role = await roleIn(caller, team)`, `const mine = await getPermissions(caller)`: what a function of the project answers of the caller, and is called rights. */
function answersRights(init: Expr, name: string, env: Env, link: Link): boolean {
  if (init.kind === 'await' || init.kind === 'cast') return answersRights(init.value, name, env, link);
  if (init.kind !== 'call' || !(RIGHTS.test(name) || OF_SOMEBODY.test(calledName(init.callee, env.file)))) return false;
  return optionsOf(link.evaluate(init.callee, env)).some(({ kind }) => kind === 'function');
}

function memberLabels(expr: Extract<Expr, { kind: 'member' }>, env: Env, link: Link): number {
  const value = link.evaluate(expr, env);
  // A client that a step before put on a context (`ctx.db`) is the server's own.
  if (value.kind === 'path' && link.isData(value.root) && !value.path.includes('().')) return pathLabels(value, link);
  const own = pathLabels(value, link) | slotLabels(expr, env, link);
  const object = resultLabels(expr, env, link) ?? link.labels(expr.object, env);
  const isRequest = optionsOf(value).some((option) => option.kind === 'path' && option.root === '#request');
  const ofCaller = isRequest ? own : own | object;
  return ofCaller | (isCaller(isRequest ? own : object) && ROLE_NAMES.test(expr.name) ? Label.role : 0);
}

/** The caller, or the row that a credential of the request was looked up in. */
function isCaller(labels: number): boolean {
  return (labels & Label.principal) !== 0 || (labels & (Label.credential | Label.data)) === (Label.credential | Label.data);
}

/** A member of what a function of the project returns as a literal (`const { body } = await parse(request)`): what that member was derived from. */
function resultLabels(expr: Extract<Expr, { kind: 'member' }>, env: Env, link: Link): number | undefined {
  const call = resultCall(expr.object, env);
  const callees = call ? optionsOf(link.evaluate(call.callee, env)) : [];
  let labels = 0;
  for (const callee of callees) {
    const returned = callee.kind === 'function' ? link.index.returnsOf(callee.file, callee.id) : [];
    const there = returned.filter((value) => !isNothing(value));
    if (!call || callee.kind !== 'function' || there.length === 0) return undefined;
    const found = there.map((value) => propertyOf(value, expr.name));
    if (found.includes(undefined)) return undefined;
    // Where it may answer nothing, that there is an answer says what the whole was derived from.
    if (there.length < returned.length) labels |= link.labels(call, env) & ~Label.role;
    labels |= link.bounded(callee.fn, 0, () => {
      const inner = link.activate(callee, call.args.map((arg) => link.arg(arg, env)));
      return found.reduce((all: number, value) => all | (value ? ofMember(value, link.labels(value, inner)) : 0), 0);
    });
  }
  return callees.length === 0 ? undefined : labels;
}

/** A record that holds somebody's rights among other things is there whatever these are. */
function ofMember(value: Expr, labels: number): number {
  return value.kind === 'object' && value.members.length > 1 ? labels & ~Label.role : labels;
}

/** The value of a member of a literal; undefined where it is no literal, or not known to have the member: what is spread behind it may have one of that name. */
function propertyOf(value: Expr, name: string): Expr | undefined {
  if (value.kind !== 'object') return undefined;
  const at = value.members.findLastIndex((member) => member.kind === 'property' && member.key === name);
  return at < 0 || value.members.slice(at).some(({ kind }) => kind !== 'property') ? undefined : value.members[at]?.value;
}

function resultCall(expr: Expr, env: Env): Extract<Expr, { kind: 'call' }> | undefined {
  if (expr.kind === 'call') return expr.args.some((arg) => arg.kind === 'spread') ? undefined : expr;
  if (expr.kind === 'await' || expr.kind === 'cast') return resultCall(expr.value, env);
  const binding = expr.kind === 'name' ? env.file.bindings[expr.binding] : undefined;
  return binding?.kind === 'const' && binding.init && env.file.functions[binding.fn] === env.fn ? resultCall(binding.init, env) : undefined;
}

/** What middleware put on the request or a context replaces the member's value; that `request.user` is the caller stays true. */
function slotLabels(expr: ExprOf<'member' | 'index'>, env: Env, link: Link): number {
  return slotPaths(expr, env, link, 0).reduce((all, path) => all | pathLabels(path, link), 0);
}

/** The member of a role that an expression names, whatever was parked there: `c.var.session.user`, `request[CALLER]`. */
function slotPaths(expr: Expr, env: Env, link: Link, depth: number): readonly PathValue[] {
  if (depth > 4) return [];
  if (expr.kind === 'name') {
    const binding = env.file.bindings[expr.binding];
    return binding?.kind === 'const' && (binding.init?.kind === 'member' || binding.init?.kind === 'index') && env.file.functions[binding.fn] === env.fn ? slotPaths(binding.init, env, link, depth + 1) : [];
  }
  if (expr.kind !== 'member' && expr.kind !== 'index') return [];
  const name = expr.kind === 'member' ? expr.name : textOf(link.evaluate(expr.index, env));
  if (name === undefined) return [];
  const roles = optionsOf(link.evaluate(expr.object, env)).filter((option): option is PathValue => option.kind === 'path' && (option.root === '#request' || option.root === '#state'));
  return (roles.length > 0 ? roles : slotPaths(expr.object, env, link, depth + 1)).map((path) => stepOf(path, name));
}

/** Member names of a principal that say what the caller may do. */
export const ROLE_NAMES = /^(?:is|has|can)?_?(?:roles?|role_?names?|permissions?|scopes?|admin|administrator|is_?admin|is_?superuser|super_?(?:user|admin)|staff|moderator|owner|groups?|abilities|authorities|privileges?|rights|access_?level|user_?type)(?:_?(?:id|name|s))?$/i;

function callLabels(expr: Extract<Expr, { kind: 'call' | 'new' }>, env: Env, link: Link): number {
  const args = expr.args.reduce((all, arg) => all | link.labels(arg, env), 0);
  const callee = expr.callee.kind === 'member' ? link.labels(expr.callee.object, env) : expr.callee.kind === 'name' ? 0 : link.labels(expr.callee, env);
  const value = link.evaluate(expr.callee, env);
  let labels = args | callee;
  for (const option of optionsOf(value)) {
    if (option.kind === 'path' && option.root === '#global' && LOOKED_UP.test(`${option.path}()`)) labels |= Label.data;
    if (option.kind !== 'function' || link.index.returnsOf(option.file, option.id).length === 0) continue;
    labels |= link.bounded(option.fn, 0, () => {
      const inner = link.activate(option, expr.args.map((arg) => link.arg(arg, env)));
      return feasibleReturns(option, inner, link).slice(0, 6).reduce((all, returned) => all | link.labels(returned, inner), 0);
    });
  }
  return labels | pathLabels(link.evaluate(expr, env), link);
}

/** A look-up in a table that the process keeps, such as its sessions. */
const LOOKED_UP = /^(?:Map|WeakMap)\.new\(\)\.get\(\)$/;

/** What the library or the framework says of a value. Request members that no row names are input. */
export function pathLabels(value: Value, link: Link): number {
  if (value.kind === 'path') return link.labelsOfPath(value);
  if (value.kind !== 'union') return 0;
  return value.options.reduce((all, option) => (option.kind === 'path' ? all | link.labelsOfPath(option) : all), 0);
}

/** The same for one path: what its own step says, and unless that settles where it comes from, what the steps before it say. The caller memoizes. */
export function labelsOfPath(path: PathValue, link: Link): number {
  if (path.path === '') return path.root === '#request' ? Label.input : path.root === '#error' ? Label.exception : 0;
  const concept = link.concept(path);
  if (concept?.kind === 'source') return concept.label;
  const own = concept?.kind === 'verify' ? Label.principal : concept?.kind === 'access' ? Label.data : path.root === '#global' ? globalLabels(path.path) : 0;
  const caller = path.parent?.path === '' && path.step !== undefined && link.slots.holdsCaller(path.root, path.step) ? heldLabels(path.step) : 0;
  return own | caller | (path.parent ? link.labelsOfPath(path.parent) : 0);
}

/** What a step keeps of the caller: `request.permission = await permissionsOf(request.callerId)` are the caller's rights. */
function heldLabels(name: string): number {
  return ROLE_NAMES.test(name) ? Label.principal | Label.role : Label.principal;
}

function globalLabels(path: string): number {
  if (path === 'process.env') return Label.config;
  return LOOKED_UP.test(path) ? Label.data : 0;
}
