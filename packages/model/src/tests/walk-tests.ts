import { spanOf, walk, type Arg, type BlockMark, type BlockMeaning, type CallExpr, type Env, type ExprOf, type FileFacts, type FunctionFact, type FunctionValue, type PathValue, type RequestMeaning, type Span, type TestBlock, type Value } from '@assay/contract';
import { properties } from '../link/builtins.js';
import type { Linker } from '../link/linker.js';
import { optionsOf, textOf } from '../link/values.js';
import { assertionOf } from './expectations.js';
import { documentsIn } from './places.js';
import type { TestRows } from './rows.js';

/** A request as it was met, with the activations that make it. */
export interface MetRequest {
  readonly path: PathValue;
  readonly meaning: RequestMeaning;
  readonly madeIn: Set<Env>;
  /** What was expected of it, and where. */
  readonly expected: { readonly env: Env; readonly statuses: readonly number[]; readonly denies: boolean }[];
  readonly documents: Set<string>;
}

/** Activations of one function beyond which it is entered without its arguments, and activations in all. */
const MOST_ENTRIES = 20_000;
const MOST_ENVS = 300_000;
/** Activations of one function entered from each other: what calls itself with other arguments each time (a walk through folders) would be entered without end. */
const MOST_NESTED = 4;
const EACH: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap', 'each']);

/**
 * Goes through test code as it runs: blocks, hooks, helper functions with their arguments, callbacks. Only functions in tests are entered; of product code
 * it is noted who calls it.
 */
export class TestWalk {
  readonly requests = new Map<PathValue, MetRequest>();
  readonly blocks = new Map<string, TestBlock & { readonly file: FileFacts; readonly options?: Value }>();
  /** Calls of product functions, by file and function. */
  readonly called = new Map<string, Set<Env>>();
  /** What each activation enters. */
  readonly entered = new Map<Env, Set<Env>>();
  /** Activations that are a case of their own, or a hook. */
  readonly owners = new Map<Env, { readonly kind: 'case' | 'hook'; readonly at: Span }>();
  private readonly queue: Env[] = [];
  private readonly seen = new Set<Env>();
  private readonly entries = new Map<FunctionFact, number>();
  /** From which activation each was entered first. */
  private readonly enteredFrom = new Map<Env, Env>();

  constructor(private readonly linker: Linker, private readonly rows: TestRows, private readonly isTest: (path: string) => boolean) {}

  run(files: readonly FileFacts[]): void {
    const imported = new Set(files.flatMap((file) => file.imports.flatMap(({ specifier }) => {
      const resolved = this.linker.index.resolve(file.path, specifier);
      return resolved.kind === 'file' ? [resolved.path] : [];
    })));
    for (const file of files) this.queue.push(this.linker.envOf(file, 0));
    // A program that a tool runs exports what the tool calls.
    for (const file of files.filter(({ path }) => !imported.has(path))) this.start(this.linker.exported(file.path, 'default'));
    // The queue grows while it is read; nothing is taken from its front, which would move all the rest each time.
    for (const env of this.queue) {
      if (this.seen.has(env) || this.seen.size > MOST_ENVS) continue;
      this.seen.add(env);
      for (const expr of walk(env.fn)) if (expr.kind === 'call' || expr.kind === 'new') this.visit(expr, env);
    }
  }

  private start(program: Value): void {
    if (program.kind === 'function' && this.isTest(program.file.path)) this.queue.push(this.linker.activate(program, program.fn.params.length === 0 ? [] : undefined));
  }

  private visit(expr: CallExpr, env: Env): void {
    const { linker } = this;
    const callees = optionsOf(linker.evaluate(expr.callee, env));
    const args = expr.args.map((arg): Arg => ({ ...linker.arg(arg.kind === 'spread' ? arg.value : arg, env), ...(arg.kind === 'spread' ? { spread: true } : {}) }));
    let follows = false;
    for (const callee of callees) {
      if (callee.kind !== 'function') continue;
      follows ||= this.isTest(callee.file.path);
      if (this.isTest(callee.file.path)) this.enter(linker.activate(callee, args, expr, env), env, callee);
      else this.note(callee, env);
    }
    const values = optionsOf(linker.evaluate(expr, env));
    const paths = values.flatMap((value) => (value.kind === 'path' ? [value] : []));
    const block = paths.map((path) => this.blockOf(path)).find((meaning) => meaning !== undefined);
    if (block) return this.tell(block, expr, args, env);
    for (const path of paths) this.meet(path, env);
    if (expr.kind === 'call') this.expectations(expr, args, env);
    if (!follows) this.callbacks(expr, args, env);
  }

  private blockOf(path: PathValue): BlockMeaning | undefined {
    const meaning = this.rows.meaning(path, this.linker);
    return meaning?.kind === 'request' ? undefined : meaning;
  }

  private enter(env: Env, from: Env, fn: FunctionValue): void {
    const entries = (this.entries.get(env.fn) ?? 0) + (this.seen.has(env) ? 0 : 1);
    const into = entries > MOST_ENTRIES || this.isNested(env.fn, from) ? this.linker.activate({ ...fn, bound: undefined }, undefined) : env;
    this.entries.set(env.fn, entries);
    const known = this.entered.get(from);
    if (known) known.add(into);
    else this.entered.set(from, new Set([into]));
    if (this.seen.has(into)) return;
    this.queue.push(into);
    if (!this.enteredFrom.has(into)) this.enteredFrom.set(into, from);
  }

