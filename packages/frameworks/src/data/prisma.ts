// https://www.prisma.io/docs/orm/reference/prisma-client-reference
import { defineAdapter, pathFrom, type Concept, type Linked, type RepoPath, type SourceFile } from '@assay/contract';
import { builtQuery } from './knex.js';
import { isCollection, isFunction, lazy, rows, type Shapes, type Site } from './shared.js';
import { raw, type RawOptions } from './sql.js';

const packages = ['@prisma/client', '@prisma/client/index', '@prisma/client/index.js', '@prisma/client/default', '@prisma/client/edge', '@prisma/client/extension', '.prisma/client', 'nestjs-prisma'];

/** Where `generator { output = .. }` puts the client, by convention: `../generated/prisma/client`, `@/prisma/generated`. */
const GENERATED = /(?:^|\/)generated\/(?:[\w-]+\/)*(?:prisma|client)\b[^/]*$|(?:^|\/)prisma\/generated\b|(?:^|\/)(?:generated-)?prisma-client\b/;

/** Generators of a client, or of a service around one: https://github.com/m9tdev/effect-prisma-generator makes `PrismaService`, whose effects bring what the client's promises do. */
const CLIENTS = /^\s*provider\s*=\s*"(?:prisma-client(?:-js)?|[^"]*\beffect-?prisma-?generator\b[^"]*)"/im;

const where = { where: '0.where' };
const data = { data: '0.data' };
/** P2025 where there is no such row. */
const strict = { absent: 'throws' } as const;
const onAwait: RawOptions = { built: builtQuery, access: { executes: 'await' } };
const changing: RawOptions = { built: builtQuery, access: { executes: 'await', rowless: true } };

const shapes: Shapes = {
  start: {
    'PrismaClient.new() Prisma.TransactionClient.new() Prisma.PrismaClient.new() PrismaService.new()': 'client',
    'TransactionHost.new()': 'host',
    // nestjs-prisma, around an extended client.
    'CustomPrismaService.new()': 'custom',
    Prisma: 'namespace',
  },
  host: { tx: 'client' },
  custom: { client: 'client' },
  namespace: {
    'sql() join() raw() defineExtension() getExtensionContext()': '',
    'validator()': 'validator',
    // `Prisma.UserDelegate` is the type of `prisma.user`.
    '*': 'delegate',
  },
  validator: { '()': '' },
  delegate: { 'new()': 'model' },
  client: {
    '$extends() $replica() $primary()': 'client',
    '$on() $use() $connect() $disconnect()': '',
    '$transaction()': { is: transactionOf, to: 'transaction' },
    '$queryRaw() $queryRawUnsafe() $queryRawTyped()': { is: raw(0, onAwait), to: 'rows' },
    '$executeRaw() $executeRawUnsafe()': { is: raw(0, changing) },
    '$runCommandRaw()': lazy('raw'),
    // `prisma[model]`: which model is not decidable.
    '* []': 'model',
  },
  transaction: { tx: 'client', '[]': 'rows' },
  model: {
    // Merged with its like in the same tick; `findFirst` never is.
    'findUnique()': lazy('read', { ...where, batched: true }, 'row'),
    'findUniqueOrThrow()': lazy('read', { ...where, ...strict, batched: true }, 'row'),
    'findFirst()': lazy('read', where, 'row'),
    'findFirstOrThrow()': lazy('read', { ...where, ...strict }, 'row'),
    'findMany()': lazy('read', where, 'rows'),
    'count() aggregate() groupBy()': lazy('read', where),
    // Prisma Pulse: changes as they happen.
    'stream() subscribe()': lazy('read'),
    'findRaw()': lazy('read', { where: '0.filter' }),
    'aggregateRaw()': lazy('read', { where: '0.pipeline' }),
    'create()': lazy('create', data, 'row'),
    'createMany()': lazy('create', { ...data, bulk: true }),
    'createManyAndReturn()': lazy('create', { ...data, bulk: true }, 'rows'),
    'update()': lazy('update', { ...where, ...data, ...strict }, 'row'),
    'updateMany()': lazy('update', { ...where, ...data, bulk: true, everyRow: 'filter' }),
    'updateManyAndReturn()': lazy('update', { ...where, ...data, bulk: true, everyRow: 'filter' }, 'rows'),
    'upsert()': lazy('upsert', { ...where, data: '0.create' }, 'row'),
    'delete()': lazy('delete', { ...where, ...strict }, 'row'),
    'deleteMany()': lazy('delete', { ...where, bulk: true, everyRow: 'filter' }),
  },
  // `prisma.user.findUnique(..).posts()`: a relation is read by its name.
  row: { '*()': { is: relation, to: 'row' } },
};

export const prisma = defineAdapter({
  name: 'prisma',
  kind: 'data',
  packages: ['@prisma/client', 'prisma'],
  docs: 'https://www.prisma.io/docs/orm/reference/prisma-client-reference',
  generates: clients,
  generated: [{ specifier: GENERATED, package: '@prisma/client' }],
  models: rows({
    packages,
    shapes,
    handles: ['client'],
    table: modelOf,
    host: 'Prisma',
    bulk: {
      read: 'prisma.{table}.findMany({ where: { id: { in: ids } } })',
      create: 'prisma.{table}.createMany({ data: rows })',
      update: 'prisma.{table}.updateMany({ where: { id: { in: ids } }, data })',
      upsert: 'prisma.{table}.createMany({ data: rows, skipDuplicates: true }) and one updateMany per set of values',
      delete: 'prisma.{table}.deleteMany({ where: { id: { in: ids } } })',
    },
  }),
});

/** `generator client { provider = "prisma-client", output = "../src/generated/prisma" }`: the folder is the schema's client. */
function clients(sources: readonly SourceFile[]): ReadonlyMap<RepoPath, string> {
  const folders = new Map<RepoPath, string>();
  for (const { kind, path, text } of sources) {
    if (kind !== 'prisma') continue;
    for (const [, body = ''] of text.matchAll(/^[ \t]*generator\s+\w+\s*\{([^{}]*)\}/gm)) {
      const output = CLIENTS.test(body) ? /^\s*output\s*=\s*"([^"]+)"/m.exec(body)?.[1] : undefined;
      if (output !== undefined && !output.startsWith('/')) folders.set(pathFrom(path, output.replace(/(?:\/index)?\.[cm]?[jt]s$/, '')), '@prisma/client');
    }
  }
  return folders;
}

