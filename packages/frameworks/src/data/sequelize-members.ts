// https://sequelize.org/docs/v6/core-concepts/model-basics/  https://sequelize.org/docs/v6/other-topics/upgrade/
import { walk, type ClassValue, type Expr, type FileFacts, type Linked, type PathValue, type Value } from '@assay/contract';

interface Known {
  /** Classes and definitions by the model's name. */
  readonly models: Map<string, Value>;
  /** What is put on a defined model (`static`) or on its prototype. */
  readonly members: Map<string, Value>;
}

const known = new WeakMap<Linked, Known>();
const PACKAGES: ReadonlySet<string> = new Set(['sequelize', 'sequelize-typescript', '@sequelize/core']);
const ROWS = /^(?:find|create$|build$|reload$)/;
/** Calls of a row that answer the row. */
const SAME_ROW = /^(?:save|update|reload|set)$/;
/** Where the rows stand in an answer. */
const OF_ANSWER = /^(?:rows|\[\]|\d+)$/;

/** `sequelize.models.invoice` is the model of that name; a defined model has what the project puts on it. */
export function modelMember(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind !== 'path' || !PACKAGES.has(owner.root)) return undefined;
  if (owner.step === 'models') return knownOf(project).models.get(name);
  const model = definitionAt(owner);
  const found = !model ? ofClass(owner, name, project) : owner === model ? ownMember(model, 'static', name, project) : answersRows(owner, model) ? ownMember(model, 'row', name, project) : undefined;
  return found?.kind === 'function' && found.fn.kind !== 'arrow' ? { ...found, key: `${found.key}@${owner.key}`, self: owner } : found;
}

/** A row that a class was asked for has the class's methods, also those that are functions in its fields. */
function ofClass(owner: PathValue, name: string, project: Linked): Value | undefined {
  const model = rowOf(owner);
  if (!model || !project.lineage(model).classes.some(({ cls }) => cls.members.some((member) => member.name === name && !member.static))) return undefined;
  const found = project.member(project.instanceOf(model), name);
  return found.kind === 'function' ? found : undefined;
}

/** The class that the value is a row of: nothing of another table lies between it and the look-up. */
function rowOf(path: PathValue): ClassValue | undefined {
  let at: PathValue | undefined = path;
  while (at) {
    const asked: PathValue | undefined = at.step === '()' ? at.parent : undefined;
    // A member that no class of the project declares is the library's, by way of the class.
    if (asked?.via && !asked.parent?.via && ROWS.test(asked.step ?? '')) return asked.via;
    if (!(asked ? SAME_ROW : OF_ANSWER).test((asked ?? at).step ?? '')) return undefined;
    at = asked ? asked.parent : at.parent;
  }
  return undefined;
}

function ownMember(model: PathValue, kind: 'static' | 'row', name: string, project: Linked): Value | undefined {
  const options = project.argument(model, 2);
  // Up to version 3.
  const listed = options && project.properties(options).get(kind === 'static' ? 'classMethods' : 'instanceMethods');
  return (listed && project.properties(listed).get(name)) ?? knownOf(project).members.get(`${writtenAt(model)}|${kind}|${name}`);
}

/** The place of the definition: it is the same model whoever calls the file's function. */
function writtenAt(model: PathValue): string {
  return model.call ? `${model.call.file.path}:${model.call.node.at[0]}` : model.key;
}

/** `sequelize.define('invoice', fields)`, at the path or above it. */
function definitionAt(path: PathValue): PathValue | undefined {
  for (let at: PathValue | undefined = path; at; at = at.parent) if (at.step === '()' && at.parent?.step === 'define') return at;
  return undefined;
}

function answersRows(path: PathValue, model: PathValue): boolean {
  for (let at: PathValue | undefined = path; at && at !== model; at = at.parent) if (at.step === 'new()' || (at.step === '()' && ROWS.test(at.parent?.step ?? ''))) return true;
  return false;
}

function knownOf(project: Linked): Known {
  let all = known.get(project);
  if (!all) {
    known.set(project, (all = { models: new Map(), members: new Map() }));
    for (const cls of project.classes()) {
      const { library } = project.lineage(cls);
      if (library && PACKAGES.has(library.root) && /(?:^|\.)Model$/.test(library.path)) all.models.set(cls.cls.name, cls);
    }
    for (const file of project.files) collect(file, all, project);
  }
  return all;
}

function collect(file: FileFacts, all: Known, project: Linked): void {
  for (const [id, fn] of file.functions.entries()) {
    for (const expr of walk(fn)) if (expr.kind === 'call' && expr.callee.kind === 'member' && (expr.callee.name === 'init' || expr.callee.name === 'define')) named(expr, expr.callee, id, file, all, project);
  }
  for (const write of file.writes) {
    if (write.value.kind !== 'function') continue;
    const row = write.object.kind === 'member' && write.object.name === 'prototype';
    const on = project.evaluate(row && write.object.kind === 'member' ? write.object.object : write.object, project.envOf(file, write.fn));
    if (on.kind === 'path' && PACKAGES.has(on.root) && definitionAt(on) === on) all.members.set(`${writtenAt(on)}|${row ? 'row' : 'static'}|${write.name}`, project.evaluate(write.value, project.envOf(file, write.fn)));
  }
}

/** `super.init(fields, { modelName: 'invoice' })`, `Invoice.init(..)`, `sequelize.define('invoice', ..)`. */
function named(expr: Extract<Expr, { kind: 'call' }>, callee: Extract<Expr, { kind: 'member' }>, id: number, file: FileFacts, all: Known, project: Linked): void {
  const env = project.envOf(file, id);
  if (callee.name === 'define') {
    const model = project.evaluate(expr, env);
    const name = model.kind === 'path' && PACKAGES.has(model.root) ? project.text(project.argument(model, 0)) : undefined;
    if (name !== undefined) all.models.set(name, model);
    return;
  }
  const own = file.functions[id]?.cls;
  const options = expr.args[1] && project.properties(project.evaluate(expr.args[1], env));
  const name = project.text(options?.get('modelName'));
  if (name === undefined) return;
  const inside = (callee.object.kind === 'super' || callee.object.kind === 'this') && own !== undefined;
  const cls = inside ? project.evaluate({ kind: 'class', cls: own, at: file.classes[own]?.at ?? [0, 0] }, project.envOf(file, 0)) : project.evaluate(callee.object, env);
  if (cls.kind === 'class') all.models.set(name, cls);
}
