// https://mongoosejs.com/docs/guide.html#statics  https://mongoosejs.com/docs/plugins.html  https://mongoosejs.com/docs/api/schema.html#Schema.prototype.loadClass()
import { walk, type Env, type Expr, type FileFacts, type FunctionValue, type Linked, type PathValue, type Value } from '@assay/contract';

/** What is put on a model, or on its documents. */
export type Kind = 'statics' | 'methods';
type Members = Readonly<Record<Kind, Map<string, Value>>>;
type CallOf = Extract<Expr, { kind: 'call' }>;

interface Known {
  readonly schemas: Map<string, Members>;
  /** The keys of schemas by the place that makes them: a function that makes one may be run more than once. */
  readonly places: Map<string, Set<string>>;
  /** Calls that give a model its schema, by the model's name: `model('Order')` asks for it. */
  readonly named: Map<string, PathValue>;
  /** Calls that give a model further kinds of documents. */
  readonly discriminators: PathValue[];
  /** Members that plugins put on schemas which are handed to them, by the plugin. */
  readonly plugins: Map<string, Members>;
  /** The plugins of each schema. */
  readonly plugged: Map<string, string[]>;
  /** The models that `model<Document, Model>(name, schema)` makes, by the interfaces that the call names. */
  readonly typed: Map<string, Typed>;
}

/** A model, known by the interface of its documents or by its own. */
export interface Typed {
  readonly model: PathValue;
  readonly kind: Kind;
}

const KINDS: Readonly<Record<string, Kind>> = { statics: 'statics', static: 'statics', methods: 'methods', method: 'methods' };
const known = new WeakMap<Linked, Known>();

/** Interfaces that extend each other and are looked through. */
const MAX_BASES = 4;

/** The model whose call names the interface `path#Name`, or one that it extends. */
export function typedAs(as: string, project: Linked, depth = 0): Typed | undefined {
  const found = knownOf(project).typed.get(as);
  if (found || depth > MAX_BASES) return found;
  const [path = '', name] = as.split('#');
  const file = project.file(path);
  const fact = file?.types.find((type) => type.name === name);
  for (const base of file && fact ? fact.extends : []) {
    const value = file && project.typeValue(base, file);
    const typed = value?.kind === 'path' && value.as !== undefined && value.as !== as ? typedAs(value.as, project, depth + 1) : undefined;
    if (typed) return typed;
  }
  return undefined;
}

/** The schema of the model that a call makes or asks for by its name, and those of the models that it is a discriminator of. */
export function schemasOf(model: PathValue, project: Linked, depth = 0): readonly PathValue[] {
  const base = model.parent?.step === 'discriminator' ? model.parent.parent : undefined;
  const schema = project.argument(model, 1);
  if (schema?.kind === 'path') return [schema, ...(base && depth < MAX_BASES ? schemasOf(base, project, depth + 1) : [])];
  const name = project.text(project.argument(model, 0));
  const made = name === undefined || depth >= MAX_BASES ? undefined : knownOf(project).named.get(name);
  return made ? schemasOf(made, project, depth + 1) : [];
}

/** Schemas of the kinds that a document of the model may be of. */
export function kindsOf(model: PathValue, project: Linked): readonly PathValue[] {
  const [own] = schemasOf(model, project);
  if (!own) return [];
  return knownOf(project).discriminators.flatMap((kind) => {
    const base = kind.parent?.parent && schemasOf(kind.parent.parent, project)[0];
    const schema = project.argument(kind, 1);
    return base && madeAt(base) === madeAt(own) && schema?.kind === 'path' ? [schema] : [];
  });
}

/** What the code puts on the schema under a name, by itself or by a plugin. */
export function memberOf(made: PathValue, kind: Kind, name: string, project: Linked): Value | undefined {
  const all = knownOf(project);
  const schema = keyOf(made, all);
  const own = all.schemas.get(schema)?.[kind].get(name);
  if (own) return own;
  for (const plugin of all.plugged.get(schema) ?? []) {
    const given = all.plugins.get(plugin)?.[kind].get(name);
    if (given) return given;
  }
  return undefined;
}

/** The schema as the code around its making names it, when that is one. */
function keyOf(schema: PathValue, all: Known): string {
  const [only, ...others] = all.schemas.has(schema.key) || all.plugged.has(schema.key) ? [] : all.places.get(madeAt(schema)) ?? [];
  return only !== undefined && others.length === 0 ? only : schema.key;
}

function madeAt(schema: PathValue): string {
  return schema.call ? `${schema.call.file.path}:${schema.call.node.at[0]}` : schema.key;
}

function noted(schema: PathValue, all: Known): string {
  const place = madeAt(schema);
  all.places.set(place, (all.places.get(place) ?? new Set()).add(schema.key));
  return schema.key;
}

