import { HOLE } from './texts.js';

/** A path of a request. `floating`: what comes before it is not known. */
export interface AskedPath { readonly segments: readonly string[]; readonly floating: boolean }

/** The path of an address: without scheme, host and query; undefined when nothing of it is known. */
export function askedPath(address: string): AskedPath | undefined {
  const bare = (address.split(/[?#]/)[0] ?? '').replace(/^(?:https?:)?\/\/[^/]*/, '');
  if (bare.startsWith(HOLE)) {
    const rest = bare.replace(/^\0+/, '');
    return rest.replaceAll(HOLE, '').replaceAll('/', '') === '' ? undefined : { segments: split(rest), floating: true };
  }
  return { segments: split(bare), floating: false };
}

function split(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '').map((segment) => (segment.startsWith(':') || /^\{[^{}]+\}$/.test(segment) ? HOLE : segment));
}

/** The path for reports. */
export function shownPath({ segments, floating }: AskedPath): string {
  return `${floating ? '…' : ''}/${segments.join('/').replaceAll(HOLE, '{}')}`;
}

/**
 * How well a request's path fits an entry point's: undefined when it does not. A part that is known counts for more against the same text than against a
 * parameter; a part that is not known is a parameter, and no text. What stands before may differ where one side does not know it.
 */
export function fit(asked: AskedPath, path: string, mounted: boolean): number | undefined {
  if (path.endsWith('…')) return undefined;
  const given = path.split('/').filter((segment) => segment !== '');
  const wanted = asked.segments;
  const same = aligned(wanted, given);
  // What answers everything below a path answers what nothing else does.
  if (same !== undefined) return (given.at(-1) === '*' ? 0 : 100) + same;
  if (wanted.length < given.length && asked.floating) {
    const lead = given.slice(0, given.length - wanted.length);
    const tail = aligned(wanted, given.slice(lead.length));
    return tail !== undefined && tail >= SAME && lead.every((segment) => !isParameter(segment)) ? 50 + tail - lead.length : undefined;
  }
  if (wanted.length > given.length && given.length > 0) {
    const lead = wanted.slice(0, wanted.length - given.length);
    const tail = aligned(wanted.slice(lead.length), given);
    const known = given.filter((segment) => !segment.includes('{')).length;
    const isPrefix = lead.every((segment) => !segment.includes(HOLE)) ? known > 0 : known > 1;
    return tail !== undefined && isPrefix && (!mounted || lead.length <= 3) ? 20 + tail - lead.length : undefined;
  }
  return undefined;
}

/** The paths end alike and begin otherwise: a test may mount at another place than the application does, or stand behind a gateway. */
export function resembles(asked: AskedPath, path: string): boolean {
  const given = path.split('/').filter((segment) => segment !== '');
  const shared = Math.min(asked.segments.length, given.length);
  if (shared === 0 || path.endsWith('…') || given.includes('*')) return false;
  const tail = aligned(asked.segments.slice(-shared), given.slice(-shared));
  return tail !== undefined && tail >= SAME && given.slice(-shared).some((segment) => !segment.includes('{'));
}

const SAME = 4;
/** `depot.v1.CrateService`, and a service of which only the name is known. */
const IN_PACKAGE = /^(?:[\w-]+\.)+[A-Z]\w*$/;

function aligned(wanted: readonly string[], given: readonly string[]): number | undefined {
  let score = 0;
  for (const [index, segment] of given.entries()) {
    if (segment === '*') return score;
    const asked = wanted[index];
    const points = asked === undefined ? undefined : agreement(asked, segment);
    if (points === undefined) return undefined;
    score += points;
  }
  return wanted.length === given.length ? score : undefined;
}

function agreement(asked: string, given: string): number | undefined {
  if (isParameter(given)) return asked === HOLE ? 3 : 2;
  if (given.includes('{')) return partly(asked, given) ? 3 : undefined;
  if (asked === HOLE) return undefined;
  if (!asked.includes(HOLE)) return asked.toLowerCase() === given.toLowerCase() || (IN_PACKAGE.test(asked) && asked.endsWith(`.${given}`)) ? SAME : undefined;
  // `users${query}`: what is not known may be a query.
  return asked.endsWith(HOLE) && asked.replace(HOLE, '').toLowerCase() === given.toLowerCase() ? 3 : undefined;
}

/** `reports.{format}`: a parameter is a part of it. */
function partly(asked: string, given: string): boolean {
  const pattern = given.split(/\{[^}]*\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
  return new RegExp(`^${pattern}$`, 'i').test(asked);
}

function isParameter(segment: string): boolean {
  return /^\{[^}]*\}\??$/.test(segment) || segment.startsWith(':');
}
