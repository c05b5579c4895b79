import type { FrameworkAdapter } from '@assay/contract';
import { orpc } from './orpc.js';
import { trpc } from './trpc.js';
import { tsRest } from './ts-rest.js';

export const rpcAdapters: readonly FrameworkAdapter[] = [trpc, orpc, tsRest];
