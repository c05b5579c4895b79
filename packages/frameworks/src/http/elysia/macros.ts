// https://elysiajs.com/patterns/macro.html
import { weakMemo, type ChainStep, type Linked, type Setup, type SetupCall, type Span, type Value } from '@assay/contract';
import { ELYSIA_STEP } from '../protocols.js';

/** Route options that the project defines, by name: those of all plugins together. */
const macros = weakMemo((_project: Linked) => new Map<string, Value>());
const HOOKS: readonly string[] = ['resolve', 'beforeHandle'];

/** `.macro({ auth: { resolve() {..} } })`, `.macro('auth', { .. })`. */
export function macro(call: SetupCall, setup: Setup): void {
  const [first, second] = call.args;
  if (!first) return;
  const known = macros(setup.project);
  const name = setup.project.text(first.value);
  const given = first.value.kind === 'function' ? setup.project.call(first.value, [{ value: setup.project.role('#macro'), labels: 0 }]) : first.value;
  for (const [key, value] of name !== undefined && second ? [[name, second.value] as const] : setup.project.properties(given)) known.set(key, value);
}

/** The steps that a route's options ask for: `{ auth: true }`, `{ role: 'admin' }`. */
export function macroSteps(options: ReadonlyMap<string, Value>, at: Span, setup: Setup): readonly ChainStep[] {
  const known = macros(setup.project);
  return [...options].flatMap(([name, value]): ChainStep[] => {
    const defined = known.get(name);
    if (!defined || (value.kind === 'const' && !value.value)) return [];
    const hooks = defined.kind === 'function' ? setup.project.call(defined, [{ value, labels: 0 }]) : defined;
    const properties = setup.project.properties(hooks);
    return HOOKS.flatMap((hook) => {
      const step = properties.get(hook);
      const values = step ? setup.project.items(step) ?? [step] : [];
      return values.map((one) => ({ ...setup.step(one, ELYSIA_STEP, at, undefined), label: name }));
    });
  });
}
