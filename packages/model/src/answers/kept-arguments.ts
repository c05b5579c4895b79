import { walk, walkExpr, type ClassValue, type Expr, type FileFacts } from '@assay/contract';
import { constructorOf } from '../link/constructor-of.js';
import type { Linker } from '../link/linker.js';
import { optionsOf } from '../link/values.js';

/** Which arguments of `new X(..)` stand in the instance: as the message of an error, or in a field that is rendered with it. */
export interface KeptArguments {
  readonly text: ReadonlySet<number>;
  readonly fields: ReadonlySet<number>;
}

const NOTHING: KeptArguments = { text: new Set(), fields: new Set() };

/** What a class of the project does with its constructor's arguments, also by what it extends. */
export function keptArguments(cls: ClassValue, linker: Linker): KeptArguments {
  return keptBy(linker.lineage(cls).classes, 0, linker);
}

function keptBy(classes: readonly ClassValue[], from: number, linker: Linker): KeptArguments {
  const index = classes.findIndex((one, at) => at >= from && constructorOf(one) !== undefined);
  const cls = classes[index];
  // `class Refused extends Error {}`: what it is made with is the text.
  if (!cls) return classes.some((one) => /(?:Error|Exception)$/.test(linker.lineage(one).library?.path ?? '')) ? { text: new Set([0]), fields: new Set() } : NOTHING;
  const id = constructorOf(cls);
  const fn = id === undefined ? undefined : cls.file.functions[id];
  if (id === undefined || !fn) return NOTHING;
  const text = new Set<number>();
  const fields = new Set(fn.params.flatMap(({ property }, at) => (property ? [at] : [])));
  const take = (value: Expr, into: Set<number>): void => paramsIn(value, id, cls.file).forEach((param) => into.add(param));
  for (const write of cls.file.writes) if (write.fn === id && write.object.kind === 'this') take(write.value, write.name === 'message' ? text : fields);
  for (const call of walk(fn)) {
    if (call.kind !== 'call' || call.callee.kind !== 'super') continue;
    const above = keptBy(classes, index + 1, linker);
    call.args.forEach((arg, at) => {
      if (above.text.has(at)) take(arg, text);
      if (above.fields.has(at)) take(arg, fields);
    });
  }
  return { text, fields };
}

function paramsIn(value: Expr, fn: number, file: FileFacts): readonly number[] {
  const parts = value.kind === 'logical' ? [value.left, value.right] : value.kind === 'template' ? value.holes : value.kind === 'binary' ? walkExpr(value) : [value];
  return parts.flatMap((part) => {
    const binding = part.kind === 'name' ? file.bindings[part.binding] : undefined;
    return binding?.kind === 'param' && binding.fn === fn ? [binding.index ?? 0] : [];
  });
}

/** The classes of the project that an expression may make instances of. */
export function madeClasses(value: Parameters<typeof optionsOf>[0]): readonly ClassValue[] {
  return optionsOf(value).flatMap((option) => (option.kind === 'class' ? [option] : option.kind === 'instance' ? [option.of] : []));
}
