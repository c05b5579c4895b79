import { childrenOf, type Expr, type FileFacts } from '@assay/contract';
import { argumentOf, homeOf, type Frame } from './frames.js';

const MAX_DEPTH = 24;

/** An expression with the activation that it stands in. */
export interface Part { readonly expr: Expr; readonly frame: Frame }

/** The parts of a value as far as they can be followed, names and arguments among them; what a name stands for comes once. */
export function* partsIn(expr: Expr, frame: Frame): Generator<Part> {
  const followed = new Names();
  // One loop with the parts that are still to come: a generator in each other hands every part through all of them.
  const open: (Part & { readonly depth: number })[] = [{ expr, frame, depth: 0 }];
  for (let part = open.pop(); part; part = open.pop()) {
    const { depth } = part;
    if (depth > MAX_DEPTH) continue;
    yield part;
    const { expr: whole, frame: at } = part;
    if (whole.kind !== 'name') for (const inner of childrenOf(whole).toReversed()) open.push({ expr: inner, frame: at, depth: depth + 1 });
    else if (followed.add(whole.binding, at)) for (const origin of originsOf(whole.binding, at).toReversed()) open.push({ ...origin, depth: depth + 2 });
  }
}

/** Names of activations. */
class Names {
  private readonly known = new Map<string, Map<FileFacts, Set<number>>>();

  /** Was it not among them yet? */
  add(binding: number, { key, file }: Frame): boolean {
    let files = this.known.get(key);
    if (!files) this.known.set(key, (files = new Map<FileFacts, Set<number>>()));
    let names = files.get(file);
    if (!names) files.set(file, (names = new Set<number>()));
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
