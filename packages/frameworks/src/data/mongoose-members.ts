// https://mongoosejs.com/docs/guide.html#statics
import type { Linked, PathValue, Value } from '@assay/contract';
import { memberOf, typedAs, type Kind } from './mongoose-schemas.js';

const READS = /^(?:find|create|hydrate|insertOne|new$)/;

/** A static of a model or a method of its documents that the project's schema or a plugin of it defines. */
export function schemaMember(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind !== 'path') return undefined;
  const { model, kind } = known(owner, project) ?? {};
  const schema = model && project.argument(model, 1);
  if (!kind || schema?.kind !== 'path') return undefined;
  const found = memberOf(schema.key, kind, name, project) ?? option(schema, kind, name, project);
  return found?.kind === 'function' && found.fn.kind !== 'arrow' ? { ...found, key: `${found.key}@${owner.key}`, self: owner } : found;
}

interface Known {
  readonly model: PathValue;
  readonly kind: Kind | undefined;
}

/** The call that made the model, and whether the path is the model or one of its documents; a declared type leads to the call that names it. */
function known(path: PathValue, project: Linked): Known | undefined {
  for (let at: PathValue | undefined = path; at; at = at.parent) {
    if (at.step === '()' && at.parent?.step === 'model') return { model: at, kind: at === path ? 'statics' : isDocument(path, at) ? 'methods' : undefined };
    const typed = at.as === undefined ? undefined : typedAs(at.as, project);
    if (!typed) continue;
    if (at === path) return typed;
    return { model: typed.model, kind: typed.kind === 'statics' && isDocument(path, at) ? 'methods' : undefined };
  }
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
