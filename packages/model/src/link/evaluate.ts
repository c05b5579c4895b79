import type { Arg, BindingFact, Env, Expr, ExprOf, FileFacts, PathValue, Range, Value } from '@assay/contract';
import { argsOf } from './args-of.js';
import { fulfilled } from './fulfilled.js';
import { isLeftOut } from './left-out.js';
import type { Link } from './link.js';
import { below, specifierOf } from './places.js';
import { isHeld } from './containers.js';
import { partsPushedTo, pushedTo } from './put-in.js';
import { scopeEnv } from './scope-env.js';
import { settledTruth } from './settled.js';
import { HOLE, isStatement, statementOf } from './statements.js';
import { globalNamed, isOnGlobalObject } from './global-names.js';
import { declaredPart } from './context-members.js';
import { testRun } from './test-runs.js';
import { expectedParameter } from './expected.js';
import { declaredType } from './type-values.js';
import { arrayOf, classOf, constOf, elementOf, functionOf, instanceOf, isEqual, moduleOf, objectOf, optionsOf, rolePath, rootPath, stepOf, textOf, truthiness, UNDEFINED, unionOf, unknownOf } from './values.js';

/** What an expression is in an activation. The caller memoizes; cycles end in `unknown`. */
export function evaluate(expr: Expr, env: Env, link: Link): Value {
  switch (expr.kind) {
    case 'literal': return constOf(expr.value);
    case 'undefined': return UNDEFINED;
    case 'name': return nameValue(env.file, expr.binding, env, link);
    case 'global': return globalValue(expr.name, env, link);
    case 'this': return selfOf(env);
    case 'super': return superOf(env, link);
    case 'member': return memberValue(expr, env, link);
    case 'index': return indexValue(expr, env, link);
    case 'call': return callValue(expr, env, link);
    case 'new': return link.construct(link.evaluate(expr.callee, env), argsOf(expr.args, env, link), { expr, env });
    // By its own name a function expression is met in its own activation; it stands around it.
    case 'function': return functionOf(env.file, expr.fn, (env.file.functions[expr.fn] === env.fn && env.outer) || env);
    case 'class': return classOf(env.file, expr.cls, env);
    case 'object': return objectOf(env.file, expr, env);
    case 'array': return arrayValue(expr, env, link);
    case 'spread': return link.evaluate(expr.value, env);
    case 'await': return fulfilled(link.evaluate(expr.value, env), link);
    case 'conditional': return conditional(expr, env, link);
    case 'logical': return logical(expr, env, link);
    case 'binary': return binary(expr, env, link);
    case 'unary': return unary(expr, env, link);
    case 'template': return template(expr, env, link);
    case 'assign': return link.evaluate(expr.value, env);
    case 'sequence': return link.evaluate(expr.items.at(-1) ?? { kind: 'undefined', at: expr.at }, env);
    case 'cast': return castValue(expr, env, link);
    case 'require': return link.imported(env.file, expr.specifier, '=');
    case 'import': return importValue(expr, env, link);
    case 'element': return elementOf(link.evaluate(expr.of, env), expr.index);
    case 'rest': return restValue(expr, env, link);
    case 'regex': return stepOf(stepOf(rootPath('#global'), 'RegExp'), 'new()');
    case 'yield': return expr.value ? yielded(link.evaluate(expr.value, env), env, link) : unknownOf('expression');
    case 'key': case 'caught': case 'opaque': return unknownOf('expression');
  }
}

/** `yield* value` in a generator that a library runs: what the value brings, as with `await`. A class, or a token, stands for the object that the library's layers provide under it. */
function yielded(value: Value, env: Env, link: Link): Value {
  if (value.kind === 'class') return instanceOf(value, 'container');
  const held = link.held(value);
  if (held) return held;
  if (value.kind !== 'path') return value;
  return link.containers.value(value, env.file) ?? (/^[A-Z]/.test(value.step ?? '') ? stepOf(value, 'new()') : value);
}

