import type { Linked, Value } from '@assay/contract';
import { covers, join, type PathText } from './paths.js';
import type { Settings } from './settings.js';
import { versionSegments } from './versions.js';

/** Where a route ends up: what its scope is mounted at, and what is left for the route. */
export interface Place {
  /** Below the root scope. */
  readonly mount: string;
  /** Undefined when part of the way is not decidable. */
  readonly path?: string;
  /** The whole way without the global prefix. */
  readonly local: string;
}

export interface Way {
  /** Prefixes of the modules that list the controller. */
  readonly modules: readonly string[];
  readonly controller: readonly PathText[];
  readonly version?: Value;
}

/** With exclusions the global prefix is part of each place, otherwise it is the root's. */
export function rootPrefix(settings: Settings): string | undefined {
  return settings.prefix === '' || settings.excluded.length > 0 ? undefined : settings.prefix;
}

/** Every place of a handler's path: `prefix/version/module/controller` and the rest. */
export function* placesOf(way: Way, path: PathText, method: string, settings: Settings, project: Linked): Generator<Place> {
  for (const version of versionSegments(settings.versioning, way.version, project)) {
    for (const module of way.modules) {
      for (const controller of way.controller) {
        const bare = join(module, controller ?? '', path ?? '');
        const mount = join(prefixFor(bare, method, settings), version, module, controller ?? '');
        const known = controller !== undefined && path !== undefined;
        yield { mount, local: join(version, bare), ...(known ? { path: join(path) } : {}) };
      }
    }
  }
}

/** The global prefix as far as the root does not say it: '' for an excluded route. */
export function prefixFor(path: string, method: string, settings: Settings): string {
  if (rootPrefix(settings) !== undefined || settings.excluded.some((pattern) => covers(pattern, path, method))) return '';
  return settings.prefix;
}
