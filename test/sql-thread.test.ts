import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { answered } from '../packages/facts/dist/sql/answered.js';

/** Wakes whoever waits before it has answered, as a thread does that is held up between counting an answer and telling of it. */
const LATE = `
const { workerData: { port, answers } } = require('node:worker_threads');
const nap = new Int32Array(new SharedArrayBuffer(4));
port.on('message', (request) => {
  for (let i = 0; i < 20; i += 1) { Atomics.wait(nap, 0, 0, 5); Atomics.notify(answers, 0); }
  if (request === 'never') return;
  port.postMessage('answer to ' + request);
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
});
`;

test('an answer is waited for, whatever wakes the one who waits', async () => {
  const answers = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(LATE, { eval: true, workerData: { port: port2, answers }, transferList: [port2] });
  const asked = ['a', 'b', 'c'].map(request => answered({ port: port1, answers }, request, 60_000)?.message);
  const never = answered({ port: port1, answers }, 'never', 500);
  await worker.terminate();
  port1.close();
  expect(asked).toEqual(['answer to a', 'answer to b', 'answer to c']);
  expect(never).toBeUndefined();
});
