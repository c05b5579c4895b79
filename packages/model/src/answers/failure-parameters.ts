import { walk, weakMemo, type FileFacts } from '@assay/contract';

/** Is the only parameter of a function the failure of something? It listens to errors, or asks first whether there is one: `stream.on('error', (err) => ..)`, `session.destroy((err) => { if (err) .. })`. */
export function takesFailure(fn: number, parameter: number, file: FileFacts): boolean {
  if (listenersOf(file).has(fn)) return true;
  const first = file.functions[fn]?.body[0];
  return first?.kind === 'if' && first.test.kind === 'name' && first.test.binding === parameter;
}

const listenersOf = weakMemo((file: FileFacts): ReadonlySet<number> => new Set(errorListeners(file)));

/** The functions that are handed over together with the name of the event. */
function errorListeners(file: FileFacts): readonly number[] {
  return file.functions.flatMap(walk).flatMap((expr) => {
    if (expr.kind !== 'call' || expr.callee.kind !== 'member') return [];
    const [event, listener] = expr.args;
    return event?.kind === 'literal' && event.value === 'error' && listener?.kind === 'function' ? [listener.fn] : [];
  });
}

/** The functions that a promise calls with what it was rejected with: `.catch(fn)`, `.then(next, fn)`. */
export const rejectionHandlers = weakMemo((file: FileFacts): ReadonlySet<number> => new Set(file.functions.flatMap(walk).flatMap((expr) => {
  if (expr.kind !== 'call' || expr.callee.kind !== 'member') return [];
  const handler = expr.callee.name === 'catch' && expr.args.length === 1 ? expr.args[0] : expr.callee.name === 'then' ? expr.args[1] : undefined;
  return handler?.kind === 'function' ? [handler.fn] : [];
})));
