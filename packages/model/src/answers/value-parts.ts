import { childrenOf, keptIn, type Expr, type FileFacts } from '@assay/contract';
import { argumentOf, homeOf, type Frame } from './frames.js';

const MAX_DEPTH = 24;

/** An expression with the activation that it stands in. */
export interface Part { readonly expr: Expr; readonly frame: Frame }

/** The parts of a value as far as they can be followed, names and arguments among them; what a name stands for comes once. */
export function* partsIn(expr: Expr, frame: Frame): Generator<Part> {
  const followed = new Names();
  // One loop, the part that comes next at the end of the list: of generators in each other every one hands each part on.
  const open: (Part & { readonly depth: number })[] = [{ expr, frame, depth: 0 }];
  for (let part = open.pop(); part; part = open.pop()) {
    const { depth } = part;
    if (depth > MAX_DEPTH) continue;
    yield part;
    const { expr: whole, frame: at } = part;
    if (whole.kind === 'name') {
      const origins = followed.add(whole.binding, at) ? originsOf(whole.binding, at) : [];
      for (let i = origins.length - 1; i >= 0; i -= 1) open.push({ ...(origins[i] as Part), depth: depth + 2 });
    } else {
      const inner = childrenOf(whole);
      for (let i = inner.length - 1; i >= 0; i -= 1) open.push({ expr: inner[i] as Expr, frame: at, depth: depth + 1 });
    }
  }
}

/** Names of activations. */
class Names {
  private readonly known = new Map<string, Map<FileFacts, Set<number>>>();

  /** Was it not among them yet? */
  add(binding: number, { key, file }: Frame): boolean {
    const names = keptIn(keptIn(this.known, key, () => new Map<FileFacts, Set<number>>()), file, () => new Set<number>());
    return names.size < names.add(binding).size;
  }
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
