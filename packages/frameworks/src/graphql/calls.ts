import { walk, type FileFacts, type Linked, type PathValue } from '@assay/contract';
import { optionsOf, sourcesOf } from '../nest/values.js';

/** Calls and constructions of product code that evaluate to a path of one of these packages, in files that import one of them. */
export function* libraryCalls(packages: ReadonlySet<string>, project: Linked): Generator<PathValue> {
  const { role } = sourcesOf(project);
  for (const file of project.files) {
    if (role(file.path) !== 'product' || !file.imports.some((one) => packages.has(one.specifier))) continue;
    yield* callsIn(file, packages, project);
  }
}

function* callsIn(file: FileFacts, packages: ReadonlySet<string>, project: Linked): Generator<PathValue> {
  for (const [id, fn] of file.functions.entries()) {
    const env = project.envOf(file, id);
    for (const expr of walk(fn)) {
      if (expr.kind !== 'call' && expr.kind !== 'new') continue;
      for (const value of optionsOf(project.evaluate(expr, env))) {
        if (value.kind === 'path' && packages.has(value.root) && value.call?.node === expr) yield value;
      }
    }
  }
}
