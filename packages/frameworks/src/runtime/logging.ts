// https://getpino.io  https://github.com/winstonjs/winston
import { defineAdapter } from '@assay/contract';
import { invokesLast, none, quiet, rows } from './shared.js';

const loggers = ['winston', 'winston-daily-rotate-file', 'winston-transport', 'logform', 'nest-winston', 'pino', 'pino-pretty', 'pino-std-serializers', 'nestjs-pino', 'bunyan', 'debug', 'log4js', 'loglevel', 'signale',
  'consola', 'tslog', 'npmlog', 'roarr', 'loggly', '@opentelemetry/api', 'prom-client', 'hot-shots', 'node-statsd'];
const requests = ['morgan', 'pino-http', 'express-pino-logger', 'express-winston', 'express-bunyan-logger', 'koa-logger', 'koa-pino-logger', 'koa-morgan', 'express-prom-bundle', 'express-request-id', 'response-time'];

/** Loggers and counters, and the steps that use them on every request. */
export const logging = defineAdapter({
  name: 'logging',
  kind: 'runtime',
  packages: [...loggers, ...requests],
  docs: 'https://getpino.io',
  models: [
    ...rows(requests, 'default() logger() errorLogger() pinoHttp() requestLogger()', none),
    ...rows(requests, '**', quiet),
    // A span's callback runs in place.
    ...rows('@opentelemetry/api', '**.startActiveSpan() **.with()', invokesLast),
    ...rows(loggers, '**', quiet),
    ...rows('@nestjs/common', 'Logger.** ConsoleLogger.**', quiet),
    ...rows(['#request', '#response', 'fastify'], 'log.** default().log.** fastify().log.** FastifyInstance.new().log.**', quiet),
  ],
});
