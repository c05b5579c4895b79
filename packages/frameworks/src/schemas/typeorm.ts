import { spanOf, type ClassFact, type ClassMember, type DeclaredColumn, type DeclaredTable, type DecoratorFact, type FileFacts, type Linked } from '@assay/contract';
import { literalOf, propertiesOf, textOf } from '../migrations/calls/scope.js';
import { snakeCase, usualNames } from './names.js';
import { decoratedClasses, decoratorArgs, importedAs } from './shared.js';

const PACKAGES = /^typeorm$/;

const COLUMNS: ReadonlySet<string> = new Set(['Column', 'PrimaryColumn', 'PrimaryGeneratedColumn', 'CreateDateColumn', 'UpdateDateColumn', 'DeleteDateColumn', 'VersionColumn', 'ObjectIdColumn', 'ViewColumn', 'Generated']);

/** Classes with `@Entity`. How a name that is not given is made, a naming strategy decides: both usual forms count. https://typeorm.io/docs/entity/entities */
export function* typeormTables(project: Linked): Generator<DeclaredTable> {
  for (const { cls, decorator, file } of decoratedClasses(project, PACKAGES, 'Entity')) {
    const table = tableOf(cls, decorator, file, project);
    if (table) yield table;
  }
}

function tableOf(cls: ClassFact, entity: DecoratorFact, file: FileFacts, project: Linked): DeclaredTable | undefined {
  const args = decoratorArgs(entity, file, project);
  const options = propertiesOf(args.at(-1));
  const given = textOf(args[0]) ?? textOf(options?.get('name'));
  if (given === undefined && args.length > 0 && (!options || options.has('name'))) return undefined;
  const schema = textOf(options?.get('schema'));
  const bare = snakeCase(cls.name.replace(/Entity$/, ''));
  const names = given === undefined ? [...new Set([snakeCase(cls.name), cls.name, bare, `${bare}s`])] : [given];
  return {
    names: names.map((name) => (schema === undefined || schema === 'public' ? name : `${schema}.${name}`)), called: cls.name, by: 'TypeORM entity', dialect: 'unknown', at: spanOf(file.path, cls.nameAt), complete: false,
    columns: cls.members.flatMap((member) => columnOf(member, file, project) ?? []),
  };
}

/** A column of the class itself. Embedded classes and relations name their columns in other ways. */
function columnOf(member: ClassMember, file: FileFacts, project: Linked): DeclaredColumn | undefined {
  const decorator = member.decorators.find((one) => COLUMNS.has(importedAs(one.value, file, PACKAGES) ?? ''));
  if (!decorator || importedAs(decorator.value, file, PACKAGES) === 'ViewColumn') return undefined;
  const args = decoratorArgs(decorator, file, project);
  if (args[0]?.expr.kind === 'function') return undefined;
  const options = args.map((arg) => propertiesOf(arg)).find((found) => found !== undefined);
  if (args.some(({ expr }) => expr.kind === 'name' || expr.kind === 'member') && !options) return undefined;
  if (options?.has('name') && textOf(options.get('name')) === undefined) return undefined;
  const own = textOf(options?.get('name'));
  const nullable = importedAs(decorator.value, file, PACKAGES) === 'DeleteDateColumn' ? true : options?.has('nullable') ? literalOf(options.get('nullable')) : false;
  return { names: own === undefined ? usualNames(member.name) : [own], called: member.name, ...(typeof nullable === 'boolean' ? { nullable } : {}), at: spanOf(file.path, member.at) };
}
