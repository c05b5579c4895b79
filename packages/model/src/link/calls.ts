import type { Arg, ClassValue, Env, Expr, FunctionValue, InstanceValue, ModuleValue, PathValue, TypeExpr, Value } from '@assay/contract';
import { builtinCall } from './builtins.js';
import { constructorOf } from './constructor-of.js';
import type { Link } from './link.js';
import { specifierOf } from './places.js';
import { proxiedOf } from './proxied.js';
import { classOf, constOf, functionOf, idOf, instanceOf, memoOf, optionsOf, rolePath, stepOf, unionOf, unknownOf } from './values.js';

export interface Site { readonly expr: Expr; readonly env: Env }

/** The value of a call. */
export function callOf(callee: Value, args: readonly Arg[], site: Site | undefined, link: Link): Value {
  const builtin = builtinCall(callee, args, site, link);
  if (builtin) return builtin;
  switch (callee.kind) {
    case 'function': return declaredResult(callee, args, resultOf(callee, args, site, link), link);
    case 'path': return pathCall(callee, args, site, link);
    case 'union': return unionOf(callee.options.filter((option) => option.kind !== 'const').map((option) => link.call(option, args, site)));
    case 'module': return moduleCall(callee, args, site, link);
    case 'typed': return callee.type.kind === 'function' ? link.typeValue(callee.type.returns, callee.file) : unknownOf('any-typed-receiver');
    case 'unknown': return callee;
    default: return unknownOf('expression');
  }
}

/** Of a function that answers nothing no caller need be told apart. */
function resultOf(callee: FunctionValue, args: readonly Arg[], site: Site | undefined, link: Link): Value {
  const answers = link.index.returnsOf(callee.file, callee.id).length > 0;
  return link.returns(callee, answers ? link.activate(callee, args, site?.expr, site?.env) : link.envOf(callee.file, callee.id));
}

/** A module that is called is what it exports as a whole; one with named exports only is no function. */
function moduleCall(callee: ModuleValue, args: readonly Arg[], site: Site | undefined, link: Link): Value {
  const whole = link.exported(callee.file.path, 'default');
  return whole.kind === 'module' && whole.file === callee.file ? unknownOf('expression') : link.call(whole, args, site);
}

/** What a function answers where its body does not show it: what a parameter makes, or what its type says. */
function declaredResult(fn: FunctionValue, args: readonly Arg[], result: Value, link: Link): Value {
  const { returns } = fn.fn;
  // A store that is filled by a computed name seems to hold nothing.
  const isHidden = result.kind === 'unknown' || (result.kind === 'const' && result.value === undefined) || (result.kind === 'path' && result.root === '#global') || isUnknownList(result);
  if (!isHidden || (returns?.kind !== 'ref' && returns?.kind !== 'array')) return result;
  if (returns.kind === 'ref' && returns.binding === undefined && returns.args.length === 0) return madeByParameter(fn, returns.name, args, link) ?? result;
  const isOpen = result.kind !== 'const' && !(result.kind === 'unknown' && result.reason === 'budget');
  return (isOpen ? saidResult(fn, returns, link) : undefined) ?? result;
}

/** `remember<T>(name: string, make: () => T): T`: what the body hides in a store of the process is what `make` answers. */
function madeByParameter({ fn }: FunctionValue, type: string, args: readonly Arg[], link: Link): Value | undefined {
  const maker = fn.params.findIndex(({ declared }) => declared?.kind === 'function' && declared.returns.kind === 'ref' && declared.returns.name === type);
  const made = maker < 0 ? undefined : args[maker]?.value;
  return made?.kind === 'function' ? link.call(made, []) : undefined;
}

/** `Promise<Order[]>` are objects of that class; of other types nothing is said. */
function saidResult({ file, env }: FunctionValue, returns: TypeExpr, link: Link): Value | undefined {
  const said = link.typeValue(returns, file, env);
  return optionsOf(said).some((option) => option.kind === 'instance' || (option.kind === 'list' && optionsOf(option.of).some(({ kind }) => kind === 'instance'))) ? said : undefined;
}

/** `ids.map((id) => rows.get(id))`: that there are many is all that is seen; a list that callbacks fill seems to be empty. */
function isUnknownList(value: Value): boolean {
  return (value.kind === 'list' && value.of.kind === 'unknown') || (value.kind === 'array' && value.items.length === 0);
}

function pathCall(callee: PathValue, args: readonly Arg[], site: Site | undefined, link: Link): Value {
  const node = site && (site.expr.kind === 'call' || site.expr.kind === 'new') ? (site.expr) : undefined;
  const path = stepOf(callee, '()', node && site ? { node, file: site.env.file, env: site.env } : undefined);
  const role = link.roleOf(path);
  if (role !== undefined) return roleValue(role, link);
  const concept = link.concept(path);
  if (concept?.kind === 'inert' && concept.answers !== undefined) return constOf(concept.answers);
  if (concept?.kind === 'invoke' && concept.holds === 'opened') return link.held(path) ?? path;
  if (concept?.kind === 'wrap') {
    const wrapped = args[concept.arg]?.value;
    if (concept.loads) return (site && loaded(wrapped, callee, site, link)) ?? path;
    if (concept.result) return wrapped?.kind === 'function' ? link.call(wrapped, []) : path;
    if (!concept.instance) return concept.memo && wrapped?.kind === 'function' ? memoOf(wrapped) : wrapped ?? path;
    return contained(wrapped, path, site, link);
  }
  return path;
}

