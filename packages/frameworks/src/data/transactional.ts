// https://papooch.github.io/nestjs-cls/plugins/available-plugins/transactional  https://github.com/Aliheym/typeorm-transactional
import { defineAdapter, type ApiModel, type Concept } from '@assay/contract';
import { inert, isFunction, nestHost } from './shared.js';

const typeormHooks = ['typeorm-transactional', 'typeorm-transactional-cls-hooked'];

const around: ApiModel['is'] = (path, project): Concept => {
  const callback = project.args(path).findIndex((arg) => isFunction(arg.value));
  return { kind: 'transaction', form: 'callback', callback: Math.max(callback, 0), ambient: true };
};

/** Transactions that reach queries without being passed, whatever the ORM. */
export const transactional = defineAdapter({
  name: 'transactional',
  kind: 'data',
  packages: [...typeormHooks, nestHost],
  docs: 'https://papooch.github.io/nestjs-cls/plugins/available-plugins/transactional',
  models: [
    { package: [...typeormHooks, nestHost], path: 'Transactional()', is: { kind: 'transaction', form: 'ambient' } },
    { package: typeormHooks, path: 'runInTransaction()', is: around },
    { package: typeormHooks, path: 'wrapInTransaction()', is: { kind: 'wrap', arg: 0 } },
    { package: typeormHooks, path: 'addTransactionalDataSource()', is: { kind: 'wrap', arg: 0 } },
    ...['initializeTransactionalContext()', 'getDataSourceByName()', 'runOnTransactionCommit()', 'runOnTransactionRollback()', 'runOnTransactionComplete()']
      .map((path): ApiModel => ({ package: typeormHooks, path, is: inert })),
    { package: nestHost, path: '**.withTransaction()', is: around },
    { package: nestHost, path: '**.withoutTransaction()', is: { kind: 'invoke', callback: 0 } },
    { package: nestHost, path: '**.isTransactionActive()', is: inert },
  ],
});
