// https://docs.adonisjs.com/guides/basics/middleware
import { weakMemo, type ChainStep, type Linked, type PathValue, type Setup, type Span, type Value } from '@assay/contract';
import { ADONIS_STEP } from '../protocols.js';
import { loaded, named } from './lazy.js';

const collections = weakMemo((_project: Linked) => new Map<string, Value>());

/** `Server.middleware.registerNamed({ auth: .. })`: version 5 names middleware by texts. */
export function registerNamed(value: Value | undefined, setup: Setup): void {
  const known = collections(setup.project);
  if (value) for (const [name, given] of setup.project.properties(value)) known.set(name, given);
}

/** Middleware of a route, a group or all routes; what a library brings along guards nothing. */
export function stepsOf(values: readonly Value[], at: Span, setup: Setup): ChainStep[] {
  return values.flatMap((value): ChainStep[] => {
    const items = setup.project.items(value);
    if (items) return stepsOf(items, at, setup);
    const { name, middleware } = chosen(value, setup);
    const step = middleware && loaded(middleware, setup.project);
    if (!step || (step.kind === 'path' && !step.root.startsWith('#'))) return [];
    return [{ ...setup.step(step, ADONIS_STEP, at, undefined), ...(name === undefined ? {} : { label: name }) }];
  });
}

/** `middleware.auth({ guards: ['api'] })` of `router.named({ .. })`, `'auth:api'` by its name, or the middleware itself. */
function chosen(value: Value, setup: Setup): { readonly name?: string; readonly middleware?: Value } {
  const text = setup.project.text(value);
  if (text !== undefined) {
    const [name = ''] = text.split(':');
    const given = collections(setup.project).get(name);
    const middleware = given && (named(setup.project.text(given) ?? '', 'Middleware', setup.project) ?? given);
    return { name, ...(middleware ? { middleware } : {}) };
  }
  const collection: PathValue | undefined = value.kind === 'path' && value.step === '()' ? value.parent?.parent : undefined;
  const name = value.kind === 'path' ? value.parent?.step : undefined;
  if (!collection?.path.endsWith('named()') || name === undefined) return { middleware: value };
  const all = setup.project.argument(collection, 0);
  const middleware = all && setup.project.properties(all).get(name);
  return { name, ...(middleware ? { middleware } : {}) };
}
