import type { ClassMember, ClassValue, Expr, InstanceValue, ObjectValue, PathValue, Value } from '@assay/contract';
import { filledMember } from './filled.js';
import { globalNamed, isGlobalObject, parkedByGlobalName } from './global-names.js';
import type { Link } from './link.js';
import { prototypeMember } from './prototypes.js';
import { scopeEnv } from './scope-env.js';
import { constOf, functionOf, instanceOf, optionsOf, rolePath, stepOf, UNDEFINED, unionOf, unknownOf } from './values.js';

/** `value.name`, whatever the value is. */
export function memberOf(value: Value, name: string, link: Link): Value {
  switch (value.kind) {
    case 'module': return link.exported(value.file.path, name);
    case 'object': return objectMember(value, name, link);
    case 'instance': return instanceMember(value, name, link);
    case 'class': return classMember(value, name, link);
    case 'path': return pathMember(value, name, link);
    case 'enum': {
      const member = value.members[name];
      return member === undefined ? unknownOf('computed-member') : constOf(member);
    }
    case 'function': return functionMember(value, name, link);
    case 'union': {
      const solid = value.options.filter((option) => option.kind !== 'const' && option.kind !== 'unknown');
      return unionOf((solid.length > 0 ? solid : value.options).map((option) => link.member(option, name)));
    }
    case 'typed': return typedMember(value, name, link);
    case 'array': return name === 'length' && !value.open ? constOf(value.items.length) : unknownOf('expression');
    case 'unknown': return value;
    case 'const': case 'list': return unknownOf('expression');
  }
}

/** Of assignments to one member, so many are followed. */
const MAX_PARKED = 4;

/** What is worth following when it was parked on a request or on a framework's instance. */
const PARKED: ReadonlySet<string> = new Set(['function', 'instance', 'class', 'object']);

function pathMember(path: PathValue, name: string, link: Link): Value {
  if (isGlobalObject(path)) return globalNamed(name, link) ?? stepOf(path, name);
  const step = stepOf(path, name);
  const role = link.roleOf(step);
  if (role !== undefined) return rolePath(role);
  const isObject = path.path === '' ? path.root.startsWith('#') : path.step === '()' || path.step === 'new()';
  const parked = isObject ? link.slot(path.root, name) : undefined;
  if (!parked) return step;
  const isIdentity = link.concept(step)?.kind === 'source';
  const useful = optionsOf(parked).filter((option) => PARKED.has(option.kind) || (option.kind === 'path' && !isIdentity && !option.root.startsWith('#')));
  if (useful.length === 0) return step;
  return unionOf(useful.map((option) => (option.kind === 'function' && option.fn.kind !== 'arrow' && !option.self ? functionOf(option.file, option.id, option.env, path) : option)));
}

/** Every object has them. */
const INHERITED: ReadonlySet<string> = new Set(['hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', 'toString', 'toLocaleString', 'valueOf', 'constructor']);

function objectMember(object: ObjectValue, name: string, link: Link): Value {
  let open = false;
  for (const member of [...object.node.members].reverse()) {
    if (member.kind === 'spread') {
      const found = link.member(link.evaluate(member.value, object.env), name);
      if (found.kind !== 'unknown' && !(found.kind === 'const' && found.value === undefined)) return found;
      open ||= found.kind === 'unknown';
    } else if (member.kind === 'computed') {
      const key = link.evaluate(member.key, object.env);
      if (key.kind === 'const' && String(key.value) === name) return link.evaluate(member.value, object.env);
      open ||= key.kind !== 'const';
    } else if (member.key === name && member.kind !== 'setter') {
      const value = link.evaluate(member.value, object.env);
      if (value.kind === 'const' && (value.value === null || value.value === undefined)) return ownWrite(object, name, link) ?? value;
      if (value.kind !== 'function') return value;
      const method = value.self || value.fn.kind === 'arrow' ? value : functionOf(value.file, value.id, value.env, object, value.bound);
      return member.kind === 'getter' ? link.returns(method, link.activate(method, [])) : method;
    }
  }
  if (INHERITED.has(name)) return unknownOf('expression');
  return parkedMember(object, name, link) ?? ownWrite(object, name, link) ?? exportedBeside(object, name, link) ?? (open ? unknownOf('computed-member') : UNDEFINED);
}

