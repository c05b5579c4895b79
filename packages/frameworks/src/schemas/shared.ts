import { walk, walkExpr, type ClassFact, type Expr, type ExprOf, type DecoratorFact, type FileFacts, type Linked } from '@assay/contract';
import { scopeOf, type Ref } from '../migrations/calls/scope.js';

/** The files of the product itself that import one of these packages. */
export function* filesUsing(project: Linked, packages: RegExp): Generator<FileFacts> {
  const tests = new Set(project.sources.filter(({ role }) => role === 'test').map(({ path }) => path));
  for (const file of project.files) if (!tests.has(file.path) && file.imports.some(({ specifier }) => packages.test(specifier))) yield file;
}

/** The name under which one of these packages exports what an expression names or calls. */
export function importedAs(expr: Expr, file: FileFacts, packages: RegExp): string | undefined {
  const callee = expr.kind === 'call' || expr.kind === 'new' ? expr.callee : expr;
  if (callee.kind === 'member') return callee.object.kind === 'name' && packages.test(file.bindings[callee.object.binding]?.imported?.specifier ?? '') ? callee.name : undefined;
  const imported = callee.kind === 'name' ? file.bindings[callee.binding]?.imported : undefined;
  return imported && packages.test(imported.specifier) ? imported.name : undefined;
}

/** The concrete classes of the product that carry the decorator `name` of one of these packages. */
export function* decoratedClasses(project: Linked, packages: RegExp, name: string): Generator<{ readonly cls: ClassFact; readonly decorator: DecoratorFact; readonly file: FileFacts }> {
  for (const file of filesUsing(project, packages)) {
    for (const cls of file.classes) {
      const decorator = cls.decorators.find(({ value }) => importedAs(value, file, packages) === name);
      if (decorator && !cls.abstract) yield { cls, decorator, file };
    }
  }
}

/** What a decorator is given. */
export function decoratorArgs({ value }: DecoratorFact, file: FileFacts, project: Linked): readonly Ref[] {
  return value.kind === 'call' ? refsOf(value, file, project) : [];
}

/** The arguments of a call, where they can be followed from. */
export function refsOf(call: ExprOf<'call' | 'new'>, file: FileFacts, project: Linked): readonly Ref[] {
  const scope = scopeOf(file, project);
  return call.args.map((expr) => ({ expr, scope }));
}

/** Every call of a file, `new` included, in the order of the text. */
export function callsIn(file: FileFacts): readonly ExprOf<'call' | 'new'>[] {
  const all = [...file.functions.flatMap((fn) => walk(fn)), ...file.exports.flatMap(({ value }) => (value ? walkExpr(value) : []))];
  const calls = new Set(all.filter((expr): expr is ExprOf<'call' | 'new'> => expr.kind === 'call' || expr.kind === 'new'));
  return [...calls].sort((a, b) => a.at[0] - b.at[0] || b.at[1] - a.at[1]);
}
