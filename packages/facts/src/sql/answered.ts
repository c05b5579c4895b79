import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

/** A thread that answers what is posted to it: it posts each answer, then adds one to `answers[0]` and wakes who waits for that. */
export interface Answering {
  readonly port: MessagePort;
  readonly answers: Int32Array;
}

/**
 * Posts a request and sleeps until the thread has counted its answer; undefined after so many milliseconds without one. Waking up alone says nothing: the
 * thread may have been held up between counting the last answer and waking whoever waited for that one.
 */
export function answered({ port, answers }: Answering, request: unknown, patience: number): { readonly message: unknown } | undefined {
  const before = Atomics.load(answers, 0);
  port.postMessage(request);
  while (Atomics.load(answers, 0) === before) if (Atomics.wait(answers, 0, before, patience) === 'timed-out') return undefined;
  return receiveMessageOnPort(port);
}