/** `this.name = value` in a method of the literal: `{ client: null, connect() { this.client = make(); } }`. */
function ownWrite(object: ObjectValue, name: string, link: Link): Value | undefined {
  const methods = new Set(object.node.members.flatMap((member) => (member.kind !== 'spread' && member.kind !== 'computed' && member.value.kind === 'function' ? [member.value.fn] : [])));
  const writes = object.file.writes.filter((write) => write.name === name && write.object.kind === 'this' && methods.has(write.fn));
  const values = writes.slice(0, 4).map((write) => link.evaluate(write.value, link.envOf(object.file, write.fn))).filter((value) => value.kind !== 'unknown');
  return values.length === 0 ? undefined : unionOf(values);
}

/** `obj.name = value` after the literal: found through the binding that holds the object. */
function parkedMember(object: ObjectValue, name: string, link: Link): Value | undefined {
  const binding = link.index.bindingOf(object.file, object.node.at[0]);
  if (binding === undefined) return parkedOnExport(object, name, link);
  const all = link.index.parkedOn(object.file, binding);
  const named = all.filter((write) => write.name === name);
  const filling = named.length > 0 ? [] : all.filter((write) => write.name === '[]');
  const filled = filling.length === 0 ? undefined : filledMember(object.file, filling, name, object.env, link);
  if (filled) return filled;
  const writes = named.length > 0 ? named : filling;
  return writes.length === 0 ? parkedByGlobalName(object.file, binding, name, link) ?? parkedByImporters(object, name, link) : unionOf(writes.slice(0, MAX_PARKED).map((write) => link.evaluate(write.value, scopeEnv(object.file, write.fn, object.env, link))));
}

/** `exports.tables = {}; exports.tables[name] = db.table(name)`: what the same file puts on an object that it exports by name. */
function parkedOnExport(object: ObjectValue, name: string, link: Link): Value | undefined {
  const { file, node } = object;
  const entry = file.exports.find(({ value }) => value?.kind === 'object' && value.at[0] === node.at[0]);
  const all = entry ? file.writes.filter((write) => write.object.kind === 'member' && write.object.name === entry.name && isExports(write.object.object)) : [];
  const named = all.filter((write) => write.name === name);
  const writes = named.length > 0 ? named : all.filter((write) => write.name === '[]');
  return writes.length === 0 ? undefined : unionOf(writes.slice(0, MAX_PARKED).map((write) => link.evaluate(write.value, scopeEnv(file, write.fn, object.env, link))));
}

/** `exports`, `module.exports` */
function isExports(expr: Expr): boolean {
  return expr.kind === 'member' ? expr.name === 'exports' && expr.object.kind === 'global' && expr.object.name === 'module' : expr.kind === 'global' && expr.name === 'exports';
}

/** `core.db = connect()` in another file, which imports the object. */
function parkedByImporters(object: ObjectValue, name: string, link: Link): Value | undefined {
  const writes = link.index.parkedOnImports(name).filter(({ file, write }) => file !== object.file && optionsOf(link.evaluate(write.object, link.envOf(file, write.fn))).some(({ key }) => key === object.key));
  return writes.length === 0 ? undefined : unionOf(writes.slice(0, MAX_PARKED).map(({ file, write }) => link.evaluate(write.value, link.envOf(file, write.fn))));
}

/** `module.exports = settings; module.exports.link = connect()`: a name that a file exports on the very object, function or class that it exports as a whole. */
function exportedBeside(value: Extract<Value, { kind: 'object' | 'function' | 'class' }>, name: string, link: Link): Value | undefined {
  const { file } = value;
  const beside = link.index.exportsAs(file, name).flatMap((entry) => (entry.value ? [entry.value] : []));
  if (beside.length === 0) return undefined;
  const home = link.envOf(file, 0);
  const isWhole = link.index.exportsAs(file, '=').some((entry) => entry.value && link.evaluate(entry.value, home).key === value.key);
  return isWhole ? unionOf(beside.map((expr) => link.evaluate(expr, home))) : undefined;
}

