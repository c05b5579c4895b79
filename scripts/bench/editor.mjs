// node editor.mjs <folder> <file>: opens a session of the project, edits one file in each of several ways, and prints the milliseconds of CPU time
// that each edit took, by its kind.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSessions } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';
import { edited, KINDS } from './edits.mjs';

const TURNS = 5;
const [root, path] = process.argv.slice(2);
const filename = join(root, path);
const text = readFileSync(filename, 'utf8');
const judgedBy = { rules, adapters };
const sessions = openSessions({ judgedBy: () => () => judgedBy });

/** What the plugin asks of a session when a file is linted: every rule, for one text. */
function judge(now) {
  const before = process.cpuUsage();
  for (const { id } of rules) {
    const { failure } = sessions.check({ filename, text: now, rule: id });
    if (failure !== undefined) throw new Error(failure);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const opened = judge(text);
const edits = KINDS.map((kind) => [kind, Array.from({ length: TURNS }, (_, turn) => judge(edited(text, kind, turn)))]);
console.log(JSON.stringify({ opened, edits }));