function knownOf(project: Linked): Known {
  let all = known.get(project);
  if (!all) {
    known.set(project, (all = { schemas: new Map(), places: new Map(), named: new Map(), discriminators: [], plugins: new Map(), plugged: new Map(), typed: new Map() }));
    for (const file of project.files) collect(file, all, project);
  }
  return all;
}

function collect(file: FileFacts, all: Known, project: Linked): void {
  for (const write of file.writes) {
    const kind = KINDS[write.name];
    if (kind && write.value.kind === 'object') put(owners(write.object, write.fn, file, all, project), kind, write.value, write.fn, file, project);
    if (write.object.kind !== 'member') continue;
    const on = KINDS[write.object.name];
    if (on) for (const owner of owners(write.object.object, write.fn, file, all, project)) owner[on].set(write.name, project.evaluate(write.value, project.envOf(file, write.fn)));
  }
  if (!file.imports.some(({ specifier }) => specifier === 'mongoose')) return;
  for (const [id, fn] of file.functions.entries()) for (const expr of walk(fn)) if (expr.kind === 'call') called(expr, id, file, all, project);
}

/** `schema.static('name', fn)`, `schema.method({ name() {} })`, `schema.plugin(fn)`. */
function called(expr: CallOf, id: number, file: FileFacts, all: Known, project: Linked): void {
  const { callee, args: [first, second] } = expr;
  if (callee.kind !== 'member' || !first) return;
  if ((callee.name === 'model' || callee.name === 'discriminator') && second) return made(expr, id, file, all, project);
  if (callee.name === 'loadClass') return loaded(first, owners(callee.object, id, file, all, project), project.envOf(file, id), project);
  const kind = callee.name === 'static' || callee.name === 'method' ? KINDS[callee.name] : undefined;
  if (kind && first.kind === 'object') put(owners(callee.object, id, file, all, project), kind, first, id, file, project);
  else if (kind && second && first.kind === 'literal') for (const owner of owners(callee.object, id, file, all, project)) owner[kind].set(String(first.value), project.evaluate(second, project.envOf(file, id)));
  if (callee.name !== 'plugin') return;
  const schema = project.evaluate(callee.object, project.envOf(file, id));
  const plugin = project.evaluate(first, project.envOf(file, id));
  if (schema.kind === 'path' && plugin.kind === 'function') all.plugged.set(noted(schema, all), [...(all.plugged.get(schema.key) ?? []), placeOf(plugin)]);
}

/** `model<UserDocument, UserModel>('User', schema)`, `User.discriminator('Admin', schema)` */
function made(expr: CallOf, id: number, file: FileFacts, all: Known, project: Linked): void {
  const model = project.evaluate(expr, project.envOf(file, id));
  if (model.kind !== 'path' || model.root !== 'mongoose') return;
  const name = project.text(project.argument(model, 0));
  if (name !== undefined && !all.named.has(name)) all.named.set(name, model);
  if (model.parent?.step === 'discriminator') all.discriminators.push(model);
  (['methods', 'statics'] as const).forEach((kind, index) => {
    const type = expr.typeArgs[index];
    const value = type && project.typeValue(type, file);
    if (value?.kind === 'path' && value.as !== undefined && !all.typed.has(value.as)) all.typed.set(value.as, { model, kind });
  });
}

/** `schema.loadClass(User)`: statics of the class for the model, its methods for documents. */
function loaded(expr: Expr, targets: readonly Members[], env: Env, project: Linked): void {
  const cls = targets.length === 0 ? undefined : project.evaluate(expr, env);
  if (cls?.kind !== 'class') return;
  for (const member of project.lineage(cls).classes.flatMap((owner) => owner.cls.members)) {
    if (member.kind !== 'method') continue;
    const of = member.static ? cls : project.instanceOf(cls);
    for (const target of targets) target[member.static ? 'statics' : 'methods'].set(member.name, project.member(of, member.name));
  }
}

function put(targets: readonly Members[], kind: Kind, object: Extract<Expr, { kind: 'object' }>, fn: number, file: FileFacts, project: Linked): void {
  for (const owner of targets) for (const [name, value] of project.properties(project.evaluate(object, project.envOf(file, fn)))) owner[kind].set(name, value);
}

/** The schema that an expression is; in a plugin, the one that it is handed. */
function owners(expr: Expr, fn: number, file: FileFacts, all: Known, project: Linked): readonly Members[] {
  const first = file.functions[fn]?.params[0];
  if (expr.kind === 'name' && first && expr.binding === first.binding) return [membersIn(all.plugins, `${file.path}#${fn}`)];
  const value = project.evaluate(expr, project.envOf(file, fn));
  return value.kind === 'path' && value.root === 'mongoose' ? [membersIn(all.schemas, noted(value, all))] : [];
}

function membersIn(map: Map<string, Members>, key: string): Members {
  const members = map.get(key) ?? { statics: new Map<string, Value>(), methods: new Map<string, Value>() };
  map.set(key, members);
  return members;
}

function placeOf(plugin: FunctionValue): string {
  return `${plugin.file.path}#${plugin.id}`;
}
