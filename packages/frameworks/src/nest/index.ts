import { defineAdapter, type FrameworkAdapter } from '@assay/contract';
import { errorRows } from './error-rows.js';
import { guardRows } from './guard-rows.js';
import { nestMessages } from './messages.js';
import { COMMON, CORE, GRAPHQL } from './names.js';
import { contextTypes, requestAliases } from './request-aliases.js';
import { routing } from './routing.js';
import { serviceRows } from './service-rows.js';

export { requestAliases } from './request-aliases.js';

/** Controllers, resolvers, modules and guards, found by their decorators. https://docs.nestjs.com */
const nestjs = defineAdapter({
  name: 'nestjs',
  kind: 'http',
  packages: [COMMON, CORE, GRAPHQL],
  docs: 'https://docs.nestjs.com',
  models: [...guardRows, ...errorRows, ...serviceRows],
  roles: [...contextTypes, ...requestAliases],
  recognize: routing,
  defaults: { errorBody: '{ statusCode, message, error }', bareBody: '{ statusCode, message }' },
});

export const nestAdapters: readonly FrameworkAdapter[] = [nestMessages, nestjs];
