import type { Endpoint, RepoPath, TestLink, TraceStep } from '@assay/contract';

/**
 * Where the changed tests name an entry point: the last fixed part of its path on, or, where it has no path of its own, its procedure's or its
 * handler's name. A base address may stand in front of a path, and anything in place of a parameter.
 */
export function testLinks(entry: Endpoint, tests: ReadonlyMap<RepoPath, string>): TestLink {
  const named = namedBy(entry);
  const places = [...tests].flatMap(([path, text]): TraceStep[] => {
    const found = named?.exec(text);
    return found ? [{ at: { path, start: found.index, end: found.index + found[0].length }, message: 'the changed test names it' }] : [];
  });
  return { named: places, changed: tests.size };
}

function namedBy(entry: Endpoint): RegExp | undefined {
  if (entry.route.protocol === 'http') return pathPattern(entry.path);
  const name = entry.path.split(/[./]/).findLast(part => /^\w+$/.test(part)) ?? entry.handler?.label;
  return name === undefined || name === '' ? undefined : new RegExp(`\\b${escaped(name)}\\b`);
}

/** `/v1/orders/{id}/pay` is named by `/orders/7/pay` and `/orders/${id}/pay`, and by no part of it that ends before the last fixed segment. */
function pathPattern(path: string): RegExp | undefined {
  const segments = path.split('/').filter(segment => segment !== '');
  const isFixed = (segment: string) => !/[{}:*]/.test(segment);
  const fixed = segments.findLastIndex(isFixed);
  if (fixed < 0) return undefined;
  const from = Math.max(0, segments.findLastIndex((segment, index) => index < fixed && isFixed(segment)));
  const steps = segments.slice(from).map(segment => (isFixed(segment) ? escaped(segment) : '(?:\\$\\{[^}]*\\}|[^/\'"`\\s?]+|[\'"]\\s*\\+[^+]+(?:\\+\\s*[\'"])?)'));
  return new RegExp(`[/'"\`]${steps.join('/?')}(?=['"\`/?\\s$]|$)`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
