// https://github.com/jshttp/http-errors  https://hapi.dev/module/boom/  https://github.com/fastify/fastify-error
import { defineAdapter, Label, type ApiModel, type Concept, type Value } from '@assay/contract';
import { inert, isNumber, option, rows, source, type Meaning, type Reading } from './shared.js';
import { boomStatuses, classStatuses, statuses } from './statuses.js';

function error(status: number | undefined, bodyArg = 0): Extract<Concept, { kind: 'http-error' }> {
  return { kind: 'http-error', ...(status === undefined ? {} : { status }), bodyArg };
}

function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === 'const' && typeof value.value === 'number' ? value.value : undefined;
}

/** `createError(404, 'no such user')`; `createError('broken')` is a 500. */
const created: Meaning = (path, project) => {
  const args = project.args(path);
  const first = args[0]?.value;
  // A text, or an error that was caught.
  if (first?.kind === 'const' && !isNumber(first)) return error(500);
  if (first?.kind === 'path' && first.root !== '#request' && args.length === 1) return error(500);
  return { kind: 'http-error', statusArg: 0, bodyArg: 1 };
};

/** In hapi an error that is returned is raised. */
const boomError = (status: number): Reading => (_path, project) => ({ ...error(status), ...(project.dependsOn('@hapi/hapi') ? { returned: true } : {}) });

/** `new Boom('broken', { statusCode: 409 })`, `boomify(error, { statusCode: 409 })`. */
const boom: Meaning = (path, project) => boomError(numberOf(option(path, project, 1, 'statusCode')) ?? 500)(path, project);

/** `createError('USER_MISSING', 'no user %s', 404)` answers a class, of which errors are made. */
const made: Meaning = (path, project) => error((path.parent && numberOf(project.argument(path.parent, 2))) ?? 500);

function helpers(packages: string | readonly string[], prefix: string, names: Readonly<Record<string, number>>, suffixes = ['()']): readonly ApiModel[] {
  return Object.entries(names).flatMap(([name, status]) => suffixes.flatMap((suffix) => rows(packages, `${prefix}${name}${suffix}`, error(status))));
}

const numbered = Object.fromEntries(Object.values(statuses).map((status) => [String(status), status]));

/** Errors that carry a status for the framework to render. */
export const httpErrors = defineAdapter({
  name: 'http-errors',
  kind: 'runtime',
  packages: ['http-errors', 'serialize-error', '@hapi/boom', 'boom', '@fastify/error', '@fastify/sensible'],
  docs: 'https://github.com/jshttp/http-errors',
  models: [
    ...rows('http-errors', 'default() HttpError.new() HttpError()', created),
    ...helpers('http-errors', '', classStatuses, ['.new()', '()']),
    ...helpers('http-errors', '', numbered, ['.new()', '()']),
    ...rows('http-errors', 'isHttpError()', inert),
    // https://github.com/sindresorhus/serialize-error: name, message and stack as a plain object.
    ...rows('serialize-error', 'serializeError()', source(Label.exception)),
    ...Object.entries(boomStatuses).flatMap(([name, status]) => rows(['@hapi/boom', 'boom'], `${name}()`, boomError(status))),
    ...rows(['@hapi/boom', 'boom'], 'Boom.new() default.new() boomify()', boom),
    ...rows(['@hapi/boom', 'boom'], 'isBoom()', inert),
    ...rows('@fastify/error', 'default().new() createError().new() default()() createError()()', made),
    ...rows('@fastify/error', 'default() createError()', inert),
    ...helpers(['@fastify/sensible', 'fastify', 'fastify-sensible'], '**.httpErrors.', statuses),
    ...helpers(['@fastify/sensible', 'fastify', 'fastify-sensible'], '**.httpErrors.', classStatuses, ['.new()']),
    ...rows(['@fastify/sensible', 'fastify', 'fastify-sensible'], '**.httpErrors.createError() **.httpErrors.getHttpError()', created),
  ],
});
