// https://automattic.github.io/monk/docs/
import { defineAdapter } from '@assay/contract';
import { bulk, collectionOf, driver, updated } from './mongodb.js';
import { at, rows, type Shapes } from './shared.js';

/** The driver's collections without cursors: each method sends its query at the call and answers documents. */
const shapes: Shapes = {
  start: {
    'default() IMonkManager.new()': 'manager',
    'ICollection.new()': 'collection',
    'id() cast() default.id() default.cast()': '',
  },
  manager: {
    'get() create()': 'collection',
    'listCollections()': at('read'),
    'close() on() once() addListener() addMiddleware() setDefaultCollectionOptions() id() cast()': '',
  },
  collection: {
    ...driver.collection,
    'find() aggregate()': at('read', { where: '0' }, 'document'),
    'findById()': at('read', { where: '0' }, 'document'),
    'updateById()': updated(),
    'removeById()': at('delete', { where: '0' }),
    // All that match, unless the option `single` is given.
    'remove()': at('delete', { where: '0', bulk: true }),
    'stats() indexes()': at('read'),
  },
  document: { ...driver.document, 'each()': '' },
};

/** Monk: MongoDB's driver behind promises. */
export const monk = defineAdapter({
  name: 'monk',
  kind: 'data',
  packages: ['monk'],
  docs: 'https://automattic.github.io/monk/docs/',
  models: rows({ packages: ['monk'], shapes, handles: ['manager'], table: collectionOf, bulk }),
});