function nameValue(file: FileFacts, id: number, env: Env, link: Link): Value {
  const binding = file.bindings[id];
  if (!binding) return unknownOf('expression');
  for (let at: Env | undefined = env; at; at = at.outer) {
    const fixed = at.file === file ? at.bound?.get(id) : undefined;
    if (fixed) return fixed;
  }
  if (binding.kind === 'param') return paramValue(file, id, env, link);
  if (binding.imported) return link.imported(file, binding.imported.specifier, binding.imported.name);
  if (binding.kind === 'type' && binding.type !== undefined) return declaredType(file, binding.type, link);
  if (binding.members) return { kind: 'enum', key: `e:${file.path}#${id}`, name: binding.name, members: binding.members };
  const home = turnOf(binding.at, scopeEnv(file, binding.fn, env, link));
  const value = filledList(id, binding, givenValue(binding, home, link), home, link) ?? unknownOf('expression');
  return binding.declared && isVague(value) ? orElse(link.typeValue(binding.declared, file, home), value) : value;
}

/** A list that is declared empty holds what is pushed into it, where these are objects of the project; any list the parts of the program that are pushed. */
function filledList(id: number, { fn }: BindingFact, value: Value | undefined, home: Env, link: Link): Value | undefined {
  if (value?.kind !== 'array' || value.open) return value;
  const parts = partsPushedTo(id, fn, value.items, home, link);
  if (parts) return arrayOf([...value.items, ...parts]);
  if (value.items.length > 0) return value;
  const pushed = pushedTo(id, home, link);
  return pushed.length === 0 ? value : arrayOf(pushed, true);
}

/** What a name is declared with, or the first values that it is assigned. */
function givenValue({ init, assigned }: BindingFact, home: Env, link: Link): Value | undefined {
  if (!assigned) return init && link.evaluate(init, home);
  const values = [...(init ? [init] : []), ...assigned.slice(0, 6)].map((given) => link.evaluate(given, home));
  return values.length === 0 ? undefined : unionOf(values);
}

/** A name declared outside an unrolled loop is one thing, whichever turn reads it. */
function turnOf(declared: Range, env: Env): Env {
  const loop = env.unrolled;
  return loop && (declared[0] < loop.at[0] || declared[1] > loop.at[1]) ? turnOf(declared, loop.from) : env;
}

function paramValue(file: FileFacts, id: number, env: Env, link: Link): Value {
  const binding = file.bindings[id];
  if (!binding) return unknownOf('parameter');
  const home = scopeEnv(file, binding.fn, env, link);
  const param = home.fn.params.find((candidate) => candidate.binding === id);
  const passed = home.args && param ? passedValue(home.args, binding.index ?? 0, param.rest) : undefined;
  const known = passed && !(passed.kind === 'const' && passed.value === undefined && param?.default) ? passed : undefined;
  const fallback = param?.default && (!passed || !known) ? link.evaluate(param.default, home) : undefined;
  const value = known ?? fallback ?? unknownOf('parameter');
  if (home.args && param && isLeftOut(home.args, binding.index ?? 0, param)) return madeInstead(id, home, link) ?? (value.kind === 'const' ? value : UNDEFINED);
  const injected = value.kind === 'unknown' ? link.containers.parameter(file, binding.fn, binding.index ?? 0) : undefined;
  if (injected) return injected;
  if (!isVague(value)) return (binding.declared && isForeignMember(value) ? libraryType(link.typeValue(binding.declared, file, home), value) : undefined) ?? value;
  const declared = binding.declared ? orElse(link.typeValue(binding.declared, file, home), value) : value;
  if (declared.kind !== 'unknown' && declared.kind !== 'typed') return declared;
  if (home.args && value.kind === 'const') return declared;
  // A type says nothing of what a function does, and whoever is handed it on would ask its own callers.
  if (value.kind === 'unknown' && value.reason === 'budget') return declared.kind === 'typed' && declared.type.kind === 'function' ? value : declared;
  if (isReckoned(home.args?.[binding.index ?? 0]?.expr)) return declared;
  const index = binding.index ?? 0;
  return link.passed(file, binding.fn, index) ?? (binding.declared ? undefined : expectedParameter(file, binding.fn, index, link)) ?? (declared.kind === 'unknown' ? link.handed(file, binding.fn, index) : undefined) ?? (declared.kind === 'unknown' ? roleByName(file, id) : undefined) ?? declared;
}

/** What a parameter that was left out gets then: `if (!client) client = await pool.connect()`. */
function madeInstead(id: number, home: Env, link: Link): Value | undefined {
  const made = (home.file.bindings[id]?.assigned ?? []).slice(0, 6).map((expr) => link.evaluate(expr, home)).filter((value) => !isVague(value));
  return made.length === 0 ? undefined : unionOf(made);
}

/** A number, a text or a truth value that is computed: what other callers pass says nothing of it. */
function isReckoned(expr: Expr | undefined): boolean {
  return expr?.kind === 'binary' || expr?.kind === 'unary' || (expr?.kind === 'template' && expr.tag === undefined);
}

