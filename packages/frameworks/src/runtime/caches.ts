// https://redis.github.io/ioredis/  https://redis.io/docs/latest/develop/clients/nodejs/
import { defineAdapter, Label } from '@assay/contract';
import { callbackOf, calling, inert, invokesLast, rows, source } from './shared.js';

const redis = ['ioredis', 'redis', '@redis/client', '@upstash/redis', 'handy-redis', 'async-redis'];
const stores = ['cache-manager', '@nestjs/cache-manager', 'node-cache', 'lru-cache', 'quick-lru', 'keyv', 'memory-cache', 'memjs', 'memcached', 'flat-cache', '@adonisjs/cache', '@adonisjs/cache/services/main', 'bentocache', '@nestjs-labs/nestjs-ioredis', 'node-persist', '@unkey/cache', '@isaacs/ttlcache', 'tiny-lru'];
const limiters = ['rate-limiter-flexible', '@upstash/ratelimit', 'limiter', 'redlock'];
const guarded = 'Redlock.new().using() default.new().using()';

/** Key-value stores that hold what can be made again: no write of the project's data. */
export const caches = defineAdapter({
  name: 'caches',
  kind: 'runtime',
  packages: [...redis, ...stores, ...limiters],
  caches: [...redis, ...stores],
  docs: 'https://redis.github.io/ioredis/',
  models: [
    ...rows(redis, '**.publish() **.spublish()', { kind: 'external', effect: 'publish', live: true }),
    ...rows(redis, '**.xadd() **.xAdd()', { kind: 'external', effect: 'publish' }),
    // `wrap(key, make)` runs `make` when the key is not there.
    ...rows(stores, '**.wrap()', { kind: 'invoke', callback: 1 }),
    ...rows('redlock', guarded, invokesLast),
    // A token under which something is kept is a known one.
    ...rows(redis, '**.get() **.getdel() **.getDel() **.hget() **.hGet() **.hgetall() **.hGetAll()', (path, project) => (callbackOf(path, project) < 0 ? source(Label.data) : undefined)),
    ...rows([...redis, ...limiters], '**', calling),
    ...rows(stores, '*() *.new() *.new().*() *().*() *.*()', inert),
  ],
});
