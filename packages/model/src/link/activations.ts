import { Label, type Arg, type Env, type Expr, type FileFacts, type FunctionFact, type FunctionValue, type UnionValue, type Value } from '@assay/contract';
import { carriesCode } from './given.js';
import { idOf, unknownOf } from './values.js';

/** Activations of one function that are told apart; beyond that it is entered without its arguments, of which only what they were derived from is kept. */
const MAX_ENTRIES = 1_000;
/** Activations in all; memory grows with them. */
const MAX_ENVS = 120_000;

/** Activations are numbered across models, so that nothing of one is taken for a part of another. */
let numbered = 0;

/** What may differ between an activation and one that is derived from it. */
export type Changes = Partial<Pick<Env, 'outer' | 'bound' | 'unrolled'>>;

/** The activations of one model: functions with what is known of `this` and the arguments. Equal ones are the same object. */
export class Activations {
  /** In the order in which they were entered, without derived ones. */
  readonly all: Env[] = [];
  /** Functions of which some calls were entered without their arguments. */
  readonly merged = new Set<FunctionFact>();
  private readonly entered = new Map<FunctionFact, Map<string, Env>>();
  private readonly callerless = new Map<FunctionFact, Map<string, Env>>();
  private readonly derived = new Map<Env, Map<string, Env>>();
  private readonly rowKeys = new Map<UnionValue, string>();

  /** `entries` of one function are told apart, `envs` in all. */
  constructor(private readonly entries = MAX_ENTRIES, private readonly envs = MAX_ENVS) {}

  /** Calls with equal arguments are one activation; without any, each place that calls (a factory of routers) has its own. */
  activate(fn: FunctionValue, args: readonly Arg[] | undefined, site: Expr | undefined, caller: Env | undefined, told: boolean): Env {
    const all = fn.bound ? [...fn.bound, ...(args ?? [])] : args;
    const { self } = fn;
    const entries = inner(this.entered, fn.fn);
    const place = site && caller && all?.length === 0 ? `${idOf(caller.file)}:${site.at[0]}` : '';
    const key = `${self?.key ?? ''}/${all ? this.passedKey(all) : '-'}/${fn.env.id}/${place}`;
    const known = entries.get(key);
    if (known) return known;
    if (all && !told && (entries.size >= this.entries || this.all.length > this.envs)) {
      this.merged.add(fn.fn);
      return this.activate({ ...fn, bound: undefined }, all.map(merged), undefined, undefined, true);
    }
    const depth = Math.max((caller?.depth ?? 0) + 1, fn.env.depth);
    const env = this.enter({ file: fn.file, fn: fn.fn, depth, outer: fn.env, self, args: all });
    entries.set(key, env);
    return env;
  }

  /** The activation of a function of which no caller is known; `receiver` says what its `this` is when the asker does not. */
  generic(file: FileFacts, id: number, self: Value | undefined, receiver: (id: number, outer: Env) => Value | undefined): Env {
    const fn = file.functions[id];
    if (!fn) throw new RangeError(`${file.path} has no function ${id}`);
    const entries = inner(this.callerless, fn);
    const key = self?.key ?? '';
    const known = entries.get(key);
    if (known) return known;
    const outer = fn.parent === undefined ? undefined : this.generic(file, fn.parent, undefined, receiver);
    const env = this.enter({ file, fn, depth: 0, outer });
    entries.set(key, env);
    const own = self ?? receiver(id, outer ?? env);
    if (own) Object.assign(env, { self: own });
    return env;
  }

  derive(env: Env, key: string, changes: Changes): Env {
    const siblings = inner(this.derived, env);
    let found = siblings.get(key);
    if (!found) siblings.set(key, (found = { ...env, ...changes, id: (numbered += 1) }));
    return found;
  }

  /**
   * What tells one list of arguments from another. Of rows that a query answered only the way to them counts, not which call asked: they carry no code. A query that is handed
   * over itself (`first(db('orders').where({ id }))`) is run by whom it is given to.
   */
  private passedKey(args: readonly Arg[]): string {
    let key = '';
    for (const { value, labels, spread, nothing, expr } of args) key += `${labels & Label.data && expr?.kind !== 'call' ? this.rowKey(value) : value.key}:${labels}${spread ? '…' : ''}${nothing ? '-' : ''},`;
    return key;
  }

  private rowKey(value: Value): string {
    if (value.kind === 'path' && !value.via) return `${value.root}:${value.path}`;
    if (value.kind !== 'union') return value.key;
    let key = this.rowKeys.get(value);
    if (key === undefined) this.rowKeys.set(value, (key = [...new Set(value.options.map((option) => this.rowKey(option)))].join('|')));
    return key;
  }

  /** All have the same members in the same order, absent ones as well: what is read most must not be of many shapes. */
  private enter({ file, fn, depth, outer, self, args }: Omit<Env, 'id' | keyof Changes> & Pick<Env, 'outer'>): Env {
    const env: Env = { id: (numbered += 1), file, fn, depth, outer, self, args, bound: undefined, unrolled: undefined, caller: undefined };
    this.all.push(env);
    return env;
  }
}

/** An argument of many calls taken together: code that one caller hands over is run for none of the others. */
function merged(arg: Arg): Arg {
  const { value, labels } = arg;
  const isLost = value.kind === 'unknown' && value.reason === 'budget';
  return { value: unknownOf(isLost || carriesCode(arg) ? 'budget' : 'parameter'), labels };
}

function inner<K>(map: Map<K, Map<string, Env>>, key: K): Map<string, Env> {
  let found = map.get(key);
  if (!found) map.set(key, (found = new Map<string, Env>()));
  return found;
}

