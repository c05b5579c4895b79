import { MessageChannel, Worker } from 'node:worker_threads';
import type { SqlDialect } from '@assay/contract';
import { answered, type Answering } from './answered.js';
import type { Parsed, ParseRequest } from './frontend.js';

/** No text of a real project takes this long; a parser that does not come back must not hold the analysis for ever. */
const PATIENCE_MS = 600_000;

/**
 * Parses statements of one dialect. Synchronous for the caller, because hosts are: the parsers live in a thread that is started with the
 * first statement, and the caller sleeps until it answers. The answers depend on the texts alone.
 * @throws when the thread does not answer.
 */
export function parseStatements(dialect: SqlDialect, texts: readonly string[]): readonly Parsed[] {
  if (texts.length === 0) return [];
  thread ??= start();
  const received = answered(thread, { dialect, texts } satisfies ParseRequest, PATIENCE_MS);
  if (received) return received.message as readonly Parsed[];
  void thread.worker.terminate();
  thread = undefined;
  throw new Error('the SQL parser did not answer');
}

interface Thread extends Answering { readonly worker: Worker }

let thread: Thread | undefined;

function start(): Thread {
  const answers = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { port: port2, answers }, transferList: [port2] });
  worker.unref();
  port1.unref();
  return { worker, port: port1, answers };
}
