import { asObject, type Json } from './jsonc.js';

/** Conditions that lead to sources come first, then types (they carry the source's name), then what Node would take. */
const CONDITION_ORDER = ['source', 'src', 'typescript', 'development', 'types', 'import', 'module', 'node', 'require', 'default'];

/** Deeper nesting than this is no honest export map. */
const MAX_DEPTH = 8;

/**
 * The targets that a package.json `exports` gives for `key` ('.' or './sub'), likeliest source first, as written.
 * Conditions are not evaluated: every branch is a candidate, because only what exists in the repository counts.
 */
export function exportTargets(exports: unknown, key: string): readonly string[] {
  const map = asObject(exports);
  const isMap = map !== undefined && Object.keys(map).some((name) => name.startsWith('.'));
  if (!isMap) return key === '.' ? flatten(exports, MAX_DEPTH) : [];
  return mapTargets(map, key);
}

/** The same for a package.json `imports` and a specifier that starts with `#`. */
export function importTargets(imports: unknown, key: string): readonly string[] {
  const map = asObject(imports);
  return map === undefined ? [] : mapTargets(map, key);
}

function mapTargets(map: Json, key: string): readonly string[] {
  if (Object.hasOwn(map, key) && !key.includes('*')) return flatten(map[key], MAX_DEPTH);
  const patterns = Object.keys(map)
    .filter((name) => matches(name, key))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length);
  const best = patterns[0];
  if (best === undefined) return [];
  const [prefix = '', suffix = ''] = best.split('*');
  const middle = key.slice(prefix.length, key.length - suffix.length);
  return flatten(map[best], MAX_DEPTH).map((target) => target.replaceAll('*', () => middle));
}

function matches(pattern: string, key: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return false;
  const suffix = pattern.slice(star + 1);
  return key.length > star + suffix.length && key.startsWith(pattern.slice(0, star)) && key.endsWith(suffix);
}

function flatten(target: unknown, depth: number): readonly string[] {
  if (typeof target === 'string') return [target];
  if (depth === 0) return [];
  if (Array.isArray(target)) return target.flatMap((item) => flatten(item, depth - 1));
  const conditions = Object.entries(asObject(target) ?? {});
  return conditions.sort(([a], [b]) => rank(a) - rank(b)).flatMap(([, value]) => flatten(value, depth - 1));
}

function rank(condition: string): number {
  const own = condition.includes('source') ? 'source' : condition;
  const index = CONDITION_ORDER.indexOf(own);
  return index === -1 ? CONDITION_ORDER.length : index;
}
