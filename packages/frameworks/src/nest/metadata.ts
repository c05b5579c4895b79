import type { Linked, PathValue, Value } from '@assay/contract';
import type { Applied } from './decorated.js';
import { COMMON, CORE, isPath } from './names.js';
import { isGiven, property } from './values.js';

const CREATED = 'Reflector.createDecorator()';

/**
 * What `SetMetadata` and decorators made by `Reflector.createDecorator` leave on a handler, by key; later ones win. A key that is no
 * text (a symbol, a created decorator) goes by the key of its value.
 */
export function metadataOf(applied: readonly Applied[], project: Linked): ReadonlyMap<string, Value> {
  return new Map(applied.flatMap(({ value }) => [...entriesOf(value, project)]));
}

function* entriesOf(use: PathValue, project: Linked): Generator<readonly [string, Value]> {
  if (isPath(use, COMMON, 'SetMetadata()')) {
    const [key, value] = project.args(use);
    if (key && value) yield [project.text(key.value) ?? key.value.key, value.value];
    return;
  }
  const made = use.parent;
  if (!made || !isPath(use, CORE, `${CREATED}()`)) return;
  const options = project.argument(made, 0);
  const value = transformed(project.argument(use, 0), property(options, 'transform', project), project);
  if (!value) return;
  yield [made.key, value];
  const key = project.text(property(options, 'key', project));
  if (key !== undefined) yield [key, value];
}

function transformed(value: Value | undefined, transform: Value | undefined, project: Linked): Value | undefined {
  return isGiven(value) && transform?.kind === 'function' ? project.call(transform, [{ value, labels: 0 }]) : value;
}
