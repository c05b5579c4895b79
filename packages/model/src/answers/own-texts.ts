import { blocksOf, childrenOf, expressionsOf, Label, type Env, type Expr, type ExprOf, type FunctionValue, type Stmt, type Value } from '@assay/contract';
import { constructorOf } from '../link/constructor-of.js';
import type { Linker } from '../link/linker.js';
import { functionOf, optionsOf } from '../link/values.js';
import { calleeText } from '../text.js';
import { triedFor } from './validated.js';

/** What JavaScript itself has and does not fail, or fails with a text that says nothing of the inside. */
const SAFE_GLOBALS = /^(?:Date|Math|Number|String|Boolean|Object|Array|Set|Map|WeakMap|WeakSet|Symbol|URL|URLSearchParams|Error|TypeError|RangeError|console|isNaN|isFinite|parseInt|parseFloat|performance)\b/;
/** Methods of texts, lists, dates and maps. */
const SAFE_METHODS: ReadonlySet<string> = new Set([
  'toLowerCase', 'toUpperCase', 'trim', 'trimStart', 'trimEnd', 'startsWith', 'endsWith', 'includes', 'indexOf', 'lastIndexOf', 'slice', 'substring', 'substr', 'split', 'join', 'replace', 'replaceAll', 'padStart',
  'padEnd', 'charAt', 'charCodeAt', 'concat', 'match', 'matchAll', 'test', 'toString', 'map', 'filter', 'find', 'findIndex', 'some', 'every', 'forEach', 'reduce', 'flatMap', 'flat', 'sort', 'reverse', 'push', 'pop', 'shift',
  'unshift', 'at', 'keys', 'values', 'entries', 'has', 'getTime', 'toISOString', 'getFullYear', 'getMonth', 'getDate', 'toFixed',
]);
const LOGS = /(?:^|\.)(?:logger|log|console)\.\w+$|(?:^|\.)capture(?:Exception|Message)$/i;
const MAX_DEPTH = 6;

/**
 * All that the protected part before the handler may throw are errors that the project throws itself, with texts that it writes out: `try { expiry = readExpiry(text) } catch (error) { .. }`.
 * A library's call may fail with a text of its own, so one of these is enough to say no.
 */
export function isOfOwnTexts(expr: Expr, env: Env, linker: Linker): boolean {
  const tried = triedFor(expr, env.fn.body);
  if (!tried) return false;
  const reader = new Reader(linker);
  return reader.areOwn(tried, env, 0) && reader.throws;
}

class Reader {
  throws = false;
  private readonly seen = new Set<string>();

  constructor(private readonly linker: Linker) {}

  areOwn(statements: readonly Stmt[], env: Env, depth: number): boolean {
    return statements.every((statement) => this.isOwn(statement, env, depth));
  }

  private isOwn(statement: Stmt, env: Env, depth: number): boolean {
    // What its own handler takes does not get here.
    if (statement.kind === 'try' && statement.handler) return this.areOwn([...statement.handler, ...(statement.finalizer ?? [])], env, depth);
    if (statement.kind === 'throw') return this.throwsOwn(statement.value, env, depth);
    if (depth === 0 && statement.kind === 'return' && statement.value?.kind === 'call' && this.isPromised(statement.value, env)) return statement.value.args.every((arg) => this.isHarmless(arg, env, depth));
    return expressionsOf(statement).every((expr) => this.isHarmless(expr, env, depth)) && blocksOf(statement).every((block) => this.areOwn(block, env, depth));
  }

  /** A promise that the function itself hands on: its failure is not caught here. */
  private isPromised(call: ExprOf<'call'>, env: Env): boolean {
    return optionsOf(this.linker.evaluate(call.callee, env)).every((option) => option.kind === 'function' && option.fn.async);
  }

  private throwsOwn(value: Expr, env: Env, depth: number): boolean {
    if (value.kind !== 'new' || value.args.some((arg) => this.linker.labels(arg, env) & Label.exception)) return false;
    const [text] = value.args;
    const isClass = optionsOf(this.linker.evaluate(value.callee, env)).every((option) => option.kind === 'class');
    if (!isClass && (!text || !isText(text))) return false;
    this.throws = true;
    return value.args.every((arg) => this.isHarmless(arg, env, depth));
  }

  private isHarmless(expr: Expr, env: Env, depth: number): boolean {
    if (expr.kind === 'template' && expr.tag) return false;
    if (expr.kind === 'import' || expr.kind === 'yield') return false;
    if ((expr.kind === 'call' || expr.kind === 'new') && !this.isSafe(expr, env, depth)) return false;
    return childrenOf(expr).every((child) => this.isHarmless(child, env, depth));
  }

  private isSafe(expr: ExprOf<'call'> | ExprOf<'new'>, env: Env, depth: number): boolean {
    const { callee, args } = expr;
    const handed = args.flatMap((arg) => (arg.kind === 'function' ? [arg.fn] : []));
    if (!handed.every((fn) => this.areOwn(env.file.functions[fn]?.body ?? [], this.linker.envOf(env.file, fn), depth + 1))) return false;
    if (LOGS.test(calleeText(expr, env.file))) return true;
    const options = optionsOf(this.linker.evaluate(callee, env));
    // What is wrong with an address it says of what was sent.
    if (expr.kind === 'new' && options.every((option) => option.kind === 'path' && option.root === '#global' && option.path === 'URL')) this.throws = true;
    if (options.every((option) => this.isFollowed(option, expr, env, depth))) return true;
    return expr.kind === 'call' && callee.kind === 'member' && SAFE_METHODS.has(callee.name) && options.every((option) => option.kind === 'unknown' || (option.kind === 'path' && option.root.startsWith('#')));
  }

  private isFollowed(option: Value, { args }: ExprOf<'call'> | ExprOf<'new'>, env: Env, depth: number): boolean {
    switch (option.kind) {
      case 'path': return option.root === '#response' || (option.root === '#global' && SAFE_GLOBALS.test(option.path));
      case 'class': {
        const made = constructorOf(option);
        return !this.linker.lineage(option).library && (made === undefined || this.runsOwn(functionOf(option.file, made, option.env), undefined, depth));
      }
      case 'function': return this.runsOwn(option, args.map((arg) => this.linker.arg(arg, env)), depth);
      default: return false;
    }
  }

  private runsOwn(fn: FunctionValue, args: Parameters<Linker['activate']>[1], depth: number): boolean {
    if (depth >= MAX_DEPTH) return false;
    const key = `${fn.file.path}#${fn.id}`;
    if (this.seen.has(key)) return true;
    this.seen.add(key);
    return this.areOwn(fn.fn.body, this.linker.activate(fn, args), depth + 1);
  }
}

function isText(expr: Expr): boolean {
  if (expr.kind === 'literal') return typeof expr.value === 'string';
  if (expr.kind === 'template') return expr.tag === undefined;
  return expr.kind === 'binary' && expr.op === '+' && (isText(expr.left) || isText(expr.right));
}
