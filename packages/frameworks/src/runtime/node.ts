// https://nodejs.org/api/
import { defineAdapter, Label } from '@assay/contract';
import { calling, compares, inert, quiet, remoteCall, rows, source, words } from './shared.js';

/** Modules that cannot reach the project's data. `node:sqlite` can; `node:http` serves requests. */
const modules = words('assert assert/strict buffer child_process cluster constants crypto dgram diagnostics_channel dns dns/promises events fs fs/promises inspector net os path path/posix '
  + 'path/win32 perf_hooks process punycode querystring readline readline/promises stream stream/consumers stream/promises stream/web string_decoder timers timers/promises tls tty url util '
  + 'util/types v8 worker_threads zlib').map((name) => `node:${name}`);
const context = 'node:async_hooks';

/** Node's own modules. */
export const node = defineAdapter({
  name: 'node',
  kind: 'runtime',
  packages: [],
  docs: 'https://nodejs.org/api/',
  models: [
    ...rows('node:util', 'promisify() callbackify() deprecate() debounce()', { kind: 'wrap', arg: 0 }),
    ...rows('node:process', 'env.**', (path) => (path.step === '()' ? inert : source(Label.config))),
    ...rows('node:process', 'nextTick()', { kind: 'invoke', callback: 0 }),
    ...rows('node:timers', 'setTimeout() setInterval() setImmediate()', { kind: 'invoke', callback: 0 }),
    ...rows(context, '**.run()', { kind: 'invoke', callback: 1 }),
    ...rows(context, '**.exit() **.runInAsyncScope()', { kind: 'invoke', callback: 0 }),
    ...rows(context, 'AsyncResource.bind() AsyncLocalStorage.bind()', { kind: 'wrap', arg: 0 }),
    // A store holds the project's own objects: what follows `getStore()` is not decided here.
    ...rows(context, '*.new() *.new().*() *.*() *()', inert),
    ...rows(['node:http', 'node:https'], 'request() get()', remoteCall),
    ...rows(['node:http', 'node:https'], 'request().*() get().*() Agent.new() Agent.new().*()', quiet),
    // What a caller sent is compared with what is known.
    ...rows('node:crypto', 'timingSafeEqual()', compares),
    ...rows(modules, '**', calling),
  ],
});
