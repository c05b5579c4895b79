// https://github.com/supermacro/neverthrow#api-documentation  https://effect.website/docs  https://gcanti.github.io/fp-ts/modules  https://gigobyte.github.io/purify  https://true-myth.js.org/api
import { defineAdapter, type ApiModel, type Holding, type Linked, type PathValue, type Value } from '@assay/contract';
import { optionsOf } from '../nest/values.js';
import { rows, type Meaning } from './shared.js';

/** Libraries of results whose steps are methods. */
const CHAINED: readonly string[] = ['neverthrow', 'oxide.ts', 'true-myth', 'purify-ts', '@swan-io/boxed', 'ts-results', 'ts-results-es', '@badrap/result'];
const RESULTS: readonly string[] = [...CHAINED, 'effect', '@effect/data'];
const MODULES: readonly string[] = ['TaskEither', 'Either', 'Option', 'Task', 'IO', 'IOEither', 'TaskOption', 'ReaderTaskEither'];

/** What a result holds may be a list, and modules of lists stand beside. */
const LIST = /(?:^|\.)(?:value|error|_unsafeUnwrap\(\)|unwrap\(\)|unwrapOr\(\)|extract\(\)|\[\]|Array|Arr|Chunk|ReadonlyArray|List|HashMap)(?:\.|$)/;

const isOfList = (path: PathValue): boolean => LIST.test(path.path.slice(0, -'()'.length));

/** `result.map(fn)`: the function is called once, with what the result holds. */
const once: Meaning = (path) => (isOfList(path) ? undefined : { kind: 'invoke', callback: 0 });
const given: Meaning = (path) => (isOfList(path) ? undefined : { kind: 'invoke', callback: 0, holds: 'given' });

const mapping: readonly ApiModel[] = [
  ...rows(CHAINED, '**.map() **.flatMap() **.andThen() **.asyncMap() **.asyncAndThen() **.andTee() **.andThrough() **.asyncAndThrough() **.chain() **.mapOk() **.flatMapOk() **.tapOk() **.tap() **.ifRight() **.ifJust()', given),
  ...rows(CHAINED, '**.match()', { kind: 'invoke', callback: 0, holds: 'opened' }),
  ...rows(CHAINED, '**.mapErr() **.orTee() **.mapLeft() **.mapError() **.tapError() **.ifLeft()', { kind: 'invoke', callback: 0, holds: 'kept' }),
  ...rows(CHAINED, '**.orElse() **.flatMapError() **.chainLeft()', once),
  ...rows(CHAINED, '**.isOk() **.isRight() **.isJust() **.isSome()', { kind: 'outcome', when: true }),
  ...rows(CHAINED, '**.isErr() **.isError() **.isLeft() **.isNothing() **.isNone()', { kind: 'outcome', when: false }),
  ...rows(CHAINED, '**.unwrap() **.unwrapOr() **.unwrapOrElse() **._unsafeUnwrap() **.expect() **.unsafeCoerce() **.orDefault()', { kind: 'invoke', callback: 0, holds: 'opened' }),
  ...rows(RESULTS, '**.map() **.mapErr() **.flatMap()', once),
  ...MODULES.flatMap((name) => rows([`fp-ts/${name}`, `fp-ts/lib/${name}`], '**.map() **.mapLeft() **.flatMap() map() mapLeft() flatMap()', once)),
];

/** Calls that make a container of what they are given. */
const MADE: ReadonlySet<string> = new Set([
  'ok', 'okAsync', 'Ok', 'OkAsync', 'Right', 'Just', 'Some', 'right', 'just', 'some', 'of', 'fromPromise', 'fromSafePromise', 'fromNullable', 'fromFalsy', 'resolve', 'value',
]);
/** .. and of what went wrong. */
const FAILED: ReadonlySet<string> = new Set(['err', 'errAsync', 'Err', 'ErrAsync', 'Left', 'left', 'Error', 'Nothing', 'None', 'nothing', 'none']);
/** Of a function, what it answers. */
const RUN: ReadonlySet<string> = new Set(['safeTry', 'fromThrowable', 'fromAsyncThrowable', 'encase', 'encaseAsync', 'EitherAsync', 'MaybeAsync', 'tryOrElse', 'safe']);
/** Of containers, what they hold. */
const COMBINED: ReadonlySet<string> = new Set(['combine', 'combineWithAllErrors', 'all', 'sequence', 'liftPromise']);

