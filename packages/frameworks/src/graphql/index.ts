import type { FrameworkAdapter } from '@assay/contract';
import { graphql } from './graphql.js';
import { keystone } from './keystone/index.js';

export const graphqlAdapters: readonly FrameworkAdapter[] = [graphql, keystone];
