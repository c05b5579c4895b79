import type { FrameworkAdapter } from '@assay/contract';
import { connect } from './connect/index.js';
import { orpc } from './orpc.js';
import { trpc } from './trpc.js';
import { tsRest } from './ts-rest.js';
import { xrpc } from './xrpc/index.js';

export const rpcAdapters: readonly FrameworkAdapter[] = [connect, trpc, orpc, tsRest, xrpc];