function functionMember(fn: Extract<Value, { kind: 'function' }>, name: string, link: Link): Value {
  const declared = fn.file.bindings.findIndex((binding) => binding.init?.kind === 'function' && binding.init.fn === fn.id);
  const writes = declared < 0 ? [] : link.index.parkedOn(fn.file, declared).filter((write) => write.name === name);
  return writes.length === 0 ? exportedBeside(fn, name, link) ?? unknownOf('expression') : unionOf(writes.map((write) => link.evaluate(write.value, link.envOf(fn.file, write.fn))));
}

function typedMember(value: Extract<Value, { kind: 'typed' }>, name: string, link: Link): Value {
  if (value.type.kind !== 'object') return unknownOf('any-typed-receiver');
  const member = value.type.members.find((candidate) => candidate.name === name);
  return member ? link.typeValue(member.type, value.file) : unknownOf('any-typed-receiver');
}

function classMember(cls: ClassValue, name: string, link: Link): Value {
  const { classes, library } = link.lineage(cls);
  for (const owner of classes) {
    const member = owner.cls.members.find((candidate) => candidate.name === name && candidate.static);
    if (member) return staticValue(member, owner, cls, link);
  }
  const parked = parkedStatic(cls, name, link) ?? exportedBeside(cls, name, link);
  if (parked) return parked;
  if (name === 'name' && cls.cls.name !== '') return constOf(cls.cls.name);
  return library ? stepOf(library, name, undefined, { via: cls }) : unknownOf('expression');
}

function staticValue(member: ClassMember, owner: ClassValue, self: ClassValue, link: Link): Value {
  if (member.fn === undefined) {
    const value = member.init ? link.evaluate(member.init, owner.env) : unknownOf('expression');
    return value.kind === 'unknown' && member.declared ? link.typeValue(member.declared, owner.file) : value;
  }
  const fn = functionOf(owner.file, member.fn, owner.env, self);
  return member.kind === 'getter' ? link.returns(fn, link.activate(fn, [])) : fn;
}

function parkedStatic(cls: ClassValue, name: string, link: Link): Value | undefined {
  const binding = cls.file.bindings.findIndex((candidate) => candidate.cls === cls.id);
  const writes = binding < 0 ? [] : link.index.parkedOn(cls.file, binding).filter((write) => write.name === name);
  return writes.length === 0 ? undefined : unionOf(writes.map((write) => link.evaluate(write.value, link.envOf(cls.file, write.fn))));
}

function instanceMember(instance: InstanceValue, name: string, link: Link): Value {
  const { classes, library } = link.lineage(instance.of);
  for (const owner of classes) {
    const found = ownMember(instance, owner, name, link);
    if (found) return found;
  }
  const parked = prototypeMember(instance, classes, name, link) ?? parkedOnInstance(instance, name, link);
  if (parked) return parked;
  if (library) return link.member(stepOf(library, 'new()', undefined, { via: instance.of, ...baseTypeArgs(instance.of, classes) }), name);
  return unknownOf('expression');
}

/** A member that no class declares, put on an object by assignment: `service.transactional = (fn) => ...`, `const settings = new Settings(); settings.store = new Store()`. */
function parkedOnInstance(instance: InstanceValue, name: string, link: Link): Value | undefined {
  const values = link.index.parkedAs(name).slice(0, MAX_WRITES).flatMap(({ file, write }) => {
    const env = link.envOf(file, write.fn);
    const holds = optionsOf(link.evaluate(write.object, env)).some((option) => option.kind === 'instance' && option.of.key === instance.of.key);
    return holds ? [link.evaluate(write.value, env)] : [];
  });
  return values.length === 0 ? undefined : unionOf(values);
}

/** Assignments of one name that are looked at. */
const MAX_WRITES = 12;

