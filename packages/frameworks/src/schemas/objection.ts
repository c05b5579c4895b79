import { spanOf, walk, type ClassFact, type DeclaredColumn, type DeclaredTable, type Expr, type FileFacts, type Linked } from '@assay/contract';
import { itemsOf, propertiesOf, scopeOf, textOf, type Ref } from '../migrations/calls/scope.js';
import { usualNames } from './names.js';

/** Classes with a static `tableName` (and often a `jsonSchema`) that extend another, in a project that depends on the library: models extend a base of the project. https://vincit.github.io/objection.js/guide/models.html */
export function* objectionTables(project: Linked): Generator<DeclaredTable> {
  if (!project.dependsOn('objection')) return;
  const tests = new Set(project.sources.filter(({ role }) => role === 'test').map(({ path }) => path));
  for (const file of project.files) {
    for (const cls of tests.has(file.path) ? [] : file.classes) {
      const table = tableOf(cls, file, project);
      if (table) yield table;
    }
  }
}

/** The schema tells of properties; that one is required when a row is made says nothing of the column. */
function tableOf(cls: ClassFact, file: FileFacts, project: Linked): DeclaredTable | undefined {
  const name = textOf(staticOf('tableName', cls, file, project));
  const properties = propertiesOf(propertiesOf(staticOf('jsonSchema', cls, file, project))?.get('properties'));
  if (name === undefined || (!properties && !cls.extends)) return undefined;
  const deleted = deletedIn(cls, file);
  return {
    names: usualNames(name), called: cls.name, by: 'Objection model', dialect: 'unknown', at: spanOf(file.path, cls.nameAt), complete: false,
    columns: [...properties ?? []].filter(([property]) => !deleted.has(property)).map(([property, ref]): DeclaredColumn => ({ names: usualNames(property), called: property, ...(mayBeNull(ref) ? { nullable: true } : {}), at: spanOf(ref.scope.file.path, ref.expr.at) })),
  };
}

/** `delete this.plain`: what the class takes off its rows before they are written is no column. */
function deletedIn(cls: ClassFact, file: FileFacts): ReadonlySet<string> {
  const own = file.functions.filter((fn) => fn.cls !== undefined && file.classes[fn.cls] === cls);
  return new Set(own.flatMap((fn) => [...walk(fn)]).flatMap((expr) => (expr.kind === 'unary' && expr.op === 'delete' && expr.value.kind === 'member' && expr.value.object.kind === 'this' ? [expr.value.name] : [])));
}

/** `static tableName = ..`, `static get tableName() { return .. }`. */
function staticOf(name: string, cls: ClassFact, file: FileFacts, project: Linked): Ref | undefined {
  const member = cls.members.find((one) => one.static && one.name === name);
  const last = member?.fn === undefined ? undefined : file.functions[member.fn]?.body.at(-1);
  const expr: Expr | undefined = member?.init ?? (last?.kind === 'return' ? last.value : undefined);
  return expr && { expr, scope: scopeOf(file, project) };
}

/** `{ type: ['string', 'null'] }` */
function mayBeNull(ref: Ref): boolean {
  return itemsOf(propertiesOf(ref)?.get('type'))?.some((item) => textOf(item) === 'null') ?? false;
}
