// https://lodash.com/docs  https://caolan.github.io/async/v3/  http://bluebirdjs.com/docs/api-reference.html
import { defineAdapter, type ApiModel, type Concept } from '@assay/contract';
import { inert, isFalse, isFunction, option, rows, words, type Meaning } from './shared.js';

function each(callback: number, concurrent: boolean, over: number | 'receiver' = 0): Concept {
  return { kind: 'iterate', callback, over, concurrent };
}

/** Side by side, but no more than a given number at a time. */
function eachLimited(callback: number, over: number | 'receiver' = 0): Concept {
  return { kind: 'iterate', callback, over, concurrent: true, limited: true };
}

/** It is called when its turn comes. */
function inTurn(callback: number): Concept {
  return { kind: 'invoke', callback, limited: true };
}

/** Iterates when argument `callback` is no literal: `map(users, 'id')` takes a property's name. */
function eachBy(callback: number, concurrent: boolean, over: number | 'receiver' = 0): Meaning {
  return (path, project) => {
    const value = project.argument(path, callback);
    return isFunction(value) || value?.kind === 'unknown' ? each(callback, concurrent, over) : inert;
  };
}

const iterators = words('countBy each eachRight every filter find findIndex findKey findLast findLastIndex flatMap flatMapDeep forEach forEachRight forIn forOwn groupBy keyBy map mapKeys mapValues '
  + 'maxBy meanBy minBy omitBy orderBy partition pickBy reject remove some sortBy sumBy times uniqBy');
const folds = words('reduce reduceRight transform');
const wrapping = words('after ary before bind curry debounce flip negate partial throttle unary');
const plain = words('chunk clone cloneDeep compact concat defaults defaultsDeep difference differenceBy flatten get has intersection isEmpty isEqual isPlainObject isString kebabCase snakeCase camelCase merge '
  + 'mergeWith omit pick range sample set shuffle startCase template trim truncate union unionBy unescape escape uniq uniqWith unset values without zip zipObject');
const lodash = ['lodash', 'lodash-es', 'underscore'];

/** `lodash/map`, `lodash.map`: a package or a file for each function. */
function single(name: string): readonly string[] {
  return [`lodash/${name}`, `lodash-es/${name}`, `lodash.${name.toLowerCase()}`];
}

function lodashRows(): readonly ApiModel[] {
  const named = (names: readonly string[], is: Meaning): readonly ApiModel[] =>
    names.flatMap((name) => [...rows(lodash, `${name}()`, is), ...rows(single(name), 'default()', is)]);
  const chained = [...iterators, ...folds].flatMap((name) => rows(lodash, `chain().**.${name}() default().**.${name}()`, eachBy(0, true, 'receiver')));
  return [
    ...named(iterators, eachBy(1, true)), ...named(folds, eachBy(1, true)),
    ...named(wrapping, { kind: 'wrap', arg: 0 }), ...named(['memoize', 'once'], { kind: 'wrap', arg: 0, memo: true }), ...named(['attempt', 'defer', 'delay'], { kind: 'invoke', callback: 0 }),
    ...plain.flatMap((name) => rows(single(name), 'default()', inert)),
    ...chained, ...rows(lodash, '*() default() chain() chain().**.value() default().**.value()', inert),
  ];
}

const iteratees = words('each eachOf forEach forEachOf map mapValues filter select reject detect find some any every all concat flatMap groupBy sortBy transform');

/** `each(items, f)`, `eachSeries(items, f)`, `eachLimit(items, 5, f)`. */
function asyncRows(): readonly ApiModel[] {
  return [
    ...iteratees.flatMap((name) => [
      ...rows('async', `${name}()`, each(1, true)), ...rows('async', `${name}Series()`, each(1, false)), ...rows('async', `${name}Limit()`, eachLimited(2)),
    ]),
    ...rows('async', 'times()', each(1, true)), ...rows('async', 'timesSeries()', each(1, false)), ...rows('async', 'timesLimit()', eachLimited(2)),
    ...rows('async', 'reduce() reduceRight() inject() foldl() foldr()', each(2, false)),
    ...rows('async', 'asyncify() ensureAsync() timeout() reflect() retryable()', { kind: 'wrap', arg: 0 }), ...rows('async', 'memoize()', { kind: 'wrap', arg: 0, memo: true }),
    ...rows('async', 'nextTick() setImmediate()', { kind: 'invoke', callback: 0 }),
    ...rows('async', 'retry()', (path, project) => ({ kind: 'invoke', callback: isFunction(project.argument(path, 0)) ? 0 : 1 })),
  ];
}

