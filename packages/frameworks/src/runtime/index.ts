import type { FrameworkAdapter } from '@assay/contract';
import { aws } from './aws.js';
import { caches } from './caches.js';
import { effects } from './containers/effect.js';
import { containers } from './containers/index.js';
import { collections } from './collections.js';
import { fetchApi } from './fetch-api.js';
import { globals } from './globals.js';
import { httpClients } from './http-clients.js';
import { httpErrors } from './http-errors.js';
import { logging } from './logging.js';
import { messages } from './messages.js';
import { messaging } from './messaging.js';
import { middleware } from './middleware.js';
import { moduleLoaders } from './module-loaders.js';
import { node } from './node.js';
import { objectStores } from './object-stores.js';
import { pathGlobs } from './path-globs.js';
import { payments } from './payments.js';
import { responses } from './response.js';
import { results } from './results.js';
import { services } from './services.js';
import { utilities } from './utilities.js';
import { validation } from './validation.js';
import { wrappers } from './wrappers.js';

export const runtimeAdapters: readonly FrameworkAdapter[] = [
  fetchApi, globals, responses, httpErrors, wrappers, collections, middleware, httpClients, payments, objectStores, services, messages, messaging, aws, caches, containers, logging, validation, results, effects, utilities, moduleLoaders, node, pathGlobs,
];
