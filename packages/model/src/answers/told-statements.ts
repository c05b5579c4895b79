import { weakMemo, type Env } from '@assay/contract';
import { withConcept } from '../flow/carried.js';
import type { FlowEvent } from '../flow/events.js';
import { argsOf } from '../link/args-of.js';
import type { Linker } from '../link/linker.js';
import { functionOf, optionsOf } from '../link/values.js';

/**
 * The event as its own way tells it. A project's wrapper around a client is followed once for all statements when it is given very many; the calls of this way still say which one it is.
 */
export function asTold(event: FlowEvent, start: Env, linker: Linker): FlowEvent {
  const { concept, steps } = event;
  if (concept?.kind !== 'access' || concept.op !== 'raw' || concept.sql === undefined || concept.single === true || steps.length === 0) return event;
  const known = toldBy(linker);
  let told = known.get(event);
  if (!told) known.set(event, (told = retold(event, start, linker)));
  return told;
}

const toldBy = weakMemo((_linker: Linker) => new Map<FlowEvent, FlowEvent>());

function retold(event: FlowEvent, start: Env, linker: Linker): FlowEvent {
  const env = envAlong(event, start, linker);
  const paths = optionsOf(linker.evaluate(event.expr, env)).flatMap((option) => (option.kind === 'path' ? [option] : []));
  const [path, ...others] = paths;
  const concept = path && others.length === 0 ? linker.concept(path) : undefined;
  return concept?.kind === 'access' && concept.op !== 'raw' ? withConcept(event, concept) : event;
}

/** The activation in which the event happens, entered with the very arguments of each call of the way. */
function envAlong({ steps }: FlowEvent, start: Env, linker: Linker): Env {
  let env = start;
  for (const { expr, callee, element, handed } of steps) {
    const outer = outerOf(callee.fn.parent === undefined ? undefined : callee.file.functions[callee.fn.parent], env);
    const fn = outer ? functionOf(callee.file, callee.id, outer, callee.self) : callee;
    const args = expr.kind === 'call' && !element && !handed ? argsOf(expr.args, env, linker) : undefined;
    env = linker.activate(fn, args, undefined, undefined, true);
  }
  return env;
}

function outerOf(parent: Env['fn'] | undefined, env: Env): Env | undefined {
  for (let at: Env | undefined = env; parent && at; at = at.outer) if (at.fn === parent) return at;
  return undefined;
}
