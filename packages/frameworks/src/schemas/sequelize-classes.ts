import { spanOf, type ClassFact, type ClassMember, type DeclaredColumn, type DeclaredTable, type FileFacts, type Linked } from '@assay/contract';
import { literalOf, propertiesOf, textOf, type Ref } from '../migrations/calls/scope.js';
import { tableNames, usualNames } from './names.js';
import { decoratedClasses, decoratorArgs, importedAs } from './shared.js';

const PACKAGES = /^(?:sequelize-typescript|@sequelize\/core\/decorators-legacy)$/;
const COLUMNS = /^(?:Column|ForeignKey|PrimaryKey|CreatedAt|UpdatedAt|DeletedAt)$/;

/** Classes with `@Table`. https://github.com/sequelize/sequelize-typescript#model-definition */
export function* sequelizeClassTables(project: Linked): Generator<DeclaredTable> {
  for (const { cls, decorator, file } of decoratedClasses(project, PACKAGES, 'Table')) {
    const table = tableOf(cls, decoratorArgs(decorator, file, project)[0], file, project);
    if (table) yield table;
  }
}

function tableOf(cls: ClassFact, given: Ref | undefined, file: FileFacts, project: Linked): DeclaredTable | undefined {
  const options = propertiesOf(given);
  const name = textOf(options?.get('tableName'));
  if ((given && !options) || (options?.has('tableName') && name === undefined)) return undefined;
  return {
    names: name === undefined ? tableNames(textOf(options?.get('modelName')) ?? cls.name) : [name], called: cls.name, by: 'Sequelize model', dialect: 'unknown', at: spanOf(file.path, cls.nameAt), complete: false,
    columns: cls.members.flatMap((member) => columnOf(member, file, project) ?? []),
  };
}

/** Nullable unless something says otherwise: `@AllowNull(false)`, an option, a key. A type in place of options says nothing. */
function columnOf(member: ClassMember, file: FileFacts, project: Linked): DeclaredColumn | undefined {
  const named = new Map(member.decorators.map((decorator) => [importedAs(decorator.value, file, PACKAGES) ?? '', decorator] as const));
  if (![...named.keys()].some((name) => COLUMNS.test(name))) return undefined;
  const column = named.get('Column');
  const [given] = column ? decoratorArgs(column, file, project) : [];
  const options = propertiesOf(given);
  const type = options?.get('type')?.expr ?? given?.expr;
  if (type?.kind === 'member' ? type.name === 'VIRTUAL' : type?.kind === 'call' && type.callee.kind === 'member' && type.callee.name === 'VIRTUAL') return undefined;
  if (options?.has('field') && textOf(options.get('field')) === undefined) return undefined;
  const own = textOf(options?.get('field'));
  const allows = named.get('AllowNull');
  const said = allows ? literalOf(decoratorArgs(allows, file, project)[0]) ?? true : options?.has('allowNull') ? literalOf(options.get('allowNull')) : named.has('PrimaryKey') || options?.has('primaryKey') ? false : undefined;
  return { names: own === undefined ? usualNames(member.name) : [own], called: member.name, ...(typeof said === 'boolean' ? { nullable: said } : {}), at: spanOf(file.path, member.at) };
}
