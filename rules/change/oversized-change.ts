import { compareText, defineRule, groupBy, type Change, type ChangeClass, type ChangedFile, type RepoPath, type Verdict } from '@assay/contract';

type Options = Readonly<Record<'limit', number>>;

/** Nobody reads these line by line. */
const UNCOUNTED: ReadonlySet<ChangeClass> = new Set(['generated', 'lock', 'snapshot', 'binary']);
/** How many parts a proposal names, and files of each. */
const MOST_PARTS = 4;
const MOST_NAMED = 3;

/** A change of more files than a reviewer can hold in mind. */
export const oversizedChange = defineRule<Options>({
  id: 'oversized-change',
  meta: {
    standard: 'change',
    category: 'change',
    variants: { change: { severity: 'minor', title: 'Oversized change: {subject}', scope: 'project' } },
    summary: 'A change touches more files than one review can carry.',
    why: 'The larger a change, the less of it is read: defects pass in the part that nobody had the patience for, and taking it back takes everything back.',
    recommendation: 'Split the change, migrations first; or let it through with the trailer "Assay-Allow: oversized-change -- why" in a commit of it.',
    subjects: 'changes',
    languages: ['code'],
    judges: 'change',
    since: '0.1.0',
    lifecycle: 'experimental',
    schema: {
      type: 'object', additionalProperties: false,
      properties: { limit: { type: 'integer', minimum: 1, description: 'How many files a change may touch. Generated files, lock files, snapshots, binary files and files that were only moved do not count.' } },
    },
    defaults: { limit: 15 },
  },
  *check({ change, options: { limit } }) {
    if (!change) return;
    const counted = change.files.filter(counts);
    const present = counted.filter(({ how }) => how !== 'deleted');
    const first = present.find(({ kind }) => kind === 'product') ?? present[0] ?? counted[0];
    if (!first) return;
    const place = { at: { path: first.path, start: 0, end: 0 }, subject: `the change since ${change.against}` };
    yield counted.length <= limit ? { outcome: 'pass', ...place } : violation(place, counted, change, limit);
  },
});

function counts({ kind, how }: ChangedFile): boolean {
  return !UNCOUNTED.has(kind) && how !== 'moved';
}

function violation(place: Pick<Verdict, 'at' | 'subject'>, counted: readonly ChangedFile[], change: Change, limit: number): Verdict {
  const left = change.files.length - counted.length;
  const kinds = new Map<ChangeClass, number>();
  for (const { kind } of counted) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const list = [...kinds].sort(([a, x], [b, y]) => y - x || compareText(a, b)).map(([kind, count]) => `${count} ${kind}`).join(', ');
  const evidence = `${counted.length} files count (${list}), the limit is ${limit}${left === 0 ? '' : `; ${left} generated or moved ${left === 1 ? 'file does' : 'files do'} not count`}.`;
  const recommendation = proposal(counted);
  return { outcome: 'violation', variant: 'change', ...place, evidence, ...(recommendation === undefined ? {} : { recommendation }) };
}

/** Parts that do not import each other can be reviewed one by one; migrations go first. */
function proposal(files: readonly ChangedFile[]): string | undefined {
  const migrations = files.filter(({ kind }) => kind === 'migration').map(({ path }) => path);
  const parts = clusters(files.filter(({ kind }) => kind === 'product' || kind === 'script' || kind === 'test'));
  const named = [...(migrations.length > 0 ? [migrations] : []), ...parts];
  if (named.length < 2) return undefined;
  const shown = named.slice(0, MOST_PARTS).map((part, index) => `(${index + 1}) ${said(part)}`);
  const rest = named.length - shown.length;
  return `Split it; these parts do not import each other: ${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}. ${oversizedChange.meta.recommendation}`;
}

function said(paths: readonly RepoPath[]): string {
  const named = paths.slice(0, MOST_NAMED).join(', ');
  return paths.length > MOST_NAMED ? `${named} and ${paths.length - MOST_NAMED} more` : named;
}

/** Files that are tied by imports, those that nothing ties by their folder; the largest part first. */
function clusters(files: readonly ChangedFile[]): readonly (readonly RepoPath[])[] {
  const leaders = new Map(files.map(({ path }) => [path, path]));
  const leaderOf = (path: RepoPath): RepoPath => {
    const leader = leaders.get(path) ?? path;
    return leader === path ? path : leaderOf(leader);
  };
  for (const { path, imports } of files) for (const target of imports) if (leaders.has(target)) leaders.set(leaderOf(path), leaderOf(target));
  const tied = [...groupBy(files.map(({ path }) => path), leaderOf).values()];
  const alone = tied.filter(({ length }) => length === 1).flat();
  return [...tied.filter(({ length }) => length > 1), ...groupBy(alone, path => path.slice(0, path.lastIndexOf('/') + 1)).values()].sort((a, b) => b.length - a.length || compareText(a[0] ?? '', b[0] ?? ''));
}
