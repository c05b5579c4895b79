// https://mongoosejs.com/docs/guide.html#statics  https://mongoosejs.com/docs/plugins.html  https://mongoosejs.com/docs/api/schema.html#Schema.prototype.loadClass()
import { walk, type Env, type Expr, type FileFacts, type FunctionValue, type Linked, type PathValue, type Value } from '@assay/contract';

/** What is put on a model, or on its documents. */
export type Kind = 'statics' | 'methods';
type Members = Readonly<Record<Kind, Map<string, Value>>>;
type CallOf = Extract<Expr, { kind: 'call' }>;

interface Known {
  readonly schemas: Map<string, Members>;
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

/** The model whose call names the interface `path#Name`. */
export function typedAs(as: string, project: Linked): Typed | undefined {
  return knownOf(project).typed.get(as);
}

/** What the code puts on the schema under a name, by itself or by a plugin. */
export function memberOf(schema: string, kind: Kind, name: string, project: Linked): Value | undefined {
  const all = knownOf(project);
  const own = all.schemas.get(schema)?.[kind].get(name);
  if (own) return own;
  for (const plugin of all.plugged.get(schema) ?? []) {
    const given = all.plugins.get(plugin)?.[kind].get(name);
    if (given) return given;
  }
  return undefined;
}

function knownOf(project: Linked): Known {
  let all = known.get(project);
  if (!all) {
    known.set(project, (all = { schemas: new Map(), plugins: new Map(), plugged: new Map(), typed: new Map() }));
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
  if (callee.name === 'model' && second) return typed(expr, id, file, all, project);
  if (callee.name === 'loadClass') return loaded(first, owners(callee.object, id, file, all, project), project.envOf(file, id), project);
  const kind = callee.name === 'static' || callee.name === 'method' ? KINDS[callee.name] : undefined;
  if (kind && first.kind === 'object') put(owners(callee.object, id, file, all, project), kind, first, id, file, project);
  else if (kind && second && first.kind === 'literal') for (const owner of owners(callee.object, id, file, all, project)) owner[kind].set(String(first.value), project.evaluate(second, project.envOf(file, id)));
  if (callee.name !== 'plugin') return;
  const schema = project.evaluate(callee.object, project.envOf(file, id));
  const plugin = project.evaluate(first, project.envOf(file, id));
  if (schema.kind === 'path' && plugin.kind === 'function') all.plugged.set(schema.key, [...(all.plugged.get(schema.key) ?? []), placeOf(plugin)]);
}

/** `model<UserDocument, UserModel>('User', schema)` */
function typed(expr: CallOf, id: number, file: FileFacts, all: Known, project: Linked): void {
  if (expr.typeArgs.length === 0) return;
  const model = project.evaluate(expr, project.envOf(file, id));
  if (model.kind !== 'path' || model.root !== 'mongoose') return;
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
  return value.kind === 'path' && value.root === 'mongoose' ? [membersIn(all.schemas, value.key)] : [];
}

function membersIn(map: Map<string, Members>, key: string): Members {
  const members = map.get(key) ?? { statics: new Map<string, Value>(), methods: new Map<string, Value>() };
  map.set(key, members);
  return members;
}

function placeOf(plugin: FunctionValue): string {
  return `${plugin.file.path}#${plugin.id}`;
}
