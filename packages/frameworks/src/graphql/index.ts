import type { FrameworkAdapter } from '@assay/contract';
import { graphql } from './graphql.js';

export const graphqlAdapters: readonly FrameworkAdapter[] = [graphql];
