// What package.json files of backends name, known to Assay or not: the yardstick of docs/coverage.md, so it must not be made from the adapters.

/** Entry points: packages of a stack, and the framework names under which its endpoints are reported. */
export const STACKS = [
  ['Express', /^(?:express|express-promise-router)$/, ['express', 'graphql']], ['Fastify', /^fastify$/, ['fastify']], ['Koa', /^koa$/, ['koa']], ['Hono', /^hono$/, ['hono']],
  ['hapi', /^(?:@hapi\/hapi|hapi)$/, ['hapi']], ['NestJS', /^@nestjs\/(?:common|core)$/, ['nestjs']], ['OvernightJS', /^@overnightjs\/core$/, ['express', 'overnight']],
  ['routing-controllers', /^routing-controllers$/, ['routing-controllers']], ['tsoa', /^tsoa$/, ['tsoa']], ['inversify-express-utils', /^inversify-express-utils$/, ['express']], ['Next.js', /^next$/, ['next']],
  ['React Router, Remix', /^(?:@react-router\/(?:node|serve|dev)|@remix-run\/(?:node|server-runtime|dev))$/, ['react-router']], ['Convex', /^convex$/, ['convex']],
  ['tRPC', /^@trpc\/server$/, ['trpc']], ['oRPC', /^@orpc\/server$/, ['orpc']], ['ts-rest', /^@ts-rest\/(?:core|express|fastify|next|serverless)$/, ['ts-rest']],
  ['GraphQL server', /^(?:@apollo\/server|apollo-server(?:-.+)?|graphql-yoga|mercurius|type-graphql|nexus|@pothos\/core|express-graphql|graphql-http|@nestjs\/graphql)$/, ['graphql', 'nestjs', 'pothos', 'type-graphql']],
  ['Sails', /^sails$/, ['sails']], ['Adonis', /^@adonisjs\/core$/, ['adonisjs']], ['Elysia', /^elysia$/, ['elysia']], ['uWebSockets.js', /^uWebSockets\.js$/, ['uws']], ['Connect RPC', /^@connectrpc\/connect$/, ['connect']], ['Keystone', /^@keystone-6\/core$/, ['keystone']],
  ['Medusa', /^@medusajs\/(?:framework|medusa)$/, ['medusa']], ['swagger-driven', /^(?:swagger-tools|oas-tools|express-openapi-validator|express-openapi)$/, ['openapi']], ['XRPC', /^@atproto\/xrpc-server$/, ['xrpc']],
  ['finale', /^finale-rest$/, ['finale']], ['SvelteKit', /^@sveltejs\/kit$/, ['sveltekit']], ['Nuxt', /^nuxt$/, ['nuxt']], ['Astro', /^astro$/, ['astro']], ['AWS Lambda', /^(?:serverless|@types\/aws-lambda|@middy\/core)$/, ['lambda']],
];

/** Data layers: packages, and how roots of classified accesses begin. */
export const LAYERS = [
  ['Prisma', /^@prisma\/client$/, /^(?:@prisma\/|nestjs-prisma)/], ['TypeORM', /^typeorm$/, /^(?:typeorm|@nestjs\/typeorm)/], ['Sequelize', /^sequelize(?:-typescript)?$/, /^sequelize/], ['Mongoose', /^(?:mongoose|@typegoose\/typegoose)$/, /^(?:mongoose|@typegoose|@nestjs\/mongoose)/],
  ['MongoDB', /^(?:mongodb|marsdb)$/, /^(?:mongodb|marsdb|mongoose)/], ['MikroORM', /^@mikro-orm\/core$/, /^@mikro-orm\//], ['Objection', /^objection$/, /^objection/], ['Waterline', /^(?:waterline|sails)$/, /^(?:waterline|sails|#global)/],
  ['Lucid', /^@adonisjs\/lucid$/, /^@adonisjs\/lucid/], ['Knex', /^knex$/, /^(?:knex|objection)/], ['Drizzle', /^drizzle-orm$/, /^drizzle-orm/], ['Kysely', /^kysely$/, /^(?:kysely|prisma-extension-kysely)/],
  ['node-postgres', /^pg$/, /^(?:pg|typeorm|sequelize|knex|drizzle-orm|kysely|@mikro-orm)/], ['mysql2', /^mysql2?$/, /^(?:mysql|typeorm|sequelize|knex|drizzle-orm|kysely|@mikro-orm)/], ['postgres.js', /^postgres$/, /^(?:postgres|drizzle-orm|@hirosystems)/],
  ['SQLite', /^(?:better-sqlite3|sqlite3|sqlite|@libsql\/client)$/, /^(?:better-sqlite3|sqlite|@libsql|knex|sequelize|drizzle-orm|kysely|typeorm|@mikro-orm)/], ['slonik', /^slonik$/, /^(?:slonik|nestjs-slonik)/], ['pg-promise', /^pg-promise$/, /^pg-promise/],
  ['Supabase', /^@supabase\/supabase-js$/, /^@supabase\//], ['Convex', /^convex$/, /^#convex/], ['convex-ents', /^convex-ents$/, /^(?:#convex|convex-ents)/], ['ClickHouse', /^@clickhouse\/client(?:-web)?$/, /^@clickhouse\//], ['DynamoDB', /^@aws-sdk\/(?:client-dynamodb|lib-dynamodb)$/, /^@aws-sdk\/(?:client|lib)-dynamodb/],
  ['SQL Server', /^(?:mssql|tedious)$/, /^(?:mssql|tedious|typeorm|sequelize|knex)/], ['Elasticsearch', /^@elastic\/elasticsearch$/, /^@elastic\//], ['Cassandra', /^cassandra-driver$/, /^cassandra-driver/],
];