/** `server.db`: a member that no code was seen to put on a library's object. */
function isForeignMember(value: Value): value is PathValue {
  return value.kind === 'path' && !value.root.startsWith('#') && value.step !== undefined && /^\w+$/.test(value.step) && value.parent?.step === '()';
}

/** What another library's type says of it. */
function libraryType(declared: Value, value: PathValue): Value | undefined {
  return declared.kind === 'path' && declared.step === 'new()' && declared.root !== value.root && !declared.root.startsWith('#') ? declared : undefined;
}

/** Handlers that only a library calls: an undeclared `req` is the request, a `res` beside it the response. The last resort, after behaviour and types. */
function roleByName(file: FileFacts, id: number): Value | undefined {
  const binding = file.bindings[id];
  if (!binding) return undefined;
  if (binding.name === 'req' || binding.name === 'request') return rolePath('#request');
  if (binding.name !== 'res' && binding.name !== 'response') return undefined;
  const before = file.functions[binding.fn]?.params[(binding.index ?? 0) - 1];
  const name = before && file.bindings[before.binding]?.name;
  return name === 'req' || name === 'request' || name === '_req' || name === '_' ? rolePath('#response') : undefined;
}

function passedValue(args: readonly Arg[], index: number, rest: boolean): Value {
  const spread = args.findIndex((arg) => arg.spread);
  if (spread >= 0 && spread <= index) return unknownOf('spread-args');
  if (rest) return arrayOf(args.slice(index).map((arg) => arg.value));
  return args[index]?.value ?? UNDEFINED;
}

/** Nothing useful is known: a declared type says more. */
function isVague(value: Value): boolean {
  return optionsOf(value).every((option) => (option.kind === 'unknown' && option.text === undefined) || (option.kind === 'const' && (option.value === undefined || option.value === null)) || (option.kind === 'path' && (isOnGlobalObject(option) || isPromise(option))));
}

/** Of a promise that is made by hand nothing is known but that it is one. */
function isPromise({ root, path }: PathValue): boolean {
  return root === '#global' && path === 'Promise.new()';
}

function orElse(preferred: Value, otherwise: Value): Value {
  return preferred.kind === 'unknown' ? otherwise : preferred;
}

function globalValue(name: string, env: Env, link: Link): Value {
  if (name === 'exports') return moduleOf(env.file);
  if (name === 'module') return unknownOf('global');
  return globalNamed(name, link) ?? stepOf(rootPath('#global'), name);
}

/** `this`: arrows see the one around them. */
function selfOf(env: Env): Value {
  for (let at: Env | undefined = env; at; at = at.outer) {
    if (at.self) return at.self;
    if (at.fn.kind === 'arrow' || at.fn.kind === 'module') continue;
    return unknownOf('global');
  }
  return unknownOf('global');
}

function superOf(env: Env, link: Link): Value {
  const self = selfOf(env);
  if (self.kind !== 'instance' && self.kind !== 'class') return unknownOf('expression');
  const of = self.kind === 'instance' ? self.of : self;
  const around = methodEnv(env);
  const lineage = link.lineage(of).classes;
  const position = lineage.findIndex((cls) => cls.file === around.file && cls.id === around.fn.cls);
  const base = lineage[position + 1];
  if (base) return self.kind === 'instance' ? instanceOf(base, `super:${self.key}`, self.args) : base;
  const library = link.lineage(of).library;
  if (!library) return unknownOf('expression');
  return self.kind === 'instance' ? stepOf(library, 'new()', undefined, { via: of }) : library;
}

/** A method of the base class runs on the very object: what it calls on `this` is the subclass's own. */
function onSelf(value: Value, self: Value): Value {
  if (self.kind !== 'instance') return value;
  return unionOf(optionsOf(value).map((option) => (option.kind === 'function' && option.self?.kind === 'instance' ? functionOf(option.file, option.id, option.env, self, option.bound) : option)));
}

function methodEnv(env: Env): Env {
  return env.fn.kind === 'arrow' && env.outer ? methodEnv(env.outer) : env;
}

