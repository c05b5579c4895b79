// The one walk over statements and calls that every reader of migrations goes through: longer than an adapter, because its branches decide together in which order steps run.
import { spanOf, type Expr, type FileFacts, type FunctionFact, type MigrationStep, type SqlOp, type Stmt, childrenOf } from '@assay/contract';
import { onlineIn } from '../dialects.js';
import { chainOf, type Chain } from './chain.js';
import type { CallReader, Reading } from './reader.js';
import { hasHandle, itemsOf, resolved, textOf, type Ref, type Scope } from './scope.js';

/** Helper functions nested deeper than this are not followed. */
const DEPTH = 6;
/** A literal list longer than this is not unrolled. */
const TURNS = 60;

/** Methods that run their functions on each item, or after what came before. */
const EACH = /^(?:map|forEach|each|eachSeries|mapSeries)$/;
const LATER = /^(?:then|finally|tap|asCallback|nodeify|series|waterfall|parallel|all|transaction|execute|\(\))$/;
/** What a promise does with its outcome. */
const AFTERWARDS = /^(?:then|catch|finally|tap|spread|asCallback|nodeify)$/;
const RARELY = /^(?:catch|error|onError)$/;
/** Methods of rows and texts that a query answered. */
const PLAIN = /^(?:map|flatMap|flat|filter|forEach|reduce|some|every|find|findIndex|at|slice|join|sort|includes|split|concat|push|keys|values|entries|toString|trim|replace|replaceAll|toISOString|has|set|get|reverse|indexOf|toLowerCase|toUpperCase|bind|call|apply)$/;
const REMAINS = /^(?:filter|some|every|find|reduce|sort|flatMap)$/;

/** What running a function does to the database, in the order in which it is written. */
export function stepsOf(fn: FunctionFact, scope: Scope, reader: CallReader): readonly MigrationStep[] {
  const walker = new Walker(reader);
  walker.block(fn.body, scope, false);
  return walker.steps;
}

class Walker {
  readonly steps: MigrationStep[] = [];
  private depth = 0;

  constructor(private readonly reader: CallReader) {}

  block(statements: readonly Stmt[], scope: Scope, conditional: boolean): void {
    for (const statement of statements) this.statement(statement, scope, conditional);
  }

  private statement(statement: Stmt, scope: Scope, conditional: boolean): void {
    switch (statement.kind) {
      case 'expr': case 'throw': return this.expr(statement.value, scope, conditional);
      case 'declare': case 'return': return statement.value && this.expr(statement.value, scope, conditional);
      case 'if': {
        this.expr(statement.test, scope, conditional);
        this.guarded(statement, scope, conditional);
        return this.block(statement.else, scope, true);
      }
      case 'loop': return this.loop(statement, scope, conditional);
      case 'try': {
        this.block(statement.body, scope, conditional);
        this.block(statement.handler ?? [], scope, true);
        return this.block(statement.finalizer ?? [], scope, conditional);
      }
      case 'switch': {
        this.expr(statement.subject, scope, conditional);
        for (const clause of statement.cases) this.block(clause.body, scope, true);
        return;
      }
      case 'labeled': return this.block(statement.body, scope, conditional);
      default:
    }
  }

  /** What runs only where something is not there: `if (!(await knex.schema.hasTable('t')))`. */
  private guarded(statement: Extract<Stmt, { kind: 'if' }>, scope: Scope, conditional: boolean): void {
    const absent = conditional ? undefined : absentIn(statement.test, scope);
    const from = this.steps.length;
    this.block(statement.then, scope, absent === undefined);
    if (!absent) return;
    const unless = { ...absent, block: statement.test.at[0] };
    for (const step of this.steps.splice(from)) this.steps.push(step.op.conditional ? step : { ...step, op: { ...step.op, conditional: true, unless } });
  }

  /** A loop over a literal list runs once an item; of any other loop it is open whether and on what it runs. */
  private loop(statement: Extract<Stmt, { kind: 'loop' }>, scope: Scope, conditional: boolean): void {
    const [binding] = statement.bindings;
    const items = statement.loop === 'for-of' && statement.iterable ? itemsOf({ expr: statement.iterable, scope }) : undefined;
    if (items && binding !== undefined && statement.bindings.length === 1 && items.length <= TURNS) {
      for (const item of items) this.block(statement.body, withBound(scope, [[binding, item]]), conditional);
      return;
    }
    for (const part of [statement.iterable, statement.test, statement.update]) if (part) this.expr(part, scope, conditional);
    this.block([...statement.init, ...statement.body], scope, true);
  }