/** `class UserRepository extends Repository<User>`: the type arguments of the library class. */
function baseTypeArgs(of: ClassValue, classes: readonly ClassValue[]): Pick<PathValue, 'typeArgs'> {
  const last = classes.at(-1) ?? of;
  return last.cls.extendsArgs.length === 0 ? {} : { typeArgs: last.cls.extendsArgs.map((type) => ({ type, file: last.file })) };
}

function ownMember(instance: InstanceValue, owner: ClassValue, name: string, link: Link): Value | undefined {
  const members = owner.cls.members.filter((candidate) => candidate.name === name && !candidate.static);
  const method = members.find((candidate) => candidate.kind === 'method' || candidate.kind === 'getter');
  if (method?.fn !== undefined) {
    if (method.abstract) return overridden(instance, name, link);
    const fn = functionOf(owner.file, method.fn, owner.env, instance);
    if (method.kind !== 'getter') return fn;
    const value = link.returns(fn, link.activate(fn, []));
    const written = value.kind === 'unknown' && members.some(({ kind }) => kind === 'setter') ? [...fieldValues(instance, owner, undefined, name, link)] : [];
    return written.length > 0 ? unionOf(written) : value;
  }
  const property = members.find((candidate) => candidate.kind === 'property');
  const values = [...fieldValues(instance, owner, property, name, link)];
  if (values.length > 0) {
    const value = unionOf(values);
    if (value.kind !== 'unknown') return value;
  }
  const declared = property?.declared && link.typeValue(property.declared, owner.file, link.constructorEnv(instance, owner));
  if (declared && declared.kind !== 'unknown') return declared;
  return (property && property.decorators.length > 0 ? link.containers.asked(property.decorators, owner.file, name) : undefined) ?? declared ?? values[0];
}

function* fieldValues(instance: InstanceValue, owner: ClassValue, property: ClassMember | undefined, name: string, link: Link): Generator<Value> {
  const env = link.constructorEnv(instance, owner);
  const asked = property && property.decorators.length > 0 ? link.containers.asked(property.decorators, owner.file) : undefined;
  if (asked) yield asked;
  if (property?.init) yield taken(link.evaluate(property.init, env), property.init, instance);
  const constructor = owner.cls.members.find((candidate) => candidate.kind === 'constructor');
  const param = constructor?.fn === undefined ? undefined : owner.file.functions[constructor.fn]?.params.find((candidate) => candidate.property && owner.file.bindings[candidate.binding]?.name === name);
  if (param) yield link.evaluate({ kind: 'name', binding: param.binding, at: owner.file.bindings[param.binding]?.at ?? [0, 0] }, env);
  for (const write of link.index.thisWrites(owner.file, owner.id, name).slice(0, 6)) {
    const home = write.fn === constructor?.fn ? env : link.envOf(owner.file, write.fn, instance);
    const value = link.evaluate(write.value, home);
    if (value.kind !== 'unknown') yield bound(value, instance);
  }
}

/** `Orders.prototype.close = close`, `close = close` of a class: a function by its name, whatever object it was exported in, is a method of this one. */
function taken(value: Value, init: Expr, instance: InstanceValue): Value {
  const isNamed = init.kind === 'name' || init.kind === 'member';
  return isNamed && value.kind === 'function' && value.fn.kind === 'function' ? functionOf(value.file, value.id, value.env, instance, value.bound) : value;
}

/** `this.save = function () {}`: called as a method of the object. */
function bound(value: Value, instance: InstanceValue): Value {
  const isMethod = value.kind === 'function' && value.fn.kind !== 'arrow' && !value.self;
  return isMethod ? functionOf(value.file, value.id, value.env, instance, value.bound) : value;
}

/** An abstract method of an object known by type alone: what the concrete subclasses make of it. */
function overridden(instance: InstanceValue, name: string, link: Link): Value {
  const options = link.subclasses.of(instance.of).flatMap((cls) => {
    const method = cls.cls.members.find((member) => member.name === name && member.fn !== undefined && !member.abstract);
    return method?.fn === undefined ? [] : [functionOf(cls.file, method.fn, cls.env, instanceOf(cls, 'type'))];
  });
  return options.length === 0 ? unknownOf('alternative') : unionOf(options.slice(0, 6));
}
