import { helpers, test, types } from './plain.mjs';

export const dependencies = { 'express': '^5.0.0', '@prisma/client': '^6.0.0', 'zod': '^4.0.0' };
export const routes = 5;

/** The files of a service by Express and Prisma around its modules. */
export function around(things) {
  return {
    'src/app.ts': `import express from 'express';
import { requireUser } from '@acme/common/auth';
import { onError } from '@acme/common/errors';
${things.map(({ word }) => `import { ${word}Router } from './${word}/${word}.routes';`).join('\n')}

export function createApp() {
  const app = express();
  app.use(express.json());
  app.use(requireUser);
${things.map(({ word, table }) => `  app.use('/${table}', ${word}Router);`).join('\n')}
  app.use(onError);
  return app;
}

createApp().listen(Number(process.env.PORT ?? 3000));
`,
    'prisma/schema.prisma': `generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
${things.map(({ name, fields }) => `
model ${name} {
  id        String   @id @default(uuid())
  ownerId   String
${fields.map((field) => `  ${field} String`).join('\n')}
  createdAt DateTime @default(now())

  @@index([ownerId])
}
`).join('')}`,
  };
}

/** The files of one module. */
export function module(thing, random, number) {
  const { word, name, fields } = thing;
  const [first, second = first] = fields;
  return {
    [`src/${word}/${word}.routes.ts`]: `import { Router } from 'express';
import { ${word}Input } from './${word}.schema';
import * as service from './${word}.service';

export const ${word}Router = Router();

${word}Router.get('/', async (req, res) => {
  res.json(await service.list${name}s(req.user.id, Number(req.query.page ?? 0)));
});

${word}Router.get('/:id', async (req, res) => {
  const found = await service.get${name}(req.params.id, req.user.id);
  if (!found) {
    res.status(404).json({ error: { code: '${word}_missing', message: 'not found' } });
    return;
  }
  res.json(found);
});

${word}Router.post('/', async (req, res) => {
  const input = ${word}Input.parse(req.body);
  res.status(201).json(await service.create${name}({ ...input, ownerId: req.user.id }));
});

${word}Router.put('/:id', async (req, res) => {
  const input = ${word}Input.parse(req.body);
  res.json(await service.change${name}(req.params.id, req.user.id, input));
});

${word}Router.delete('/:id', async (req, res) => {
  await service.remove${name}(req.params.id, req.user.id);
  res.status(204).end();
});
`,
    [`src/${word}/${word}.service.ts`]: `import { HttpError } from '@acme/common/errors';
import { notify } from '@acme/common/notify';
import * as store from './${word}.store';
import { ${thing.steps[0]}${name} } from './${word}.helpers';
import type { New${name} } from './${word}.types';

export async function list${name}s(ownerId: string, page: number) {
  const rows = await store.findAll(ownerId, page);
  return { rows, summary: ${thing.steps[0]}${name}(rows) };
}

export async function get${name}(id: string, ownerId: string) {
  return store.findOne(id, ownerId);
}

export async function create${name}(input: New${name}) {
  const made = await store.insert(input);
  await notify('${word}.created', made.id);
  return made;
}

export async function change${name}(id: string, ownerId: string, input: Partial<New${name}>) {
  const known = await store.findOne(id, ownerId);
  if (!known) throw new HttpError(404, '${word} not found');
  if (known.${first} === input.${first}) return known;
  return store.update(id, ownerId, input);
}

export async function remove${name}(id: string, ownerId: string) {
  const known = await store.findOne(id, ownerId);
  if (!known) throw new HttpError(404, '${word} not found');
  ${random.chance(0.3) ? `for (const other of await store.findAll(ownerId, 0)) {
    if (other.${second} === known.${second}) await store.touch(other.id);
  }
  ` : ''}await store.remove(id, ownerId);
}
`,
    [`src/${word}/${word}.store.ts`]: `import { prisma } from '@acme/common/prisma';
import type { New${name} } from './${word}.types';

const PAGE = ${random.between(10, 100)};

export function findAll(ownerId: string, page: number) {
  return prisma.${word}.findMany({ where: { ownerId }, orderBy: { createdAt: 'desc' }, skip: page * PAGE, take: PAGE });
}

export function findOne(id: string, ownerId: string) {
  return prisma.${word}.findFirst({ where: { id, ownerId } });
}

export function insert(data: New${name}) {
  return prisma.${word}.create({ data });
}

export function update(id: string, ownerId: string, data: Partial<New${name}>) {
  return prisma.${word}.update({ where: { id, ownerId }, data });
}

export function touch(id: string) {
  return prisma.${word}.update({ where: { id }, data: { ${second}: 'touched' } });
}

export function remove(id: string, ownerId: string) {
  return prisma.${word}.delete({ where: { id, ownerId } });
}
`,
    [`src/${word}/${word}.schema.ts`]: `import { z } from 'zod';

export const ${word}Input = z.object({
${fields.map((field) => `  ${field}: z.string().max(${random.between(20, 200)}),`).join('\n')}
});
`,
    [`src/${word}/${word}.types.ts`]: types(thing),
    [`src/${word}/${word}.helpers.ts`]: helpers(thing, random),
    [`prisma/migrations/2025${String(number).padStart(8, '0')}_${word}/migration.sql`]: `CREATE TABLE "${name}" (
  "id" TEXT NOT NULL,
  "ownerId" TEXT NOT NULL,
${fields.map((field) => `  "${field}" TEXT NOT NULL,`).join('\n')}
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "${name}_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "${name}_ownerId_idx" ON "${name}"("ownerId");
`,
    [`test/${word}.test.ts`]: test(thing),
  };
}
