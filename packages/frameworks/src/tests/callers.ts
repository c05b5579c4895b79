import { defineAdapter, type PathValue, type RequestMeaning } from '@assay/contract';
import { request, stepsOf, VERBS } from './shared.js';

/** The procedure that a caller is asked for: the names after the call that made the caller. */
function procedureOf(path: PathValue): RequestMeaning | undefined {
  const steps = stepsOf(path);
  const made = steps.findIndex(({ step, parent }, index) => step === '()' && (parent?.step === 'createCaller' || (parent?.step === '()' && steps[index - 2]?.step === 'createCallerFactory')));
  const names = steps.slice(made + 1, -1).map(({ step }) => step ?? '');
  if (made < 0 || steps.at(-1)?.step !== '()' || names.length === 0 || names.some((name) => name === '()' || name === '[]')) return undefined;
  return request({ protocol: 'rpc', path: names.join('.') });
}

/** `client.orders.create.mutate(input)`: the procedure's name stands before how it is called. */
function remoteProcedure(path: PathValue): RequestMeaning | undefined {
  const steps = stepsOf(path);
  const made = steps.findIndex(({ step, parent }) => step === '()' && CLIENTS.has(parent?.step ?? ''));
  const names = steps.slice(made + 1, -2).map(({ step }) => step ?? '');
  if (made < 0 || !['query', 'mutate', 'subscribe'].includes(steps.at(-2)?.step ?? '') || names.length === 0 || names.includes('()')) return undefined;
  return request({ protocol: 'rpc', path: names.join('.') });
}

const CLIENTS: ReadonlySet<string> = new Set(['createTRPCClient', 'createTRPCProxyClient']);

/** Procedures called without a transport, and through the client. */
export const trpcCallers = defineAdapter({
  name: 'trpc-callers',
  kind: 'tests',
  packages: ['@trpc/server', '@trpc/client'],
  docs: 'https://trpc.io/docs/server/server-side-calls',
  tests: [
    { package: ['@trpc/server', '@trpc/server/unstable-core-do-not-import'], path: '**', is: procedureOf },
    { package: '@trpc/client', path: '**', is: remoteProcedure },
  ],
});

/** `client.users[':id'].$post(..)`: the names spell the path. */
function honoRequest(path: PathValue): RequestMeaning | undefined {
  const steps = stepsOf(path);
  const method = /^\$(\w+)$/.exec(steps.at(-2)?.step ?? '')?.[1]?.toUpperCase();
  if (method === undefined || method === 'URL') return undefined;
  const names = steps.slice(0, -2).flatMap(({ step }) => (step === undefined || step === '()' ? [] : [step]));
  return request({ method, path: `/${names.slice(1).join('/')}` });
}

/** `api.users({ id }).posts.get()`: the names spell the path, a call stands for a parameter. */
function edenRequest(path: PathValue): RequestMeaning | undefined {
  const steps = stepsOf(path);
  const method = VERBS.find(([name]) => name === steps.at(-2)?.step)?.[1];
  const made = steps.findIndex(({ step, parent }) => step === '()' && (parent?.step === 'treaty' || parent?.step === 'edenTreaty'));
  if (method === undefined || made < 0) return undefined;
  const parts = steps.slice(made + 1, -2).map(({ step }) => (step === '()' ? '{}' : step ?? ''));
  return request({ method, path: `/${parts.filter((part) => part !== 'index').join('/')}` });
}

/** Clients whose members spell the path. */
export const typedClients = defineAdapter({
  name: 'typed-clients',
  kind: 'tests',
  packages: ['hono', '@elysiajs/eden'],
  docs: 'https://hono.dev/docs/helpers/testing',
  tests: [
    { package: 'hono/testing', path: 'testClient().**', is: honoRequest },
    { package: 'hono/client', path: 'hc().**', is: honoRequest },
    { package: '@elysiajs/eden', path: '**', is: edenRequest },
  ],
});
