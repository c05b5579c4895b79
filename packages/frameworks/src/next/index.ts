import { defineAdapter, type FrameworkAdapter } from '@assay/contract';
import { nextRoles, nextRows } from './rows.js';
import { isRouteFile } from './places.js';
import { routing } from './routing.js';

/** Route handlers, API pages and server actions, found by files and directives. */
const next = defineAdapter({
  name: 'next',
  kind: 'http',
  packages: ['next'],
  docs: 'https://nextjs.org/docs/app',
  models: nextRows,
  roles: nextRoles,
  serves: (path) => isRouteFile(path),
  recognize: routing,
  defaults: { errorBody: 'a body without content', status: 500, messages: false },
});

export const nextAdapters: readonly FrameworkAdapter[] = [next];