  private expr(expr: Expr, scope: Scope, conditional: boolean): void {
    if (expr.kind === 'call') return this.call(expr, scope, conditional);
    if (expr.kind === 'template' && expr.tag) return this.tagged(expr, scope, conditional);
    if (expr.kind === 'conditional') {
      this.expr(expr.test, scope, conditional);
      this.expr(expr.then, scope, true);
      return this.expr(expr.else, scope, true);
    }
    if (expr.kind === 'logical') {
      this.expr(expr.left, scope, conditional);
      return this.expr(expr.right, scope, true);
    }
    if (expr.kind === 'function' || expr.kind === 'class') return;
    for (const part of childrenOf(expr)) this.expr(part, scope, conditional);
  }

  private call(expr: Extract<Expr, { kind: 'call' }>, scope: Scope, conditional: boolean): void {
    const chain = chainOf(expr, scope);
    const isDatabase = chain.steps.length > 0 && hasHandle({ expr: chain.root, scope });
    const end = chain.steps.findIndex((step) => AFTERWARDS.test(step.name));
    const reading = isDatabase ? this.reader(end < 0 ? chain : { ...chain, steps: chain.steps.slice(0, end) }) : undefined;
    if (reading) {
      this.take(reading, chain, conditional);
      for (const step of end < 0 ? [] : chain.steps.slice(end)) for (const arg of step.args ?? []) this.run(arg, [], conditional || RARELY.test(step.name));
      return;
    }
    const tag = chain.root.kind === 'template' && chain.root.tag ? chain.root : undefined;
    if (tag) this.tagged(tag, scope, conditional);
    if (this.local(chain, conditional) || this.method(expr, scope, conditional)) return;
    if (isDatabase && !PLAIN.test(chain.steps.at(-1)?.name ?? '')) this.add({ op: 'opaque', at: expr.at, reason: chain.steps.map((step) => step.name).join('.') }, scope, conditional);
    this.around(chain, scope, conditional, isDatabase);
  }

  /** The parts of a call that is not the library's: its receiver, its arguments, and the functions among them. */
  private around(chain: Chain, scope: Scope, conditional: boolean, isDatabase: boolean): void {
    if (chain.root.kind === 'call' || chain.root.kind === 'array' || chain.root.kind === 'new') for (const part of childrenOf(chain.root)) this.argument({ expr: part, scope }, conditional, true);
    let before: Ref | undefined = chain.root.kind === 'template' ? undefined : { expr: chain.root, scope };
    for (const step of chain.steps) {
      const items = EACH.test(step.name) && before ? itemsOf(before) : undefined;
      for (const arg of step.args ?? []) {
        if (items && items.length <= TURNS) for (const item of items) this.run(arg, [item], conditional);
        else if (!isDatabase || !REMAINS.test(step.name)) this.argument(arg, conditional || EACH.test(step.name) || RARELY.test(step.name), LATER.test(step.name) || EACH.test(step.name) || RARELY.test(step.name));
      }
      before = step.args ? undefined : before;
    }
  }

  private argument(arg: Ref, conditional: boolean, isRun: boolean): void {
    const target = resolved(arg);
    if (target.expr.kind === 'function') return isRun ? this.run(arg, [], conditional) : undefined;
    if (target.expr.kind === 'array') {
      for (const item of target.expr.items) this.argument({ expr: item, scope: target.scope }, conditional, isRun);
      return;
    }
    if (arg.expr.kind === 'member' || arg.expr.kind === 'name') return;
    this.expr(arg.expr, arg.scope, conditional);
  }

  private take(reading: Reading, chain: Chain, conditional: boolean): void {
    if (reading.throws !== undefined) this.steps.push({ op: { op: 'opaque', at: chain.at, reason: reading.throws, ...(conditional ? { conditional } : {}) }, at: spanOf(chain.scope.file.path, chain.at), confidence: 'unparsed', throws: reading.throws });
    for (const part of reading.parts) {
      if ('sql' in part) this.sql(part.sql, conditional);
      else this.add(part, chain.scope, conditional);
    }
    for (const run of reading.runs ?? []) this.run(run, [], conditional, true);
    for (const run of reading.runsRarely ?? []) this.run(run, [], true, true);
  }

  /** A function of the project that is given what it needs. */
  private local(chain: Chain, conditional: boolean): boolean {
    const [step, ...more] = chain.steps;
    const isPlain = step?.name === '()' && more.every((one) => /^(?:then|catch|finally)$/.test(one.name));
    if (!isPlain || !step.args) return false;
    const target = resolved({ expr: chain.root, scope: chain.scope });
    if (target.expr.kind !== 'function') {
      if (step.args.some(hasHandle)) this.add({ op: 'opaque', at: chain.at, reason: 'a function that is not in sight' }, chain.scope, conditional);
      return false;
    }
    this.run(target, step.args, conditional);
    for (const arg of more.flatMap((one) => one.args ?? [])) this.run(arg, [], conditional);
    return true;
  }

