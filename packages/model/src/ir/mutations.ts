import { walk, weakMemo, type Expr, type FileFacts } from '@assay/contract';

/** What happens to a declared object after its declaration. */
export interface Mutation {
  readonly kind: 'grow' | 'call' | 'assign';
  /** What goes in. */
  readonly values: readonly Expr[];
}

const GROWERS: ReadonlySet<string> = new Set(['push', 'unshift', 'splice', 'set', 'add', 'concat', 'append', 'enqueue']);

/** Methods that read a collection and leave it as it is. A `filter` or `find` may be a builder's: these only with a callback. */
const READERS: ReadonlySet<string> = new Set(['map', 'flatMap', 'some', 'every', 'reduce', 'findIndex', 'findLast', 'includes', 'indexOf', 'at', 'slice', 'forEach', 'has', 'get', 'entries', 'keys', 'values', 'toSorted']);
const READERS_BY_CALLBACK: ReadonlySet<string> = new Set(['filter', 'find']);

function reads(name: string, args: readonly Expr[]): boolean {
  return READERS.has(name) || (READERS_BY_CALLBACK.has(name) && args[0]?.kind === 'function');
}

const mutationsIn = weakMemo(collect);

/** `list.push(x)`, `builder.where(x)`, `object.key = x`, by the binding that holds the object. */
export function mutationsOf(id: number, file: FileFacts): readonly Mutation[] {
  return mutationsIn(file).get(id) ?? [];
}

/** Elements are added after the declaration. */
export function grows(id: number, file: FileFacts): boolean {
  return mutationsOf(id, file).some((mutation) => mutation.kind !== 'call');
}

function collect(file: FileFacts): ReadonlyMap<number, readonly Mutation[]> {
  const found = new Map<number, Mutation[]>();
  const add = (object: Expr, mutation: Mutation): void => {
    const id = rootName(object);
    if (id !== undefined) found.set(id, [...(found.get(id) ?? []), mutation]);
  };
  for (const fn of file.functions) {
    for (const expr of walk(fn)) {
      if (expr.kind === 'assign' && (expr.target.kind === 'member' || expr.target.kind === 'index')) add(expr.target.object, { kind: 'assign', values: [expr.value] });
      if (expr.kind === 'call' && expr.callee.kind === 'member' && expr.args.length > 0 && !reads(expr.callee.name, expr.args)) {
        add(expr.callee.object, { kind: GROWERS.has(expr.callee.name) ? 'grow' : 'call', values: expr.args });
      }
    }
  }
  return found;
}

/** The name that a chain of members and calls starts with. */
export function rootName(expr: Expr): number | undefined {
  switch (expr.kind) {
    case 'name': return expr.binding;
    case 'member': case 'index': return rootName(expr.object);
    case 'call': return expr.callee.kind === 'member' ? rootName(expr.callee.object) : undefined;
    case 'await': case 'cast': return rootName(expr.value);
    default: return undefined;
  }
}
