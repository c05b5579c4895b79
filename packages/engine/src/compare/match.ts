import { groupBy, type Finding, type KnownFinding } from '@assay/contract';

/** What is kept of a finding to know it again. */
export function knownOf({ fingerprint, identity, rule, subject, where }: Finding): KnownFinding {
  return { fingerprint, anchor: identity?.anchor ?? fingerprint, context: identity?.context ?? '', rule, subject, path: where.path };
}

type Alike = (known: KnownFinding, candidate: KnownFinding) => boolean;

/**
 * The closest first. A file that was renamed keeps its code, code that was changed keeps its file; which of several equal ones is new
 * is so told by more than their number.
 */
const DEGREES: readonly Alike[] = [
  (known, candidate) => known.path === candidate.path && known.context === candidate.context,
  (known, candidate) => known.context === candidate.context,
  (known, candidate) => known.path === candidate.path,
];

/** Which finding each known one is now. A single known and a single present finding of one anchor are the same, wherever they are. */
export function matchKnown<T extends KnownFinding>(known: readonly T[], findings: readonly Finding[]): ReadonlyMap<Finding, T> {
  const groups = groupBy(known, anchorOf);
  const matched = new Map<Finding, T>();
  for (const [anchor, present] of groupBy(findings.map(finding => ({ ...knownOf(finding), finding })), anchorOf)) {
    const before = groups.get(anchor);
    if (!before) continue;
    const pair = (entry: T, { finding }: { readonly finding: Finding }) => matched.set(finding, entry);
    const [only, ...others] = present;
    if (before.length === 1 && only && others.length === 0 && before[0]) pair(before[0], only);
    else pairUp(before, present, pair);
  }
  return matched;
}

function pairUp<T extends KnownFinding, U extends KnownFinding>(known: readonly T[], present: readonly U[], pair: (known: T, present: U) => void): void {
  const left = new Set(known);
  const free = new Set(present);
  for (const alike of DEGREES) {
    for (const candidate of free) {
      const found = [...left].find(entry => alike(entry, candidate));
      if (!found) continue;
      pair(found, candidate);
      left.delete(found);
      free.delete(candidate);
    }
  }
}

function anchorOf({ anchor }: KnownFinding): string {
  return anchor;
}
