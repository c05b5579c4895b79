import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as express from './express.mjs';
import * as fastify from './fastify.mjs';
import { thingOf } from './names.mjs';
import * as nest from './nest.mjs';
import { randomOf } from './random.mjs';

const STACKS = [express, nest, fastify];
/** Modules of a service: with about eight files each it is as large as a common service. */
const MODULES = [6, 18];

const COMMON = {
  'package.json': `${JSON.stringify({ name: '@acme/common', version: '1.0.0', exports: { './*': './src/*.ts' }, dependencies: { '@prisma/client': '^6.0.0', 'express': '^5.0.0', 'jose': '^6.0.0' } }, null, 2)}\n`,
  'src/auth.ts': `import type { NextFunction, Request, Response } from 'express';
import { jwtVerify } from 'jose';

const secret = new TextEncoder().encode(process.env.TOKEN_SECRET);

export async function verifyUser(header: string | undefined) {
  const token = header?.replace('Bearer ', '');
  if (!token) return undefined;
  const { payload } = await jwtVerify(token, secret);
  return { id: String(payload.sub) };
}

export async function requireUser(req: Request, res: Response, next: NextFunction) {
  const user = await verifyUser(req.headers.authorization);
  if (!user) {
    res.status(401).json({ error: { code: 'unauthenticated', message: 'sign in first' } });
    return;
  }
  req.user = user;
  next();
}
`,
  'src/errors.ts': `import type { NextFunction, Request, Response } from 'express';

export class HttpError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

export function onError(error: unknown, req: Request, res: Response, _next: NextFunction) {
  const status = error instanceof HttpError ? error.status : 500;
  res.status(status).json({ error: { code: 'failed', message: status < 500 ? String(error) : 'internal', correlation_id: req.headers['x-request-id'] } });
}
`,
  'src/notify.ts': `export async function notify(event: string, id: string) {
  await fetch(String(process.env.NOTIFY_URL), { method: 'POST', body: JSON.stringify({ event, id }) });
}
`,
  'src/prisma.ts': `import { PrismaClient } from '@prisma/client';

export const prisma = new PrismaClient();
`,
};

/**
 * Writes a monorepo of about `size` files of code, SQL and tests into the folder: services by three stacks, each with modules of routes, services,
 * queries, migrations and tests, around one package that all share. The same size and seed give the same bytes. Answers how many files and lines it
 * has, and how many entry points and migrations an analysis must find in it.
 */
export function writeProject(folder, size, seed = 1) {
  const random = randomOf(seed);
  const made = { files: 0, lines: 0, routes: 0, migrations: 0 };
  const write = (path, text) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (!/\.(?:ts|sql)$/.test(path)) return;
    made.files += 1;
    made.lines += text.split('\n').length - 1;
  };
  const writeAll = (prefix, files) => {
    for (const [path, text] of Object.entries(files)) write(`${prefix}/${path}`, text);
  };
  write('package.json', `${JSON.stringify({ name: 'acme', private: true, workspaces: ['libs/*', 'services/*'] }, null, 2)}\n`);
  writeAll('libs/common', COMMON);
  for (let service = 0, thing = 0; made.files < size; service += 1) {
    const stack = STACKS[service % STACKS.length];
    const home = `services/service-${String(service).padStart(4, '0')}`;
    const things = [];
    for (let left = random.between(...MODULES); left > 0 && made.files < size; left -= 1, thing += 1) {
      const one = thingOf(thing, random);
      things.push(one);
      writeAll(home, stack.module(one, random, thing));
      made.routes += stack.routes;
      made.migrations += 1;
    }
    writeAll(home, stack.around(things));
    write(`${home}/package.json`, `${JSON.stringify({ name: `@acme/service-${service}`, version: '1.0.0', dependencies: { '@acme/common': '*', ...stack.dependencies } }, null, 2)}\n`);
  }
  return made;
}
