// https://middy.js.org/docs/intro/how-it-works
import type { ChainStep, Linked, PathValue, Protocol, Value } from '@assay/contract';

/** What runs before and around a function, and the function itself. */
export interface Wrapped { readonly steps: readonly ChainStep[]; readonly handler: Value }

/** `before` of a middleware: `({ event, context, internal })`; an answer that is returned ends the request. */
const BEFORE: Protocol = { name: 'middy-before', params: ['#exchange'], continues: 'return', replyStops: true };

/** `middy(fn).use(auth())`, `middy().use(auth()).handler(fn)`: the function, and the steps of the project before it. */
export function unwrapped(value: Value, project: Linked): Wrapped {
  if (value.kind !== 'path' || value.root !== '@middy/core') return { steps: [], handler: value };
  const steps: ChainStep[] = [];
  let handler: Value = value;
  for (let at: PathValue | undefined = value; at; at = at.parent) {
    const first: Value | undefined = at.step === '()' ? project.argument(at, 0) : undefined;
    if (!first) continue;
    const name = at.parent?.step;
    if (name === 'use' || name === 'before') steps.unshift(...beforeSteps(first, name, project));
    else if (first.kind === 'function') handler = first;
  }
  return { steps, handler };
}

function beforeSteps(value: Value, name: string, project: Linked): readonly ChainStep[] {
  const items = project.items(value) ?? [value];
  return items.flatMap((item) => {
    const step = name === 'before' ? item : project.member(item, 'before');
    const at = project.spanOfValue(step);
    return step.kind === 'function' && at ? [{ value: step, protocol: BEFORE, at, label: step.fn.name === '' ? 'before' : step.fn.name }] : [];
  });
}
