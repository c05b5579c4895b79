// https://bookshelfjs.org/api.html#Model-static-extend  https://bookshelfjs.org/api.html#Bookshelf-instance-model
import type { Linked, PathValue, Value } from '@assay/contract';

/** What a model was made with: `Model.extend(own, statics)`, `store.model('Lamp', own, statics)`. */
export interface Definition {
  readonly call: PathValue;
  readonly table?: string;
  readonly name?: string;
}

const ROWS = /^(?:new|forge|fetch\w*|save|refresh|load|create|first|last|at|where|query|orderBy)$/;

/** The nearest definition that a value comes from. */
export function definitionOf(path: PathValue, project: Linked): Definition | undefined {
  const [call] = definitionsAt(path);
  if (!call) return undefined;
  const named = call.parent?.step === 'model';
  const own = project.argument(call, named ? 1 : 0);
  const table = own?.kind === 'object' ? project.text(project.properties(own).get('tableName')) : undefined;
  const name = named ? project.text(project.argument(call, 0)) : undefined;
  return { call, ...(table === undefined ? {} : { table }), ...(name === undefined ? {} : { name }) };
}

/** The options of `save(attributes, options)` and `save(key, value, options)`. */
export function optionsAt(path: PathValue, project: Linked): ReadonlyMap<string, Value> {
  const args = project.args(path);
  const options = args[project.text(args[0]?.value) === undefined ? 1 : 2]?.value;
  return options?.kind === 'object' ? project.properties(options) : new Map<string, Value>();
}

/** A function that the project put on a model (`statics`) or on its rows (`own`), with the value as its `this`. */
export function modelMember(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind !== 'path' || owner.root !== 'bookshelf') return undefined;
  const isRow = answersRows(owner);
  for (const call of definitionsAt(owner)) {
    const first = call.parent?.step === 'model' ? 1 : 0;
    const members = project.argument(call, isRow ? first : first + 1);
    const found = members?.kind === 'object' ? project.properties(members).get(name) : undefined;
    if (found?.kind === 'function') return found.fn.kind === 'arrow' ? found : { ...found, key: `${found.key}@${owner.key}`, self: owner };
  }
  return undefined;
}

function* definitionsAt(path: PathValue): Generator<PathValue> {
  for (let at: PathValue | undefined = path; at; at = at.parent) if (at.step === '()' && (at.parent?.step === 'extend' || (at.parent?.step === 'model' && at.parent.parent?.step === '()'))) yield at;
}

function answersRows(path: PathValue): boolean {
  const [definition] = definitionsAt(path);
  for (let at: PathValue | undefined = path; at && at !== definition; at = at.parent) if (at.step === 'new()' || (at.step === '()' && ROWS.test(at.parent?.step ?? ''))) return true;
  return false;
}
