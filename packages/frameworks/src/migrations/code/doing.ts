import { blocksOf, childrenOf, type CallExpr, type Expr, type FileFacts, type FunctionFact, type Stmt } from '@assay/contract';
import { changes } from '../sql/effects.js';
import { ACTS, NOTHING, refusal, worst, type Doing } from './outcome.js';
import { resolve, writtenName } from './resolve.js';
import { literalText } from './text.js';

/** How many local helpers deep a body is read. */
const LIMIT = 3;

const LOG = /^(?:console|log|logger|\w+(?:\.log|\.logger|Log|Logger))(?:\.\w+)?$/;
/** Library and runtime calls that change nothing by themselves. */
const IDLE = /^(?:Promise\.(?:resolve|all|allSettled)|setImmediate|process\.nextTick|_\.noop|Symbol|String|Number|Error|TypeError|\w+\.noTransaction)$/;
const EXECUTES = /^(?:runSql|raw|query|sql|addSql|execute|unsafe|queryRaw|none|any|exec|run|all)$/;
const THEN = /^(?:then|catch|finally|transaction|timeout)$/;

/** Nothing (empty, a return, a callback, a log, blank SQL), only a refusal, or something. In doubt it acts. */
export function doingOf(fn: FunctionFact, file: FileFacts, left = LIMIT): Doing {
  return left === 0 ? ACTS : bodyDoing(fn.body, file, left);
}

/** The first thing done decides; a refusal after nothing is a refusal. */
function bodyDoing(body: readonly Stmt[], file: FileFacts, left: number): Doing {
  for (const statement of body) {
    const doing = statementDoing(statement, file, left);
    if (doing.kind !== 'nothing') return doing;
  }
  return NOTHING;
}

function statementDoing(statement: Stmt, file: FileFacts, left: number): Doing {
  switch (statement.kind) {
    case 'expr': return exprDoing(statement.value, file, left);
    case 'declare': case 'return': return statement.value ? exprDoing(statement.value, file, left) : NOTHING;
    case 'throw': return refusal(statement.value, statement.at);
    case 'if': return worst([exprDoing(statement.test, file, left), ...inner(statement, file, left)]);
    case 'loop': return worst([...[statement.iterable, statement.test, statement.update].map((part) => (part ? exprDoing(part, file, left) : NOTHING)), ...inner(statement, file, left)]);
    case 'switch': return worst([exprDoing(statement.subject, file, left), ...inner(statement, file, left)]);
    case 'try': case 'labeled': return worst(inner(statement, file, left));
    default: return NOTHING;
  }
}

function inner(statement: Stmt, file: FileFacts, left: number): Doing[] {
  return blocksOf(statement).map((body) => bodyDoing(body, file, left));
}

/** Evaluating an expression does what its calls do; an assignment or an unreadable part acts. */
function exprDoing(expr: Expr, file: FileFacts, left: number): Doing {
  if (expr.kind === 'function' || expr.kind === 'class') return NOTHING;
  if (expr.kind === 'call' || expr.kind === 'new') return callDoing(expr, file, left);
  if (expr.kind === 'assign' || expr.kind === 'opaque' || expr.kind === 'import') return ACTS;
  if (expr.kind === 'template' && expr.tag) return expr.quasis.every((text) => text.trim() === '') ? NOTHING : ACTS;
  if (expr.kind === 'unary' && (expr.op === '++' || expr.op === '--' || expr.op === 'delete')) return ACTS;
  return worst(childrenOf(expr).map((part) => exprDoing(part, file, left)));
}

/** What a call does: its own work and that of its parts. A call that is not known to be idle acts. */
function callDoing(call: CallExpr, file: FileFacts, left: number): Doing {
  const args = worst(call.args.map((arg) => exprDoing(arg, file, left)));
  if (args.kind !== 'nothing') return args;
  if (call.kind === 'new') return constructed(call, file, left);
  const written = writtenName(call.callee, file) ?? '';
  if (LOG.test(written)) return NOTHING;
  if (written === 'Promise.reject') return call.args[0] ? refusal(call.args[0], call.at) : { kind: 'throws', at: call.at };
  if (IDLE.test(written)) return functionArgs(call, file, left);
  if (isCallback(call, file)) return answered(call);
  return call.callee.kind === 'member' ? methodDoing(call, call.callee, file, left) : localDoing(call, file, left);
}

function methodDoing(call: CallExpr, callee: Extract<Expr, { kind: 'member' }>, file: FileFacts, left: number): Doing {
  const object = exprDoing(callee.object, file, left);
  if (object.kind !== 'nothing') return object;
  const onTag = callee.object.kind === 'template' && callee.object.tag !== undefined;
  if (onTag) return NOTHING;
  const text = literalText(resolve(call.args[0], file));
  if (EXECUTES.test(callee.name) && text !== undefined) return changes(text).length === 0 ? functionArgs(call, file, left) : ACTS;
  const chained = THEN.test(callee.name) && call.args.some((arg) => resolve(arg, file)?.kind === 'function');
  return chained ? functionArgs(call, file, left) : ACTS;
}

/** `new Promise((resolve) => resolve())` runs its function; other objects are taken to be idle only when they are errors. */
function constructed(call: CallExpr, file: FileFacts, left: number): Doing {
  const name = writtenName(call.callee, file) ?? '';
  if (/Error$|Exception$/.test(name)) return NOTHING;
  return name === 'Promise' ? functionArgs(call, file, left) : ACTS;
}

/** What the functions among the arguments do: they are taken to be called. */
function functionArgs(call: CallExpr, file: FileFacts, left: number): Doing {
  return worst(call.args.map((arg) => functionDoing(arg, file, left)));
}

function functionDoing(expr: Expr, file: FileFacts, left: number): Doing {
  const value = resolve(expr, file);
  const fn = value?.kind === 'function' ? file.functions[value.fn] : undefined;
  return fn ? doingOf(fn, file, expr.kind === 'function' ? left : left - 1) : NOTHING;
}

/** A function of this file does what its body does. */
function localDoing(call: CallExpr, file: FileFacts, left: number): Doing {
  const callee = resolve(call.callee, file);
  const fn = callee?.kind === 'function' ? file.functions[callee.fn] : undefined;
  return fn ? doingOf(fn, file, left - 1) : ACTS;
}

/** A parameter called with nothing, or with an outcome: `cb()`, `callback(null)`, `resolve(true)`, `reject(err)`. */
function isCallback(call: CallExpr, file: FileFacts): boolean {
  if (call.callee.kind !== 'name' || file.bindings[call.callee.binding]?.kind !== 'param') return false;
  return call.args.every((arg) => arg.kind === 'undefined' || arg.kind === 'new' || arg.kind === 'name' || (arg.kind === 'literal' && typeof arg.value !== 'string'));
}

/** Handing a new error to the callback refuses. */
function answered(call: CallExpr): Doing {
  const error = call.args.find((arg) => arg.kind === 'new');
  return error ? refusal(error, call.at) : NOTHING;
}