const KEPT: ReadonlySet<string> = new Set([
  'mapErr', 'andTee', 'andThrough', 'asyncAndThrough', 'orTee', 'mapLeft', 'mapError', 'tapError', 'tapOk', 'tap', 'ifLeft', 'ifRight', 'ifJust', 'toAsync', 'promise', 'run', 'toPromise', 'filter', 'filterOrElse',
  'unwrap', 'unwrapOr', 'unwrapOrElse', '_unsafeUnwrap', 'expect', 'unsafeCoerce', 'orDefault', 'safeUnwrap',
]);
const MAPPED: ReadonlySet<string> = new Set(['map', 'asyncMap', 'mapOk']);
const CHAINS: ReadonlySet<string> = new Set(['andThen', 'asyncAndThen', 'chain', 'flatMap', 'flatMapOk']);
const INSTEAD: ReadonlySet<string> = new Set(['orElse', 'flatMapError', 'chainLeft', 'alt', 'or']);

/** What a result, an option or an either holds when it went well. */
function holds(path: PathValue, project: Linked): Holding | undefined {
  if (!CHAINED.includes(path.root)) return undefined;
  if (path.step === 'new()') return path.call ? only(project.argument(path, 0)) : declared(path, project);
  if (path.step !== '()' || path.parent?.step === undefined) return undefined;
  const isRun = path.parent.step === '()';
  const method = isRun ? path.parent.parent : path.parent;
  const receiver = method?.parent;
  if (method?.step === undefined) return undefined;
  return receiver?.path.includes('()') ? step(method.step, receiver, path, project) : made(method.step, path, isRun, project);
}

/** `ResultAsync<Order, Failure>` as a declared type. */
function declared(path: PathValue, project: Linked): Holding | undefined {
  const [first] = path.typeArgs ?? [];
  return first && only(project.typeValue(first.type, first.file));
}

/** `fromThrowable(read)(file)` (`isRun`) runs what the first call was given. */
function made(name: string, path: PathValue, isRun: boolean, project: Linked): Holding | undefined {
  if (FAILED.has(name) && !isRun) return { fails: true };
  const first = project.argument(isRun && path.parent ? path.parent : path, 0);
  if (!first) return undefined;
  if (RUN.has(name)) return first.kind === 'function' ? { values: [project.call(first, isRun ? project.args(path) : [])].map((answer) => project.held(answer) ?? answer) } : only(first);
  if (COMBINED.has(name)) return first.kind === 'array' ? { items: first.items } : undefined;
  return MADE.has(name) ? only(first) : undefined;
}

function step(name: string, receiver: PathValue, path: PathValue, project: Linked): Holding | undefined {
  const before = project.held(receiver);
  if (KEPT.has(name)) return only(before);
  if (MAPPED.has(name)) return before && { values: called(path, 0, before, project) };
  if (CHAINS.has(name)) return before && { inner: called(path, 0, before, project) };
  if (INSTEAD.has(name)) return { values: before ? [before] : [], inner: called(path, 0, undefined, project) };
  return name === 'match' ? { values: [...(before ? called(path, 0, before, project) : []), ...called(path, 1, undefined, project)] } : undefined;
}

/** What the callback at an argument makes of what it is given. */
function called(path: PathValue, index: number, held: Value | undefined, project: Linked): readonly Value[] {
  const callback = project.argument(path, index);
  const args = held ? [{ value: held, labels: 0 }] : [];
  return callback ? optionsOf(callback).flatMap((one) => (one.kind === 'function' ? [project.call(one, args)] : [])) : [];
}

function only(value: Value | undefined): Holding | undefined {
  return value && { values: [value] };
}

/** `result.value` of a container: what it holds. */
function member(owner: Value, name: string, project: Linked): Value | undefined {
  return name === 'value' && owner.kind === 'path' ? project.held(owner) : undefined;
}

/** Results and effects: one value or one error, and what is done with it. */
export const results = defineAdapter({ name: 'results', kind: 'runtime', packages: [...RESULTS, 'fp-ts'], docs: 'https://github.com/supermacro/neverthrow#api-documentation', models: mapping, holds, member });
