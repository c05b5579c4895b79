import type { ChainStep, Linked, Protocol, Span, Value } from '@assay/contract';

interface Handled {
  readonly steps: readonly ChainStep[];
  readonly handler: ChainStep;
}

const MAX_WRAPPERS = 4;

/** The handler of a route. A library's guard around it (`withApiAuthRequired(handler)`) is a step before it. */
export function handledBy(value: Value, label: string, protocol: Protocol, at: Span, project: Linked): Handled {
  const steps: ChainStep[] = [];
  let inner = value;
  for (let depth = 0; depth < MAX_WRAPPERS; depth += 1) {
    const wrapped = inner.kind === 'path' ? project.args(inner).map((arg) => arg.value).find((arg) => arg.kind === 'function') : undefined;
    if (inner.kind !== 'path' || !wrapped) break;
    steps.push({ value: inner, protocol, at, label: inner.parent?.step ?? label });
    inner = wrapped;
  }
  return { steps, handler: { value: inner, protocol, at, label } };
}
