import { spanOf, walk, weakMemo, type ErrorProducer, type ExprOf, type FunctionFact } from '@assay/contract';
import type { Executor } from '../flow/executor.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import { functionLabel } from '../text.js';
import { exposureOf } from './exposure.js';

/** `response.write('data: ' + JSON.stringify({ error: error.message }))`: a part of an answer that has begun tells what was caught. Such a part has no envelope. */
export function* streamedErrors(executor: Executor, linker: Linker, inScope: (path: string) => boolean): Generator<ErrorProducer> {
  for (const { fn, env } of executor.activations) {
    if (!inScope(fn.file.path)) continue;
    for (const call of writesIn(fn.fn)) {
      const [part] = call.args;
      if (!part || call.callee.kind !== 'member' || !optionsOf(linker.evaluate(call.callee.object, env)).some((option) => option.kind === 'path' && option.root === '#response' && (option.path === '' || option.path === 'raw'))) continue;
      const exposed = exposureOf(part, env, linker);
      if (!exposed || exposed.what === 'validation') continue;
      const label = functionLabel(fn.file, fn.id);
      yield { id: `error in ${label}`, at: spanOf(fn.file.path, call.at), via: 'response', framework: '', shape: { kind: 'text' }, label, exposes: exposed, rendered: true, because: [] };
    }
  }
}

const writesIn = weakMemo((fn: FunctionFact): readonly ExprOf<'call'>[] => walk(fn).flatMap((expr) => (expr.kind === 'call' && expr.callee.kind === 'member' && expr.callee.name === 'write' ? [expr] : [])));
