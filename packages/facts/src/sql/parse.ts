import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { SqlDialect } from '@assay/contract';
import type { Parsed, ParseRequest } from './frontend.js';

/** No text of a real project takes this long; a parser that does not come back must not hold the analysis for ever. */
const PATIENCE_MS = 600_000;
/** On a busy machine the signal may be seen before the message that was posted first. */
const GRACE = { times: 500, ms: 10 };

/**
 * Parses statements of one dialect. Synchronous for the caller, because hosts are: the parsers live in a thread that is started with the
 * first statement, and the caller sleeps until it answers. The answers depend on the texts alone.
 * @throws when the thread does not answer.
 */
export function parseStatements(dialect: SqlDialect, texts: readonly string[]): readonly Parsed[] {
  if (texts.length === 0) return [];
  thread ??= start();
  const { port, signal } = thread;
  Atomics.store(signal, 0, 0);
  port.postMessage({ dialect, texts } satisfies ParseRequest);
  const received = awaited(port, signal);
  if (received) return received.message as readonly Parsed[];
  void thread.worker.terminate();
  thread = undefined;
  throw new Error('the SQL parser did not answer');
}

function awaited(port: MessagePort, signal: Int32Array): ReturnType<typeof receiveMessageOnPort> {
  const isAnswered = Atomics.wait(signal, 0, 0, PATIENCE_MS) !== 'timed-out';
  let received = receiveMessageOnPort(port);
  for (let left = isAnswered ? GRACE.times : 0; !received && left > 0; left--) {
    Atomics.wait(signal, 0, 1, GRACE.ms);
    received = receiveMessageOnPort(port);
  }
  return received;
}

interface Thread { readonly worker: Worker; readonly port: MessagePort; readonly signal: Int32Array }

let thread: Thread | undefined;

function start(): Thread {
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { port: port2, signal }, transferList: [port2] });
  worker.unref();
  port1.unref();
  return { worker, port: port1, signal };
}
