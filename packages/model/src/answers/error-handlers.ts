import { Label, walk, walkExpr, type Arg, type ClassValue, type Endpoint, type Expr, type FileFacts, type FunctionValue, type Protocol, type Value } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { passesOn } from './passed-on.js';

/** The method of a class that renders errors. */
const METHOD = 'catch';

interface Handler { readonly fn: FunctionValue; readonly protocol: Protocol }

/** The functions that render errors, or answer what no route does. */
export function handlerFunctions(endpoints: readonly Endpoint[], linker: Linker): ReadonlyMap<string, Handler> {
  const found = new Map<string, Handler>();
  for (const { value, protocol } of new Set(endpoints.flatMap((entry) => entry.errorHandlers))) {
    for (const option of optionsOf(value)) {
      const fn = rendererOf(option, linker);
      if (fn) found.set(`${fn.file.path}#${fn.id}`, { fn, protocol });
    }
  }
  return found;
}

/** The function of an error handler that renders what it gets. */
export function rendererOf(value: Value, linker: Linker): FunctionValue | undefined {
  if (value.kind === 'function') return value;
  const target = value.kind === 'class' ? linker.instanceOf(value) : value;
  if (target.kind !== 'instance') return undefined;
  const method = linker.member(target, METHOD);
  return method.kind === 'function' ? method : undefined;
}

/** Functions whose result is (a member of) the error body, by the place of the function. */
export function formatters(endpoints: readonly Endpoint[]): ReadonlyMap<string, Protocol> {
  const handlers = endpoints.flatMap((entry) => entry.errorHandlers).filter(({ protocol }) => protocol.under !== undefined);
  return new Map(handlers.flatMap(({ value, protocol }) => optionsOf(value).flatMap((option) => (option.kind === 'function' ? [[`${option.file.path}#${option.id}`, protocol] as const] : []))));
}

/** Runs error handlers with what their framework hands over. */
export function runErrorHandlers(endpoints: readonly Endpoint[], executor: Executor, linker: Linker): void {
  const arg = (root: string): Arg => {
    const value: Value = root === '' ? { kind: 'unknown', key: '?', reason: 'parameter' } : linker.role(root);
    return { value, labels: root === '#error' ? Label.exception : linker.labelsOfValue(value) };
  };
  for (const { fn, protocol } of handlerFunctions(endpoints, linker).values()) executor.summary(fn, protocol.params.map(arg));
}

/** Does the project render the errors of this endpoint by itself? A filter for one class of errors does not; where a router is mounted nowhere it is not known. */
export function rendersErrors(entry: Endpoint, linker: Linker): boolean {
  return !entry.placed || entry.errorHandlers.some((handler) => handler.protocol.under !== undefined || optionsOf(handler.value).some((option) => {
    if (option.kind === 'function' && (leavesAll(option, handler.protocol, linker) || leavesUnmarked(option, handler.protocol))) return false;
    if (option.kind === 'function') return handler.protocol.catches !== undefined || handler.protocol.params.some((param) => param === '#error' || param === '#exchange');
    const cls = option.kind === 'class' ? option : option.kind === 'instance' ? option.of : undefined;
    return cls === undefined ? option.kind === 'unknown' || option.kind === 'path' : catchesAll(cls, linker) && !passesOn(cls, METHOD, linker);
  }));
}

/** The calls by which filters of these endpoints give each error to the framework's own, `super.catch(exception, host)`. */
export function handedToFramework(endpoints: readonly Endpoint[], linker: Linker): readonly { readonly call: Expr; readonly fn: FunctionValue }[] {
  const values = new Set(endpoints.flatMap(({ errorHandlers }) => errorHandlers.map(({ value }) => value)));
  return [...values].flatMap(optionsOf).flatMap((option) => {
    const cls = option.kind === 'class' ? option : option.kind === 'instance' ? option.of : undefined;
    const fn = cls && catchesAll(cls, linker) && passesOn(cls, METHOD, linker) ? rendererOf(option, linker) : undefined;
    const call = fn && walk(fn.fn).find((expr) => expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.object.kind === 'super' && expr.callee.name === METHOD);
    return fn && call ? [{ call, fn }] : [];
  });
}

/** A logger: whatever it is given goes on as it came. */
function leavesAll({ file, id }: FunctionValue, { leaves }: Protocol, linker: Linker): boolean {
  const returned = leaves === undefined ? [] : linker.index.returnsOf(file, id);
  return returned.length > 0 && returned.every((expr) => expr.kind === 'member' && expr.name === leaves);
}

/** `if (!request.route.settings.tags.includes('partners')) return h.continue`: it renders for the routes that ask for it, and most do not. */
function leavesUnmarked({ file, fn }: FunctionValue, { leaves }: Protocol): boolean {
  return leaves !== undefined && fn.body.some((statement) => {
    if (statement.kind !== 'if' || statement.test.kind !== 'unary' || statement.test.op !== '!') return false;
    const last = statement.then.at(-1);
    return last?.kind === 'return' && last.value?.kind === 'member' && last.value.name === leaves && asksRoute(statement.test.value, file);
  });
}

/** Settings of the route, also by names that were given them. */
function asksRoute(test: Expr, file: FileFacts): boolean {
  const given = walkExpr(test).flatMap((part) => (part.kind === 'name' ? file.bindings[part.binding]?.init ?? [] : []));
  return [test, ...given].some((expr) => walkExpr(expr).some((part) => part.kind === 'member' && part.name === 'settings' && part.object.kind === 'member' && part.object.name === 'route'));
}

const EVERY = /^(?:HttpException|Error)$/;

function catchesAll(cls: ClassValue, linker: Linker): boolean {
  const uses = linker.lineage(cls).classes.flatMap((one) => linker.decorators(one.cls.decorators, one.file));
  const use = uses.map((one) => one.value).find((value) => value.kind === 'path' && value.path === 'Catch()');
  if (use?.kind !== 'path') return true;
  const caught = linker.args(use);
  return caught.length === 0 || caught.some((arg) => arg.value.kind === 'path' && EVERY.test(arg.value.step ?? ''));
}
