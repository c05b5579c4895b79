// https://effect.website/docs/requirements-management/services/
import { defineAdapter, type ClassValue, type Linked, type PathValue, type Provision, type Value } from '@assay/contract';
import { calledName, isCall, isFunction, quiet, rows, type Reading } from '../shared.js';
import { membersOf, provision } from './shared.js';

const NOTHING: Value = { kind: 'unknown', key: '?', reason: 'runtime-registration' };
/** `class Store extends Context.Tag('Store')<Store, Shape>() {}`, `class Store extends Effect.Service<Store>()('Store', { effect })`. */
const TAG = /^(?:Context|ServiceMap|Effect)\.(?:Tag|Service|Reference)\(\)(?:\(\))?$/;
const LAYERS: ReadonlySet<string> = new Set(['effect', 'scoped', 'succeed', 'sync', 'provideService', 'provideServiceEffect']);
/** Options of `Effect.Service` that say what stands under the tag. */
const MADE_BY: readonly string[] = ['effect', 'scoped', 'make', 'succeed', 'sync'];

/** `Effect.gen(function* () {..})`, with the receiver before the function too: what the generator answers. */
const generated: Reading = (path, project) => {
  const last = project.args(path).length - 1;
  return isFunction(project.argument(path, last)) ? { kind: 'wrap', arg: last, result: true } : undefined;
};

/** `Effect.fn('name')(function* (input) {..})`, also without the name. */
const named: Reading = (path, project) => (isFunction(project.argument(path, 0)) ? { kind: 'wrap', arg: 0 } : undefined);

/** `Effect.promise(() => client.query())`: what the function answers. */
const result: Reading = (path, project) => (isFunction(project.argument(path, 0)) ? { kind: 'wrap', arg: 0, result: true } : undefined);

/** Effects are taken for what they bring: `yield*` reads it, and runners pass it on. Services are what their layers make. */
export const effects = defineAdapter({
  name: 'effect',
  kind: 'runtime',
  packages: ['effect'],
  docs: 'https://effect.website/docs/requirements-management/services/',
  models: [
    ...rows('effect', 'Effect.gen()', generated),
    ...rows('effect', 'Effect.fn() Effect.fn()() Effect.fnUntraced()', named),
    ...rows('effect', 'Effect.promise() Effect.sync() Effect.suspend() Effect.tryPromise() Effect.try()', result),
    ...rows('effect', 'Effect.runPromise() Effect.runSync() **.runPromise() **.runSync() Effect.succeed()', { kind: 'wrap', arg: 0 }),
    ...rows('effect', '**.Tag()().of() **.Service()().of() **.Tag()().make() **.GenericTag().of()', { kind: 'wrap', arg: 0 }),
    ...rows('effect', '**', quiet),
  ],
  provides: layers,
  member: serviceMember,
});

/** `Layer.effect(Store, makeStore)`, `Layer.succeed(Store)(store)`, and what the tag's own class says. */
function layers(told: PathValue, project: Linked, of: ClassValue | undefined): readonly Provision[] {
  if (of) return ownLayer(told, of, project);
  const first = told.parent?.step === '()' ? told.parent : told;
  if (!/^(?:Layer|Effect)\./.test(first.path) || !LAYERS.has(calledName(first))) return [];
  const made = first === told ? project.argument(told, 1) : project.argument(told, 0);
  return made ? provision(project.argument(first, 0), () => broughtBy(made, project)) : [];
}

function ownLayer(told: PathValue, of: ClassValue, project: Linked): readonly Provision[] {
  const options = TAG.test(told.path) ? membersOf(told, 1, project) : undefined;
  const made = MADE_BY.map((name) => options?.get(name)).find((value) => value !== undefined);
  return made ? provision(of, () => broughtBy(made, project)) : [];
}

/** An effect's result, or a function's, which is asked for it. */
function broughtBy(made: Value, project: Linked): Value {
  return made.kind === 'function' ? project.call(made, []) : made;
}

/** A member of a service that is known by its tag alone. */
function serviceMember(owner: Value, name: string, project: Linked): Value | undefined {
  if (owner.kind !== 'path' || owner.step !== 'new()' || !owner.via || !owner.parent || !isCall(owner.parent) || !TAG.test(owner.parent.path)) return undefined;
  const provided = project.provided(owner.via, owner.via.file);
  return provided && provided.kind !== 'unknown' ? project.member(provided, name) : NOTHING;
}