/** What a container answers: what the project told it under this identifier, an object of the class (of a library too), or what the call says that it is: `container.resolve<Store>('store')`. */
function contained(given: Value | undefined, path: PathValue, site: Site | undefined, link: Link): Value {
  // `@Inject(() => Store)` names what is declared further down.
  const identifier = given?.kind === 'function' ? link.call(given, []) : given;
  const provided = site && identifier && link.containers.value(identifier, site.env.file);
  if (provided) return provided;
  if (identifier?.kind === 'class') return instanceOf(identifier, 'container');
  if (identifier?.kind === 'path' && /^[A-Z]\w*[a-z]\w*$/.test(identifier.path) && !identifier.root.startsWith('#')) return stepOf(identifier, 'new()');
  const type = site?.expr.kind === 'call' ? site.expr.typeArgs[0] : undefined;
  const said = site && type ? link.typeValue(type, site.env.file, site.env) : undefined;
  return said && said.kind !== 'unknown' ? said : path;
}

/** `store.import('./models/lamp')`: what the file's export answers when it is called with the receiver. */
function loaded(name: Value | undefined, callee: PathValue, site: Site, link: Link): Value | undefined {
  const specifier = specifierOf(name, site.env.file, link);
  if (specifier === undefined || !callee.parent) return undefined;
  const made = link.call(link.imported(site.env.file, specifier, '='), [{ value: callee.parent, labels: 0 }], site);
  return made.kind === 'unknown' ? undefined : made;
}

/** A role, or what was parked on it: `c.get('repository')` is `repository` of the context's slots. */
function roleValue(role: string, link: Link): Value {
  const [root = role, ...names] = role.split('.');
  return names.reduce<Value>((value, name) => link.member(value, name), rolePath(root));
}

/** The value of `new callee(...)`. */
export function constructOf(callee: Value, args: readonly Arg[], site: Site, link: Link): Value {
  switch (callee.kind) {
    case 'class': return instanceOf(callee, `${idOf(site.env.file)}:${site.expr.at[0]}${args.length === 0 ? `#${site.env.id}` : ''}`, args);
    case 'function': {
      const cls = constructedBy(callee);
      const made = cls && link.construct(cls, args, site);
      return returnedObject(callee, made, args, site, link) ?? made ?? unknownOf('expression');
    }
    case 'path': {
      const proxied = proxiedOf(callee, args, link);
      if (proxied) return proxied;
      const node = site.expr.kind === 'new' ? site.expr : undefined;
      // A name that is a class and a type at once may be read as the type: what is made is an object of it all the same.
      const of = callee.step === 'new()' && callee.parent ? callee.parent : callee;
      const made = stepOf(of, 'new()', node && { node, file: site.env.file, env: site.env });
      return args.some(({ value }) => isRequest(value)) && link.roleOf(made) === '#request' ? rolePath('#request') : made;
    }
    case 'union': return unionOf(callee.options.filter((option) => option.kind !== 'const').map((option) => link.construct(option, args, site)));
    case 'unknown': return callee;
    default: return unknownOf('expression');
  }
}

/** The request, or its clone: a request that is made of one has its headers, `new Request(url, request)`. */
function isRequest(value: Value): boolean {
  return value.kind === 'path' && value.root === '#request' && (value.path === '' || value.path === 'clone()');
}

/** `new` of a function that returns an object gives that object, not the one that was made. */
function returnedObject(callee: FunctionValue, made: Value | undefined, args: readonly Arg[], site: Site, link: Link): Value | undefined {
  if (callee.fn.kind === 'arrow' || link.index.returnsOf(callee.file, callee.id).length === 0) return undefined;
  const on = made ? functionOf(callee.file, callee.id, callee.env, made, callee.bound) : callee;
  const returned = link.returns(on, link.activate(on, args, site.expr, site.env));
  return optionsOf(returned).every((option) => option.kind === 'object' || option.kind === 'instance' || option.kind === 'function') ? returned : undefined;
}

/** The class whose constructor is this function: `function Store(db) { this.save = .. }`. */
function constructedBy({ file, fn, id, env }: FunctionValue): ClassValue | undefined {
  return fn.cls !== undefined && file.classes[fn.cls]?.members.some((member) => member.kind === 'constructor' && member.fn === id) ? classOf(file, fn.cls, env) : undefined;
}

/**
 * The activation of the constructor of `cls` (the instance's class or one it extends) for this instance: arguments of `new` for the
 * outermost, of `super(...)` above it.
 */
export function constructorEnv(instance: InstanceValue, cls: ClassValue, link: Link): Env {
  const classes = link.lineage(instance.of).classes;
  const index = classes.findIndex((candidate) => candidate.key === cls.key);
  let args = instance.args;
  for (const [position, owner] of classes.entries()) {
    const fn = constructorOf(owner);
    if (position >= index) return fn === undefined ? link.derive(link.envOf(owner.file, owner.cls.fn, instance), `outer:${owner.env.id}`, { outer: owner.env }) : activation(owner, fn, instance, args, link);
    if (fn === undefined) continue;
    const env = activation(owner, fn, instance, args, link);
    const superArgs = superCall(owner.file.functions[fn]?.body ?? []);
    args = superArgs && instance.args ? superArgs.map((expr) => link.arg(expr, env)) : superArgs?.map((expr) => link.arg(expr, env));
  }
  return link.envOf(cls.file, cls.cls.fn, instance);
}

function activation(owner: ClassValue, fn: number, instance: InstanceValue, args: readonly Arg[] | undefined, link: Link): Env {
  return link.activate(functionOf(owner.file, fn, owner.env, instance), args);
}

function superCall(body: readonly { readonly kind: string; readonly value?: Expr }[]): readonly Expr[] | undefined {
  for (const statement of body) {
    const value = statement.kind === 'expr' ? statement.value : undefined;
    if (value?.kind === 'call' && value.callee.kind === 'super') return value.args;
  }
  return undefined;
}

