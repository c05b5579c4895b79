import type { FrameworkAdapter } from '@assay/contract';
import { trpc } from './trpc.js';

export const rpcAdapters: readonly FrameworkAdapter[] = [trpc];
