// https://mongoosejs.com/docs/guide.html#statics
import type { Linked, PathValue, Value } from '@assay/contract';
import { kindsOf, memberOf, schemasOf, typedAs, type Kind } from './mongoose-schemas.js';

const MODELS: ReadonlySet<string> = new Set(['model', 'discriminator']);
const READS = /^(?:find|create|hydrate|insertOne|new$)/;

/** A static of a model or a method of its documents that the project's schema or a plugin of it defines. */
export function schemaMember(owner: Value, name: string, project: Linked): Value | undefined {
  // What makes models is the library's own: it is asked for while they are looked for.
  if (owner.kind !== 'path' || MODELS.has(name)) return undefined;
  const { model, kind } = known(owner, project) ?? {};
  if (!model || !kind) return undefined;
  for (const schema of [...schemasOf(model, project), ...(kind === 'methods' ? kindsOf(model, project) : [])]) {
    const found = memberOf(schema, kind, name, project) ?? option(schema, kind, name, project);
    if (found?.kind === 'function' && found.fn.kind !== 'arrow') return { ...found, key: `${found.key}@${owner.key}`, self: owner };
  }
  return undefined;
}

interface Known {
  readonly model: PathValue;
  readonly kind: Kind | undefined;
}

/** The call that made the model, and whether the path is the model or one of its documents; a declared type leads to the call that names it. */
function known(path: PathValue, project: Linked): Known | undefined {
  for (let at: PathValue | undefined = path; at; at = at.parent) {
    if (at.step === '()' && MODELS.has(at.parent?.step ?? '')) return { model: at, kind: at === path ? 'statics' : isDocument(path, at) ? 'methods' : undefined };
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
