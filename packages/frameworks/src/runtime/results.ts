// https://github.com/supermacro/neverthrow#api-documentation  https://effect.website/docs  https://gcanti.github.io/fp-ts/modules
import { defineAdapter, type ApiModel } from '@assay/contract';
import { rows, type Meaning } from './shared.js';

const RESULTS: readonly string[] = ['neverthrow', 'oxide.ts', 'true-myth', 'purify-ts', '@swan-io/boxed', 'ts-results', 'ts-results-es', '@badrap/result', 'effect', '@effect/data'];
const MODULES: readonly string[] = ['TaskEither', 'Either', 'Option', 'Task', 'IO', 'IOEither', 'TaskOption', 'ReaderTaskEither'];

/** What a result holds may be a list, and modules of lists stand beside. */
const LIST = /(?:^|\.)(?:value|error|_unsafeUnwrap\(\)|unwrap\(\)|unwrapOr\(\)|extract\(\)|\[\]|Array|Arr|Chunk|ReadonlyArray|List|HashMap)(?:\.|$)/;

/** `result.map(fn)`: the function is called once, with what the result holds. */
const once: Meaning = (path) => (LIST.test(path.path.slice(0, -'()'.length)) ? undefined : { kind: 'invoke', callback: 0 });

const mapping: readonly ApiModel[] = [
  ...rows(RESULTS, '**.map() **.mapErr() **.flatMap()', once),
  ...MODULES.flatMap((name) => rows([`fp-ts/${name}`, `fp-ts/lib/${name}`], '**.map() **.mapLeft() **.flatMap() map() mapLeft() flatMap()', once)),
];

/** Results and effects: one value or one error, and what is done with it. */
export const results = defineAdapter({ name: 'results', kind: 'runtime', packages: [...RESULTS, 'fp-ts'], docs: 'https://github.com/supermacro/neverthrow#api-documentation', models: mapping });