  /** Was the function entered too often on the way to `from`? */
  private isNested(fn: FunctionFact, from: Env): boolean {
    let nested = 0;
    for (let at: Env | undefined = from; at; at = this.enteredFrom.get(at)) if (at.fn === fn) nested += 1;
    return nested >= MOST_NESTED;
  }

  private note({ file, id }: FunctionValue, env: Env): void {
    const key = `${file.path}#${id}`;
    this.called.set(key, (this.called.get(key) ?? new Set<Env>()).add(env));
  }

  /** A block of the runner: its function is entered, once a row where rows are known. */
  private tell({ kind, mark, rows }: BlockMeaning, expr: CallExpr, args: readonly Arg[], env: Env): void {
    const at = spanOf(env.file.path, expr.at);
    const options = args.slice(1).find(({ value }) => value.kind === 'object')?.value;
    if (kind !== 'hook') {
      const said = mark ?? (options ? markIn(options, this.linker) : undefined);
      const name = textOf(args[0]?.value) ?? '';
      this.blocks.set(`${at.path}:${at.start}`, { kind, at, name, file: env.file, ...(said === undefined ? {} : { mark: said }), ...(options === undefined ? {} : { options }) });
    }
    const fn = args.flatMap(({ value }) => optionsOf(value)).find((value) => value.kind === 'function');
    if (fn?.kind !== 'function') return;
    for (const given of this.rowsOf(rows, expr, env)) {
      const inside = this.linker.activate(fn, given, undefined, env);
      if (kind !== 'suite') this.owners.set(inside, { kind, at });
      this.enter(inside, env, fn);
    }
  }

  private rowsOf(rows: PathValue | undefined, expr: CallExpr, env: Env): readonly (readonly Arg[] | undefined)[] {
    const table = rows && this.linker.argument(rows, 0);
    if (table?.kind === 'array') return table.items.map((item) => (item.kind === 'array' ? item.items : [item]).map(argOf));
    const [type] = expr.kind === 'call' ? expr.typeArgs : [];
    return [type ? [argOf(this.linker.typeValue(type, env.file))] : undefined];
  }

  /** Functions handed to what is no function of the tests: they run, with what is known of their arguments. */
  private callbacks(expr: CallExpr, args: readonly Arg[], env: Env): void {
    const fns = args.flatMap(({ value }) => optionsOf(value)).flatMap((value) => (value.kind === 'function' && this.isTest(value.file.path) ? [value] : []));
    if (fns.length === 0) return;
    const receiver = expr.callee.kind === 'member' ? this.linker.evaluate(expr.callee.object, env) : undefined;
    const name = expr.callee.kind === 'member' ? expr.callee.name : '';
    for (const fn of fns) {
      if (receiver?.kind === 'array' && EACH.has(name)) for (const item of receiver.items) this.enter(this.linker.activate(fn, [argOf(item)], undefined, env), env, fn);
      else if (receiver && name === 'then') this.enter(this.linker.activate(fn, [argOf(receiver)], undefined, env), env, fn);
      else if (receiver?.kind === 'path' && this.requestOf(receiver)) this.enter(this.linker.activate(fn, fn.fn.params.map(() => argOf(receiver)), undefined, env), env, fn);
      else this.enter(this.linker.activate(fn, fn.fn.params.length === 0 ? [] : undefined), env, fn);
    }
  }

  /** The nearest request that a value was derived from. */
  private requestOf(value: Value): PathValue | undefined {
    if (value.kind !== 'path') return undefined;
    for (let at: PathValue | undefined = value; at; at = at.parent) if (this.rows.meaning(at, this.linker)?.kind === 'request') return at;
    return undefined;
  }

  private meet(path: PathValue, env: Env): MetRequest | undefined {
    const made = this.requestOf(path);
    const meaning = made && this.rows.meaning(made, this.linker);
    if (!made || meaning?.kind !== 'request') return undefined;
    let met = this.requests.get(made);
    if (!met) {
      this.requests.set(made, (met = { path: made, meaning, madeIn: new Set<Env>(), expected: [], documents: new Set<string>() }));
      for (const arg of this.linker.args(made)) for (const text of documentsIn(arg.value, this.linker)) met.documents.add(text);
    }
    const home = made.call?.env;
    met.madeIn.add(home && this.isTest(home.file.path) ? home : env);
    return met;
  }

  private expectations(expr: ExprOf<'call'>, args: readonly Arg[], env: Env): void {
    const object = expr.callee.kind === 'member' ? this.linker.evaluate(expr.callee.object, env) : undefined;
    for (const option of object ? optionsOf(object) : []) {
      const met = option.kind === 'path' ? this.meet(option, env) : undefined;
      if (met) for (const { value } of args) for (const text of documentsIn(value, this.linker)) met.documents.add(text);
    }
    const assertion = assertionOf(expr, env, this.linker);
    if (!assertion) return;
    const { statuses, denies } = assertion;
    for (const subject of assertion.subjects) {
      const met = subject.kind === 'path' ? this.meet(subject, env) : undefined;
      met?.expected.push({ env, statuses, denies });
    }
  }
}

function argOf(value: Value): Arg {
  return { value, labels: 0 };
}

/** `{ skip: true }`, `{ todo: 'later' }` in the options of a block. */
function markIn(options: Value, linker: Linker): BlockMark | undefined {
  const said = properties(options, linker);
  return (['skip', 'todo', 'only'] as const).find((name) => {
    const value = said.get(name);
    return value?.kind === 'const' && Boolean(value.value);
  });
}
