import { helpers, test, types } from './plain.mjs';

export const dependencies = { 'fastify': '^5.0.0', 'knex': '^3.0.0', 'pg': '^8.0.0' };
export const routes = 4;

/** The files of a service by Fastify and Knex around its modules. */
export function around(things) {
  return {
    'src/server.ts': `import Fastify from 'fastify';
import { verifyUser } from '@acme/common/auth';
${things.map(({ word }) => `import { ${word}Routes } from './${word}/${word}.routes';`).join('\n')}

const app = Fastify({ logger: true });
app.addHook('preHandler', async (request, reply) => {
  const user = await verifyUser(request.headers.authorization);
  if (!user) return reply.code(401).send({ error: { code: 'unauthenticated', message: 'sign in first' } });
  request.user = user;
});
${things.map(({ word, table }) => `app.register(${word}Routes, { prefix: '/${table}' });`).join('\n')}

app.listen({ port: Number(process.env.PORT ?? 3000) });
`,
    'src/database.ts': `import knex from 'knex';

export const db = knex({ client: 'pg', connection: process.env.DATABASE_URL });
`,
  };
}

/** The files of one module. */
export function module(thing, random, number) {
  const { word, name, table, fields } = thing;
  const [first, second = first] = fields;
  return {
    [`src/${word}/${word}.routes.ts`]: `import type { FastifyInstance } from 'fastify';
import { ${name}Service } from './${word}.service';
import type { New${name} } from './${word}.types';

const service = new ${name}Service();

export async function ${word}Routes(app: FastifyInstance) {
  app.get('/', async (request) => service.list(request.user.id));

  app.get('/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const found = await service.find(id, request.user.id);
    return found ?? reply.code(404).send({ error: { code: 'missing', message: '${word} not found' } });
  });

  app.post('/', async (request, reply) => {
    const made = await service.create({ ...(request.body as New${name}), ownerId: request.user.id });
    return reply.code(201).send(made);
  });

  app.delete('/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    await service.remove(id, request.user.id);
    return reply.code(204).send();
  });
}
`,
    [`src/${word}/${word}.service.ts`]: `import { db } from '../database';
import { ${thing.steps[0]}${name} } from './${word}.helpers';
import { is${name}Field, type New${name} } from './${word}.types';

export class ${name}Service {
  async list(ownerId: string, sort = '${first}') {
    const column = is${name}Field(sort) ? sort : '${second}';
    const rows = await db('${table}').where({ owner_id: ownerId }).orderBy(column).limit(${random.between(10, 200)});
    return { rows, summary: ${thing.steps[0]}${name}(rows) };
  }

  async find(id: string, ownerId: string) {
    return db('${table}').where({ id, owner_id: ownerId }).first();
  }

  async create(input: New${name}) {
    return db.transaction(async (tx) => {
      const [made] = await tx('${table}').insert({ owner_id: input.ownerId, ${first}: input.${first} }).returning('*');
      await tx('${table}_log').insert({ ${word}_id: made.id, what: 'created' });
      return made;
    });
  }

  async remove(id: string, ownerId: string) {
    ${random.chance(0.3) ? `const logs = await db('${table}_log').where({ ${word}_id: id });
    for (const log of logs) await db('${table}_log').where({ id: log.id }).del();
    ` : `await db('${table}_log').where({ ${word}_id: id }).del();
    `}await db('${table}').where({ id, owner_id: ownerId }).del();
  }
}
`,
    [`src/${word}/${word}.types.ts`]: types(thing),
    [`src/${word}/${word}.helpers.ts`]: helpers(thing, random),
    [`migrations/2025${String(number).padStart(10, '0')}_${word}.ts`]: `import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('${table}', (t) => {
    t.increments('id');
    t.string('owner_id').notNullable().index();
${fields.map((field) => `    t.string('${field}');`).join('\n')}
    t.timestamps(true, true);
  });
  await knex.schema.createTable('${table}_log', (t) => {
    t.increments('id');
    t.integer('${word}_id').notNullable().references('id').inTable('${table}');
    t.string('what');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('${table}_log');
  await knex.schema.dropTable('${table}');
}
`,
    [`test/${word}.test.ts`]: test(thing),
  };
}
