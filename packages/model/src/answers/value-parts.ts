import { childrenOf, type Expr } from '@assay/contract';
import { argumentOf, homeOf, type Frame } from './frames.js';

const MAX_DEPTH = 24;

/** An expression with the activation that it stands in. */
export interface Part { readonly expr: Expr; readonly frame: Frame }

/** The parts of a value as far as they can be followed, names and arguments among them; what a name stands for comes once. */
export function* partsIn(expr: Expr, frame: Frame, depth = 0, followed = new Set<string>()): Generator<Part> {
  if (depth > MAX_DEPTH) return;
  yield { expr, frame };
  if (expr.kind === 'name') {
    const name = `${frame.key}|${frame.file.path}:${expr.binding}`;
    if (followed.has(name)) return;
    followed.add(name);
    for (const origin of originsOf(expr.binding, frame)) yield* partsIn(origin.expr, origin.frame, depth + 2, followed);
  } else for (const part of childrenOf(expr)) yield* partsIn(part, frame, depth + 1, followed);
}

/** What a name was given: its values, the caller's argument, or the collection whose elements a callback gets. */
export function originsOf(id: number, frame: Frame): readonly Part[] {
  const binding = frame.file.bindings[id];
  const home = homeOf(id, frame);
  if (!binding || binding.imported || !home) return [];
  if (binding.kind !== 'param') return [binding.init, ...(binding.assigned ?? [])].flatMap((expr) => (expr ? [{ expr, frame: home }] : []));
  const { caller } = home;
  if (!caller) return [];
  const arg = argumentOf(binding.index ?? 0, home);
  if (arg) return [{ expr: arg, frame: caller }];
  const call = home.step?.expr;
  return call?.kind === 'call' && call.callee.kind === 'member' ? [{ expr: call.callee.object, frame: caller }] : [];
}
