import type { Protocol } from '@assay/contract';

export const INVERSIFY = 'inversify-express-utils';

/** A function as Express has them, or a class with `handler(req, res, next)`; https://github.com/inversify/monorepo/tree/main/packages/framework/http/libraries/inversify-express-utils#basemiddleware */
export const INVERSIFY_STEP: Protocol = { name: 'inversify-middleware', params: ['#request', '#response', '#next'], continues: 'next', method: 'handler' };