  /** A function of a module of the project (`models.createUsers(knex)`) that is given what it needs. */
  private method(expr: Extract<Expr, { kind: 'call' }>, scope: Scope, conditional: boolean): boolean {
    const args = expr.args.map((arg): Ref => ({ expr: arg, scope }));
    if (expr.callee.kind !== 'member' || expr.callee.object.kind !== 'name' || hasHandle({ expr: expr.callee.object, scope }) || !args.some(hasHandle)) return false;
    const target = resolved({ expr: expr.callee, scope });
    if (target.expr.kind !== 'function') return false;
    this.run(target, args, conditional);
    return true;
  }

  /** Runs a function with these arguments; its other parameters are handles when the library calls it. */
  private run(ref: Ref, args: readonly Ref[], conditional: boolean, byLibrary = false): void {
    const target = resolved(ref);
    const fn = target.expr.kind === 'function' ? target.scope.file.functions[target.expr.fn] : undefined;
    if (!fn || this.depth >= DEPTH) {
      if (target.expr.kind === 'call') this.expr(target.expr, target.scope, conditional);
      return;
    }
    this.depth += 1;
    const own = ref.scope.file === target.scope.file ? ref.scope : target.scope;
    const bound = fn.params.flatMap((param, index): [number, Ref][] => (args[index] ? [[param.binding, args[index]]] : []));
    const first = fn.params[0];
    const scope = withBound(byLibrary && first ? { ...own, handles: new Set([...own.handles, first.binding]) } : own, bound);
    this.block(fn.body, scope, conditional);
    this.depth -= 1;
  }

  private tagged(expr: Extract<Expr, { kind: 'template' }>, scope: Scope, conditional: boolean): void {
    if (/^(?:sql|raw|unsafe)$/i.test(tagName(expr.tag))) this.sql({ expr, scope }, conditional);
    for (const hole of expr.holes) this.expr(hole, scope, conditional);
  }

  private sql(ref: Ref, conditional: boolean): void {
    const target = resolved(ref);
    const found = sqlAt(target.expr, target.scope.file);
    if (!found) {
      const text = textOf(ref);
      if (text === undefined || text.trim() !== '') this.add({ op: 'opaque', at: ref.expr.at, reason: 'SQL that is put together' }, ref.scope, conditional);
      return;
    }
    for (const statement of found.statements) {
      for (const op of statement.ops) {
        this.steps.push({
          op: conditional ? { ...op, conditional: true } : op, at: spanOf(target.scope.file.path, op.at), confidence: statement.confidence,
          ...(statement.problem && statement.refused && !onlineIn(target.scope.file.path) ? { problem: statement.problem } : {}),
        });
      }
    }
  }

  private add(op: SqlOp, scope: Scope, conditional: boolean): void {
    this.steps.push({ op: conditional ? { ...op, conditional: true } : op, at: spanOf(scope.file.path, op.at), confidence: 'exact' });
  }
}

/** The table, or the column, of which a condition asks that it is not there. */
function absentIn(test: Expr, scope: Scope): { readonly table: string; readonly column?: string } | undefined {
  if (test.kind !== 'unary' || test.op !== '!') return undefined;
  const { expr, scope: own } = resolved({ expr: test.value, scope });
  if (expr.kind !== 'call') return undefined;
  const step = chainOf(expr, own).steps.at(-1);
  const [table, column] = [textOf(step?.args?.[0]), textOf(step?.args?.[1])];
  if (table === undefined || !/^(?:hasTable|tableExists|hasColumn)$/.test(step?.name ?? '')) return undefined;
  return step?.name === 'hasColumn' ? column === undefined ? undefined : { table, column } : { table };
}

/** The SQL that was found in an expression. */
function sqlAt(expr: Expr, file: FileFacts) {
  return file.sql?.find((text) => text.at[0] >= expr.at[0] && text.at[1] <= expr.at[1]);
}

function withBound(scope: Scope, more: readonly (readonly [number, Ref])[]): Scope {
  return more.length === 0 ? scope : { ...scope, bound: new Map([...scope.bound, ...more]) };
}

function tagName(tag: Expr | undefined): string {
  if (tag?.kind === 'member') return tag.name;
  return tag?.kind === 'call' ? tagName(tag.callee) : 'sql';
}
