import { spanOf, type DeclaredColumn, type DeclaredTable, type FileFacts, type Linked, type SqlDialect } from '@assay/contract';
import { chainOf, hasStep, type Chain } from '../migrations/calls/chain.js';
import { propertiesOf, resolved, scopeOf, textOf, type Ref } from '../migrations/calls/scope.js';
import { usualNames } from './names.js';

const MAKERS: Readonly<Record<string, SqlDialect>> = { pgTable: 'postgres', mysqlTable: 'mysql', sqliteTable: 'sqlite' };
const REQUIRED: ReadonlySet<string> = new Set(['serial', 'bigserial', 'smallserial']);

/** `pgTable('orders', { .. })` and its like. Columns without a name of their own are called as their property, or as the project's `casing` makes of it. https://orm.drizzle.team/docs/sql-schema-declaration */
export function* drizzleTables(project: Linked): Generator<DeclaredTable> {
  const tests = new Set(project.sources.filter(({ role }) => role === 'test').map(({ path }) => path));
  for (const file of project.files) {
    if (tests.has(file.path) || !file.imports.some(({ specifier }) => specifier.startsWith('drizzle-orm/'))) continue;
    for (const binding of file.bindings) {
      const table = binding.init?.kind === 'call' ? tableOf(chainOf(binding.init, scopeOf(file, project)), file) : undefined;
      if (table) yield { ...table, called: binding.name };
    }
  }
}

function tableOf({ root, steps, scope, at }: Chain, file: FileFacts): DeclaredTable | undefined {
  const dialect = root.kind === 'name' ? MAKERS[file.bindings[root.binding]?.imported?.name ?? ''] : undefined;
  const [first] = steps;
  const args = dialect && first?.name === '()' ? first.args : undefined;
  const name = textOf(args?.[0]);
  if (!dialect || !args || name === undefined) return undefined;
  const properties = propertiesOf(columnsIn(args[1]));
  const columns = [...properties ?? []].map(([key, ref]) => columnOf(key, ref));
  return { names: [name], by: 'Drizzle table', dialect, at: spanOf(scope.file.path, at), complete: properties !== undefined && columns.every((column) => column !== undefined), columns: columns.filter((column) => column !== undefined) };
}

/** The columns themselves, or what a function makes of the builders; what depends on more parameters is not known. */
function columnsIn(ref: Ref | undefined, parameters = 1): Ref | undefined {
  if (!ref) return undefined;
  const { expr, scope } = resolved(ref);
  if (expr.kind !== 'function') return ref;
  const fn = scope.file.functions[expr.fn];
  const last = fn && fn.params.length <= parameters ? fn.body.at(-1) : undefined;
  return last?.kind === 'return' && last.value ? { expr: last.value, scope } : undefined;
}

/** A builder's call, or that of a function of the project which answers one; of any other call nothing is known. */
function columnOf(key: string, ref: Ref, left = 3): DeclaredColumn | undefined {
  const target = resolved(ref);
  if (target.expr.kind !== 'call') return undefined;
  const chain = chainOf(target.expr, target.scope);
  if (isOwn(chain)) {
    const made = left > 0 && chain.steps.length === 1 && chain.steps[0]?.args?.length === 0 ? columnsIn({ expr: chain.root, scope: chain.scope }, 0) : undefined;
    const inner = made ? columnOf(key, made, left - 1) : undefined;
    return inner && { ...inner, at: spanOf(target.scope.file.path, target.expr.at) };
  }
  const builder = chain.steps.find(({ args }) => args !== undefined);
  const own = textOf(builder?.args?.[0]);
  const type = builder?.name === '()' && chain.root.kind === 'name' ? target.scope.file.bindings[chain.root.binding]?.imported?.name ?? '' : builder?.name ?? '';
  const isRequired = hasStep(chain, 'notNull') || hasStep(chain, 'primaryKey') || REQUIRED.has(type);
  const isKnown = chain.root.kind === 'name' && (type !== '' && type !== '()');
  return { names: own === undefined ? usualNames(key) : [own], called: key, ...(isKnown ? { nullable: !isRequired } : {}), at: spanOf(target.scope.file.path, target.expr.at) };
}

/** Does the chain begin with something else than the library, or the builders that it hands to a function? */
function isOwn({ root, scope }: Chain): boolean {
  if (root.kind !== 'name') return true;
  const binding = scope.file.bindings[root.binding];
  return binding?.kind !== 'param' && !binding?.imported?.specifier.startsWith('drizzle-orm');
}