function memberValue(expr: ExprOf<'member'>, env: Env, link: Link): Value {
  if (expr.name === 'exports' && expr.object.kind === 'global' && expr.object.name === 'module') return link.index.exportsAs(env.file, '=').length > 0 ? link.exported(env.file.path, '=') : moduleOf(env.file);
  const object = link.evaluate(expr.object, env);
  const value = link.member(object, expr.name);
  if (expr.object.kind === 'super') return onSelf(value, selfOf(env));
  if (expr.object.kind !== 'name' || !isVague(value)) return declaredPart(expr, object, value, env, link) ?? value;
  const parked = link.index.parkedOn(env.file, expr.object.binding).filter((write) => write.name === expr.name).slice(0, 4);
  if (parked.length === 0) return value;
  return unionOf(parked.map((write) => link.evaluate(write.value, scopeEnv(env.file, write.fn, env, link))));
}

function indexValue(expr: ExprOf<'index'>, env: Env, link: Link): Value {
  const object = link.evaluate(expr.object, env);
  const index = link.evaluate(expr.index, env);
  const name = textOf(index);
  if (name !== undefined) return object.kind === 'array' || (object.kind === 'list' && /^\d+$/.test(name)) ? elementOf(object, Number(name)) : link.member(object, name);
  const names = optionsOf(index).map(textOf);
  if (index.kind === 'union' && names.every((option) => option !== undefined)) return unionOf(names.map((option) => link.member(object, option ?? '')));
  return object.kind === 'union' ? unionOf(object.options.map((option) => anyMember(option, link))) : anyMember(object, link);
}

/** `object[key]` with a key that is not decidable. */
function anyMember(object: Value, link: Link): Value {
  if (object.kind === 'array' || object.kind === 'list') return elementOf(object);
  if (object.kind === 'path') return stepOf(object, '[]');
  if (object.kind !== 'object') return unknownOf('computed-member');
  const parked = link.member(object, '[]');
  const values = object.node.members.flatMap((member) => (member.kind === 'property' ? [link.evaluate(member.value, object.env)] : []));
  if (parked.kind !== 'unknown' && parked.kind !== 'const') values.push(parked);
  return values.length === 0 ? unknownOf('computed-member') : unionOf(values);
}

function callValue(expr: ExprOf<'call'>, env: Env, link: Link): Value {
  if (expr.callee.kind === 'super') return UNDEFINED;
  return link.call(link.evaluate(expr.callee, env), argsOf(expr.args, env, link), { expr, env });
}

function arrayValue(expr: ExprOf<'array'>, env: Env, link: Link): Value {
  const items: Value[] = [];
  let open = false;
  for (const item of expr.items) {
    const value = link.evaluate(item, env);
    if (item.kind !== 'spread') items.push(value);
    else if (value.kind === 'array') {
      items.push(...value.items);
      open ||= value.open;
    } else {
      items.push(...spreadOptions(value));
      open = true;
    }
  }
  return arrayOf(items, open);
}

/** `...(flag ? [a] : [])`: each option's items may be there. */
function spreadOptions(value: Value): Value[] {
  if (value.kind === 'list') return [value.of];
  if (value.kind !== 'union') return value.kind === 'path' ? [stepOf(value, '[]')] : [];
  return value.options.flatMap((option) => (option.kind === 'array' ? [...option.items] : []));
}

function conditional(expr: ExprOf<'conditional'>, env: Env, link: Link): Value {
  const known = settledTruth(expr.test, env, link);
  if (known !== undefined) return link.evaluate(known ? expr.then : expr.else, env);
  return unionOf([link.evaluate(expr.then, env), link.evaluate(expr.else, env)]);
}

function logical(expr: ExprOf<'logical'>, env: Env, link: Link): Value {
  const left = link.evaluate(expr.left, env);
  const sure = settledTruth(expr.left, env, link);
  const known = expr.op === '??' && sure !== undefined ? !(left.kind === 'const' && (left.value === null || left.value === undefined)) : sure;
  if (expr.op === '&&') {
    if (known === false) return left;
    return link.evaluate(expr.right, env);
  }
  if (known === true) return left;
  const right = link.evaluate(expr.right, env);
  return known === false ? right : unionOf([left, right]);
}

