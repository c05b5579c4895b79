import type { Endpoint, TraceStep } from '@assay/contract';

/** Where the handler stands, for an entry point that another file registers: a step of the trace. */
export function handledAt({ at, handlerAt }: Endpoint): readonly TraceStep[] {
  return handlerAt.path === at.path ? [] : [{ at: handlerAt, message: 'is handled here' }];
}
