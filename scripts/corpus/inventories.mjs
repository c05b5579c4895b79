// Hand inventories of entry points (fixtures/corpus/endpoints) compared with what was found.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from './page-section.mjs';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'corpus', 'endpoints');
const JOB = 'JOB';
const MUTATING = new Set(['POST', 'PUT', 'PATCH', 'DELETE', 'ALL', 'MUTATION', 'ACTION']);
const READING = new Set(['QUERY', 'SUBSCRIPTION']);
/** Which level of the analyzer says the same as a label of the inventories. */
const LEVELS = { none: ['none'], authn: ['principal'], role: ['role', 'owner'], owner: ['owner', 'role', 'principal'] };

/** What each inventory is about: `{ [name]: { stack, under?, frameworks?, contracts?, all?, operations?, jobs?, pattern? } }`. `all`: what only reads is listed too; `operations`: so are GraphQL operations that do, without field resolvers; `jobs`: so are queues, schedules and events. */
export const about = JSON.parse(readFileSync(join(FOLDER, 'about.json'), 'utf8'));

/** Listed, found and invented entry points of one repository, and on how many of the found ones the guard is the one that was read. */
export function compare(name, endpoints) {
  const path = join(FOLDER, `${name}.tsv`);
  const scope = about[name];
  if (!scope || !existsSync(path)) return undefined;
  const rows = readTable(readFileSync(path, 'utf8')).map(({ method, path: route, file, line, guard }) => ({ method, route, file, line: Number(line), guard }));
  const counted = endpoints.filter((entry) => inScope(entry, scope));
  const left = [...counted];
  const missed = [];
  const guards = { agreed: 0, stronger: 0, weaker: 0, opaque: 0 };
  const disagreements = [];
  for (const row of rows) {
    // A contract names the route in one file, its implementation stands in another.
    const here = left.findIndex((entry) => entry.file === row.file && same(row, entry));
    const index = here < 0 && scope.contracts ? left.findIndex((entry) => same(row, entry)) : here;
    const [entry] = index < 0 ? [] : left.splice(index, 1);
    if (!entry) missed.push(row);
    else if (row.guard in LEVELS) {
      const verdict = judge(row.guard, entry.guard);
      guards[verdict] += 1;
      if (verdict !== 'agreed') disagreements.push({ ...row, got: entry.guard });
    }
  }
  return { listed: rows.length, found: rows.length - missed.length, invented: left.length, guards, missed, extra: left, disagreements };
}

/** Is it of the kinds, the folders and the frameworks that the inventory covers? */
function inScope(entry, { all, operations, jobs, under = [''], frameworks }) {
  if (entry.method === JOB) return jobs ?? false;
  return (all || MUTATING.has(entry.method) || (operations && READING.has(entry.method))) && under.some((folder) => entry.file.startsWith(folder)) && (frameworks?.includes(entry.framework) ?? true);
}

/** The same method and path, whatever its parameters are called; of a job, whose name may be computed, the same place. */
function same(row, entry) {
  if (row.method !== entry.method) return false;
  return row.method === JOB ? row.file === entry.file && row.line === entry.line : plain(row.route) === plain(entry.path);
}

function plain(path) {
  return path.replaceAll(/\{[^}]*\}/g, '{}').replace(/^(?:Mutation|Query)\./, '').replace(/(.)\/$/, '$1');
}

const RANK = { none: 0, opaque: 0, principal: 1, role: 2, owner: 2 };

function judge(label, level) {
  if (level === 'opaque') return 'opaque';
  if (LEVELS[label].includes(level)) return 'agreed';
  return (RANK[level] ?? 0) > (RANK[LEVELS[label][0]] ?? 0) ? 'stronger' : 'weaker';
}