function binary(expr: ExprOf<'binary'>, env: Env, link: Link): Value {
  const left = link.evaluate(expr.left, env);
  const right = link.evaluate(expr.right, env);
  const begun = expr.op === '+' ? left.kind === 'const' ? left.value : left.kind === 'unknown' ? left.text : undefined : undefined;
  if (isStatement(begun) && (left.kind !== 'const' || right.kind !== 'const')) return statementOf(`${String(begun)}${right.kind === 'const' ? String(right.value) : HOLE}`);
  const place = expr.op === '+' && right.kind === 'const' ? below(left, String(right.value)) : undefined;
  if (place) return place;
  const inTests = testRun(expr.op, left, right);
  if (inTests !== undefined) return constOf(inTests);
  if (left.kind !== 'const' || right.kind !== 'const') return unknownOf('expression');
  switch (expr.op) {
    case '+':
      if (typeof left.value === 'number' && typeof right.value === 'number') return constOf(left.value + right.value);
      return typeof left.value === 'string' || typeof right.value === 'string' ? constOf(`${String(left.value)}${String(right.value)}`) : unknownOf('expression');
    case '===': case '==': case '!==': case '!=': return constOf(isEqual(expr.op, left, right) === expr.op.startsWith('='));
    default: return typeof left.value === 'number' && typeof right.value === 'number' ? reckoned(expr.op, left.value, right.value) : unknownOf('expression');
  }
}

function reckoned(op: string, left: number, right: number): Value {
  switch (op) {
    case '*': return constOf(left * right);
    case '-': return constOf(left - right);
    case '/': return constOf(left / right);
    default: return unknownOf('expression');
  }
}

function unary(expr: ExprOf<'unary'>, env: Env, link: Link): Value {
  const value = link.evaluate(expr.value, env);
  if (expr.op === '!') {
    // What may be null or undefined keeps only its other values: an object says nothing here.
    const mayBeNothing = value.kind === 'instance' || value.kind === 'object' || value.kind === 'array';
    const known = mayBeNothing ? undefined : truthiness(value);
    return known === undefined ? unknownOf('expression') : constOf(!known);
  }
  if (expr.op === 'typeof') return typeName(value);
  if (value.kind !== 'const' || typeof value.value !== 'number') return unknownOf('expression');
  if (expr.op === '-') return constOf(-value.value);
  // `~name.indexOf('.js')`: 0, which is false, where it is not in it.
  if (expr.op === '~') return constOf(~value.value);
  return unknownOf('expression');
}

/** What `typeof` says of a value that cannot be anything else. */
function typeName(value: Value): Value {
  switch (value.kind) {
    case 'const': return constOf(typeof value.value);
    case 'function': case 'class': return constOf('function');
    case 'array': return constOf('object');
    default: return unknownOf('expression');
  }
}

function template(expr: ExprOf<'template'>, env: Env, link: Link): Value {
  if (expr.tag) {
    const tag = link.evaluate(expr.tag, env);
    if (tag.kind === 'path') return stepOf(tag, '()', { node: expr, file: env.file, env });
    return unknownOf('expression');
  }
  const place = placeIn(expr, env, link);
  if (place) return place;
  let text = expr.quasis[0] ?? '';
  let whole = true;
  for (const [index, hole] of expr.holes.entries()) {
    const part = textOf(link.evaluate(hole, env));
    if (part === undefined && !isStatement(text)) return unknownOf('dynamic-path');
    whole &&= part !== undefined;
    text += (part ?? HOLE) + (expr.quasis[index + 1] ?? '');
  }
  return whole ? constOf(text) : statementOf(text);
}

/** `${__dirname}/routes/${name}` */
function placeIn(expr: ExprOf<'template'>, env: Env, link: Link): Value | undefined {
  const [first, ...holes] = expr.holes;
  if (!first || expr.quasis[0] !== '') return undefined;
  const rest = holes.map((hole) => textOf(link.evaluate(hole, env)));
  return rest.includes(undefined) ? undefined : below(link.evaluate(first, env), expr.quasis.slice(1).map((text, index) => text + (rest[index] ?? '')).join(''));
}

function castValue(expr: ExprOf<'cast'>, env: Env, link: Link): Value {
  const value = link.evaluate(expr.value, env);
  return isVague(value) || value.kind === 'typed' || isHeld(value, link) ? orElse(link.typeValue(expr.type, env.file, env), value) : value;
}

function importValue(expr: ExprOf<'import'>, env: Env, link: Link): Value {
  const specifier = specifierOf(link.evaluate(expr.specifier, env), env.file, link);
  return specifier === undefined ? unknownOf('unresolved-import') : link.imported(env.file, specifier, '*');
}

function restValue(expr: ExprOf<'rest'>, env: Env, link: Link): Value {
  const value = link.evaluate(expr.of, env);
  if (value.kind === 'array') return arrayOf(value.items.slice(expr.from ?? 0), value.open);
  return expr.from === undefined ? value : unknownOf('expression');
}

