import { walk, type ClassValue, type Env, type Expr, type FunctionFact, type Range, type Stmt, type Value } from '@assay/contract';
import { errorInfo } from '../flow/errors.js';
import type { FlowEvent } from '../flow/events.js';
import { takesErrors } from '../flow/promise-steps.js';
import { calledName } from '../ir/called-name.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { triesAround } from './tries.js';

type Try = ReturnType<typeof triesAround>[number];

/** What becomes of an error that something on its way catches: it goes on as it is, or another error goes on that is made with its message. */
export type Outcome = 'itself' | 'text';

/** `catch (error) { if (error.isBoom) throw error; .. }`: does what is thrown in the protected part come out all the same? Undefined where it does not, as far as is known. */
export function thrownAgain(event: FlowEvent, error: Value, linker: Linker): Outcome | undefined {
  let outcome: Outcome = 'itself';
  const inner = { file: event.env.file, fn: event.env.fn, at: event.expr.at };
  const calls = event.steps.flatMap(({ file, expr }) => {
    const fn = file.functions[linker.index.functionAt(file, expr.at[0])];
    return fn ? [{ file, fn, at: expr.at }] : [];
  });
  for (const { file, fn, at } of [inner, ...calls.reverse()]) {
    if (isHandedOver(fn, at)) return undefined;
    const env = linker.envOf(file, file.functions.indexOf(fn));
    for (const statement of triesAround(fn.body, at).toReversed()) {
      if (!statement.handler) continue;
      // What is made anew with the text is another error: which checks it meets is not followed.
      const come: Outcome | undefined = outcome === 'itself' ? new Caught(statement, error, env, linker).outcome() : undefined;
      if (come === undefined) return undefined;
      outcome = come;
    }
  }
  return outcome;
}

/** A promise that is waited for with a callback for errors: `save().catch(..)`. */
function isHandedOver(fn: FunctionFact, [start, end]: Range): boolean {
  return walk(fn).some((expr) => expr.kind === 'call' && expr.callee.kind === 'member' && takesErrors(expr.callee.name, expr.args) && expr.callee.object.at[0] <= start && end <= expr.callee.object.at[1]);
}

/** `on`: the way goes on behind the statements. */
type End = Outcome | 'kept' | 'on';

class Caught {
  private readonly info: ReturnType<typeof errorInfo>;

  constructor(private readonly statement: Try, private readonly error: Value, private readonly env: Env, private readonly linker: Linker, private readonly depth = 0) {
    this.info = errorInfo(error, linker);
  }

  outcome(): Outcome | undefined {
    const end = this.run(this.statement.handler ?? []);
    return end === 'itself' || end === 'text' ? end : undefined;
  }

  private run(statements: readonly Stmt[]): End {
    for (const statement of statements) {
      const end = this.step(statement);
      if (end !== 'on') return end;
    }
    return 'on';
  }

  private step(statement: Stmt): End {
    switch (statement.kind) {
      case 'throw': return this.is(statement.value) ? 'itself' : this.isMadeOf(statement.value) ? 'text' : 'kept';
      case 'return': return statement.value && this.isHandedOn(statement.value) ? 'itself' : 'kept';
      case 'expr': return this.isHandedOn(statement.value) ? 'itself' : this.neverReturns(statement.value) ? 'kept' : 'on';
      case 'declare': return 'on';
      case 'if': {
        const says = this.says(statement.test);
        if (says !== undefined) return this.run(says ? statement.then : statement.else);
        const [then, otherwise] = [this.run(statement.then), this.run(statement.else)];
        return then === otherwise ? then : 'kept';
      }
      default: return 'kept';
    }
  }

  /** `throwUnavailable()`: a function of the project that throws another error, by its name or by what it ends with. */
  private neverReturns(expr: Expr): boolean {
    if (expr.kind === 'await') return this.neverReturns(expr.value);
    if (expr.kind !== 'call') return false;
    const name = calledName(expr.callee, this.env.file);
    return THROWS.test(name) || optionsOf(this.linker.evaluate(expr.callee, this.env)).some((option) => option.kind === 'function' && option.fn.body.at(-1)?.kind === 'throw');
  }

  /** The error, also by a name that was given it. */
  private is(expr: Expr): boolean {
    if (expr.kind === 'cast') return this.is(expr.value);
    if (expr.kind !== 'name') return false;
    const binding = this.env.file.bindings[expr.binding];
    return expr.binding === this.statement.param || (binding?.kind === 'const' && binding.init !== undefined && binding.init.kind !== 'member' && this.is(binding.init));
  }

  /** `throw new BadRequest(error.message)`. */
  private isMadeOf(expr: Expr): boolean {
    if (expr.kind !== 'new' && expr.kind !== 'call') return false;
    return expr.args.some((arg) => this.isText(arg));
  }

  private isText(expr: Expr): boolean {
    if (expr.kind === 'logical' && expr.op !== '&&') return this.isText(expr.left);
    if (expr.kind === 'template') return expr.holes.some((hole) => this.isText(hole));
    return expr.kind === 'member' && expr.name === 'message' && this.is(expr.object);
  }

  /** `next(error)`. */
  private isHandedOn(expr: Expr): boolean {
    if (expr.kind !== 'call' || expr.callee.kind !== 'name' || !expr.args[0] || !this.is(expr.args[0])) return false;
    const binding = this.env.file.bindings[expr.callee.binding];
    return binding?.kind === 'param' && binding.name === 'next';
  }

