// https://nodejs.org/api/globals.html
import { defineAdapter, Label } from '@assay/contract';
import { inert, isFunction, quiet, remoteCall, rows, source, words, type Meaning } from './shared.js';

const root = '#global';
const timers = 'setTimeout() setInterval() setImmediate() queueMicrotask() process.nextTick()';

/** What these answer is text, numbers or bytes: nothing that follows touches the project's data. */
const plain = words('Math Number String Boolean Symbol BigInt Date Buffer URL URLSearchParams Intl RegExp console performance crypto AbortController AbortSignal TextEncoder TextDecoder '
  + 'Headers FormData Blob Uint8Array Atomics');
/** What these answer may hold the project's own objects: only the call itself is known. */
const carriers = words('JSON Object Array Promise Reflect Map Set WeakMap WeakSet WeakRef Proxy');
const functions = 'parseInt() parseFloat() isNaN() isFinite() encodeURI() encodeURIComponent() decodeURI() decodeURIComponent() escape() unescape() atob() btoa() structuredClone() '
  + 'clearTimeout() clearInterval() clearImmediate() require.resolve() Array() Object()';
const errors = words('Error TypeError RangeError SyntaxError ReferenceError EvalError URIError AggregateError');

/** `Array.from(items, each)`. */
const from: Meaning = (path, project) => (isFunction(project.argument(path, 1)) ? { kind: 'iterate', callback: 1, over: 0, concurrent: true } : inert);

/** What the language and Node offer without an import. */
export const globals = defineAdapter({
  name: 'globals',
  kind: 'runtime',
  packages: [],
  docs: 'https://nodejs.org/api/globals.html',
  models: [
    ...rows(root, 'process.env.**', (path) => (path.step === '()' ? inert : source(Label.config))),
    ...rows(root, timers, { kind: 'invoke', callback: 0 }),
    ...rows(root, 'Promise.new()', { kind: 'invoke', callback: 0 }),
    ...rows(root, 'fetch()', remoteCall),
    ...rows(root, 'fetch().*() fetch().*.*()', quiet),
    ...rows(root, 'Array.from() Array.fromAsync()', from),
    ...rows(root, 'Map.new().forEach() Set.new().forEach()', { kind: 'iterate', callback: 0, over: 'receiver', concurrent: true }),
    ...errors.flatMap((name) => rows(root, `${name}.new() ${name}()`, { kind: 'http-error', bodyArg: name === 'AggregateError' ? 1 : 0 })),
    ...rows(root, 'Error.captureStackTrace() Object.prototype.*.call() process.*() process.*.*() crypto.subtle.*()', quiet),
    ...plain.flatMap((name) => rows(root, `${name}.** ${name}()`, quiet)),
    ...carriers.flatMap((name) => rows(root, `${name}.*() ${name}.new()`, inert)),
    ...rows(root, 'Map.new().*() Set.new().*() WeakMap.new().*() WeakSet.new().*()', inert),
    ...rows(root, functions, inert),
  ],
});
