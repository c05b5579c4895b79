import { spanOf, type Endpoint, type Env, type ErrorProducer, type Expr, type FileFacts } from '@assay/contract';
import { errorInfo } from '../flow/errors.js';
import type { FlowEvent } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { functionLabel } from '../text.js';
import { exposureOf } from './exposure.js';
import { bodyOf } from './raised-errors.js';

/** Errors for the client, with the message of an exception for theirs, which an error handler of the project renders. */
export function toldErrors(entry: Endpoint, events: readonly FlowEvent[], linker: Linker): ErrorProducer[] {
  return events.flatMap((event) => {
    if (event.kind !== 'throw' || event.inTry || !event.error) return [];
    const told = given(event, linker);
    if (!told) return [];
    const exposed = exposureOf(told.expr, told.env, linker);
    // What a handler makes of errors of the server is its own.
    if (exposed?.what !== 'message' || told.status === undefined || (told.status >= 500 && !sendsAll(entry, linker))) return [];
    const label = functionLabel(event.env.file, event.env.file.functions.indexOf(event.env.fn));
    return [{
      id: `${told.status} in ${label}`, at: event.at, status: told.status, via: 'throw', framework: entry.framework, shape: { kind: 'text' }, exposes: exposed, label, rendered: true,
      because: event.steps.map((step) => ({ at: spanOf(step.file.path, step.expr.at), message: `calls ${functionLabel(step.callee.file, step.callee.id)}` })),
    }];
  });
}

/** The message that the error is made with, and its status. */
function given(event: FlowEvent, linker: Linker): { readonly expr: Expr; readonly env: Env; readonly status: number | undefined } | undefined {
  const error = event.error && optionsOf(event.error).find((option) => option.kind === 'path' || option.kind === 'instance');
  if (!error) return undefined;
  const { status } = errorInfo(error, linker);
  if (error.kind === 'instance') {
    const message = error.args?.find(({ expr, env }) => expr && env && exposureOf(expr, env, linker)?.what === 'message');
    return message?.expr && message.env ? { expr: message.expr, env: message.env, status } : undefined;
  }
  const concept = linker.concept(error);
  const { call } = error;
  if (concept?.kind !== 'http-error' || !call || call.node.kind === 'template') return undefined;
  const body = bodyOf(concept, call.node.args);
  return body && { expr: body, env: call.env, status };
}

/** A handler that answers with the response that the error itself brings, or adds to the library's own answer, whatever its status. */
function sendsAll(entry: Endpoint, linker: Linker): boolean {
  return entry.errorHandlers.some(({ value, protocol }) => optionsOf(value).some((option) => {
    if (option.kind !== 'function') return false;
    const returned = linker.index.returnsOf(option.file, option.id);
    return returned.some(isOwnResponse) || (protocol.kept !== undefined && returned.some((expr) => keepsMessage(expr, protocol.kept ?? '', option.file)));
  }));
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
