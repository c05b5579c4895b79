/** Joins a prefix and a path as routers do: one slash between, none at the end. */
export function joinPath(prefix: string, path: string): string {
  const joined = `/${prefix}/${path}`.replace(/\/{2,}/g, '/');
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

/**
 * A path with parameters written `{name}`: `:id`, `:id?`, `:id(\\d+)`, `{/:opt}`, `*splat`.
 */
export function normalizePath(path: string): string {
  const text = path
    .replace(/\{\/:(\w+)\}/g, '/{$1}')
    .replace(/:(\w+)(?:\((?:[^()]|\([^()]*\))*\))?[?*+]?/g, '{$1}')
    .replace(/\/\*(\w+)/g, '/{$1}');
  return text === '' ? '/' : text;
}

/** Of two paths that match the same requests the same text: what their parameters are called does not count. */
export function routeKey(path: string): string {
  return path.toLowerCase().replace(/:\w+(?:\((?:[^()]|\([^()]*\))*\))?/g, ':_');
}

/** Does a middleware mounted at `prefix` see requests for `path`? Both as written; parameters match any segment. */
export function covers(prefix: string, path: string, exact: boolean): boolean {
  const wanted = segments(prefix);
  const given = segments(path);
  for (const [index, step] of wanted.entries()) {
    if (step === '*' || step.startsWith('*') || step === '(.*)') return true;
    const actual = given[index];
    if (actual === undefined) return false;
    if (isParam(step) || isParam(actual)) continue;
    if (step.toLowerCase() !== actual.toLowerCase()) return false;
  }
  return !exact || wanted.length === given.length;
}

/** Does a pattern take in every request for `path`? A parameter of the path may be anything, which a step of the pattern that is written out does not take in. */
export function coversAll(pattern: string, path: string): boolean {
  const wanted = segments(pattern);
  const given = segments(path);
  return covers(pattern, path, !pattern.endsWith('*')) && given.every((actual, index) => !isParam(actual) || wanted[index] === undefined || isParam(wanted[index]) || wanted[index].startsWith('*'));
}

function segments(path: string): string[] {
  return path.split('/').filter((step) => step !== '');
}

function isParam(step: string): boolean {
  return step.startsWith(':') || step.startsWith('{');
}
