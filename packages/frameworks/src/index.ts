import type { FrameworkAdapter } from '@assay/contract';
import { dataAdapters } from './data/index.js';
import { express } from './http/express.js';
import { fastify } from './http/fastify.js';

/** All library knowledge, in the order in which rows are tried. */
export const adapters: readonly FrameworkAdapter[] = [express, fastify, ...dataAdapters];
