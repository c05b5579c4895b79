import type { ClassMember, ClassValue, DecoratorFact, Env, FileFacts, FunctionValue, Linked, PathValue, Span } from '@assay/contract';
import { isPath } from './names.js';
import { sourcesOf } from './values.js';

/** A library decorator as it applies, composed ones laid out. */
export interface Applied {
  readonly value: PathValue;
  readonly at: Span;
}

export interface Decorated {
  readonly cls: ClassValue;
  /** Own decorators only. */
  readonly own: readonly Applied[];
}

export interface Method {
  readonly name: string;
  readonly owner: ClassValue;
  readonly member: ClassMember;
  readonly fn: FunctionValue;
  readonly applied: readonly Applied[];
}

/** Decorators in the order in which they apply: the lowest first, those of a composed one in the order of its list. */
export function appliedIn(decorators: readonly DecoratorFact[], file: FileFacts, env: Env, project: Linked): readonly Applied[] {
  return [...decorators].reverse().flatMap((decorator) => project.decorators([decorator], file, env).flatMap(({ value, at }) => (value.kind === 'path' ? [{ value, at }] : [])));
}

/** All decorated classes that are no test code. */
export function decoratedClasses(project: Linked): readonly Decorated[] {
  const { role } = sourcesOf(project);
  return [...project.classes()]
    .filter((cls) => cls.cls.decorators.length > 0 && role(cls.file.path) !== 'test')
    .map((cls) => ({ cls, own: ownDecorators(cls, project) }));
}

function ownDecorators(cls: ClassValue, project: Linked): readonly Applied[] {
  return appliedIn(cls.cls.decorators, cls.file, cls.env, project);
}

/** Class decorators as reflection sees them: those of the base classes come first. */
export function inheritedDecorators(cls: ClassValue, project: Linked): readonly Applied[] {
  return [...project.lineage(cls).classes].reverse().flatMap((owner) => ownDecorators(owner, project));
}

/** Own and inherited methods, an overridden one once: its decorators are those of the override. */
export function* methodsOf(cls: ClassValue, project: Linked): Generator<Method> {
  const seen = new Set<string>();
  for (const owner of project.lineage(cls).classes) {
    for (const member of owner.cls.members) {
      if (member.kind !== 'method' || member.static || member.abstract || member.fn === undefined || seen.has(member.name)) continue;
      seen.add(member.name);
      if (member.decorators.length === 0) continue;
      const fn = project.method(cls, member.name);
      if (fn) yield { name: member.name, owner, member, fn, applied: appliedIn(member.decorators, owner.file, owner.env, project) };
    }
  }
}

/** The decorator that applies last, of those with this name. */
export function lastOf(applied: readonly Applied[], root: string, name: string): Applied | undefined {
  return applied.findLast((use) => isPath(use.value, root, `${name}()`));
}
