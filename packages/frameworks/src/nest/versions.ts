import type { Linked, Value } from '@assay/contract';
import { COMMON, isPath } from './names.js';
import { isGiven, property } from './values.js';

/** Versions in the path: `/v1/users`. */
export interface Versioning {
  readonly prefix: string;
  readonly standard?: Value;
}

/** `app.enableVersioning(options)`: undefined when versions do not show in the path. */
export function versioningOf(options: Value | undefined, project: Linked): Versioning | undefined {
  const type = property(options, 'type', project);
  if (isGiven(type) && !isPath(type, COMMON, 'VersioningType.URI') && project.text(type) !== '0') return undefined;
  const prefix = property(options, 'prefix', project);
  const standard = property(options, 'defaultVersion', project);
  return { prefix: prefix?.kind === 'const' && prefix.value === false ? '' : project.text(prefix) ?? 'v', ...(standard ? { standard } : {}) };
}

/** The path segments of a route's versions: `''` for a neutral one, a parameter for one that is not decidable. */
export function versionSegments(versioning: Versioning | undefined, declared: Value | undefined, project: Linked): readonly string[] {
  const version = isGiven(declared) ? declared : versioning?.standard;
  if (!versioning || !isGiven(version)) return [''];
  return (version.kind === 'array' ? version.items : [version]).map((item) => {
    if (isPath(item, COMMON, 'VERSION_NEUTRAL')) return '';
    const text = project.text(item);
    return text === undefined ? ':version' : `${versioning.prefix}${text}`;
  });
}
