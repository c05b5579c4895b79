import { keptIn, walk, walkExpr, type CallExpr, type Env, type Expr, type ExprOf, type PathValue, type Value } from '@assay/contract';
import { constructorOf } from './constructor-of.js';
import { isHeld } from './containers.js';
import type { Linker } from './linker.js';
import { handleOf, optionsOf, stepOf, unionOf } from './values.js';

/** Of the calls of a function those whose arguments are joined. */
const MAX_SITES = 12;

/** A call of a function of the project: what it is given, and where it stands. `hands`: a library calls it, and gives a transaction's handle for that parameter. */
export interface Site { readonly args: readonly Expr[]; readonly env: Env; readonly hands?: number }

/** `(error, result) => ..` handed to a data library's call, and what the call answers. */
interface Callback { readonly result: PathValue }

const ERROR = /^_*(?:e|er|err|error|ex|_)\d?$|(?:Err|Error)$/i;

/**
 * Who calls what, as far as callees are decidable without their callers. It answers what an undeclared parameter gets when nothing else says so:
 * the union over the project's own calls.
 */
export class CallIndex {
  private readonly sites = new Map<string, Map<readonly Expr[], Site>>();
  private readonly called = new Set<string>();
  /** Handles that libraries give to callbacks: by function, parameter and value. */
  private readonly handed = new Map<string, { readonly index: number; readonly value: PathValue }>();
  /** Functions that libraries are given by name and call with a transaction's handle. */
  private readonly lent = new Map<string, Site>();
  private readonly callbacks = new Map<string, Callback>();

  /** Calls whose callee is not decided yet. */
  private open: { readonly expr: CallExpr; readonly fn: number; readonly env: Env }[] = [];

  /** Reads every call of the given files. */
  static of(linker: Linker, inScope: (path: string) => boolean): CallIndex {
    const index = new CallIndex();
    for (const file of linker.files) {
      if (!inScope(file.path)) continue;
      for (const [id, fn] of file.functions.entries()) {
        const env = linker.envOf(file, id);
        for (const expr of walk(fn)) if (expr.kind === 'call' || expr.kind === 'new') index.add(expr, id, env, linker);
      }
      for (const cls of file.classes) {
        for (const { init, static: isStatic } of cls.members) {
          if (!isStatic || !init) continue;
          for (const expr of walkExpr(init)) if (expr.kind === 'call' || expr.kind === 'new') index.add(expr, cls.fn, linker.envOf(file, cls.fn), linker);
        }
      }
    }
    return index;
  }

  /** Reads again what was not decided: parameters have values now. */
  reread(linker: Linker): void {
    const again = this.open;
    this.open = [];
    for (const { expr, fn, env } of again) this.add(expr, fn, env, linker);
  }

  private add(expr: CallExpr, fn: number, env: Env, linker: Linker): void {
    const options = optionsOf(linker.evaluate(expr.callee, env));
    if (options.some((option) => option.kind === 'unknown' || option.kind === 'typed' || (option.kind === 'path' && linker.rows.providers.has(option.root) && isHeld(option, linker)))) this.open.push({ expr, fn, env });
    for (const option of options) {
      if (option.kind === 'path' && expr.kind === 'call') {
        if (linker.rows.providers.has(option.root)) linker.containers.tell(expr, fn, env);
        this.hand(option, expr, env, linker);
        this.lend(option, expr, env, linker);
        this.addCallback(option, expr, env, linker);
      }
      // A function that is constructed gets its arguments as one that is called.
      if (option.kind === 'function') this.push(`${option.file.path}#${option.id}`, { args: expr.args, env });
      if (option.kind === 'class' && expr.kind === 'new') {
        const owner = linker.lineage(option).classes.find((cls) => constructorOf(cls) !== undefined);
        if (owner) this.push(`${owner.file.path}#${constructorOf(owner) ?? 0}`, { args: expr.args, env });
      }
    }
  }

  /** `db.transaction(work)` */
  private lend(callee: PathValue, expr: ExprOf<'call'>, env: Env, linker: Linker): void {
    const call = linker.isData(callee.root) && expr.args.some((arg) => arg.kind === 'name') ? stepOf(callee, '()', { node: expr, file: env.file, env }) : undefined;
    const concept = call && linker.concept(call);
    const handle = call && concept?.kind === 'transaction' ? handleOf(call, concept) : undefined;
    const callback = handle && expr.args[handle.callback];
    for (const option of callback?.kind === 'name' ? optionsOf(linker.evaluate(callback, env)) : []) if (handle && option.kind === 'function') this.lent.set(`${option.file.path}#${option.id}`, { args: [], env, hands: handle.index });
  }

  /** `db.transaction(async (tx) => ...)`: the function gets a handle, whoever runs the code around it. */
  private hand(callee: PathValue, expr: ExprOf<'call'>, env: Env, linker: Linker): void {
    if (!expr.args.some((arg) => arg.kind === 'function')) return;
    const call = stepOf(callee, '()', { node: expr, file: env.file, env });
    const handle = handleOf(call, linker.concept(call));
    const callback = handle && expr.args[handle.callback];
    if (handle && callback?.kind === 'function') this.handed.set(`${env.file.path}#${callback.fn}`, handle);
  }

  private addCallback(callee: PathValue, expr: ExprOf<'call'>, env: Env, linker: Linker): void {
    const callback = linker.rows.isData(callee.root) ? linker.evaluate(expr.args.at(-1) ?? expr, env) : undefined;
    if (callback?.kind !== 'function' || callback.fn.params.length < 2) return;
    const error = callback.file.bindings[callback.fn.params[0]?.binding ?? -1]?.name ?? '';
    if (ERROR.test(error)) this.callbacks.set(`${callback.file.path}#${callback.id}`, { result: stepOf(callee, '()', { node: expr, file: env.file, env }) });
  }

  private push(key: string, site: Site): void {
    this.called.add(key);
    if (site.args.length === 0) return;
    const known = keptIn(this.sites, key, () => new Map<readonly Expr[], Site>());
    if (!known.has(site.args)) known.set(site.args, site);
  }

  isCalled(path: string, fn: number): boolean {
    return this.called.has(`${path}#${fn}`);
  }

  /** The calls with arguments, in order; of a constructor those that make an object of its class. */
  callsOf(path: string, fn: number): readonly Site[] {
    const lent = this.lent.get(`${path}#${fn}`);
    return [...(this.sites.get(`${path}#${fn}`)?.values() ?? []), ...(lent ? [lent] : [])];
  }

  /** What the project's calls pass as parameter `index`; undefined when no call is known. */
  passed(path: string, fn: number, index: number, linker: Linker): Value | undefined {
    const handed = this.handed.get(`${path}#${fn}`);
    if (handed?.index === index) return handed.value;
    const values = this.callsOf(path, fn).slice(0, MAX_SITES).flatMap((site) => {
      if (site.hands !== undefined || site.args.slice(0, index + 1).some((arg) => arg.kind === 'spread')) return [];
      const arg = site.args[index];
      return arg ? [linker.evaluate(arg, site.env)] : [];
    });
    const callback = index === 1 ? this.callbacks.get(`${path}#${fn}`) : undefined;
    if (callback) values.push(callback.result);
    const solid = values.filter((value) => value.kind !== 'unknown' && value.kind !== 'const');
    // What is known by an interface alone says no more than the parameter's own type.
    const made = solid.filter((value) => value.kind !== 'typed');
    return solid.length === 0 ? undefined : unionOf(made.length > 0 ? made : solid);
  }
}
