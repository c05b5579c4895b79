import type { ChainStep, Linked, PathValue, Protocol, RoutingItem, Span, Value } from '@assay/contract';
import { FRAMEWORK } from './names.js';

const STEP: Protocol = { name: 'safe-action-middleware', params: ['#action'], continues: 'next' };
const HANDLER: Protocol = { name: 'safe-action', params: ['#action'], continues: 'return', ownPages: true };
const ENDS: ReadonlySet<string> = new Set(['action', 'stateAction', 'handler']);
const PACKAGES: ReadonlySet<string> = new Set(['next-safe-action', 'zsa']);

/** `client.use(step).schema(input).action(handler)` of next-safe-action, whose client may be made in another file; https://next-safe-action.dev */
export function safeAction(value: Value, name: string, at: Span, project: Linked): RoutingItem | undefined {
  if (value.kind !== 'path' || !PACKAGES.has(value.root) || value.step !== '()' || !ENDS.has(value.parent?.step ?? '')) return undefined;
  const [handler] = project.args(value);
  if (!handler) return undefined;
  return { kind: 'route', route: { protocol: 'function', framework: FRAMEWORK, method: 'ACTION', path: name, at, steps: stepsOf(value, project), handler: { value: handler.value, protocol: HANDLER, at, label: name } } };
}

/** The middleware on the way from the client to the action, in the order in which it runs. */
function stepsOf(action: PathValue, project: Linked): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  for (let at: PathValue | undefined = action; at; at = at.parent) {
    const [step] = at.step === '()' && at.parent?.step === 'use' ? project.args(at) : [];
    const span = step && project.spanOfValue(at);
    if (step && span) steps.unshift({ value: step.value, protocol: STEP, at: span, label: 'use' });
  }
  return steps;
}
