import { weakMemo, type ClassValue, type Linked, type PathValue, type Value } from '@assay/contract';
import { appliedIn } from '../nest/decorated.js';
import { optionsOf, property } from '../nest/values.js';
import { libraryCalls } from './calls.js';
import { schemaOf } from './sdl.js';

const DECORATED: ReadonlySet<string> = new Set(['type-graphql', '@nestjs/graphql']);
/** Decorators whose argument `() => T` or `() => [T]` is the type of a field. */
const FIELDS: ReadonlySet<string> = new Set(['Field()', 'Query()', 'Mutation()', 'Subscription()', 'FieldResolver()', 'ResolveField()']);

/** Types whose objects stand in lists, by the schema documents, by decorators or by `new GraphQLList(T)`. */
export const listedTypes = weakMemo((project: Linked): ReadonlySet<string> => new Set([...schemaOf(project).listed, ...decoratedLists(project), ...wrappedLists(project)]));

/** `new GraphQLList(T)` of graphql-js, `T` in `new GraphQLNonNull(T)` or not. */
function* wrappedLists(project: Linked): Generator<string> {
  if (!project.dependsOn('graphql')) return;
  for (const call of libraryCalls(new Set(['graphql']), project)) {
    const name = call.path === 'GraphQLList.new()' ? objectName(project.argument(call, 0), project) : undefined;
    if (name !== undefined) yield name;
  }
}

function objectName(value: Value | undefined, project: Linked): string | undefined {
  if (value?.kind !== 'path') return undefined;
  const given = project.argument(value, 0);
  return value.path === 'GraphQLNonNull.new()' ? objectName(given, project) : project.text(property(given, 'name', project));
}

/** Types that a decorated field or operation answers in a list, and what hangs on their objects. */
function decoratedLists(project: Linked): ReadonlySet<string> {
  const listed = new Set<string>();
  if (![...DECORATED].some((name) => project.dependsOn(name))) return listed;
  const fields = [...project.classes()].flatMap((cls) => [...fieldTypes(cls, project)]);
  const add = (name: string): void => {
    if (listed.has(name)) return;
    listed.add(name);
    for (const field of fields) if (field.owner === name) add(field.type);
  };
  for (const field of fields) if (field.list) add(field.type);
  return listed;
}

interface FieldType { readonly owner: string; readonly type: string; readonly list: boolean }

function* fieldTypes(cls: ClassValue, project: Linked): Generator<FieldType> {
  for (const member of cls.cls.members) {
    if (member.decorators.length === 0) continue;
    for (const { value } of appliedIn(member.decorators, cls.file, cls.env, project)) {
      if (!DECORATED.has(value.root) || !FIELDS.has(value.path)) continue;
      for (const { type, list } of namedTypes(value, project)) yield { owner: cls.cls.name, type, list };
    }
    const declared = member.declared && project.typeValue(member.declared, cls.file);
    if (declared?.kind === 'instance') yield { owner: cls.cls.name, type: declared.of.cls.name, list: false };
  }
}

function* namedTypes(use: PathValue, project: Linked): Generator<Omit<FieldType, 'owner'>> {
  for (const { value } of project.args(use)) {
    if (value.kind !== 'function') continue;
    for (const made of optionsOf(project.call(value, []))) {
      const list = made.kind === 'array' || made.kind === 'list';
      for (const item of made.kind === 'array' ? made.items : made.kind === 'list' ? [made.of] : [made]) {
        for (const option of optionsOf(item)) if (option.kind === 'class') yield { type: option.cls.name, list };
      }
    }
  }
}