/** An array makes a batch, a function runs with a client of its own. */
function transactionOf(site: Site, project: Linked): Concept {
  const given = project.argument(site.path, 0);
  const parameter = given?.kind === 'unknown' && given.reason === 'parameter';
  return !isCollection(given) && (isFunction(given) || parameter)
    ? { kind: 'transaction', form: 'callback', callback: 0, handle: 0 }
    : { kind: 'transaction', form: 'batch' };
}

/** Methods of objects and lists: an awaited relation is a list already. */
const ofObjects = new Set([
  'toString', 'valueOf', 'hasOwnProperty', 'toJSON', 'toLocaleString', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'forEach', 'reduce', 'flatMap', 'includes', 'indexOf', 'slice', 'sort', 'concat',
  'join', 'at', 'push', 'pop', 'shift', 'reverse', 'keys', 'values', 'entries', 'then', 'catch', 'finally',
]);

const UNIQUE: ReadonlySet<string> = new Set(['findUnique', 'findUniqueOrThrow']);

function relation(site: Site): Concept | undefined {
  // An extension may give rows methods of any name.
  if (ofObjects.has(site.method) || site.trail.some((place) => place.name === '$extends')) return undefined;
  // The client reads `findUnique(..)` and what is chained to it for all that ask in the same tick.
  const batched = site.trail.some((place) => place.called && UNIQUE.has(place.name));
  return { kind: 'access', op: 'read', executes: 'await', table: site.method, ...(batched ? { batched } : {}) };
}

function modelOf(site: Site): string | undefined {
  const model = site.trail.findLast((place) => place.state === 'model');
  if (model?.name !== 'new') return model?.name === '[]' ? undefined : model?.name;
  const delegate = site.trail.find((place) => place.state === 'delegate')?.name.replace(/Delegate$/, '');
  return delegate && delegate.charAt(0).toLowerCase() + delegate.slice(1);
}

