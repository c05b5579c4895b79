import { spanOf, type ClassFact, type ClassMember, type DeclaredColumn, type DeclaredTable, type DecoratorFact, type FileFacts, type Linked } from '@assay/contract';
import { literalOf, propertiesOf, scopeOf, textOf, type Ref } from '../migrations/calls/scope.js';
import { snakeCase, usualNames } from './names.js';

const COLUMNS: ReadonlySet<string> = new Set(['Column', 'PrimaryColumn', 'PrimaryGeneratedColumn', 'CreateDateColumn', 'UpdateDateColumn', 'DeleteDateColumn', 'VersionColumn', 'ObjectIdColumn', 'ViewColumn', 'Generated']);

/** Classes with `@Entity`. How a name that is not given is made, a naming strategy decides: both usual forms count. https://typeorm.io/docs/entity/entities */
export function* typeormTables(project: Linked): Generator<DeclaredTable> {
  const tests = new Set(project.sources.filter(({ role }) => role === 'test').map(({ path }) => path));
  for (const file of project.files) {
    if (tests.has(file.path)) continue;
    for (const cls of file.classes) {
      const entity = cls.decorators.find((decorator) => nameOf(decorator, file) === 'Entity');
      const table = entity && !cls.abstract ? tableOf(cls, entity, file, project) : undefined;
      if (table) yield table;
    }
  }
}

/** The name under which the library exports the decorator. */
function nameOf({ value }: DecoratorFact, file: FileFacts): string | undefined {
  const callee = value.kind === 'call' ? value.callee : value;
  const imported = callee.kind === 'name' ? file.bindings[callee.binding]?.imported : undefined;
  return imported?.specifier === 'typeorm' ? imported.name : undefined;
}

function tableOf(cls: ClassFact, entity: DecoratorFact, file: FileFacts, project: Linked): DeclaredTable | undefined {
  const args = argsOf(entity, file, project);
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
  const decorator = member.decorators.find((one) => COLUMNS.has(nameOf(one, file) ?? ''));
  if (!decorator || nameOf(decorator, file) === 'ViewColumn') return undefined;
  const args = argsOf(decorator, file, project);
  if (args[0]?.expr.kind === 'function') return undefined;
  const options = args.map((arg) => propertiesOf(arg)).find((found) => found !== undefined);
  if (args.some(({ expr }) => expr.kind === 'name' || expr.kind === 'member') && !options) return undefined;
  if (options?.has('name') && textOf(options.get('name')) === undefined) return undefined;
  const own = textOf(options?.get('name'));
  const nullable = nameOf(decorator, file) === 'DeleteDateColumn' ? true : options?.has('nullable') ? literalOf(options.get('nullable')) : false;
  return { names: own === undefined ? usualNames(member.name) : [own], called: member.name, ...(typeof nullable === 'boolean' ? { nullable } : {}), at: spanOf(file.path, member.at) };
}

function argsOf({ value }: DecoratorFact, file: FileFacts, project: Linked): readonly Ref[] {
  const scope = scopeOf(file, project);
  return value.kind === 'call' ? value.args.map((expr) => ({ expr, scope })) : [];
}
