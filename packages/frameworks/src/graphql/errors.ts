import type { ApiModel } from '@assay/contract';

/** Errors of GraphQL servers. Their status is what they stand for; the response itself is a 200. */
const APOLLO: Readonly<Record<string, number | undefined>> = { AuthenticationError: 401, ForbiddenError: 403, UserInputError: 400, ApolloError: undefined };
const APOLLO_PACKAGES = ['apollo-server-errors', 'apollo-server-core', 'apollo-server-express', 'apollo-server-fastify', 'apollo-server'];

/** Codes of `extensions`; https://www.apollographql.com/docs/apollo-server/data/errors */
const CODES: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401, UNAUTHORIZED: 401, FORBIDDEN: 403, BAD_USER_INPUT: 400, NOT_FOUND: 404, CONFLICT: 409, INTERNAL_SERVER_ERROR: 500,
};

/** `new GraphQLError(message, { extensions })` */
const EXTENSIONS = { arg: 1, member: 'extensions' } as const;

/** Errors that the executor renders: their message and their extensions reach the client. */
export const errorRows: readonly ApiModel[] = [
  ...Object.entries(APOLLO).map(([name, status]): ApiModel => ({ package: APOLLO_PACKAGES, path: `${name}.new()`, is: { kind: 'http-error', bodyArg: 0, ...(status === undefined ? {} : { status }) } })),
  {
    package: ['graphql', '@nestjs/graphql'], path: 'GraphQLError.new()',
    is: (path, project) => {
      const options = project.argument(path, 1);
      const extensions = options && project.properties(options).get('extensions');
      const status = CODES[(extensions && project.text(project.properties(extensions).get('code'))) ?? ''];
      return { kind: 'http-error', bodyArg: 0, beside: EXTENSIONS, ...(status === undefined ? {} : { status }) };
    },
  },
];
