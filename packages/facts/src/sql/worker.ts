import { workerData, type MessagePort } from 'node:worker_threads';
import type { SqlDialect } from '@assay/contract';
import type { Frontend, Parsed, ParseRequest } from './frontend.js';

/** The thread in which SQL is parsed: parsers load only when the first text of their dialect comes, and their loading may be asynchronous. */
const { port, answers } = workerData as { port: MessagePort; answers: Int32Array };
const LONGEST_MESSAGE = 120;
const loaded = new Map<SqlDialect, Frontend>();

async function load(dialect: SqlDialect): Promise<Frontend> {
  switch (dialect) {
    case 'postgres': return (await import('./postgres/frontend.js')).loadPostgres();
    case 'sqlite': return (await import('./sqlite/frontend.js')).sqlite;
    case 'mysql': return (await import('./mysql/frontend.js')).mysql;
    case 'unknown': return (await import('./mysql/any-dialect.js')).anyDialect;
  }
}

async function answer({ dialect, texts }: ParseRequest): Promise<readonly Parsed[]> {
  const frontend = loaded.get(dialect) ?? await load(dialect);
  loaded.set(dialect, frontend);
  return texts.map((text) => parseOne(frontend, text));
}

function parseOne(frontend: Frontend, text: string): Parsed {
  try {
    const read = frontend.parse(text);
    return 'ops' in read ? read : { ops: read };
  } catch (error) {
    const mistake = frontend.mistake?.(text);
    if (mistake !== undefined) return { problem: mistake };
    const problem = messageOf(error);
    return frontend.mistake ? { problem, uncertain: true } : { problem };
  }
}

/** One line. Some parsers list everything that they would have taken before they say what they found. */
function messageOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  const found = /^Expected .* but (.+) found\.?$/s.exec(error instanceof Error ? error.message : '')?.[1];
  return (found === undefined ? line : `unexpected ${found}`).slice(0, LONGEST_MESSAGE);
}

port.on('message', (request: ParseRequest) => {
  void answer(request).catch((error: unknown) => request.texts.map((): Parsed => ({ problem: String(error) }))).then((parsed) => {
    port.postMessage(parsed);
    Atomics.add(answers, 0, 1);
    Atomics.notify(answers, 0);
  });
});
