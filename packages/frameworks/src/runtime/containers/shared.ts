import type { FunctionValue, Linked, PathValue, Provision, Value } from '@assay/contract';

const FACTORIES: readonly string[] = ['useFactory', 'factory'];
const TARGETS: readonly string[] = ['useClass', 'useValue', 'type', 'value'];
const OTHERS: readonly string[] = ['useToken', 'useExisting'];

const NOTHING: Value = { kind: 'unknown', key: '?', reason: 'runtime-registration' };

/** An object of the class that a container is told of; any other value as it is. */
export function madeOf(value: Value | undefined, project: Linked): Value | undefined {
  return value?.kind === 'class' ? project.instanceOf(value) : value;
}

/** Under this identifier stands what `value` answers. */
export function provision(identifier: Value | undefined, value: () => Value | undefined): readonly Provision[] {
  return identifier ? [{ identifier, value: () => value() ?? NOTHING }] : [];
}

/** `{ provide: STORE, useClass: PgStore }`: how the object says what stands under its identifier. */
export function ofProvider(provider: Value, name: string, told: PathValue, project: Linked): readonly Provision[] {
  const properties = provider.kind === 'object' ? project.properties(provider) : undefined;
  return properties ? provision(properties.get(name), () => providedBy(properties, told, project)) : [];
}

/** What the members of a provider lead to. */
export function providedBy(properties: ReadonlyMap<string, Value>, told: PathValue, project: Linked): Value | undefined {
  const first = (names: readonly string[]): Value | undefined => names.map((name) => properties.get(name)).find((value) => value !== undefined && value.kind !== 'const');
  const target = madeOf(first(TARGETS), project);
  if (target) return target;
  const factory = first(FACTORIES);
  if (factory?.kind === 'function') return calledBy(factory, told, project, properties.get('inject'));
  const other = OTHERS.map((name) => properties.get(name)).find((value) => value !== undefined);
  return other && found(other, told, project);
}

/** What a factory answers: it gets what it asks for by a list, or the container itself. */
export function calledBy(factory: FunctionValue, told: PathValue, project: Linked, wanted?: Value): Value {
  const container = told.parent?.parent;
  const given = wanted ? (project.items(wanted) ?? []).map((one) => handed(one, told, project)) : container ? [container] : [];
  return project.call(factory, given.map((value) => ({ value, labels: 0 })));
}

/** What a factory gets for an identifier of its list. A library's token (`getRepositoryToken(Order)`) is not what stands under it: the parameter's type says that. */
function handed(wanted: Value, told: PathValue, project: Linked): Value {
  const value = found(wanted, told, project);
  return value && (value !== wanted || value.kind !== 'path') ? value : NOTHING;
}

/** What stands under another identifier. */
export function found(identifier: Value, told: PathValue, project: Linked): Value | undefined {
  return told.call && (project.provided(identifier, told.call.file) ?? madeOf(identifier, project));
}

/** The members of an options argument; undefined where it is no object. */
export function membersOf(path: PathValue, index: number, project: Linked): ReadonlyMap<string, Value> | undefined {
  const value = project.argument(path, index);
  return value?.kind === 'object' ? project.properties(value) : undefined;
}
