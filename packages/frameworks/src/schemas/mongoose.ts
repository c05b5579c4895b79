import { spanOf, type DeclaredColumn, type DeclaredTable, type ExprOf, type FileFacts, type Linked } from '@assay/contract';
import { literalOf, propertiesOf, resolved, textOf, type Ref } from '../migrations/calls/scope.js';
import { callsIn, filesUsing, importedAs, refsOf } from './shared.js';

const PACKAGES = /^mongoose$/;

/** `model('Order', new Schema({..}))`: a collection. Its name is the model's, unless it is told: the library makes a plural of it. https://mongoosejs.com/docs/guide.html#collection */
export function* mongooseTables(project: Linked): Generator<DeclaredTable> {
  for (const file of filesUsing(project, PACKAGES)) {
    for (const call of callsIn(file)) {
      const table = importedAs(call, file, PACKAGES) === 'model' ? tableOf(call, file, project) : undefined;
      if (table) yield table;
    }
  }
}

function tableOf(call: ExprOf<'call' | 'new'>, file: FileFacts, project: Linked): DeclaredTable | undefined {
  const [name, schema, collection] = refsOf(call, file, project);
  const model = textOf(name);
  const made = schema && resolved(schema);
  if (model === undefined || !made || (made.expr.kind !== 'new' && made.expr.kind !== 'call') || importedAs(made.expr, made.scope.file, PACKAGES) !== 'Schema') return undefined;
  const [fields, options] = refsOf(made.expr, made.scope.file, project);
  const paths = propertiesOf(fields);
  const given = textOf(collection) ?? textOf(propertiesOf(options)?.get('collection'));
  if (!paths) return undefined;
  return { names: [given ?? model], called: model, by: 'Mongoose schema', dialect: 'unknown', at: spanOf(file.path, call.at), complete: false, columns: [...paths].map(([path, ref]) => columnOf(path, ref)) };
}

/** Optional unless `required: true`; a condition leaves it open. */
function columnOf(path: string, ref: Ref): DeclaredColumn {
  const required = propertiesOf(ref)?.get('required');
  const said = required ? literalOf(required) : false;
  return { names: [path], called: path, ...(typeof said === 'boolean' ? { nullable: !said } : {}), at: spanOf(ref.scope.file.path, ref.expr.at) };
}
