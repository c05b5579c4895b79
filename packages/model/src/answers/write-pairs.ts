import type { Expr } from '@assay/contract';
import type { FlowEvent, Step } from '../flow/events.js';
import { anchorAt, contains, framesOf, type Frame } from './frames.js';
import type { Linker } from '../link/linker.js';
import { leavesOf, type Leaf } from './leaves.js';
import { handles } from './listeners.js';
import { noteOf, type Note } from './notes.js';
import { orderOf, type Order } from './row-order.js';
import { addedBy } from './running-totals.js';
import { failuresOf, type Write } from './write-dependence.js';
import { writtenColumns, type Placed } from './written-values.js';

/** Writes of one function that are held against each other, and those of them that one call leads to. */
const MAX_WRITES = 60;
const MAX_OF_CALL = 8;

/** Two writes, in their order, with the function in which their ways part. */
export interface Pair { readonly first: Write; readonly second: Write; readonly frame: Frame; readonly depth: number }

/** The pairs of writes of a run, function by function: each pair belongs to the one in which the two are reached by different steps. */
export function* pairsOf(events: readonly FlowEvent[], linker: Linker): Generator<Pair> {
  const functions = new Map<string, { readonly frame: Frame; readonly depth: number; readonly writes: Write[] }>();
  for (const event of events) {
    const write = new LazyWrite(event, linker);
    for (const [depth, frame] of write.frames.entries()) {
      const known = functions.get(frame.key);
      if (known) known.writes.push(write);
      else functions.set(frame.key, { frame, depth, writes: [write] });
    }
  }
  for (const { frame, depth, writes } of functions.values()) {
    const held = bounded(writes, depth).map((write) => ({ write, step: write.event.steps[depth], call: write.frames[depth + 1]?.key }));
    for (const [index, one] of held.entries()) {
      for (const other of held.slice(index + 1)) {
        if ((one.call !== undefined && other.call === one.call) || areOfTwoRequests(one.step, other.step)) continue;
        const isLater = one.step?.handed === true && isCalledBack(one.step.expr, anchorAt(other.write.event, depth));
        yield { first: (isLater ? other : one).write, second: (isLater ? one : other).write, frame, depth };
      }
    }
  }
}

/** `save(row, done(() => note(row)))`: the first stands in a callback that the call of the second is given, so it comes after it. */
function isCalledBack(inner: Expr, outer: Expr): boolean {
  return outer.kind === 'call' && outer.args.some((arg) => contains(arg, inner));
}

/** Each stands in a handler of its own, which this function registers. */
function areOfTwoRequests(one: Step | undefined, other: Step | undefined): boolean {
  return one !== undefined && other !== undefined && one.expr !== other.expr && handles(one) && handles(other);
}

/** Of many writes the first that each call leads to. */
function bounded(writes: readonly Write[], depth: number): readonly Write[] {
  if (writes.length <= MAX_WRITES) return writes;
  const counts = new Map<string, number>();
  return writes.filter(({ frames }) => {
    const call = frames[depth + 1]?.key ?? '';
    const count = (counts.get(call) ?? 0) + 1;
    counts.set(call, count);
    return call === '' || count <= MAX_OF_CALL;
  }).slice(0, MAX_WRITES);
}

/** What is known of a write is found out when it is asked for. */
class LazyWrite implements Write {
  readonly frames: readonly Frame[];
  private knownLeaves: readonly Leaf[] | undefined;
  private knownFailures: string | undefined;
  private knownNote: { readonly note: Note | undefined } | undefined;
  private knownStates: ReadonlyMap<string, string> | undefined;
  private knownColumns: ReadonlySet<string> | undefined;
  private knownOrder: { readonly order: Order | undefined } | undefined;
  private knownAdded: readonly Leaf[] | undefined;

  constructor(readonly event: FlowEvent, private readonly linker: Linker) {
    this.frames = framesOf(event, undefined);
  }

  get leaves(): readonly Leaf[] {
    return (this.knownLeaves ??= leavesOf(this.event, this.frames));
  }

  get failures(): string {
    return (this.knownFailures ??= failuresOf(this.event));
  }

  get note(): Note | undefined {
    return (this.knownNote ??= { note: noteOf(this.event, this.linker) }).note;
  }

  get states(): ReadonlyMap<string, string> {
    return (this.knownStates ??= statesOf(this.event, this.linker));
  }

  get columns(): ReadonlySet<string> {
    return (this.knownColumns ??= new Set(writtenColumns(this.event, this.linker).values.keys()));
  }

  get order(): Order | undefined {
    return (this.knownOrder ??= { order: orderOf(this.event, this.linker) }).order;
  }

  get added(): readonly Leaf[] {
    return (this.knownAdded ??= addedBy(this.event, this.frames, this.linker));
  }
}

function statesOf(event: FlowEvent, linker: Linker): ReadonlyMap<string, string> {
  if (event.concept?.kind !== 'access' || (event.concept.op !== 'update' && event.concept.op !== 'create')) return new Map();
  const { values } = writtenColumns(event, linker);
  return new Map([...values].flatMap(([column, [value]]) => {
    const state = value && constantOf(value);
    return state === undefined ? [] : [[column, state] as const];
  }));
}

/** A literal as it is written, or a member of an enum by its name. */
function constantOf({ expr, env }: Placed): string | undefined {
  if (expr.kind === 'literal') return typeof expr.value === 'string' || typeof expr.value === 'boolean' ? String(expr.value) : undefined;
  const name = expr.kind === 'member' && expr.object.kind === 'name' ? env.file.bindings[expr.object.binding]?.name : undefined;
  return expr.kind === 'member' && name !== undefined && /^[A-Z]/.test(name) ? `${name}.${expr.name}` : undefined;
}
