import { createRequire } from 'node:module';
import type * as Facts from '@assay/facts';
import type * as Model from '@assay/model';
import { wholeOf } from './whole.js';

const require = createRequire(import.meta.url);

/** The stage that reads code, loaded when the first file must be read: a run whose outcome was kept needs none of it. */
export function factsStage(): typeof Facts {
  return require('@assay/facts') as typeof Facts;
}

/** The stage that connects facts, loaded when there are some. */
export function modelStage(): typeof Model {
  return require(wholeOf(require.resolve('@assay/model'))) as typeof Model;
}
