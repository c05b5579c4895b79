import type { FrameworkAdapter } from '@assay/contract';
import { chaiHttp, cypress, k6, playwright, specifications, supertest } from './agents.js';
import { trpcCallers, typedClients } from './callers.js';
import { httpTestClients } from './clients.js';
import { graphqlExecution } from './graphql.js';
import { fetchHandlers, inject, nestTesting } from './inject.js';
import { runners } from './runners.js';

/** How tests reach the server: rows for clients, for runners of tests, and for ways around the network. */
export const testAdapters: readonly FrameworkAdapter[] = [
  runners, supertest, chaiHttp, specifications, playwright, cypress, k6, inject, fetchHandlers, nestTesting, httpTestClients, trpcCallers, typedClients, graphqlExecution,
];
