// https://mongoosejs.com/docs/guide.html#statics  https://mongoosejs.com/docs/plugins.html
import { walk, type Expr, type FileFacts, type FunctionValue, type Linked, type PathValue, type Value } from '@assay/contract';

type Kind = 'statics' | 'methods';
type Members = Readonly<Record<Kind, Map<string, Value>>>;

interface Known {
  readonly schemas: Map<string, Members>;
  /** Members that plugins put on schemas which are handed to them, by the plugin. */
  readonly plugins: Map<string, Members>;
  /** The plugins of each schema. */
  readonly plugged: Map<string, string[]>;
}

const KINDS: Readonly<Record<string, Kind>> = { statics: 'statics', static: 'statics', methods: 'methods', method: 'methods' };
const READS = /^(?:find|create|hydrate|insertOne|new$)/;
const known = new WeakMap<Linked, Known>();

/** A static of a model or a method of its documents that the project's schema or a plugin of it defines. */
export function schemaMember(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind !== 'path') return undefined;
  const model = modelOf(owner);
  const schema = model && project.argument(model, 1);
  if (!model || schema?.kind !== 'path') return undefined;
  const kind = owner === model ? 'statics' : isDocument(owner, model) ? 'methods' : undefined;
  const found = kind && (lookUp(schema.key, kind, name, project) ?? option(schema, kind, name, project));
  return found?.kind === 'function' && found.fn.kind !== 'arrow' ? { ...found, key: `${found.key}@${owner.key}`, self: owner } : found;
}

/** `mongoose.model('Hound', schema)`, at the path or above it. */
function modelOf(path: PathValue): PathValue | undefined {
  for (let at: PathValue | undefined = path; at; at = at.parent) if (at.step === '()' && at.parent?.step === 'model') return at;
  return undefined;
}

/** What a query of the model answered, or a new object of it. */
function isDocument(path: PathValue, model: PathValue): boolean {
  for (let at: PathValue | undefined = path; at && at !== model; at = at.parent) {
    if (READS.test(at.step === '()' ? at.parent?.step ?? '' : at.step === 'new()' ? 'new' : '')) return true;
  }
  return false;
}

/** `new Schema(fields, { statics: { .. }, methods: { .. } })` */
function option(schema: PathValue, kind: Kind, name: string, project: Linked): Value | undefined {
  const options = project.argument(schema, 1);
  const members = options && project.properties(options).get(kind);
  return members && project.properties(members).get(name);
}

function lookUp(schema: string, kind: Kind, name: string, project: Linked): Value | undefined {
  let all = known.get(project);
  if (!all) {
    known.set(project, (all = { schemas: new Map(), plugins: new Map(), plugged: new Map() }));
    for (const file of project.files) collect(file, all, project);
  }
  const own = all.schemas.get(schema)?.[kind].get(name);
  if (own) return own;
  for (const plugin of all.plugged.get(schema) ?? []) {
    const given = all.plugins.get(plugin)?.[kind].get(name);
    if (given) return given;
  }
  return undefined;
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
function called(expr: Extract<Expr, { kind: 'call' }>, id: number, file: FileFacts, all: Known, project: Linked): void {
  const { callee, args: [first, second] } = expr;
  if (callee.kind !== 'member' || !first) return;
  const kind = callee.name === 'static' || callee.name === 'method' ? KINDS[callee.name] : undefined;
  if (kind && first.kind === 'object') put(owners(callee.object, id, file, all, project), kind, first, id, file, project);
  else if (kind && second && first.kind === 'literal') for (const owner of owners(callee.object, id, file, all, project)) owner[kind].set(String(first.value), project.evaluate(second, project.envOf(file, id)));
  if (callee.name !== 'plugin') return;
  const schema = project.evaluate(callee.object, project.envOf(file, id));
  const plugin = project.evaluate(first, project.envOf(file, id));
  if (schema.kind === 'path' && plugin.kind === 'function') all.plugged.set(schema.key, [...(all.plugged.get(schema.key) ?? []), placeOf(plugin)]);
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
