import { spanOf, walk, type Endpoint, type Env, type ErrorProducer, type Expr, type ExprOf, type FileFacts, type FunctionValue, type InstanceValue, type PathValue, type Span, type Value } from '@assay/contract';
import { errorInfo, statusByName } from '../flow/errors.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { functionLabel } from '../text.js';
import { exposureOf } from './exposure.js';
import { keptArguments } from './kept-arguments.js';
import { rendererOf } from './error-handlers.js';
import { bodyOf, errorsIn } from './raised-errors.js';
import { thrownAgain } from './thrown-again.js';

const MAX_DEPTH = 4;

/** Errors for the client, with the message of an exception for theirs, which an error handler of the project renders; `telling` are the places where handlers answer with the message of whatever comes. */
export function toldErrors(entry: Endpoint, events: readonly FlowEvent[], telling: readonly Span[], linker: Linker): ErrorProducer[] {
  return events.flatMap((event) => {
    if (event.kind !== 'throw' || !event.error) return [];
    const comes = errorsIn(event.error).filter((error) => !event.inTry || thrownAgain(event, error, linker) !== undefined);
    const [found] = comes.flatMap((error) => {
      const told = given(error, linker);
      const exposed = told && exposureOf(told.expr, told.env, linker);
      // What a handler makes of errors of the server is its own.
      const isRead = told && ((told.status !== undefined && told.status < 500) || sendsAll(entry, linker) || tellsAll(entry, telling));
      return exposed && isRead && (exposed.what === 'message' || (exposed.what === 'error' && told.asText)) ? [{ told, exposed }] : [];
    });
    if (!found) return [];
    const { told, exposed } = found;
    const label = functionLabel(event.env.file, event.env.file.functions.indexOf(event.env.fn));
    return [{
      id: `${told.status ?? 'error'} in ${label}`, at: event.at, ...(told.status === undefined ? {} : { status: told.status }), via: 'throw', framework: entry.framework, shape: { kind: 'text' }, exposes: { ...exposed, what: 'message' }, label, rendered: true,
      because: event.steps.map((step) => ({ at: spanOf(step.file.path, step.expr.at), message: `calls ${functionLabel(step.callee.file, step.callee.id)}` })),
    }];
  });
}

/** The message that the error is made with, and its status. */
function given(error: PathValue | InstanceValue, linker: Linker): { readonly expr: Expr; readonly env: Env; readonly status: number | undefined; /** An error that is given stands in the text. */ readonly asText?: true } | undefined {
  const { status } = errorInfo(error, linker);
  if (error.kind === 'instance') {
    const { text } = keptArguments(error.of, linker);
    const message = error.args?.find(({ expr, env }, index) => {
      const what = expr && env && exposureOf(expr, env, linker)?.what;
      return what === 'message' || (what === 'error' && text.has(index));
    });
    return message?.expr && message.env ? { expr: message.expr, env: message.env, status, asText: true } : undefined;
  }
  const concept = linker.concept(error);
  const { call } = error;
  if (concept?.kind !== 'http-error' || !call || call.node.kind === 'template') return undefined;
  const body = bodyOf(concept, call.node.args);
  return body && { expr: body, env: call.env, status: status ?? leastOf(linker.argument(error, concept.statusArg ?? -1)) };
}

/** `code: isAbsent ? 'NOT_FOUND' : 'BAD_REQUEST'`: the least of them. */
function leastOf(value: Value | undefined): number | undefined {
  const statuses = value ? optionsOf(value).map(statusByName) : [];
  return statuses.length > 1 && statuses.every((status) => status !== undefined) ? Math.min(...statuses) : undefined;
}

/** A handler that answers with the message of whatever comes. */
function tellsAll(entry: Endpoint, telling: readonly Span[]): boolean {
  return entry.errorHandlers.some(({ value }) => optionsOf(value).some((option) => (
    option.kind === 'function' && telling.some(({ path, start, end }) => path === option.file.path && option.fn.at[0] <= start && end <= option.fn.at[1]))));
}

/** A handler that answers with the response that the error itself brings, or adds to the library's own answer, whatever its status. */
function sendsAll(entry: Endpoint, linker: Linker): boolean {
  return entry.errorHandlers.some(({ value, protocol }) => optionsOf(value).some((option) => {
    const filter = option.kind === 'function' ? undefined : rendererOf(option, linker);
    if (filter) return sendsBrought(filter);
    if (option.kind !== 'function') return false;
    const returned = linker.index.returnsOf(option.file, option.id);
    return returned.some(isOwnResponse) || (protocol.kept !== undefined && returned.some((expr) => keepsMessage(expr, protocol.kept ?? '', option.file)));
  }));
}

/** `response.json({ path, ...exception.getResponse() })` of a filter, also by names that are given it and nothing else, whatever the status. */
function sendsBrought({ file, fn }: FunctionValue): boolean {
  const brings = (expr: Expr, depth: number): boolean => {
    if (depth > MAX_DEPTH) return false;
    if (isOwnResponse(expr)) return true;
    if (expr.kind === 'cast') return brings(expr.value, depth);
    if (expr.kind === 'conditional') return brings(expr.then, depth) || brings(expr.else, depth);
    const binding = expr.kind === 'name' ? file.bindings[expr.binding] : undefined;
    return binding?.init !== undefined && (binding.assigned ?? []).length === 0 && brings(binding.init, depth + 1);
  };
  // Errors of the server that get another answer, `if (status >= 500) return ..`, are not told apart here.
  if (fn.body.some((statement) => statement.kind === 'if' && statement.then.some(({ kind }) => kind === 'return'))) return false;
  return walk(fn).some((expr) => expr.kind === 'call' && expr.callee.kind === 'member' && (expr.callee.name === 'json' || expr.callee.name === 'send') && expr.args.some((arg) => (
    brings(arg, 0) || (arg.kind === 'object' && overwrites(arg, (part) => brings(part, 0))))));
}

/** The last that says what the message is. */
function overwrites({ members }: ExprOf<'object'>, brings: (expr: Expr) => boolean): boolean {
  const last = members.findLast((member) => member.kind === 'spread' || (member.kind === 'property' && member.key === 'message'));
  return last?.kind === 'spread' && brings(last.value);
}

/** `{ ...shape, data }` of the answer that the library would give: its message stays, unless another is put in its place. */
function keepsMessage(expr: Expr, kept: string, file: FileFacts): boolean {
  if (expr.kind === 'cast') return keepsMessage(expr.value, kept, file);
  if (expr.kind === 'name') return file.bindings[expr.binding]?.name === kept;
  if (expr.kind === 'member') return expr.name === kept;
  if (expr.kind !== 'object') return false;
  const last = expr.members.findLast((member) => member.kind === 'spread' || (member.kind === 'property' && member.key === 'message'));
  return last?.kind === 'spread' && keepsMessage(last.value, kept, file);
}

/** `error.getResponse()`. */
export function isOwnResponse(expr: Expr): boolean {
  return expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'getResponse';
}
