import { walk, walkExpr, type Endpoint, type Expr, type FileFacts, type FunctionFact, type FunctionValue } from '@assay/contract';
import type { Step } from '../flow/events.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';
import type { EntryFlow } from './entry-flow.js';
import { rootName } from '../ir/mutations.js';

/** What a key that the caller sends is called. */
export const KEY_NAME = /^(?:x-)?(?:idempoten(?:cy|t)(?:[-_]?key)?|request[-_]?token|client[-_]?(?:mutation[-_]?id|token))$/i;

/** Functions that read an idempotency key, by file and id: from a request, or from the parameter of that index, which a caller may leave out. */
export type KeyReaders = ReadonlyMap<string, 'request' | number>;

const MAX_DEPTH = 6;

/** Functions that name an idempotency key: a header, a member or a literal. */
export function keyReaders(linker: Linker): KeyReaders {
  const readers = new Map<string, 'request' | number>();
  for (const file of linker.files) {
    for (const [id, fn] of file.functions.entries()) {
      const source = id === 0 ? undefined : sourceOf(fn, file);
      if (source !== undefined) readers.set(`${file.path}#${id}`, source);
    }
  }
  return readers;
}

function sourceOf(fn: FunctionFact, file: FileFacts): 'request' | number | undefined {
  let given: number | undefined;
  if (fn.params.some((param) => param.decorators.some((decorator) => walkExpr(decorator.value).some(isKeyText)))) return 'request';
  for (const expr of walk(fn)) {
    if (isKeyText(expr)) return 'request';
    if (expr.kind !== 'member' || !KEY_NAME.test(expr.name)) continue;
    const index = parameterOf(expr.object, fn, file, 0);
    if (index === undefined) return 'request';
    given ??= index;
  }
  return given;
}

function isKeyText(expr: Expr): boolean {
  return expr.kind === 'literal' && typeof expr.value === 'string' && KEY_NAME.test(expr.value);
}

/** The function's own parameter that the expression is part of. */
function parameterOf(expr: Expr, fn: FunctionFact, file: FileFacts, depth: number): number | undefined {
  const id = rootName(expr);
  const binding = id === undefined ? undefined : file.bindings[id];
  if (!binding || depth > MAX_DEPTH || file.functions[binding.fn] !== fn) return undefined;
  if (binding.kind === 'param') return binding.index ?? 0;
  return binding.init && parameterOf(binding.init, fn, file, depth + 1);
}

/** Is an idempotency key read on the way: by a library's step, or by code of the project? */
export function readsKey(entry: Endpoint, flow: EntryFlow, readers: KeyReaders, linker: Linker): 'library' | 'project' | undefined {
  const parts = [...entry.chain, ...(entry.handler ? [entry.handler] : [])].flatMap((step) => optionsOf(step.value));
  if (parts.some((value) => value.kind === 'path' && linker.concept(value)?.kind === 'idempotency')) return 'library';
  const chain = parts.flatMap((value) => (value.kind === 'function' ? [value] : []));
  const isReader = (fn: Pick<FunctionValue, 'file' | 'id'>): readonly ('request' | number)[] => around(fn.file, fn.id).flatMap((id) => readers.get(`${fn.file.path}#${id}`) ?? []);
  const read = chain.some((fn) => isReader(fn).length > 0) || flow.events.some((event) => event.steps.some((step, depth) => isReader(step.callee).some((source) => isGiven(source, event.steps, depth))));
  return read ? 'project' : undefined;
}

/** The call at that depth gives the key to the parameter that it is read from, as far as its arguments and those of the calls before it tell. */
function isGiven(source: 'request' | number, steps: readonly Step[], depth: number): boolean {
  const step = steps[depth];
  if (source === 'request' || step?.expr.kind !== 'call' || step.expr.args.some((arg) => arg.kind === 'spread' || arg.kind === 'function')) return true;
  const arg = step.expr.args[source];
  if (arg === undefined) return false;
  if (arg.kind !== 'object') return isHandedOn(arg, steps, depth);
  return arg.members.some((member) => member.kind !== 'property' || (KEY_NAME.test(member.key) && isHandedOn(member.value, steps, depth)));
}

/** What the caller passes on of its own parameters is given where the call of the caller gives it. */
function isHandedOn(expr: Expr, steps: readonly Step[], depth: number): boolean {
  const caller = steps[depth - 1]?.callee;
  const index = caller && parameterOf(expr, caller.fn, caller.file, 0);
  return index === undefined || isGiven(index, steps, depth - 1);
}

function around(file: FileFacts, id: number): number[] {
  const parent = file.functions[id]?.parent;
  return parent === undefined || parent === 0 ? [id] : [id, ...around(file, parent)];
}
