import { weakMemo, type ApiModel, type ClassValue, type Concept, type Linked, type PathValue } from '@assay/contract';
import { LIBRARY_GUARDS } from './library-guards.js';
import { isPath } from './names.js';
import { listed } from './values.js';

export const guardRows: readonly ApiModel[] = [
  ...LIBRARY_GUARDS.flatMap(({ packages, names, ensures }) => names.flatMap((name) => rows(packages, name.startsWith('@') ? `${name.slice(1)}()` : name, { kind: 'guard', ensures }))),
  ...rows(['@nestjs/passport'], 'AuthGuard()', passport),
];

/** A guard is registered as the class or as an object of it. */
function rows(packages: readonly string[], path: string, is: ApiModel['is']): readonly ApiModel[] {
  return [{ package: packages, path, is }, { package: packages, path: `${path}.new()`, is }];
}

/** `AuthGuard(['jwt', 'anonymous'])` lets everybody in; a strategy that the project wrote by hand may do the same. */
function passport(path: PathValue, project: Linked): Concept | undefined {
  const call = path.step === '()' ? path : path.parent;
  const { items, complete } = listed(call && project.argument(call, 0));
  const strategies = items.map((item) => project.text(item));
  if (strategies.includes('anonymous')) return { kind: 'guard', ensures: 'none' };
  const handmade = handmadeStrategies(project);
  const vouched = complete && strategies.every((name) => name !== undefined && !handmade.has(name));
  return vouched ? { kind: 'guard', ensures: 'principal' } : undefined;
}

/** Names of the project's strategies that decide by themselves: made from passport's bare `Strategy`, or with an `authenticate` of their own. */
const handmadeStrategies = weakMemo((project: Linked): ReadonlySet<string> => new Set([...project.classes()].flatMap((cls) => strategyName(cls, project))));

function strategyName(cls: ClassValue, project: Linked): readonly string[] {
  if (!cls.cls.extends) return [];
  const { classes, library } = project.lineage(cls);
  if (!library || !isPath(library, '@nestjs/passport', 'PassportStrategy()')) return [];
  const base = project.argument(library, 0);
  const own = [...classes, ...(base?.kind === 'class' ? project.lineage(base).classes : [])];
  const name = project.text(project.argument(library, 1));
  const bare = isPath(base, 'passport', 'Strategy');
  const decides = bare || own.some((one) => one.cls.members.some((member) => member.name === 'authenticate' && member.fn !== undefined));
  return decides && name !== undefined ? [name] : [];
}