/** `map(items, f, { concurrency: 1 })` runs one after the other, `{ concurrency: 5 }` five at a time. */
function mapper(callback: number, over: number | 'receiver'): Meaning {
  return (path, project) => {
    const limit = option(path, project, callback + 1, 'concurrency');
    if (limit === undefined || (limit.kind === 'const' && (limit.value === undefined || limit.value === Infinity))) return each(callback, true, over);
    return limit.kind === 'const' && limit.value === 1 ? each(callback, false, over) : eachLimited(callback, over);
  };
}

const bluebird: readonly ApiModel[] = [
  ...rows('bluebird', 'map() filter()', mapper(1, 0)),
  ...rows('bluebird', 'each() mapSeries() reduce()', each(1, false)),
  ...rows('bluebird', '**.map() **.filter()', mapper(0, 'receiver')),
  ...rows('bluebird', '**.each() **.mapSeries() **.reduce()', each(0, false, 'receiver')),
  ...rows('bluebird', 'default.new() Promise.new() try() attempt()', { kind: 'invoke', callback: 0 }),
  ...rows('bluebird', 'promisify() promisifyAll() coroutine() method()', { kind: 'wrap', arg: 0 }),
  ...rows('bluebird', 'using() join()', (path, project) => {
    const last = project.args(path).length - 1;
    return isFunction(project.argument(path, last)) ? { kind: 'invoke', callback: last } : inert;
  }),
  ...rows('bluebird', '**.tap() **.spread()', { kind: 'invoke', callback: 0 }),
  ...rows('bluebird', '*()', inert),
];

const loader = words('load loadMany').map((name) => `**.${name}()`).join(' ');

/** `batch: false` asks for each key on its own. */
const load: Meaning = (path, project) => {
  let made = path;
  while (made.parent && made.step !== 'new()') made = made.parent;
  return isFalse(option(made, project, 1, 'batch')) ? undefined : { kind: 'batch' };
};

/** Libraries that go through collections, run functions in numbers, or collect calls into one. */
export const collections = defineAdapter({
  name: 'collections',
  kind: 'runtime',
  packages: [...lodash, 'async', 'bluebird', 'p-map', 'p-each-series', 'p-map-series', 'p-limit', 'p-queue', 'async-batch', 'tiny-async-pool', 'bottleneck', 'dataloader'],
  docs: 'https://lodash.com/docs',
  models: [
    ...lodashRows(),
    ...asyncRows(),
    ...bluebird,
    ...rows('p-map', 'default() pMapSettled() pMapIterable()', mapper(1, 0)),
    ...rows(['p-filter', 'p-locate', 'async-batch'], 'default()', each(1, true)),
    ...rows('tiny-async-pool', 'default()', eachLimited(2, 1)),
    ...rows(['p-each-series', 'p-map-series'], 'default()', each(1, false)),
    ...rows('p-times', 'default()', each(1, true)),
    ...rows('p-limit', 'default()() default().new()', inTurn(0)),
    ...rows('p-limit', 'default().map()', eachLimited(1)),
    ...rows('p-limit', 'limitFunction()', { kind: 'wrap', arg: 0 }),
    ...rows('p-limit', 'default() default().*()', inert),
    ...rows('p-queue', '**.add()', inTurn(0)),
    ...rows('p-queue', '*.new() *.new().*()', inert),
    ...rows('bottleneck', '**.schedule()', (path, project) => inTurn(isFunction(project.argument(path, 0)) ? 0 : 1)),
    ...rows('bottleneck', '**.wrap()', { kind: 'wrap', arg: 0 }),
    ...rows('bottleneck', '*.new() *.new().*()', inert),
    ...rows('dataloader', loader, load),
    ...rows('dataloader', '*.new() *.new().prime() *.new().clear() *.new().clearAll() *.new().prime().*() *.new().clear().*()', inert),
  ],
});
