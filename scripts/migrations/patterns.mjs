// Migrations of some repositories counted by the names of their files and by a pattern for downs that do nothing, beside what the analysis finds.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Blanks and comments. */
const NOTHING = String.raw`(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*`;
const CALLBACK = String.raw`(?:return\s+)?(?:cb|callback)\(\s*\);?`;
const RETURNS = String.raw`(?:return\s*;?|(?:return\s+)?Promise\.resolve\(\);?)?`;

/** What counts as a migration file, and as an empty down in one. `why` tells a reader what makes the numbers differ. */
const REPOSITORIES = [
  {
    name: 'unleash', folder: 'src/migrations', files: /\.js$/, empty: new RegExp(String.raw`exports\.down\s*=\s*(?:async\s+)?(?:function\s*\w*)?\s*\([^)]*\)\s*(?:=>)?\s*\{${NOTHING}${CALLBACK}${NOTHING}\}`),
    why: "the pattern sees those that only call the callback (5 of them beside a comment); 30 more run blank SQL (`db.runSql('', cb)`), which is as empty",
  },
  {
    name: 'opencollective-api', folder: 'migrations', files: /^(?!lib\/).*\.[jt]s$/, empty: new RegExp(String.raw`\bdown\b[^{=;]*(?:=[^{;]*?)?\{${NOTHING}${RETURNS}${NOTHING}\}`),
    why: '14 files of `migrations/archives` are one comment from end to end ("This migration is archived") and export nothing. The pattern sees blank bodies or comments (108, and 6 inside those comments), `return;` (4) and `Promise.resolve()` (7, and 4 inside comments). Found are those outside comments (119), and 38 that only log and 1 that returns `true`',
  },
  { name: 'parabol', folder: 'packages/server/postgres/migrations', files: /\.ts$/, empty: new RegExp(String.raw`function down\([^)]*\)\s*(?::\s*Promise<\w+>)?\s*\{${NOTHING}\}`), why: 'one more has no down at all' },
  { name: 'refocus', folder: 'migrations', files: /\.js$/, empty: new RegExp(String.raw`\bdown\b[^{]*\{${NOTHING}${RETURNS}${NOTHING}\}`), why: 'two more hand back a promise that is settled at once (`=> Promise.resolve()`, `new Promise((resolve) => resolve())`)' },
  { name: 'blurts-server', folder: 'src/db/migrations', files: /\.[jt]s$/, empty: new RegExp(String.raw`\bdown\b[^{]*\{${NOTHING}${RETURNS}${NOTHING}\}`), why: '' },
  { name: 'sqlpad', folder: 'server/migrations', files: /\.js$/, why: 'none has a down' },
];

/** Both counts of the repositories that are checked out in `checkouts`; `units` are those that the analysis found. */
export function countedBy({ name, units }, checkouts) {
  const known = REPOSITORIES.find((one) => one.name === name);
  if (!known) return undefined;
  const root = join(checkouts, name, known.folder);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter((path) => known.files.test(path.slice(root.length + 1)));
  const emptied = known.empty ? files.filter((path) => known.empty.test(readFileSync(path, 'utf8'))).length : 0;
  return { files: files.length, units: units.length, emptyByPattern: emptied, empty: units.filter(({ down }) => down === 'empty').length, absent: units.filter(({ down }) => down === 'absent').length, idle: units.filter(({ noop }) => noop).length };
}

/** Why the counts of a repository differ. */
export function reasonFor(name) {
  return REPOSITORIES.find((one) => one.name === name)?.why ?? '';
}
