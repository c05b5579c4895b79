// node editor.mjs <folder> <file>: opens a session of the project, edits one file 20 times, and prints the milliseconds of CPU time that each edit took.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSessions } from '@assay/engine';
import { adapters } from '@assay/frameworks';
import { rules } from '@assay/rules';

const EDITS = 20;
const [root, path] = process.argv.slice(2);
const filename = join(root, path);
const text = readFileSync(filename, 'utf8');
const sessions = openSessions({ rules, adapters });

/** What the plugin asks of a session when a file is linted: every rule, for one text. */
function judge(edited) {
  const before = process.cpuUsage();
  for (const { id } of rules) sessions.check({ filename, text: edited, rule: id });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const opened = judge(text);
const edits = Array.from({ length: EDITS }, (_, turn) => judge(`${text}\nconst edit${turn} = ${turn};\n`));
console.log(JSON.stringify({ opened, edits }));
