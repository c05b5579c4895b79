import type { ApiModel } from '@assay/contract';
import { errorRows as graphqlErrors } from '../graphql/errors.js';
import { COMMON, CORE } from './names.js';

/** Exceptions of `@nestjs/common` and the status each stands for. The response body is the first argument. */
const EXCEPTIONS: Readonly<Record<string, number>> = {
  BadRequestException: 400, UnauthorizedException: 401, ForbiddenException: 403, NotFoundException: 404, MethodNotAllowedException: 405,
  NotAcceptableException: 406, RequestTimeoutException: 408, ConflictException: 409, GoneException: 410, PreconditionFailedException: 412,
  PayloadTooLargeException: 413, UnsupportedMediaTypeException: 415, ImATeapotException: 418, MisdirectedException: 421,
  UnprocessableEntityException: 422, InternalServerErrorException: 500, NotImplementedException: 501, BadGatewayException: 502,
  ServiceUnavailableException: 503, GatewayTimeoutException: 504, HttpVersionNotSupportedException: 505,
};

/** The package, and the files in it that some import from. */
const PLACES = [COMMON, `${COMMON}/exceptions`, `${COMMON}/exceptions/http.exception`];

/** `httpAdapter.reply(response, body, status)`: how a filter answers on every platform (https://docs.nestjs.com/exception-filters#catch-everything). */
const ADAPTERS = ['HttpAdapterHost.new().httpAdapter', 'AbstractHttpAdapter.new()', 'BaseExceptionFilter.new().applicationRef', 'BaseExceptionFilter.new().httpAdapterHost.httpAdapter', 'HttpServer.new()'];

const replies: readonly ApiModel[] = ADAPTERS.map((path) => ({ package: [CORE, COMMON], path: `${path}.reply()`, is: { kind: 'respond', body: 1, status: 2 } }));

export const errorRows: readonly ApiModel[] = [
  { package: PLACES, path: 'HttpException.new()', is: { kind: 'http-error', bodyArg: 0, statusArg: 1, bare: true } },
  { package: COMMON, path: 'HttpException.createBody()', is: { kind: 'inert' } },
  ...Object.entries(EXCEPTIONS).map(([name, status]): ApiModel => ({ package: PLACES, path: `${name}.new()`, is: { kind: 'http-error', status, bodyArg: 0 } })),
  ...replies,
  ...graphqlErrors,
  { package: '@nestjs/microservices', path: 'RpcException.new()', is: { kind: 'http-error', bodyArg: 0 } },
  { package: '@nestjs/websockets', path: 'WsException.new()', is: { kind: 'http-error', bodyArg: 0 } },
];
