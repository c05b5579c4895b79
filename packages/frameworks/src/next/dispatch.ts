import { walk, type Arg, type Env, type Expr, type FunctionValue, type Linked, type PathValue, type Stmt, type Value, blocksOf } from '@assay/contract';
import { METHODS } from './names.js';

const MAX_DEPTH = 3;
/** The method as it is read, and as it is written for a comparison. */
const READ = /^method(?:\.to(?:Locale)?(?:Upper|Lower)Case\(\))?$/;
/** `OPTIONS` and `HEAD` are looked at for their headers. */
const ANSWERED = METHODS.filter((method) => method !== 'OPTIONS' && method !== 'HEAD');

/** The methods that a handler for all of them compares the request's method with, in their usual order; none when it does not. */
export function methodsAsked(handler: Value, project: Linked, first = '#request'): readonly string[] {
  const found = new Set<string>();
  const search = new Search(found, project);
  for (const option of handler.kind === 'union' ? handler.options : [handler]) if (option.kind === 'function') search.enter(option, [project.role(first), project.role('#response')], 0);
  return ANSWERED.filter((method) => found.has(method));
}

class Search {
  private readonly seen = new Set<string>();

  constructor(private readonly found: Set<string>, private readonly project: Linked) {}

  enter(fn: FunctionValue, roles: readonly PathValue[], depth: number): void {
    const key = `${fn.key}`;
    if (depth > MAX_DEPTH || this.seen.has(key)) return;
    this.seen.add(key);
    const env = this.project.activate(fn, roles.map((value) => ({ value, labels: 0 })));
    for (const expr of walk(fn.fn)) this.look(expr, env, depth);
    for (const subject of switches(fn.fn.body)) if (this.isMethod(subject.subject, env)) for (const test of subject.tests) this.add(this.project.evaluate(test, env));
  }

  private look(expr: Expr, env: Env, depth: number): void {
    if (expr.kind === 'binary' && /^[!=]==?$/.test(expr.op)) {
      if (this.isMethod(expr.left, env)) this.add(this.project.evaluate(expr.right, env));
      else if (this.isMethod(expr.right, env)) this.add(this.project.evaluate(expr.left, env));
    } else if (expr.kind === 'index' && this.isMethod(expr.index, env)) this.addKeys(this.project.evaluate(expr.object, env));
    else if (expr.kind === 'call') this.call(expr, env, depth);
  }

  private call(expr: Extract<Expr, { kind: 'call' }>, env: Env, depth: number): void {
    if (expr.callee.kind === 'member' && expr.callee.name === 'includes' && expr.args[0] && this.isMethod(expr.args[0], env)) {
      this.addItems(this.project.evaluate(expr.callee.object, env));
    }
    const callee = this.project.evaluate(expr.callee, env);
    const args = expr.args.map((arg): Arg => ({ value: this.project.evaluate(arg, env), labels: 0, expr: arg, env }));
    const passes = args.some(({ value }) => value.kind === 'path' && value.root === '#request' && (value.path === '' || READ.test(value.path)));
    if (callee.kind === 'function' && passes) this.follow(callee, args, depth);
  }

  private follow(fn: FunctionValue, args: readonly Arg[], depth: number): void {
    if (depth >= MAX_DEPTH) return;
    for (const { value } of args) if (value.kind === 'object') this.tabled(value);
    const env = this.project.activate(fn, args);
    const key = `${fn.key}/${args.map((arg) => arg.value.key).join(',')}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    for (const expr of walk(fn.fn)) this.look(expr, env, depth + 1);
  }

  /** `{ GET: list, POST: create }` handed to a helper of the project. */
  private tabled(value: Value): void {
    const names = [...this.project.properties(value)];
    if (names.length > 0 && names.every(([name]) => METHODS.includes(name))) this.addKeys(value);
  }

  private isMethod(expr: Expr, env: Env): boolean {
    const value = this.project.evaluate(expr, env);
    return (value.kind === 'union' ? value.options : [value]).some((option) => option.kind === 'path' && option.root === '#request' && READ.test(option.path));
  }

  private addKeys(value: Value): void {
    for (const [name] of this.project.properties(value)) if (METHODS.includes(name)) this.found.add(name);
  }

  /** A list, one of several, or `[given]` of what may be one itself. */
  private addItems(value: Value): void {
    if (value.kind === 'union') return value.options.forEach((option) => this.addItems(option));
    for (const item of this.project.items(value) ?? []) {
      if (item.kind === 'array') this.addItems(item);
      else this.add(item);
    }
  }

  private add(value: Value): void {
    const text = this.project.text(value)?.toUpperCase();
    if (text !== undefined && METHODS.includes(text)) this.found.add(text);
  }
}

interface Switch { readonly subject: Expr; readonly tests: readonly Expr[] }

function* switches(body: readonly Stmt[]): Generator<Switch> {
  for (const statement of body) {
    if (statement.kind === 'switch') yield { subject: statement.subject, tests: statement.cases.flatMap((clause) => (clause.test ? [clause.test] : [])) };
    for (const block of blocksOf(statement)) yield* switches(block);
  }
}
