import { spanOf, type ClassFact, type ClassMember, type DeclaredColumn, type DeclaredTable, type FileFacts, type Linked } from '@assay/contract';
import { literalOf, propertiesOf, textOf, type Ref } from '../migrations/calls/scope.js';
import { snakeCase, usualNames } from './names.js';
import { decoratedClasses, decoratorArgs, importedAs } from './shared.js';

const PACKAGES = /^@mikro-orm\/(?!mongodb)/;
const COLUMNS = /^(?:Property|PrimaryKey|Enum)$/;

/** Classes with `@Entity`. How a name that is not given is made, a naming strategy decides: both usual forms count. https://mikro-orm.io/docs/defining-entities */
export function* mikroOrmTables(project: Linked): Generator<DeclaredTable> {
  for (const { cls, decorator, file } of decoratedClasses(project, PACKAGES, 'Entity')) {
    const table = tableOf(cls, decoratorArgs(decorator, file, project)[0], file, project);
    if (table) yield table;
  }
}

function tableOf(cls: ClassFact, given: Ref | undefined, file: FileFacts, project: Linked): DeclaredTable | undefined {
  const options = propertiesOf(given);
  if ((given && !options) || options?.has('abstract') || options?.has('discriminatorValue')) return undefined;
  const name = textOf(options?.get('tableName') ?? options?.get('collection'));
  if (name === undefined && (options?.has('tableName') || options?.has('collection'))) return undefined;
  const schema = textOf(options?.get('schema'));
  const names = name === undefined ? [snakeCase(cls.name), snakeCase(cls.name.replace(/Entity$/, '')), cls.name] : [name];
  return {
    names: [...new Set(names)].map((one) => (schema === undefined || schema === 'public' ? one : `${schema}.${one}`)), called: cls.name, by: 'MikroORM entity', dialect: 'unknown', at: spanOf(file.path, cls.nameAt), complete: false,
    columns: cls.members.flatMap((member) => columnOf(member, file, project) ?? []),
  };
}

/** Required unless an option says otherwise; a type that may be null says so as well where the library reads types. Relations name their columns in other ways. */
function columnOf(member: ClassMember, file: FileFacts, project: Linked): DeclaredColumn | undefined {
  const decorator = member.decorators.find(({ value }) => COLUMNS.test(importedAs(value, file, PACKAGES) ?? ''));
  if (!decorator) return undefined;
  const options = decoratorArgs(decorator, file, project).map((arg) => propertiesOf(arg)).find((found) => found !== undefined);
  if (options?.has('persist') || options?.has('formula') || options?.has('columnTypes') || options?.has('fieldNames')) return undefined;
  const given = options?.get('fieldName') ?? options?.get('name');
  const own = textOf(given);
  if (given && own === undefined) return undefined;
  const declared = member.declared;
  const mayBeNull = declared?.kind === 'union' || declared?.kind === 'ref' && /^(?:Opt|IType)$/.test(declared.name);
  const nullable = options?.has('nullable') ? literalOf(options.get('nullable')) : mayBeNull ? undefined : false;
  return { names: own === undefined ? usualNames(member.name) : [own], called: member.name, ...(typeof nullable === 'boolean' ? { nullable } : {}), at: spanOf(file.path, member.at) };
}
