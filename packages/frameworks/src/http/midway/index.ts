// https://midwayjs.org/docs/intro  https://midwayjs.org/docs/container  https://midwayjs.org/docs/error_filter
import { defineAdapter, type ClassValue, type Linked, type PathValue, type Provision } from '@assay/contract';
import { inert, quiet, rows } from '../../runtime/shared.js';
import { contextRoles, contextRows } from '../koa/context.js';
import { controllers } from './controllers.js';
import { FRAMEWORK } from './names.js';

const CORE = ['@midwayjs/core', '@midwayjs/decorator'];
const WEB = ['@midwayjs/koa', '@midwayjs/web'];
const EXPRESS = '@midwayjs/express';

const ERRORS: Readonly<Record<string, number>> = {
  BadRequestError: 400, UnauthorizedError: 401, ForbiddenError: 403, NotFoundError: 404, NotAcceptableError: 406, RequestTimeoutError: 408, ConflictError: 409, GoneError: 410, PayloadTooLargeError: 413,
  UnsupportedMediaTypeError: 415, UnprocessableEntityError: 422, TooManyRequestsError: 429, InternalServerErrorError: 500, NotImplementedError: 501, BadGatewayError: 502, ServiceUnavailableError: 503, GatewayTimeoutError: 504,
};

/** `@Provide()` puts a class into the container under its name; the context of the request is there under `ctx`. https://midwayjs.org/docs/container */
function provides(told: PathValue, project: Linked, of: ClassValue | undefined): readonly Provision[] {
  if (!of) return [];
  if (told.path === 'Configuration()') return [{ identifier: named('ctx'), value: () => project.role('#koa') }];
  if (told.path !== 'Provide()') return [];
  const { name } = of.cls;
  return [{ identifier: project.argument(told, 0) ?? named(`${name.charAt(0).toLowerCase()}${name.slice(1)}`), value: () => project.instanceOf(of) }];
}

function named(name: string): Provision['identifier'] {
  return { kind: 'const', key: `c:string:${name}`, value: name };
}

/** Midway: controllers by decorators on Koa, Egg or Express, with middleware, guards and filters of the application. */
export const midway = defineAdapter({
  name: FRAMEWORK,
  kind: 'http',
  packages: [...CORE, ...WEB, EXPRESS],
  docs: 'https://midwayjs.org/docs/controller',
  defaults: { errorBody: '{code, message}' },
  roles: [
    ...contextRoles,
    { package: WEB, path: 'Context.new()', role: '#koa' },
    { package: CORE, path: 'IMidwayContext.new()', role: '#koa' },
    { package: WEB, path: 'NextFunction.new()', role: '#next' },
    { package: CORE, path: 'NextFunction.new()', role: '#next' },
    { package: EXPRESS, path: 'NextFunction.new()', role: '#next' },
    { package: EXPRESS, path: 'Context.new()', role: '#request' },
    { package: EXPRESS, path: 'Request.new()', role: '#request' },
    { package: EXPRESS, path: 'Response.new()', role: '#response' },
  ],
  models: [
    ...contextRows,
    ...rows(CORE, 'Inject()', { kind: 'wrap', arg: 0, instance: true }),
    ...Object.entries(ERRORS).flatMap(([name, status]) => rows(CORE, `httpError.${name}.new() ${name}.new()`, { kind: 'http-error', status, bodyArg: 0 })),
    ...rows(CORE, 'MidwayHttpError.new()', { kind: 'http-error', statusArg: 1, bodyArg: 0 }),
    ...rows('#koa', 'getLogger() getAttr() setAttr() requestContext.*() forward() startTime.**', inert),
    ...rows([...CORE, ...WEB, EXPRESS], '**', quiet),
  ],
  provides,
  recognize: controllers,
});
