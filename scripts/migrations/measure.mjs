// node scripts/migrations/measure.mjs <root>: reads the migrations of one checkout and prints what was found, as JSON. A process of its own, so that memory and time are those of one repository.
import { lineOf as lineIn } from '@assay/contract';
import { adapters } from '@assay/frameworks';
import { migrationGroups, replay } from '@assay/model';
import { readRepository } from '@assay/sources';
import { extractAll, plainReader } from '../../packages/engine/dist/extract.js';
import { dialectsOf } from '../../packages/engine/dist/dialects.js';
import { migrationUnits } from '../../packages/frameworks/dist/migrations/units.js';
import { Linker } from '../../packages/model/dist/link/linker.js';
import { executed } from './execute.mjs';

const root = process.argv[2];
const repository = readRepository(root);
const { extractFile, chooseDialect } = plainReader(root);
const dialectOf = dialectsOf(repository, adapters, chooseDialect);
const { facts } = extractAll(repository.files, { extractFile, dialectOf });
const kinds = new Map(repository.files.map(({ path, kind }) => [path, kind]));
const isSql = ({ path }) => kinds.get(path) === 'sql';
const linker = new Linker(facts.filter((file) => !isSql(file)), repository, adapters, facts.filter(isSql));
const units = migrationUnits(linker);
const sources = new Map(repository.files.map(({ path, text }) => [path, text]));
const { reversals } = replay(migrationGroups(units));

process.stdout.write(JSON.stringify({
  units: units.map(({ path, tool, down, noop }) => ({ path, tool, down: down.kind, noop })),
  ...parsed(),
  reversals: tally(reversals, ({ restores }) => restores),
  executed: await executed(migrationGroups(units), reversals, sources),
}));

/** The SQL of every file that migrations are made of, by dialect: how its statements could be read, and those that could not. */
function parsed() {
  const lineOf = lineIn(sources);
  const paths = new Set(units.flatMap(({ path, ups, downs = [], scripts }) => [path, ...[...ups, ...downs].map(({ at }) => at.path), ...(scripts ? [...scripts.up, ...(scripts.down ?? [])].map((span) => span.path) : [])]));
  const statements = {};
  const refused = [];
  for (const file of facts.filter(({ path }) => paths.has(path))) {
    for (const text of file.sql ?? []) {
      const dialect = text.dialect === 'unknown' && file.dialect ? file.dialect : text.dialect;
      const counts = statements[dialect] ??= { exact: 0, filled: 0, fallback: 0, unparsed: 0 };
      for (const statement of text.statements) {
        counts[statement.confidence] += 1;
        const [start, end] = statement.at;
        if (statement.confidence === 'unparsed') refused.push({ dialect, path: file.path, line: lineOf({ path: file.path, start, end }), problem: statement.problem ?? '', text: (sources.get(file.path) ?? '').slice(start, Math.min(end, start + 200)) });
      }
    }
  }
  return { statements, refused };
}

function tally(items, keyOf) {
  const counts = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}
