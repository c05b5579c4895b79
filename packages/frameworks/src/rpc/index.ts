import type { FrameworkAdapter } from '@assay/contract';
import { orpc } from './orpc.js';
import { trpc } from './trpc.js';

export const rpcAdapters: readonly FrameworkAdapter[] = [trpc, orpc];
