import { spanOf, type Env, type Expr, type TraceStep } from '@assay/contract';
import type { FlowEvent } from '../flow/events.js';
import { madeOf } from '../ir/made-of.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { functionLabel } from '../text.js';
import { shapeOf } from './error-shapes.js';

/** `const { status, body } = present(error); res.status(status).json(body)`: where a function of the project puts such bodies together, those that have an error object of their own left out. */
export function madeBodies({ body }: FlowEvent, linker: Linker): readonly TraceStep[] {
  const made = body && madeOf(body.expr, body.env);
  if (!body || made?.kind !== 'member') return [];
  const result = madeOf(made.object, body.env);
  const call = result.kind === 'await' ? result.value : result;
  if (call.kind !== 'call') return [];
  return optionsOf(linker.evaluate(call.callee, body.env)).flatMap((callee) => {
    if (callee.kind !== 'function') return [];
    const env = linker.envOf(callee.file, callee.id, callee.self);
    return linker.index.returnsOf(callee.file, callee.id).flatMap((returned) => {
      const part = partOf(returned, made.name);
      const isOwn = part !== undefined && isPlain(part, env, linker);
      return isOwn ? [{ at: spanOf(callee.file.path, returned.at), message: `${functionLabel(callee.file, callee.id)} makes such a body here` }] : [];
    });
  });
}

function partOf(returned: Expr, name: string): Expr | undefined {
  if (returned.kind !== 'object') return undefined;
  return returned.members.flatMap((member) => (member.kind === 'property' && member.key === name ? [member.value] : []))[0];
}

function isPlain(body: Expr, env: Env, linker: Linker): boolean {
  const shape = shapeOf(body, env, linker);
  return shape.kind === 'text' || (shape.kind === 'object' && shape.error === undefined);
}
