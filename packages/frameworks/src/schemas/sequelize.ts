import { spanOf, type DeclaredColumn, type DeclaredTable, type Expr, type ExprOf, type FileFacts, type Linked } from '@assay/contract';
import { literalOf, propertiesOf, resolved, textOf, type Ref } from '../migrations/calls/scope.js';
import { tableNames, usualNames } from './names.js';
import { callsIn, refsOf } from './shared.js';

const PACKAGES = ['sequelize', '@sequelize/core'];
const TYPES = /^(?:STRING|CHAR|TEXT|CITEXT|INTEGER|BIGINT|SMALLINT|TINYINT|MEDIUMINT|FLOAT|REAL|DOUBLE|DECIMAL|NUMERIC|BOOLEAN|DATE|DATEONLY|TIME|NOW|UUID|UUIDV\d|JSON|JSONB|ENUM|ARRAY|BLOB|RANGE|HSTORE|GEOMETRY|GEOGRAPHY|INET|CIDR|MACADDR|TSVECTOR|VIRTUAL)$/;

/** `sequelize.define('Order', {..})` and `Order.init({..})`. A table's own timestamps and the keys of associations are columns that are not declared here. https://sequelize.org/docs/v6/core-concepts/model-basics/ */
export function* sequelizeTables(project: Linked): Generator<DeclaredTable> {
  for (const file of filesWithTypes(project)) {
    for (const call of callsIn(file)) {
      const table = call.kind === 'call' && call.callee.kind === 'member' ? declared(call, call.callee, file, project) : undefined;
      if (table) yield table;
    }
  }
}

/** Model files are often functions that are handed the library: then only the names of their types tell. */
function filesWithTypes(project: Linked): readonly FileFacts[] {
  const tests = new Set(project.sources.filter(({ role }) => role === 'test').map(({ path }) => path));
  return PACKAGES.some((name) => project.dependsOn(name)) ? project.files.filter(({ path }) => !tests.has(path)) : [];
}

function declared(call: ExprOf<'call'>, callee: ExprOf<'member'>, file: FileFacts, project: Linked): DeclaredTable | undefined {
  const args = refsOf(call, file, project);
  const isDefined = callee.name === 'define';
  if (!isDefined && callee.name !== 'init') return undefined;
  const model = isDefined ? textOf(args[0]) : className(callee.object, file);
  const attributes = propertiesOf(args[isDefined ? 1 : 0]);
  const options = propertiesOf(args[isDefined ? 2 : 1]);
  const columns = [...attributes ?? []].map(([name, ref]) => columnOf(name, ref));
  if (model === undefined || columns.length === 0 || !columns.some((column) => column !== 'none' && column !== undefined)) return undefined;
  if (args[isDefined ? 2 : 1] && !options) return undefined;
  const given = textOf(options?.get('tableName'));
  if (given === undefined && options?.has('tableName')) return undefined;
  const own = textOf(options?.get('modelName')) ?? model;
  return {
    names: given === undefined ? tableNames(own) : [given], called: own, by: 'Sequelize model', dialect: 'unknown', at: spanOf(file.path, call.at), complete: false,
    columns: columns.filter((column) => column !== 'none' && column !== undefined),
  };
}

function className(object: Expr, file: FileFacts): string | undefined {
  return object.kind === 'name' ? file.bindings[object.binding]?.name : undefined;
}

/** `{ type: DataTypes.STRING, allowNull: false }` or the type alone; `none` for one that the database does not hold. */
function columnOf(name: string, ref: Ref): DeclaredColumn | 'none' | undefined {
  const options = propertiesOf(ref);
  const type = typeIn(options ? options.get('type') : ref);
  if (type === undefined) return undefined;
  if (type === 'VIRTUAL') return 'none';
  const field = options?.get('field');
  if (field && textOf(field) === undefined) return 'none';
  const isKey = options?.has('primaryKey') === true;
  const allowed = options?.has('allowNull') ? literalOf(options.get('allowNull')) : true;
  return {
    names: field ? [textOf(field) ?? name] : usualNames(name), called: name, ...(typeof allowed === 'boolean' ? { nullable: allowed && !isKey } : {}), at: spanOf(ref.scope.file.path, ref.expr.at),
  };
}

/** The name of a type: `DataTypes.STRING(30)`, `Sequelize.INTEGER`. */
function typeIn(ref: Ref | undefined): string | undefined {
  if (!ref) return undefined;
  const { expr } = resolved(ref);
  const callee = expr.kind === 'call' || expr.kind === 'new' ? expr.callee : expr;
  if (callee.kind !== 'member') return undefined;
  return TYPES.test(callee.name) ? callee.name : typeIn({ expr: callee.object, scope: ref.scope });
}