  /** Does the condition hold for this error? */
  private says(test: Expr): boolean | undefined {
    if (test.kind === 'cast') return this.says(test.value);
    if (this.is(test)) return true;
    switch (test.kind) {
      case 'unary': {
        const inner = test.op === '!' ? this.says(test.value) : undefined;
        return inner === undefined ? undefined : !inner;
      }
      case 'logical': return this.both(this.says(test.left), this.says(test.right), test.op === '&&');
      case 'binary': return test.op === 'instanceof' && this.is(test.left) ? this.isInstance(this.linker.evaluate(test.right, this.env)) : this.isNamed(test.left, test.right, test.op);
      case 'member': return this.is(test.object) ? this.hasMember(test.name) : undefined;
      case 'call': return test.args[0] && this.is(test.args[0]) && test.args.length === 1 ? this.passesCheck(test.callee) : undefined;
      default: return undefined;
    }
  }

  private both(left: boolean | undefined, right: boolean | undefined, and: boolean): boolean | undefined {
    if (left === !and || right === !and) return !and;
    return left === undefined || right === undefined ? undefined : and;
  }

  private isInstance(asked: Value): boolean | undefined {
    const answers = optionsOf(asked).map((option): boolean | undefined => {
      if (option.kind === 'class') return this.error.kind === 'instance' ? this.isOf(option) : this.error.kind === 'path' ? false : undefined;
      if (option.kind !== 'path') return undefined;
      if (option.root === '#global') return option.path === 'Error' ? true : this.error.kind === 'path' && this.error.root === '#global' ? this.error.path === `${option.path}.new()` : undefined;
      return this.isOfLibrary(option.root, option.step ?? '');
    });
    return answers.length === 1 ? answers[0] : undefined;
  }

  private isOf(asked: ClassValue): boolean {
    return this.error.kind === 'instance' && this.linker.lineage(this.error.of).classes.some((one) => one.file === asked.file && one.id === asked.id);
  }

  /** A class of a library: the one that the error is made of, or the one that all errors of the library are of. */
  private isOfLibrary(root: string, name: string): boolean | undefined {
    const made = this.error.kind === 'instance' ? this.linker.lineage(this.error.of).library : this.error.kind === 'path' ? this.error : undefined;
    if (!made || scopeOf(made.root) !== scopeOf(root)) return this.error.kind === 'path' || this.error.kind === 'instance' ? false : undefined;
    const own = made.path.replace(/\.?(?:new)?\(\)$/, '').split('.').at(-1) ?? '';
    return own === name || BASES.has(name);
  }

  private isNamed(left: Expr, right: Expr, op: string): boolean | undefined {
    const [asked, text] = left.kind === 'member' ? [left, right] : [right, left];
    if (!op.startsWith('==') || asked.kind !== 'member' || !this.is(asked.object) || text.kind !== 'literal') return undefined;
    if (asked.name === 'message') return this.message() === undefined ? undefined : this.message() === text.value;
    return asked.name === 'name' && text.value === this.info.name ? true : undefined;
  }

  /** The text that an error of JavaScript's own was made with. */
  private message(): string | undefined {
    const node = this.error.kind === 'path' && this.error.root === '#global' ? this.error.call?.node : undefined;
    const [text] = node && node.kind !== 'template' ? node.args : [];
    return text?.kind === 'literal' && typeof text.value === 'string' ? text.value : undefined;
  }

  private hasMember(name: string): boolean | undefined {
    if (name === 'message' || name === 'stack') return true;
    if (name === 'isBoom') return this.isBoom();
    if (this.error.kind === 'instance') return this.linker.member(this.error, name).kind === 'unknown' ? undefined : true;
    return (name === 'status' || name === 'statusCode') && this.info.library ? this.info.status !== undefined : undefined;
  }

  /** `Boom.isBoom(error)`, `createError.isHttpError(error)`. */
  private passesCheck(callee: Expr): boolean | undefined {
    const name = callee.kind === 'member' ? callee.name : callee.kind === 'name' ? this.env.file.bindings[callee.binding]?.name : undefined;
    if (name === 'isBoom') return this.isBoom();
    if (name === 'isHttpError' && this.error.kind === 'path' && this.error.root === 'http-errors') return true;
    return this.passesOwnCheck(callee);
  }

  /** `const isMissing = (error) => error instanceof Missing`. */
  private passesOwnCheck(callee: Expr): boolean | undefined {
    const [check, ...others] = optionsOf(this.linker.evaluate(callee, this.env));
    const param = check?.kind === 'function' ? check.fn.params[0]?.binding : undefined;
    if (check?.kind !== 'function' || others.length > 0 || param === undefined || this.depth > MAX_DEPTH) return undefined;
    const [answer, ...rest] = this.linker.index.returnsOf(check.file, check.id);
    if (!answer || rest.length > 0 || check.fn.body.length > 1) return undefined;
    return new Caught({ ...this.statement, param }, this.error, this.linker.envOf(check.file, check.id), this.linker, this.depth + 1).says(answer);
  }

  private isBoom(): boolean {
    return this.error.kind === 'path' && /^(?:@hapi\/)?boom$/.test(this.error.root);
  }
}

/** Packages of one scope share their errors. */
function scopeOf(root: string): string {
  return root.startsWith('@') ? root.split('/')[0] ?? root : root;
}

const THROWS = /^_?(?:throw|raise|fail|abort|reject|panic)/i;
const MAX_DEPTH = 2;

/** Classes that all errors of their library are of. */
const BASES: ReadonlySet<string> = new Set(['HttpException', 'HTTPException', 'HttpError', 'IntrinsicException', 'Boom', 'TRPCError', 'ORPCError', 'GraphQLError', 'ApolloError', 'APIError']);
