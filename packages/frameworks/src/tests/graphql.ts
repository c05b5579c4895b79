import { defineAdapter, type TestModel } from '@assay/contract';
import { request } from './shared.js';

function document(packages: string | readonly string[], paths: readonly string[], text: readonly string[]): readonly TestModel[] {
  return paths.map((path) => ({ package: packages, path, is: request({ protocol: 'graphql', text }) }));
}

const OPERATION = ['0.query', '0.mutation', '0.document', '0'];

/** Ways to execute a GraphQL document without a route. */
export const graphqlExecution = defineAdapter({
  name: 'graphql-execution',
  kind: 'tests',
  packages: ['graphql', '@apollo/server', 'apollo-server', 'graphql-request', 'mercurius', 'supertest-graphql'],
  docs: 'https://graphql.org/graphql-js/graphql/',
  tests: [
    ...document('graphql', ['graphql()', 'graphqlSync()'], ['0.source', '1']),
    ...document('graphql', ['execute()', 'executeSync()', 'subscribe()'], ['0.document', '1']),
    ...document(['@apollo/server', 'apollo-server', 'apollo-server-express', 'apollo-server-core', '@apollo/server/testing'], ['**.executeOperation()'], OPERATION),
    ...document('apollo-server-testing', ['createTestClient().query()', 'createTestClient().mutate()'], OPERATION),
    ...document(['@apollo/client', '@apollo/client/core', 'apollo-client', 'apollo-boost'], ['ApolloClient.new().query()', 'ApolloClient.new().mutate()', 'default.new().query()', 'default.new().mutate()'], OPERATION),
    ...document('mercurius-integration-testing', ['createMercuriusTestClient().query()', 'createMercuriusTestClient().mutate()'], ['0']),
    ...document('mercurius', ['**.graphql()'], ['0']), ...document('fastify', ['**.graphql()'], ['0']),
    ...document('graphql-request', ['GraphQLClient.new().request()', 'GraphQLClient.new().rawRequest()'], ['0.document', '0']),
    ...document('graphql-request', ['request()', 'default()', 'rawRequest()'], ['1', '0.document']),
    ...document('supertest-graphql', ['default().query()', 'default().mutate()', 'default().subscribe()'], ['0']),
  ],
});
